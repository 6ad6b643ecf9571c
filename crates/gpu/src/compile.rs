//! Pipelines compile in the background in a browser; natively each compiles where it is made.

use crate::error::Result;

#[cfg(target_arch = "wasm32")]
mod browser {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen(module = "/src/compile.js")]
    extern "C" {
        #[wasm_bindgen(js_name = compileInBackground)]
        pub(super) fn compile_in_background();
        pub(super) async fn compiled() -> JsValue;
    }
}

/// From now on pipelines compile in the background.
pub(crate) fn in_background() {
    #[cfg(target_arch = "wasm32")]
    browser::compile_in_background();
}

/// Waits until every pipeline that was asked for is compiled, and tells if one could not be.
pub(crate) async fn compiled() -> Result<()> {
    #[cfg(target_arch = "wasm32")]
    if let Some(reason) = browser::compiled().await.as_string() {
        return Err(crate::error::Error::Refused { reason });
    }
    Ok(())
}
