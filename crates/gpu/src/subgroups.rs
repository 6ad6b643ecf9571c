//! Subgroups: invocations that exchange numbers without memory between them.

/// Asks for them with the next device, where `wgpu` does not.
pub(crate) fn ask() {
    #[cfg(target_arch = "wasm32")]
    browser::ask_for_subgroups();
}

/// Whether a device has them.
pub(crate) fn are_granted(features: wgpu::Features) -> bool {
    #[cfg(target_arch = "wasm32")]
    {
        let _ = features;
        browser::has_subgroups()
    }
    #[cfg(not(target_arch = "wasm32"))]
    features.contains(wgpu::Features::SUBGROUP)
}

/// What a shader that uses them begins with. In a browser the operations are asked for, and allowed where control flow may differ
/// among invocations: of those that exchange something it never does. `naga` knows neither line and needs none.
pub(crate) const PROLOGUE: &str = if cfg!(target_arch = "wasm32") {
    "enable subgroups;\ndiagnostic(off,subgroup_uniformity);\n"
} else {
    ""
};

#[cfg(target_arch = "wasm32")]
mod browser {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen(module = "/src/subgroups.js")]
    extern "C" {
        #[wasm_bindgen(js_name = askForSubgroups)]
        pub(super) fn ask_for_subgroups();
        #[wasm_bindgen(js_name = hasSubgroups)]
        pub(super) fn has_subgroups() -> bool;
    }
}
