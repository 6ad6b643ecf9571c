//! Errors on their way to JavaScript.

use js_sys::{Error, Reflect};
use wasm_bindgen::JsValue;

/// A sentence for the reader and a word for programs.
#[derive(Debug)]
pub struct Failure {
    code: &'static str,
    message: String,
}

impl From<convlab_core::Error> for Failure {
    fn from(error: convlab_core::Error) -> Self {
        Self { code: error.code(), message: error.to_string() }
    }
}

#[cfg(feature = "gpu")]
impl From<convlab_gpu::Error> for Failure {
    fn from(error: convlab_gpu::Error) -> Self {
        use convlab_gpu::Error;
        let code = match &error {
            Error::Core(error) => error.code(),
            Error::NoAdapter { .. } | Error::NoDevice { .. } => "no-webgpu",
            Error::LimitTooSmall { .. } | Error::OutOfMemory { .. } => "limit",
            Error::Lost { .. } => "device-lost",
            Error::NoSuchKernels { .. } | Error::Missing { .. } => "option",
            _ => "device",
        };
        Self { code, message: error.to_string() }
    }
}

impl From<Failure> for JsValue {
    fn from(failure: Failure) -> Self {
        let error = Error::new(&failure.message);
        error.set_name("ConvlabError");
        // Setting a property of a fresh, ordinary object cannot fail.
        let _ = Reflect::set(&error, &"code".into(), &failure.code.into());
        error.into()
    }
}
