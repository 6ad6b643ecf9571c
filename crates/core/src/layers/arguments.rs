//! A layer's arguments as a description gives them.

use super::Activation;
use crate::error::{Error, Result};
use crate::json::Json;
use crate::shape::Padding;

/// The arguments of one layer. What is left out, or null, has its default.
pub(super) struct Arguments<'a> {
    class: &'static str,
    members: &'a [(String, Json)],
}

impl<'a> Arguments<'a> {
    /// The members of a layer of a class, which takes `known` besides its type and name.
    pub(super) fn new(class: &'static str, members: &'a [(String, Json)], known: &[&str]) -> Result<Self> {
        let is_known = |name: &str| matches!(name, "type" | "name") || known.contains(&name);
        match members.iter().find(|(name, _)| !is_known(name)) {
            Some((name, _)) => {
                let known = known.iter().fold("name".to_owned(), |list, name| list + ", " + name);
                Err(unreadable(format!("{class} has no argument {name}; it takes {known}")))
            }
            None => Ok(Self { class, members }),
        }
    }

    /// The layer's own name.
    pub(super) fn name(&self) -> Result<Option<String>> {
        self.read("name", "a text", |value| value.as_text().map(str::to_owned))
    }

    /// A whole number that must be given.
    pub(super) fn whole(&self, name: &'static str) -> Result<usize> {
        self.required(name, self.read(name, "a whole number", whole)?)
    }

    /// Numbers for height and width, which may be one for both.
    pub(super) fn pair(&self, name: &'static str) -> Result<Option<[usize; 2]>> {
        self.read(name, "a whole number or a pair of them", |value| match value {
            Json::List(items) => match items.as_slice() {
                [height, width] => Some([whole(height)?, whole(width)?]),
                _ => None,
            },
            _ => whole(value).map(|size| [size, size]),
        })
    }

    /// The same where it must be given.
    pub(super) fn required_pair(&self, name: &'static str) -> Result<[usize; 2]> {
        self.required(name, self.pair(name)?)
    }

    /// Whether there is a bias: by default there is.
    pub(super) fn use_bias(&self) -> Result<bool> {
        let given = self.read("useBias", "true or false", |value| match value {
            Json::Bool(flag) => Some(*flag),
            _ => None,
        })?;
        Ok(given.unwrap_or(true))
    }

    /// The padding: by default none.
    pub(super) fn padding(&self) -> Result<Padding> {
        let given = self.read("padding", "'valid' or 'same'", |value| match value.as_text()? {
            "valid" => Some(Padding::Valid),
            "same" => Some(Padding::Same),
            _ => None,
        })?;
        Ok(given.unwrap_or_default())
    }

    /// The activation, if it is given.
    pub(super) fn activation(&self) -> Result<Option<Activation>> {
        self.read("activation", "'linear', 'relu' or 'softmax'", |value| match value.as_text()? {
            "linear" => Some(Activation::Linear),
            "relu" => Some(Activation::Relu),
            "softmax" => Some(Activation::Softmax),
            _ => None,
        })
    }

    /// The activation where it must be given.
    pub(super) fn required_activation(&self) -> Result<Activation> {
        self.required("activation", self.activation()?)
    }

    fn read<T>(
        &self,
        name: &str,
        expected: &str,
        read: impl FnOnce(&Json) -> Option<T>,
    ) -> Result<Option<T>> {
        match self.members.iter().find(|(member, _)| member == name) {
            None | Some((_, Json::Null)) => Ok(None),
            Some((_, value)) => match read(value) {
                Some(value) => Ok(Some(value)),
                None => Err(unreadable(format!("{name} of {} must be {expected}", self.class))),
            },
        }
    }

    fn required<T>(&self, name: &str, given: Option<T>) -> Result<T> {
        given.ok_or_else(|| unreadable(format!("{} needs {name}", self.class)))
    }
}

fn whole(value: &Json) -> Option<usize> {
    usize::try_from(value.as_whole()?).ok()
}

/// An error for a description that cannot be read, from the end of a sentence.
pub(super) fn unreadable(reason: String) -> Error {
    Error::NetworkSpec { reason }
}
