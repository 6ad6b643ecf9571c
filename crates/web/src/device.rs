//! Where models are computed.

use convlab_gpu::Gpu;
use wasm_bindgen::prelude::*;

use crate::failure::Failure;

/// A device for models.
#[wasm_bindgen]
pub struct Device {
    pub(crate) kind: Kind,
}

/// The devices there are.
pub(crate) enum Kind {
    /// WebAssembly on the worker's own thread.
    Cpu,
    /// A GPU through WebGPU.
    Gpu(Gpu),
}

#[wasm_bindgen]
impl Device {
    /// The CPU, in WebAssembly.
    pub fn cpu() -> Self {
        Self { kind: Kind::Cpu }
    }

    /// The browser's GPU.
    pub async fn webgpu() -> Result<Self, Failure> {
        Ok(Self { kind: Kind::Gpu(Gpu::new().await?) })
    }

    /// Loses the device, as a driver's reset does; for those who want to see what comes of it.
    pub fn lose(&self) {
        if let Kind::Gpu(gpu) = &self.kind {
            gpu.lose();
        }
    }

    /// The adapter's name, as far as the browser tells.
    #[wasm_bindgen(getter)]
    pub fn adapter(&self) -> String {
        match &self.kind {
            Kind::Cpu => "WebAssembly SIMD on one thread".to_owned(),
            Kind::Gpu(gpu) => gpu.info().name.clone(),
        }
    }

    /// Whether a CPU does the work, even if it plays a GPU.
    #[wasm_bindgen(getter, js_name = isCpu)]
    pub fn is_cpu(&self) -> bool {
        match &self.kind {
            Kind::Cpu => true,
            Kind::Gpu(gpu) => gpu.info().is_cpu,
        }
    }
}
