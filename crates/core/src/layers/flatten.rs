//! `Flatten`.

use super::arguments::Arguments;
use crate::json::Json;

/// A picture as a row, in the order height, width, channel: the numbers stay where they are in memory.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Flatten {
    /// The layer's name; Keras's own if left out.
    pub name: Option<String>,
}

impl Flatten {
    pub(super) fn read(members: &[(String, Json)]) -> crate::Result<Self> {
        Ok(Self { name: Arguments::new("Flatten", members, &[])?.name()? })
    }
}
