//! Errors on their way to JavaScript.

use wasm_bindgen::prelude::*;

// Of all that `js-sys` has, this alone is needed.
#[wasm_bindgen]
extern "C" {
    type Error;

    #[wasm_bindgen(constructor)]
    fn new(message: &str) -> Error;

    #[wasm_bindgen(method, setter)]
    fn set_name(this: &Error, name: &str);

    #[wasm_bindgen(method, setter)]
    fn set_code(this: &Error, code: &str);
}

/// A sentence for the reader and a word for programs.
#[derive(Debug)]
pub struct Failure {
    code: &'static str,
    message: String,
}

impl Failure {
    /// An argument that is out of its range.
    pub(crate) fn argument(message: String) -> Self {
        Self { code: "option", message }
    }
}

impl From<convlab_core::Error> for Failure {
    fn from(error: convlab_core::Error) -> Self {
        Self { code: error.code(), message: error.to_string() }
    }
}

impl From<Failure> for JsValue {
    fn from(failure: Failure) -> Self {
        let error = Error::new(&failure.message);
        error.set_name("ConvlabError");
        error.set_code(failure.code);
        error.into()
    }
}
