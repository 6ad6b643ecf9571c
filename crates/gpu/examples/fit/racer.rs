//! A device at a batch size, measured in turn with others.

use std::error::Error;
use std::process::Command;
use std::time::Instant;

use convlab_core::cpu;
use convlab_core::network::Network;
use convlab_gpu::{Choice, Gpu, Model};

use crate::arguments::Device;
use crate::contender::{Contender, Engine, Timed};
use crate::data::Workload;
use crate::kernels::{self, KernelTimes};
use crate::measure::Bench;
use crate::operations::Operations;
use crate::report::{
    Calls, CeilingSpreads, Counts, Kind, Library, Memory, Sample, Setting, Shares, StepCalls,
};

/// Seconds of training and of inference before the first round: kernels are compiled, and it is found out how many batches a
/// submission should hold.
const WARM_UP: f64 = 1.0;

/// A device at a batch size, and what was measured of it so far.
pub(crate) struct Racer {
    pub(crate) device: Device,
    pub(crate) batch: usize,
    /// The kernels, on the GPU.
    pub(crate) choice: Option<Choice>,
    engine: Box<dyn Engine>,
    memory: Option<u64>,
    losses: [f64; 2],
    first_steps: Vec<f64>,
    samples: Vec<Sample>,
    /// Whether it broke.
    pub(crate) is_out: bool,
}

/// Something that trains, and the kernels that it chose on the GPU.
pub(crate) struct Chosen {
    pub(crate) engine: Box<dyn Engine>,
    choice: Option<Choice>,
}

impl Chosen {
    pub(crate) fn new(bench: &Bench<'_>, device: Device, batch: usize) -> Result<Self, Box<dyn Error>> {
        let Bench { arguments, network, work: Workload { splits, .. }, .. } = bench;
        let network = Network::clone(network);
        let Some(gpu) = bench.gpu.as_ref().filter(|_| device == Device::WebGpu) else {
            let engine = Contender::new(cpu::Model::new(network, 1), splits, batch)?;
            return Ok(Self { engine: Box::new(engine), choice: None });
        };
        let mut model = Model::new(gpu, network, 1)?;
        kernels::choose(&mut model, &arguments.kernels, batch)?;
        let choice = Some(model.choice().clone());
        Ok(Self { engine: Box::new(Contender::new(model, splits, batch)?), choice })
    }
}

impl Racer {
    /// Trains the steps whose losses are compared, and lets everything compile.
    pub(crate) fn open(bench: &Bench<'_>, device: Device, batch: usize) -> Result<Self, Box<dyn Error>> {
        let memory = || bench.gpu.as_ref().filter(|_| device == Device::WebGpu).and_then(Gpu::memory);
        let before = memory();
        let Chosen { mut engine, choice } = Chosen::new(bench, device, batch)?;
        let losses = engine.steps(bench.arguments.steps)?;
        engine.train(WARM_UP)?;
        engine.infer(WARM_UP)?;
        Ok(Self {
            device,
            batch,
            choice,
            engine,
            memory: memory().zip(before).map(|(after, before)| after.saturating_sub(before)),
            losses: [losses[0], losses[losses.len() - 1]],
            first_steps: Vec::new(),
            samples: Vec::new(),
            is_out: false,
        })
    }

    /// Measures training, then inference, then the first step anew.
    pub(crate) fn measure(&mut self, bench: &Bench<'_>) -> Result<(), Box<dyn Error>> {
        let seconds = bench.arguments.seconds;
        let train = self.engine.train(seconds)?;
        self.samples.push(sample(Kind::Train, train));
        let infer = self.engine.infer(seconds)?;
        self.samples.push(sample(Kind::Infer, infer));
        self.first_steps.push(self.seconds_to_first_step(bench)?);
        Ok(())
    }

    /// Seconds from the start of a process to the end of its first step.
    fn seconds_to_first_step(&self, bench: &Bench<'_>) -> Result<f64, Box<dyn Error>> {
        let began = Instant::now();
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["--first-step", "--backend", self.device.name(), "--batch", &self.batch.to_string()]);
        command.arg("--data").arg(bench.data);
        if let Some(network) = &bench.arguments.network {
            command.arg("--network").arg(network);
        }
        if let Some(choice) = &self.choice {
            command.args(["--kernels", &choice.to_string()]);
        }
        let output = command.output()?;
        let seconds = began.elapsed().as_secs_f64();
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into());
        }
        Ok(seconds)
    }

    /// What there is to tell of it.
    pub(crate) fn library(
        self,
        operations: Operations,
        kernels: &[KernelTimes],
        ceilings: Option<&CeilingSpreads>,
    ) -> Library {
        let Self { device, batch, choice, memory, losses, first_steps, samples, .. } = self;
        let is_gpu = device == Device::WebGpu;
        let profile = kernels.iter().find(|kernels| is_gpu && kernels.batch == batch);
        let dispatches = profile.map(|kernels| kernels.profile.kernels.len());
        let library = Library {
            name: name(device),
            title: if is_gpu { "Convlab, native GPU" } else { "Convlab, native CPU, one thread" }.to_owned(),
            device: device.name(),
            setting: Setting { batch },
            operations,
            choice: choice.map(|choice| choice.to_string()),
            first_steps,
            losses,
            samples,
            shares: Shares { train: None, infer: None },
            counts: Counts {
                calls: Calls { train: StepCalls { dispatches } },
                memory: Memory { gpu: memory },
            },
        };
        let peak = ceilings.filter(|_| is_gpu).map(|ceilings| ceilings.multiply_add.median);
        let share = |kind| peak.and_then(|peak| library.share(kind, peak));
        Library { shares: Shares { train: share(Kind::Train), infer: share(Kind::Infer) }, ..library }
    }
}

fn sample(kind: Kind, Timed { calls, images, seconds }: Timed) -> Sample {
    Sample { kind, images_per_second: images as f64 / seconds, calls, seconds }
}

/// What it is called in files.
pub(crate) fn name(device: Device) -> String {
    format!("convlab-native-{}", device.name())
}
