//! The device: an adapter's, with every error kept for the next caller who asks.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::error::{Error, Result};
use crate::kernel::Kernel;
use crate::work::Pipeline;
use crate::{compile, subgroups};

/// What a device gets where its adapter has it: numbers of 16 bits; natively also subgroups and a clock that is read exactly (a browser
/// rounds it).
const WANTED: wgpu::Features = if cfg!(target_arch = "wasm32") {
    wgpu::Features::SHADER_F16
} else {
    wgpu::Features::SHADER_F16.union(wgpu::Features::TIMESTAMP_QUERY).union(wgpu::Features::SUBGROUP)
};

/// What adapter the device belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdapterInfo {
    /// Its name, as far as the system tells.
    pub name: String,
    /// Whether it is a CPU that plays a GPU.
    pub is_cpu: bool,
}

/// A GPU device; cheap to clone. Pipelines are made once per kernel and constants, whoever asks.
#[derive(Clone)]
pub struct Gpu(Arc<Inner>);

/// What an error scope has seen, later.
#[cfg(not(target_arch = "wasm32"))]
type Seen = Pin<Box<dyn Future<Output = Option<wgpu::Error>> + Send>>;
#[cfg(target_arch = "wasm32")]
type Seen = Pin<Box<dyn Future<Output = Option<wgpu::Error>>>>;

/// Something that was made, and the scopes that saw it made: of memory, and of everything else.
struct Made {
    what: String,
    memory: Seen,
    validity: Seen,
}

/// What the device has reported of itself.
struct Fault {
    is_loss: bool,
    reason: String,
}

struct Inner {
    device: wgpu::Device,
    queue: wgpu::Queue,
    info: AdapterInfo,
    has_half: bool,
    has_subgroups: bool,
    /// A few dozen at most, so they are searched one by one.
    pipelines: Mutex<Vec<Arc<Pipeline>>>,
    /// What was made and not asked after yet.
    made: Mutex<Vec<Made>>,
    /// The first thing that is too large, of what is being made.
    refused: Mutex<Option<Error>>,
    fault: Arc<Mutex<Option<Fault>>>,
}

impl Gpu {
    /// The fastest adapter's device, with room for whatever buffers the adapter can hold.
    pub async fn new() -> Result<Self> {
        Self::with_limits(|adapter| wgpu::Limits {
            max_buffer_size: adapter.max_buffer_size,
            max_storage_buffer_binding_size: adapter.max_storage_buffer_binding_size,
            ..wgpu::Limits::default()
        })
        .await
    }

    /// A device that has only what every WebGPU device has; tests run on it.
    pub async fn with_default_limits() -> Result<Self> {
        Self::with_limits(|_| wgpu::Limits::default()).await
    }

    async fn with_limits(limits: impl Fn(&wgpu::Limits) -> wgpu::Limits) -> Result<Self> {
        compile::in_background();
        subgroups::ask();
        let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle());
        let options = wgpu::RequestAdapterOptions {
            power_preference: wgpu::PowerPreference::HighPerformance,
            ..Default::default()
        };
        let adapter = instance
            .request_adapter(&options)
            .await
            .map_err(|error| Error::NoAdapter { reason: why_none(&error) })?;
        let features = adapter.features() & WANTED;
        let descriptor = wgpu::DeviceDescriptor {
            label: Some("convlab"),
            required_features: features,
            required_limits: limits(&adapter.limits()),
            ..Default::default()
        };
        let (device, queue) = adapter
            .request_device(&descriptor)
            .await
            .map_err(|error| Error::NoDevice { reason: error.to_string() })?;

        let fault = Arc::new(Mutex::new(None));
        let uncaptured = Arc::clone(&fault);
        device.on_uncaptured_error(Arc::new(move |error: wgpu::Error| {
            lock(&uncaptured).get_or_insert_with(|| Fault { is_loss: false, reason: error.to_string() });
        }));
        let lost = Arc::clone(&fault);
        // Whatever else was seen comes from it.
        device.set_device_lost_callback(move |_, reason| {
            *lock(&lost) = Some(Fault { is_loss: true, reason });
        });

        let info = info(&adapter.get_info());
        let inner = Inner {
            device,
            queue,
            info,
            has_half: features.contains(wgpu::Features::SHADER_F16),
            has_subgroups: subgroups::are_granted(features),
            pipelines: Mutex::default(),
            made: Mutex::default(),
            refused: Mutex::default(),
            fault,
        };
        #[cfg_attr(
            target_arch = "wasm32",
            expect(clippy::arc_with_non_send_sync, reason = "one thread there; natively it is shared")
        )]
        Ok(Self(Arc::new(inner)))
    }

    /// What adapter this is.
    pub fn info(&self) -> &AdapterInfo {
        &self.0.info
    }

    /// Whether it computes with numbers of 16 bits, `shader-f16` in WebGPU.
    pub fn has_half(&self) -> bool {
        self.0.has_half
    }

    /// Whether its invocations exchange numbers within subgroups.
    pub fn has_subgroups(&self) -> bool {
        self.0.has_subgroups
    }

    /// The interface that the adapter is reached through and its driver, as far as the system tells; a browser does not.
    pub fn driver(&self) -> String {
        let info = self.0.device.adapter_info();
        let words = [info.backend.to_str(), &info.driver, &info.driver_info];
        words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(", ")
    }

    /// Bytes of everything that lies in the device's memory, as far as its allocator tells: Metal's and a browser's do not.
    pub fn memory(&self) -> Option<u64> {
        self.0.device.generate_allocator_report().map(|report| report.total_allocated_bytes)
    }

    /// Destroys the device: whatever is computed on it from now on fails with [`Error::Lost`].
    pub fn lose(&self) {
        self.0.device.destroy();
    }

    pub(crate) fn device(&self) -> &wgpu::Device {
        &self.0.device
    }

    pub(crate) fn queue(&self) -> &wgpu::Queue {
        &self.0.queue
    }

    /// Makes something on the device, if it is within the limits. Whether there was room for it, and whether its shaders compile,
    /// [`Gpu::settle`] tells.
    pub(crate) fn making<T>(&self, what: &str, make: impl FnOnce() -> Result<T>) -> Result<T> {
        let scopes = self.watch();
        let value = self.within_limits(make);
        self.watched(scopes, what, value.is_ok());
        value
    }

    /// Scopes for errors of validity and of memory. What all makers share is no part of a generic function, which a page would
    /// download once for each of them.
    fn watch(&self) -> [wgpu::ErrorScopeGuard; 2] {
        let validity = self.device().push_error_scope(wgpu::ErrorFilter::Validation);
        let memory = self.device().push_error_scope(wgpu::ErrorFilter::OutOfMemory);
        [validity, memory]
    }

    fn watched(&self, [validity, memory]: [wgpu::ErrorScopeGuard; 2], what: &str, is_made: bool) {
        let (memory, validity) = (Box::pin(memory.pop()), Box::pin(validity.pop()));
        // What was not made has no room, and the reason is told already.
        if is_made {
            lock(&self.0.made).push(Made { what: what.to_owned(), memory, validity });
        }
    }

    /// The same where nobody asks for room.
    pub(crate) fn within_limits<T>(&self, make: impl FnOnce() -> Result<T>) -> Result<T> {
        let value = make();
        lock(&self.0.refused).take().map_or(value, Err)
    }

    /// Whether a buffer of so many bytes may be made, and everything before it could. As with WebGPU's own errors the rest is made
    /// as if nothing were wrong, so that only who asked for the whole has to be told.
    pub(crate) fn admits(&self, what: &str, bytes: u64) -> bool {
        let limits = self.device().limits();
        let mut refused = lock(&self.0.refused);
        for (name, available) in [
            ("maxStorageBufferBindingSize", limits.max_storage_buffer_binding_size),
            ("maxBufferSize", limits.max_buffer_size),
        ] {
            if bytes > available && refused.is_none() {
                *refused =
                    Some(Error::LimitTooSmall { what: what.to_owned(), name, needed: bytes, available });
            }
        }
        refused.is_none()
    }

    /// Waits until all that was made before this call is there. Where something is not, its maker must let go of it; nothing else is
    /// harmed.
    pub(crate) fn settle(&self) -> impl Future<Output = Result<()>> + use<> {
        let (gpu, room, compiled) = (self.clone(), self.room(), compile::compiled());
        async move {
            let room = room.await;
            gpu.concluded(room.and(compiled.await))
        }
    }

    /// Waits until there is room for all that was made before this call, whether its kernels are compiled or not.
    pub(crate) fn room(&self) -> impl Future<Output = Result<()>> + use<> {
        let (gpu, made) = (self.clone(), std::mem::take(&mut *lock(&self.0.made)));
        async move {
            let mut outcome = Ok(());
            for Made { what, memory, validity } in made {
                let (memory, validity) = (memory.await, validity.await);
                let error = match (memory, validity) {
                    (Some(_), _) => Error::OutOfMemory { what },
                    (None, Some(validity)) => Error::Refused { reason: validity.to_string() },
                    (None, None) => continue,
                };
                outcome = outcome.and(Err(error));
            }
            gpu.concluded(outcome)
        }
    }

    /// What comes of something that was made.
    fn concluded(&self, outcome: Result<()>) -> Result<()> {
        if outcome.is_err() {
            // A pipeline that did not compile would be handed out again.
            lock(&self.0.pipelines).clear();
            self.check()?;
        }
        outcome
    }

    /// The first error that the device has reported, if any. Once there is one, the device's figures mean nothing.
    pub(crate) fn check(&self) -> Result<()> {
        match &*lock(&self.0.fault) {
            None => Ok(()),
            Some(Fault { is_loss: true, reason }) => Err(Error::Lost { reason: reason.clone() }),
            Some(Fault { is_loss: false, reason }) => Err(Error::Refused { reason: reason.clone() }),
        }
    }

    /// The pipeline of a kernel whose override constants are `constants`.
    pub(crate) fn pipeline(
        &self,
        kernel: &'static Kernel,
        constants: &[(&'static str, f64)],
    ) -> Arc<Pipeline> {
        let mut pipelines = lock(&self.0.pipelines);
        if let Some(pipeline) = pipelines.iter().find(|pipeline| pipeline.is(kernel, constants)) {
            return Arc::clone(pipeline);
        }
        let pipeline = Arc::new(Pipeline::new(self.device(), kernel, constants));
        pipelines.push(Arc::clone(&pipeline));
        pipeline
    }
}

/// Why there is no adapter. In a browser `wgpu` only lists the ways to one that no browser has.
fn why_none(error: &wgpu::RequestAdapterError) -> String {
    if cfg!(target_arch = "wasm32") { "the browser offers none".to_owned() } else { error.to_string() }
}

fn info(adapter: &wgpu::AdapterInfo) -> AdapterInfo {
    let name = if adapter.name.is_empty() { "unnamed adapter".to_owned() } else { adapter.name.clone() };
    let is_cpu = adapter.device_type == wgpu::DeviceType::Cpu;
    AdapterInfo { name, is_cpu }
}

/// The lock, also after a panic elsewhere: what it guards is whole at every moment.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
