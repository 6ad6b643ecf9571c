//! A description examined while it is being written.

use wasm_bindgen::prelude::*;

/// [`convlab_core::examine`]: JSON for JSON.
#[wasm_bindgen]
pub fn examine(description: &str) -> String {
    convlab_core::examine(description)
}
