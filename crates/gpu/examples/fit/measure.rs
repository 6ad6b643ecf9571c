//! The measurement: devices and batch sizes in turn, round after round.

use std::error::Error;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use convlab_core::network::Network;
use convlab_gpu::{Ceilings, Choice, Gpu, Overhead, Profile};
use pollster::block_on;

use crate::arguments::{Arguments, Device, Kernels};
use crate::data::{Workload, workload};
use crate::kernels::{self, Floor, KernelTimes};
use crate::operations::Operations;
use crate::racer::{self, Chosen, Racer};
use crate::report::{CeilingSpreads, Fault, Options, Report, Setting};
use crate::statistics::Spread;

/// What all measurements share.
pub(crate) struct Bench<'a> {
    pub(crate) arguments: &'a Arguments,
    pub(crate) network: &'a Network,
    /// The folder of the data set.
    pub(crate) data: &'a Path,
    pub(crate) gpu: Option<Gpu>,
    pub(crate) work: Workload,
    failures: Vec<Fault>,
}

impl<'a> Bench<'a> {
    pub(crate) fn new(
        arguments: &'a Arguments,
        network: &'a Network,
        data: &'a Path,
    ) -> Result<Self, Box<dyn Error>> {
        let gpu = match arguments.devices.contains(&Device::WebGpu) {
            true => Some(block_on(Gpu::new())?),
            false => None,
        };
        let work = workload(network, data)?;
        Ok(Self { arguments, network, data, gpu, work, failures: Vec::new() })
    }

    /// Measures all that the arguments ask for.
    pub(crate) fn report(mut self) -> Result<Report, Box<dyn Error>> {
        let before = self.ceilings()?;
        let racers = self.race();
        let profiles = self.profiles(&racers);
        // A device that was lost meanwhile has told so among the failures.
        let after = self.ceilings().unwrap_or_default();
        let ceilings = spreads(&[before, after].into_iter().flatten().collect::<Vec<_>>());
        let mut kernels = Vec::new();
        if let (Some(gpu), Some(ceilings)) = (&self.gpu, &ceilings) {
            kernels.extend(profiles.into_iter().map(|(batch, (choice, profile))| {
                KernelTimes::new(&gpu.info().name, batch, &choice, profile, ceilings.floor())
            }));
        }
        let operations = Operations::of(self.network);
        let libraries =
            racers.into_iter().map(|racer| racer.library(operations, &kernels, ceilings.as_ref())).collect();
        let Arguments { batches, steps, rounds, seconds, .. } = self.arguments;
        Ok(Report {
            when: SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis() as u64,
            options: Options { batches: batches.clone(), steps: *steps, rounds: *rounds, seconds: *seconds },
            adapter: self.gpu.as_ref().map(named),
            processor: processor(),
            images: self.work.images,
            parameters: self.network.parameter_count(),
            ceilings,
            failures: self.failures,
            libraries,
            kernels,
        })
    }

    /// Trains the first step and nothing else; its loss.
    pub(crate) fn first_step(&self) -> Result<f64, Box<dyn Error>> {
        let Chosen { mut engine, .. } =
            Chosen::new(self, self.arguments.devices[0], self.arguments.batches[0])?;
        Ok(engine.steps(1)?[0])
    }

    fn ceilings(&self) -> Result<Option<(Ceilings, Overhead)>, convlab_gpu::Error> {
        let Some(gpu) = &self.gpu else { return Ok(None) };
        eprintln!("{}: ceilings", named(gpu));
        Ok(Some((block_on(gpu.ceilings())?, block_on(gpu.overhead())?)))
    }

    /// Measures every device at every batch size, in turn; those that ran to the end.
    fn race(&mut self) -> Vec<Racer> {
        let mut racers = Vec::new();
        for &batch in &self.arguments.batches {
            for &device in &self.arguments.devices {
                eprintln!("{}, batch {batch}: first steps", device.name());
                match Racer::open(self, device, batch) {
                    Ok(racer) => racers.push(racer),
                    Err(error) => self.fail(device, batch, &*error),
                }
            }
        }
        for round in 1..=self.arguments.rounds {
            let mut order: Vec<&mut Racer> = racers.iter_mut().filter(|racer| !racer.is_out).collect();
            // Whoever comes first in one round comes last in the next, so that a machine that tires is fair.
            if round % 2 == 0 {
                order.reverse();
            }
            for racer in order {
                let Racer { device, batch, .. } = *racer;
                eprintln!("{}, batch {batch}: round {round} of {}", device.name(), self.arguments.rounds);
                if let Err(error) = racer.measure(self) {
                    self.fail(device, batch, &*error);
                    racer.is_out = true;
                }
            }
        }
        racers.retain(|racer| !racer.is_out);
        racers
    }

    /// Measures the kernels at each batch size that ran on the GPU.
    fn profiles(&mut self, racers: &[Racer]) -> Vec<(usize, (Choice, Profile))> {
        let mut profiles = Vec::new();
        for &Racer { device, batch, ref choice, .. } in racers {
            let (Some(gpu), Some(choice)) = (&self.gpu, choice) else { continue };
            eprintln!("{}, batch {batch}: kernels", device.name());
            let kernels = Kernels::These(choice.clone());
            match kernels::measure(gpu, self.network, batch, &kernels, self.arguments.timing) {
                Ok(profile) => profiles.push((batch, profile)),
                Err(error) => self.fail(device, batch, &*error),
            }
        }
        profiles
    }

    fn fail(&mut self, device: Device, batch: usize, error: &dyn Error) {
        let sentence = error.to_string().trim().to_owned();
        self.failures.push(Fault { name: racer::name(device), setting: Setting { batch }, sentence });
    }
}

/// Measures the kernels of a step alone, at each batch size.
pub(crate) fn profile(arguments: &Arguments, network: &Network) -> Result<Vec<KernelTimes>, Box<dyn Error>> {
    let gpu = block_on(Gpu::new())?;
    let Ceilings { operations, bytes } = block_on(gpu.ceilings())?;
    let floor = Floor { operations, bytes };
    let measure = |&batch: &usize| {
        let (choice, profile) = kernels::measure(&gpu, network, batch, &arguments.kernels, arguments.timing)?;
        Ok(KernelTimes::new(&gpu.info().name, batch, &choice, profile, floor))
    };
    arguments.batches.iter().map(measure).collect()
}

fn spreads(measured: &[(Ceilings, Overhead)]) -> Option<CeilingSpreads> {
    let spread = |figure: fn(&Ceilings, &Overhead) -> f64| {
        Spread::of(measured.iter().map(|(ceilings, overhead)| figure(ceilings, overhead)))
    };
    Some(CeilingSpreads {
        multiply_add: spread(|ceilings, _| ceilings.operations / 1e9)?,
        copy: spread(|ceilings, _| ceilings.bytes / 1e9)?,
        dispatch: spread(|_, overhead| overhead.dispatch * 1e6)?,
        submit: spread(|_, overhead| overhead.submit * 1e6)?,
        readback: spread(|_, overhead| overhead.readback * 1e6)?,
    })
}

/// An adapter and what drives it.
pub(crate) fn named(gpu: &Gpu) -> String {
    format!("{} ({})", gpu.info().name, gpu.driver())
}

/// The processor, as far as the system tells without more ado.
fn processor() -> String {
    let list = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model =
        list.lines().find(|line| line.starts_with("model name")).and_then(|line| line.split(": ").nth(1));
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{}, {threads} threads", model.unwrap_or(std::env::consts::ARCH))
}
