//! Pipelines compile in the background in a browser; natively each compiles where it is made.

use crate::error::Result;

#[cfg(target_arch = "wasm32")]
mod browser {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen(module = "/src/compile.js")]
    extern "C" {
        #[wasm_bindgen(js_name = compileInBackground)]
        pub(super) fn compile_in_background();
        pub(super) fn compiled() -> js_sys::Promise;
    }
}

/// From now on pipelines compile in the background.
pub(crate) fn in_background() {
    #[cfg(target_arch = "wasm32")]
    browser::compile_in_background();
}

/// Waits until every pipeline that was asked for before this call is compiled, and tells if one could not be.
#[cfg_attr(
    not(target_arch = "wasm32"),
    expect(clippy::manual_async_fn, reason = "in a browser it begins at once")
)]
pub(crate) fn compiled() -> impl Future<Output = Result<()>> {
    #[cfg(target_arch = "wasm32")]
    let compiled = wasm_bindgen_futures::JsFuture::from(browser::compiled());
    async move {
        #[cfg(target_arch = "wasm32")]
        if let Some(reason) = compiled.await.ok().and_then(|reason| reason.as_string()) {
            return Err(crate::error::Error::Refused { reason });
        }
        Ok(())
    }
}
