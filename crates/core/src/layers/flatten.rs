//! `Flatten`.

use serde::{Deserialize, Serialize};

/// A picture as a row, in the order height, width, channel: the numbers stay where they are in memory.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Flatten {
    /// The layer's name; Keras's own if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}
