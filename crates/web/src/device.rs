//! Where models are computed.

#[cfg(feature = "gpu")]
use convlab_gpu::Gpu;
use wasm_bindgen::prelude::*;

#[cfg(feature = "gpu")]
use crate::failure::Failure;

/// A device for models.
#[wasm_bindgen]
pub struct Device {
    pub(crate) kind: Kind,
}

/// The devices there are.
pub(crate) enum Kind {
    /// WebAssembly on the worker's own thread, and on helpers where there are some.
    #[cfg(feature = "cpu")]
    Cpu { threads: usize },
    /// A GPU through WebGPU.
    #[cfg(feature = "gpu")]
    Gpu(Gpu),
}

#[wasm_bindgen]
impl Device {
    /// The CPU, in WebAssembly on so many threads.
    #[cfg(feature = "cpu")]
    pub fn cpu(threads: usize) -> Self {
        Self { kind: Kind::Cpu { threads } }
    }

    /// The browser's GPU.
    #[cfg(feature = "gpu")]
    pub async fn webgpu() -> Result<Self, Failure> {
        Ok(Self { kind: Kind::Gpu(Gpu::new().await?) })
    }

    /// Loses the device, as a driver's reset does; for those who want to see what comes of it.
    pub fn lose(&self) {
        match &self.kind {
            #[cfg(feature = "cpu")]
            Kind::Cpu { .. } => {}
            #[cfg(feature = "gpu")]
            Kind::Gpu(gpu) => gpu.lose(),
        }
    }

    /// The adapter's name, as far as the browser tells.
    #[wasm_bindgen(getter)]
    pub fn adapter(&self) -> String {
        match &self.kind {
            #[cfg(feature = "cpu")]
            Kind::Cpu { threads: 1 } => "WebAssembly SIMD on one thread".to_owned(),
            #[cfg(feature = "cpu")]
            Kind::Cpu { threads } => format!("WebAssembly SIMD on {threads} threads"),
            #[cfg(feature = "gpu")]
            Kind::Gpu(gpu) => gpu.info().name.clone(),
        }
    }

    /// Whether a CPU does the work, even if it plays a GPU.
    #[wasm_bindgen(getter, js_name = isCpu)]
    pub fn is_cpu(&self) -> bool {
        match &self.kind {
            #[cfg(feature = "cpu")]
            Kind::Cpu { .. } => true,
            #[cfg(feature = "gpu")]
            Kind::Gpu(gpu) => gpu.info().is_cpu,
        }
    }
}
