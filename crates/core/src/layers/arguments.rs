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
    /// The members of a layer of a class, which takes `known` besides its type, name and inputs.
    pub(super) fn new(class: &'static str, members: &'a [(String, Json)], known: &[&str]) -> Result<Self> {
        let is_known = |name: &str| matches!(name, "type" | "name" | "inputs") || known.contains(&name);
        match members.iter().find(|(name, _)| !is_known(name)) {
            Some((name, _)) => {
                let known = known.iter().fold("name, inputs".to_owned(), |list, name| list + ", " + name);
                Err(unreadable(format!("{class} has no argument {name}; it takes {known}")))
            }
            None => Ok(Self { class, members }),
        }
    }

    /// The layer's own name.
    pub(super) fn name(&self) -> Result<Option<String>> {
        Ok(self.text("name", "a text", |_| true)?.map(str::to_owned))
    }

    /// A whole number.
    pub(super) fn optional_whole(&self, name: &'static str) -> Result<Option<usize>> {
        let read = |value| whole(value).ok_or_else(|| self.wrong(name, "a whole number"));
        self.given(name).map(read).transpose()
    }

    /// The same where it must be given.
    pub(super) fn whole(&self, name: &'static str) -> Result<usize> {
        self.optional_whole(name)?.ok_or_else(|| self.missing(name))
    }

    /// Numbers for height and width, which may be one for both.
    pub(super) fn pair(&self, name: &'static str) -> Result<Option<[usize; 2]>> {
        let Some(value) = self.given(name) else { return Ok(None) };
        let (height, width) = match value {
            Json::List(items) if items.len() == 2 => (&items[0], &items[1]),
            value => (value, value),
        };
        match (whole(height), whole(width)) {
            (Some(height), Some(width)) => Ok(Some([height, width])),
            _ => Err(self.wrong(name, "a whole number or a pair of them")),
        }
    }

    /// The same where it must be given.
    pub(super) fn required_pair(&self, name: &'static str) -> Result<[usize; 2]> {
        self.pair(name)?.ok_or_else(|| self.missing(name))
    }

    /// A number.
    pub(super) fn number(&self, name: &'static str) -> Result<Option<f64>> {
        match self.given(name) {
            None => Ok(None),
            Some(Json::Number(number)) => Ok(Some(*number)),
            Some(_) => Err(self.wrong(name, "a number")),
        }
    }

    /// The same where it must be given.
    pub(super) fn required_number(&self, name: &'static str) -> Result<f64> {
        self.number(name)?.ok_or_else(|| self.missing(name))
    }

    /// Whether there is something that there is by default, such as a bias.
    pub(super) fn flag(&self, name: &'static str) -> Result<bool> {
        match self.given(name) {
            None => Ok(true),
            Some(Json::Bool(flag)) => Ok(*flag),
            Some(_) => Err(self.wrong(name, "true or false")),
        }
    }

    /// The padding: by default none.
    pub(super) fn padding(&self) -> Result<Padding> {
        let given = self.text("padding", "'valid' or 'same'", |text| matches!(text, "valid" | "same"))?;
        Ok(if given == Some("same") { Padding::Same } else { Padding::Valid })
    }

    /// The penalty of a regulariser, `{ "l2": 0.0001 }` for Keras's `regularizers.L2(1e-4)`: by default 0, none.
    pub(super) fn l2(&self, name: &'static str) -> Result<f32> {
        let Some(regularizer) = self.given(name) else { return Ok(0.0) };
        let is_l2 = regularizer.names().eq(["l2"]);
        match regularizer.member("l2") {
            Some(Json::Number(l2)) if is_l2 && *l2 >= 0.0 && (*l2 as f32).is_finite() => Ok(*l2 as f32),
            _ => Err(self.wrong(name, r#"{ "l2": a number that is not negative }"#)),
        }
    }

    /// The activation, if it is given.
    pub(super) fn activation(&self) -> Result<Option<Activation>> {
        let known = |text: &str| matches!(text, "linear" | "relu" | "softmax");
        let given = self.text("activation", "'linear', 'relu' or 'softmax'", known)?;
        Ok(given.map(|text| match text {
            "relu" => Activation::Relu,
            "softmax" => Activation::Softmax,
            _ => Activation::Linear,
        }))
    }

    /// The activation where it must be given.
    pub(super) fn required_activation(&self) -> Result<Activation> {
        self.activation()?.ok_or_else(|| self.missing("activation"))
    }

    fn given(&self, name: &str) -> Option<&'a Json> {
        let (_, value) = self.members.iter().find(|(member, _)| member == name)?;
        (*value != Json::Null).then_some(value)
    }

    fn text(&self, name: &str, expected: &str, known: fn(&str) -> bool) -> Result<Option<&'a str>> {
        match self.given(name) {
            None => Ok(None),
            Some(Json::Text(text)) if known(text) => Ok(Some(text)),
            Some(_) => Err(self.wrong(name, expected)),
        }
    }

    fn wrong(&self, name: &str, expected: &str) -> Error {
        unreadable(format!("{name} of {} must be {expected}", self.class))
    }

    fn missing(&self, name: &str) -> Error {
        unreadable(format!("{} needs {name}", self.class))
    }
}

fn whole(value: &Json) -> Option<usize> {
    usize::try_from(value.as_whole()?).ok()
}

/// An error for a description that cannot be read, from the end of a sentence.
pub(super) fn unreadable(reason: String) -> Error {
    Error::NetworkSpec { reason }
}
