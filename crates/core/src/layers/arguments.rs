//! A layer's arguments as a description gives them.

use super::Activation;
use crate::error::{Error, Result};
use crate::json::Json;
use crate::shape::Padding;
use crate::text::joined;

/// The arguments of one layer. What is left out, or null, has its default. So has what is wrong, until
/// [`Arguments::finish`] tells of it.
pub(super) struct Arguments<'a> {
    class: &'a str,
    members: &'a [(String, Json)],
    /// What the layer has asked for, which are all the arguments that it takes.
    asked: Vec<&'static str>,
    /// The first thing that is wrong: the end of a sentence.
    wrong: Option<String>,
}

impl<'a> Arguments<'a> {
    /// The members of a layer of a class.
    pub(super) fn new(class: &'a str, members: &'a [(String, Json)]) -> Self {
        Self { class, members, asked: vec!["name", "inputs"], wrong: None }
    }

    /// Whether all was as the layer has asked for it, and nothing was left over.
    pub(super) fn finish(self) -> Result<()> {
        let is_known = |name: &str| name == "type" || self.asked.contains(&name);
        let reason = match self.members.iter().find(|(name, _)| !is_known(name)) {
            Some((name, _)) => {
                format!("{} has no argument {name}; it takes {}", self.class, joined(&self.asked, ", "))
            }
            None => match self.wrong {
                Some(reason) => reason,
                None => return Ok(()),
            },
        };
        Err(unreadable(reason))
    }

    /// The layer's own name.
    pub(super) fn name(&mut self) -> Option<String> {
        self.text("name", "a text", |_| true).map(str::to_owned)
    }

    /// A whole number that must be given.
    pub(super) fn whole(&mut self, name: &'static str) -> usize {
        self.required(name).map_or(0, |value| self.read_whole(name, value))
    }

    /// A whole number.
    pub(super) fn whole_or(&mut self, name: &'static str, default: usize) -> usize {
        self.given(name).map_or(default, |value| self.read_whole(name, value))
    }

    fn read_whole(&mut self, name: &str, value: &Json) -> usize {
        whole(value).unwrap_or_else(|| self.note(name, "a whole number"))
    }

    /// Numbers for height and width, which may be one for both.
    pub(super) fn pair(&mut self, name: &'static str) -> Option<[usize; 2]> {
        let value = self.given(name)?;
        Some(self.read_pair(name, value))
    }

    /// The same where it must be given.
    pub(super) fn required_pair(&mut self, name: &'static str) -> [usize; 2] {
        self.required(name).map_or([0; 2], |value| self.read_pair(name, value))
    }

    fn read_pair(&mut self, name: &str, value: &Json) -> [usize; 2] {
        let (height, width) = match value {
            Json::List(items) if items.len() == 2 => (&items[0], &items[1]),
            value => (value, value),
        };
        match (whole(height), whole(width)) {
            (Some(height), Some(width)) => [height, width],
            _ => self.note(name, "a whole number or a pair of them"),
        }
    }

    /// A number that must be given.
    pub(super) fn number(&mut self, name: &'static str) -> f64 {
        self.required(name).map_or(0.0, |value| self.read_number(name, value))
    }

    /// A number.
    pub(super) fn number_or(&mut self, name: &'static str, default: f64) -> f64 {
        self.given(name).map_or(default, |value| self.read_number(name, value))
    }

    fn read_number(&mut self, name: &str, value: &Json) -> f64 {
        match value {
            Json::Number(number) => *number,
            _ => self.note(name, "a number"),
        }
    }

    /// Whether there is something that there is by default, such as a bias.
    pub(super) fn flag(&mut self, name: &'static str) -> bool {
        match self.given(name) {
            None => true,
            Some(Json::Bool(flag)) => *flag,
            Some(_) => self.note(name, "true or false"),
        }
    }

    /// The padding: by default none.
    pub(super) fn padding(&mut self) -> Padding {
        match self.text("padding", "'valid' or 'same'", |text| matches!(text, "valid" | "same")) {
            Some("same") => Padding::Same,
            _ => Padding::Valid,
        }
    }

    /// The penalty of a regulariser, `{ "l2": 0.0001 }` for Keras's `regularizers.L2(1e-4)`: by default 0, none.
    pub(super) fn l2(&mut self, name: &'static str) -> f32 {
        let Some(regularizer) = self.given(name) else { return 0.0 };
        match regularizer.member("l2") {
            Some(Json::Number(l2))
                if regularizer.names().count() == 1 && *l2 >= 0.0 && (*l2 as f32).is_finite() =>
            {
                *l2 as f32
            }
            _ => self.note(name, r#"{ "l2": a number that is not negative }"#),
        }
    }

    /// The activation: by default none.
    pub(super) fn activation(&mut self) -> Activation {
        let known = |text: &str| matches!(text, "linear" | "relu" | "softmax");
        match self.text("activation", "'linear', 'relu' or 'softmax'", known) {
            Some("relu") => Activation::Relu,
            Some("softmax") => Activation::Softmax,
            _ => Activation::Linear,
        }
    }

    /// The same where it must be given.
    pub(super) fn required_activation(&mut self) -> Activation {
        let activation = self.activation();
        self.required("activation");
        activation
    }

    fn given(&mut self, name: &'static str) -> Option<&'a Json> {
        if !self.asked.contains(&name) {
            self.asked.push(name);
        }
        let (_, value) = self.members.iter().find(|(member, _)| member == name)?;
        (*value != Json::Null).then_some(value)
    }

    fn required(&mut self, name: &'static str) -> Option<&'a Json> {
        let value = self.given(name);
        if value.is_none() {
            let class = self.class;
            self.wrong.get_or_insert_with(|| format!("{class} needs {name}"));
        }
        value
    }

    fn text(&mut self, name: &'static str, expected: &str, known: fn(&str) -> bool) -> Option<&'a str> {
        match self.given(name)? {
            Json::Text(text) if known(text) => Some(text),
            _ => self.note(name, expected),
        }
    }

    /// Notes what an argument must be, and gives what stands for it meanwhile.
    fn note<T: Default>(&mut self, name: &str, expected: &str) -> T {
        let class = self.class;
        self.wrong.get_or_insert_with(|| format!("{name} of {class} must be {expected}"));
        T::default()
    }
}

fn whole(value: &Json) -> Option<usize> {
    usize::try_from(value.as_whole()?).ok()
}

/// An error for a description that cannot be read, from the end of a sentence.
pub(super) fn unreadable(reason: String) -> Error {
    Error::NetworkSpec { reason }
}
