//! What the command line asks for.

use std::path::PathBuf;
use std::str::FromStr;

use convlab_gpu::{Choice, Timing};

pub(crate) const USAGE: &str = "\
cargo run --release -p convlab-gpu --example fit -- [options]

Trains the tutorial's model, or another one, on whatever GPU there is.

  --images 5000         images to learn from
  --validation 2000     images to be judged by
  --epochs 2            passes over them
  --learning-rate 0.001
  --seed 1              of the weights and of the order of the images
  --batch 32            images a step
  --backend webgpu      the GPU; or cpu, on one thread
  --kernels winograd    what computes on the GPU: winograd, subgroups, staged, half, tiled or plain, one for each step
                        of the network in quotes, or measured for the fastest
  --network FILE        the network's description in JSON
  --data FOLDER         with CIFAR-10's official .bin files; what npm start has fetched by default

cargo run --release -p convlab-gpu --example fit -- --report [options]

Measures training, inference and the first step at each batch size, and each kernel beside its floor.
--profile measures the kernels alone; --first-step trains one step and ends.

  --batch 32,64,128     images a step, one after the other; 32,64,128,256,512 by default
  --backend webgpu,cpu  which to measure; webgpu by default
  --rounds 3            how often each is measured, in turn
  --seconds 5           of training and of inference in each round, roughly
  --steps 5             steps after which losses are compared
  --timing timestamps   how kernels are timed: by the device's own clock where it has one, or repeated on their own
  --json FILE           everything measured
  --markdown FILE       what the terminal shows
  --kernels, --network, --data as above";

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Task {
    Train,
    Report,
    Profile,
    /// One step and nothing else: what the report starts to take its time.
    FirstStep,
    Help,
}

impl Task {
    const fn name(self) -> &'static str {
        match self {
            Self::Train => "a training",
            Self::Report => "--report",
            Self::Profile => "--profile",
            Self::FirstStep => "--first-step",
            Self::Help => "--help",
        }
    }
}

/// What computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Device {
    WebGpu,
    Cpu,
}

impl Device {
    /// Its name on the command line and in files.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::WebGpu => "webgpu",
            Self::Cpu => "cpu",
        }
    }
}

/// Which kernels compute on the GPU.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kernels {
    /// Those that a measurement finds the fastest.
    Measured,
    These(Choice),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Arguments {
    pub(crate) task: Task,
    pub(crate) batches: Vec<usize>,
    pub(crate) devices: Vec<Device>,
    pub(crate) kernels: Kernels,
    /// A file; without one it is the tutorial's.
    pub(crate) network: Option<PathBuf>,
    /// A folder; without one it is the user's cache.
    pub(crate) data: Option<PathBuf>,
    pub(crate) images: usize,
    pub(crate) validation: usize,
    pub(crate) epochs: usize,
    pub(crate) learning_rate: f64,
    pub(crate) seed: u64,
    pub(crate) rounds: usize,
    pub(crate) seconds: f64,
    pub(crate) steps: usize,
    pub(crate) timing: Timing,
    pub(crate) json: Option<PathBuf>,
    pub(crate) markdown: Option<PathBuf>,
}

/// The largest batch that the report has images for.
pub(crate) const LARGEST_BATCH: usize = 2048;

impl Arguments {
    /// Reads the words behind the program's name; a sentence where they mean nothing.
    pub(crate) fn read(words: impl IntoIterator<Item = String>) -> Result<Self, String> {
        let mut arguments = Self {
            task: Task::Train,
            batches: Vec::new(),
            devices: vec![Device::WebGpu],
            kernels: Kernels::These(Choice::default()),
            network: None,
            data: None,
            images: 5000,
            validation: 2000,
            epochs: 2,
            learning_rate: 1e-3,
            seed: 1,
            rounds: 3,
            seconds: 5.0,
            steps: 5,
            timing: Timing::Timestamps,
            json: None,
            markdown: None,
        };
        let mut words = words.into_iter();
        let mut given = Vec::new();
        while let Some(option) = words.next() {
            let task = match option.as_str() {
                "--report" => Some(Task::Report),
                "--profile" => Some(Task::Profile),
                "--first-step" => Some(Task::FirstStep),
                "--help" | "-h" => Some(Task::Help),
                _ => None,
            };
            if let Some(task) = task {
                arguments.task = task;
            } else {
                arguments.take(&option, &mut words)?;
                given.push(option);
            }
        }
        arguments.check(&given)?;
        if arguments.batches.is_empty() {
            let usual: &[usize] =
                if arguments.task == Task::Report { &[32, 64, 128, 256, 512] } else { &[32] };
            arguments.batches = usual.to_vec();
        }
        Ok(arguments)
    }

    /// Takes an option with its value.
    fn take(&mut self, option: &str, words: &mut impl Iterator<Item = String>) -> Result<(), String> {
        let mut value = || words.next().ok_or(format!("{option} needs a value."));
        match option {
            "--images" => self.images = whole(option, &value()?, 1)?,
            "--validation" => self.validation = whole(option, &value()?, 1)?,
            "--epochs" => self.epochs = whole(option, &value()?, 1)?,
            "--learning-rate" => self.learning_rate = number(option, &value()?)?,
            "--seed" => self.seed = whole(option, &value()?, 0)?,
            "--rounds" => self.rounds = whole(option, &value()?, 1)?,
            "--seconds" => self.seconds = number(option, &value()?)?,
            "--steps" => self.steps = whole(option, &value()?, 2)?,
            "--batch" => {
                self.batches =
                    value()?.split(',').map(|text| whole(option, text, 1)).collect::<Result<_, _>>()?;
            }
            "--backend" => self.devices = value()?.split(',').map(device).collect::<Result<_, _>>()?,
            "--kernels" => self.kernels = kernels(&value()?)?,
            "--timing" => self.timing = timing(&value()?)?,
            "--network" => self.network = Some(value()?.into()),
            "--data" => self.data = Some(value()?.into()),
            "--json" => self.json = Some(value()?.into()),
            "--markdown" => self.markdown = Some(value()?.into()),
            _ => return Err(format!("There is no option {option}.")),
        }
        Ok(())
    }

    /// Whether what was given belongs together.
    fn check(&self, given: &[String]) -> Result<(), String> {
        let strange = |option: &&String| match option.as_str() {
            "--images" | "--validation" | "--epochs" | "--learning-rate" | "--seed" => {
                self.task != Task::Train
            }
            "--rounds" | "--seconds" | "--steps" => self.task != Task::Report,
            "--backend" => self.task == Task::Profile,
            "--timing" | "--json" | "--markdown" => !matches!(self.task, Task::Report | Task::Profile),
            _ => false,
        };
        if let Some(option) = given.iter().find(strange).filter(|_| self.task != Task::Help) {
            return Err(format!("{option} means nothing for {}.", self.task.name()));
        }
        let is_measured = matches!(self.task, Task::Report | Task::Profile);
        if !is_measured && (self.batches.len() > 1 || self.devices.len() > 1) {
            return Err("Training takes one batch size and one backend.".to_owned());
        }
        match self.batches.iter().find(|batch| is_measured && **batch > LARGEST_BATCH) {
            Some(batch) => {
                Err(format!("--batch must be at most {LARGEST_BATCH} for a measurement, not {batch}."))
            }
            None => Ok(()),
        }
    }
}

fn whole<T: FromStr + PartialOrd + From<u8>>(option: &str, text: &str, least: u8) -> Result<T, String> {
    let number = text.parse().ok().filter(|number| *number >= T::from(least));
    number.ok_or(format!("{option} must be a whole number of at least {least}, not {text}."))
}

fn number(option: &str, text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|number: &f64| number.is_finite() && *number > 0.0);
    number.ok_or(format!("{option} must be a number above 0, not {text}."))
}

fn device(name: &str) -> Result<Device, String> {
    let device = [Device::WebGpu, Device::Cpu].into_iter().find(|device| device.name() == name);
    device.ok_or(format!("--backend must be webgpu, cpu or webgpu,cpu, not {name}."))
}

fn kernels(text: &str) -> Result<Kernels, String> {
    match text {
        "measured" => Ok(Kernels::Measured),
        _ => text.parse().map(Kernels::These).map_err(|error| error.to_string()),
    }
}

fn timing(text: &str) -> Result<Timing, String> {
    match text {
        "timestamps" => Ok(Timing::Timestamps),
        "repeated" => Ok(Timing::Repeated),
        _ => Err(format!("--timing must be timestamps or repeated, not {text}.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Arguments, String> {
        Arguments::read(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn without_words_it_trains_and_with_one_it_reports() {
        let train = read("").unwrap();
        assert_eq!((train.task, train.batches.as_slice(), train.images), (Task::Train, &[32][..], 5000));
        let report = read("--report").unwrap();
        assert_eq!((report.task, report.batches.as_slice()), (Task::Report, &[32, 64, 128, 256, 512][..]));
        assert_eq!(read("--profile").unwrap().batches, [32]);
        assert_eq!(read("--epochs 3 --help").unwrap().task, Task::Help);
    }

    #[test]
    fn lists_are_read() {
        let report = read("--batch 1,17 --backend webgpu,cpu --kernels measured --report").unwrap();
        assert_eq!(report.batches, [1, 17]);
        assert_eq!(report.devices, [Device::WebGpu, Device::Cpu]);
        assert_eq!(report.kernels, Kernels::Measured);
        assert_eq!(read("--kernels tiled").unwrap().kernels, Kernels::These("tiled".parse().unwrap()));
    }

    #[test]
    fn what_means_nothing_is_told_in_a_sentence() {
        for (line, sentence) in [
            ("--fast", "There is no option --fast."),
            ("--epochs", "--epochs needs a value."),
            ("--epochs 0", "--epochs must be a whole number of at least 1, not 0."),
            ("--learning-rate -1", "--learning-rate must be a number above 0, not -1."),
            ("--report --batch 32,x", "--batch must be a whole number of at least 1, not x."),
            ("--report --batch 4096", "--batch must be at most 2048 for a measurement, not 4096."),
            ("--backend gpu", "--backend must be webgpu, cpu or webgpu,cpu, not gpu."),
            ("--report --timing clock", "--timing must be timestamps or repeated, not clock."),
            ("--rounds 2", "--rounds means nothing for a training."),
            ("--report --epochs 2", "--epochs means nothing for --report."),
            ("--profile --rounds 2", "--rounds means nothing for --profile."),
            ("--batch 32,64", "Training takes one batch size and one backend."),
        ] {
            assert_eq!(read(line).unwrap_err(), sentence, "{line}");
        }
        assert!(read("--kernels fast").unwrap_err().contains("fast"));
    }
}
