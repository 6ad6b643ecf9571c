//! Everything measured, for a file and for a reader. Names and order are those of `npm run bench`, as far as they apply.

use serde::Serialize;

use crate::kernels::{Floor, KernelTimes};
use crate::operations::Operations;
use crate::statistics::{NOTHING, Spread, lasting, percent, short, table};

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Report {
    /// Milliseconds since 1970 began.
    pub(crate) when: u64,
    pub(crate) options: Options,
    pub(crate) adapter: Option<String>,
    pub(crate) processor: String,
    /// What was trained on, in words.
    pub(crate) images: String,
    pub(crate) parameters: usize,
    /// Before and after the rounds; none without a GPU.
    pub(crate) ceilings: Option<CeilingSpreads>,
    pub(crate) failures: Vec<Fault>,
    pub(crate) libraries: Vec<Library>,
    pub(crate) kernels: Vec<KernelTimes>,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Options {
    pub(crate) batches: Vec<usize>,
    pub(crate) steps: usize,
    pub(crate) rounds: usize,
    pub(crate) seconds: f64,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CeilingSpreads {
    /// GFLOP/s, in registers.
    pub(crate) multiply_add: Spread,
    /// GB/s, read and written.
    pub(crate) copy: Spread,
    /// Microseconds, among others in a pass.
    pub(crate) dispatch: Spread,
    /// Microseconds, with one dispatch.
    pub(crate) submit: Spread,
    /// Microseconds, of a submission and until its result is there.
    pub(crate) readback: Spread,
}

impl CeilingSpreads {
    /// What no kernel passes.
    pub(crate) fn floor(&self) -> Floor {
        Floor { operations: self.multiply_add.median * 1e9, bytes: self.copy.median * 1e9 }
    }
}

/// What broke, and why.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Fault {
    pub(crate) name: String,
    pub(crate) setting: Setting,
    pub(crate) sentence: String,
}

#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Setting {
    pub(crate) batch: usize,
}

/// What was measured of one device at one batch size.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Library {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) device: &'static str,
    pub(crate) setting: Setting,
    pub(crate) operations: Operations,
    /// The kernels, on a GPU.
    pub(crate) choice: Option<String>,
    /// Seconds from the start of a process of its own to the end of its first step.
    pub(crate) first_steps: Vec<f64>,
    /// Of the first step and of the last one that is compared.
    pub(crate) losses: [f64; 2],
    pub(crate) samples: Vec<Sample>,
    /// Of the multiply-add peak.
    pub(crate) shares: Shares,
    pub(crate) counts: Counts,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    Train,
    Infer,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Sample {
    pub(crate) kind: Kind,
    pub(crate) images_per_second: f64,
    /// Steps or passes in it.
    pub(crate) calls: usize,
    pub(crate) seconds: f64,
}

#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Shares {
    pub(crate) train: Option<f64>,
    pub(crate) infer: Option<f64>,
}

#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Counts {
    pub(crate) calls: Calls,
    pub(crate) memory: Memory,
}

#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Calls {
    pub(crate) train: StepCalls,
}

#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct StepCalls {
    pub(crate) dispatches: Option<usize>,
}

#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Memory {
    /// Bytes of all buffers.
    pub(crate) gpu: Option<u64>,
}

/// A run that a reader may have in mind.
const EPOCHS: f64 = 500.0;
const EPOCH_IMAGES: f64 = 50_000.0;

impl Library {
    pub(crate) fn rates(&self, kind: Kind) -> Option<Spread> {
        let samples = self.samples.iter().filter(|sample| sample.kind == kind);
        Spread::of(samples.map(|sample| sample.images_per_second))
    }

    /// Operations a second at the median rate as a part of `peak`, in GFLOP/s.
    pub(crate) fn share(&self, kind: Kind, peak: f64) -> Option<f64> {
        let operations = match kind {
            Kind::Train => self.operations.train,
            Kind::Infer => self.operations.infer,
        };
        self.rates(kind).map(|rate| rate.median * operations as f64 / (peak * 1e9))
    }

    fn row(&self) -> [String; COLUMNS] {
        let rate = |kind| self.rates(kind).map_or(NOTHING.to_owned(), |rate| rate.with_range());
        let share = |share: Option<f64>| share.map_or(NOTHING.to_owned(), percent);
        let run = self.rates(Kind::Train).map(|rate| lasting(EPOCHS * EPOCH_IMAGES / rate.median));
        let first_step = Spread::of(self.first_steps.iter().copied());
        let dispatches = self.counts.calls.train.dispatches.map(|count| count.to_string());
        let memory = self.counts.memory.gpu.map(|bytes| short(bytes as f64 / 1e6));
        [
            self.title.clone(),
            self.setting.batch.to_string(),
            rate(Kind::Train),
            share(self.shares.train),
            rate(Kind::Infer),
            share(self.shares.infer),
            run.unwrap_or(NOTHING.to_owned()),
            first_step.map_or(NOTHING.to_owned(), |spread| spread.with_range()),
            dispatches.unwrap_or(NOTHING.to_owned()),
            memory.unwrap_or(NOTHING.to_owned()),
            format!("{:.4}", self.losses[0]),
            format!("{:.4}", self.losses[1]),
        ]
    }
}

const COLUMNS: usize = 12;

/// How far losses may be apart: devices sum in different orders, and every step multiplies what differs.
const SAME_LOSS: [(&str, f64); 2] = [("first", 1e-3), ("last compared", 5e-3)];

impl Report {
    /// Everything as tables and a few lines, in Markdown that a terminal can show.
    pub(crate) fn markdown(&self) -> String {
        let mut lines = self.about();
        lines.extend([String::new(), self.rates()]);
        lines.extend(self.failures.iter().map(|Fault { name, setting, sentence }| {
            format!("- ✗ {name}, batch {}: {sentence}", setting.batch)
        }));
        lines.extend(NOTES.map(str::to_owned));
        for kernels in &self.kernels {
            lines.extend([String::new(), kernels.markdown().trim_end().to_owned()]);
        }
        lines.join("\n")
    }

    fn about(&self) -> Vec<String> {
        let Self { adapter, processor, parameters, images, ceilings, .. } = self;
        let mut lines = match adapter {
            Some(adapter) => vec![format!("- Adapter: {adapter} ({processor})")],
            None => vec![format!("- Processor: {processor}")],
        };
        if let Some(CeilingSpreads { multiply_add, copy, dispatch, submit, readback }) = ceilings {
            let [multiply_add, copy, dispatch, submit, readback] =
                [multiply_add, copy, dispatch, submit, readback].map(Spread::with_range);
            lines.push(format!("- GPU: multiply-add peak {multiply_add} GFLOP/s; copy {copy} GB/s"));
            lines.push(format!(
                "- A dispatch {dispatch} µs; with its own submit {submit} µs; and read back {readback} µs"
            ));
        }
        lines
            .push(format!("- Work: a network of {} parameters; images: {images}", short(*parameters as f64)));
        lines
    }

    fn rates(&self) -> String {
        let last = format!("Loss, step {}", self.options.steps);
        let head = [
            "Library",
            "Batch",
            "Training, images/s",
            "of peak",
            "Inference, images/s",
            "of peak",
            "500 epochs",
            "First step, s",
            "Dispatches",
            "GPU memory, MB",
            "Loss, step 1",
            &last,
        ];
        let rows: Vec<_> =
            std::iter::once(head.map(str::to_owned)).chain(self.libraries.iter().map(Library::row)).collect();
        table(&rows)
    }

    /// Whether all that did the same work computed the same thing: a sentence if not.
    pub(crate) fn disagreement(&self) -> Option<String> {
        for batch in &self.options.batches {
            for (index, (step, tolerance)) in SAME_LOSS.into_iter().enumerate() {
                let group = self.libraries.iter().filter(|library| library.setting.batch == *batch);
                let Some(losses) = Spread::of(group.map(|library| library.losses[index])) else { continue };
                let apart = losses.most - losses.least;
                // What is no number agrees with nothing.
                if apart.is_nan() || apart > tolerance {
                    return Some(format!(
                        "GPU and CPU did not compute the same at batch {batch}: their losses of the {step} step are \
                         {apart:.4} apart."
                    ));
                }
            }
        }
        None
    }
}

const NOTES: [&str; 5] = [
    "- Figures are medians, with the least and the most of the rounds.",
    "- Of peak: the network's operations, computed densely, over the GPU's multiply-add peak. Winograd's convolution \
     needs fewer, so that it may come to more than 100 %.",
    "- 500 epochs: of 50,000 images, at the median rate.",
    "- First step: from the start of a process of its own, which reads the images and compiles the kernels. A driver \
     may have them from an earlier one.",
    "- Dispatches: of a training step. GPU memory: of this batch size alone, its images among it, as the driver's \
     allocator tells it.",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn library(device: &'static str, batch: usize, rates: &[f64], losses: [f64; 2]) -> Library {
        let sample =
            |kind| move |&images_per_second| Sample { kind, images_per_second, calls: 1, seconds: 1.0 };
        Library {
            name: format!("convlab-native-{device}"),
            title: format!("Convlab, native {device}"),
            device,
            setting: Setting { batch },
            operations: Operations { train: 3_000_000, infer: 1_000_000 },
            choice: None,
            first_steps: vec![2.0],
            losses,
            samples: rates
                .iter()
                .map(sample(Kind::Train))
                .chain([2e4].iter().map(sample(Kind::Infer)))
                .collect(),
            shares: Shares { train: None, infer: Some(0.25) },
            counts: Counts {
                calls: Calls { train: StepCalls { dispatches: Some(28) } },
                memory: Memory { gpu: None },
            },
        }
    }

    fn report(libraries: Vec<Library>) -> Report {
        let spread = |value| Spread::of([value, 2.0 * value]).unwrap();
        Report {
            when: 0,
            options: Options { batches: vec![32, 64], steps: 5, rounds: 3, seconds: 5.0 },
            adapter: Some("Card".to_owned()),
            processor: "Processor".to_owned(),
            images: "noise".to_owned(),
            parameters: 881_002,
            ceilings: Some(CeilingSpreads {
                multiply_add: spread(1000.0),
                copy: spread(100.0),
                dispatch: spread(1.0),
                submit: spread(10.0),
                readback: spread(50.0),
            }),
            failures: vec![Fault {
                name: "convlab-native-webgpu".to_owned(),
                setting: Setting { batch: 512 },
                sentence: "It found no room.".to_owned(),
            }],
            libraries,
            kernels: Vec::new(),
        }
    }

    #[test]
    fn a_table_tells_rates_shares_times_and_losses() {
        let measured = library("webgpu", 32, &[1000.0, 3000.0, 2500.0], [2.318, 2.4036]);
        assert_eq!(measured.share(Kind::Train, 30.0), Some(0.25));
        let text = report(vec![measured]).markdown();
        let row = text.lines().find(|line| line.starts_with("| Convlab")).unwrap();
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        assert_eq!(
            cells[1..=COLUMNS],
            [
                "Convlab, native webgpu",
                "32",
                "2,500 (1,000 to 3,000)",
                "–",
                "20,000",
                "25.0 %",
                "2.78 h",
                "2.00",
                "28",
                "–",
                "2.3180",
                "2.4036"
            ]
        );
        assert!(text.contains("multiply-add peak 1,500 (1,000 to 2,000) GFLOP/s"), "{text}");
        assert!(text.contains("A dispatch 1.50 (1.00 to 2.00) µs"));
        assert!(text.contains("✗ convlab-native-webgpu, batch 512: It found no room."));
        assert!(text.contains("a network of 881,002 parameters; images: noise"));
    }

    #[test]
    fn losses_have_to_agree_where_the_same_work_was_done() {
        let fine = [library("webgpu", 32, &[1.0], [2.3, 2.2]), library("cpu", 32, &[1.0], [2.3005, 2.203])];
        let other = library("cpu", 64, &[1.0], [1.0, 1.0]);
        let with = |library: Library| report([&fine[..], &[other.clone(), library]].concat()).disagreement();
        assert_eq!(report(fine.to_vec()).disagreement(), None);
        assert_eq!(with(library("webgpu", 64, &[1.0], [1.0, 1.0])), None);
        let first = with(library("webgpu", 64, &[1.0], [1.002, 1.0])).unwrap();
        assert!(first.contains("batch 64: their losses of the first step are 0.0020 apart"), "{first}");
        assert!(with(library("webgpu", 64, &[1.0], [1.0, 1.01])).unwrap().contains("last compared"));
        assert!(with(library("webgpu", 64, &[1.0], [f64::NAN, 1.0])).unwrap().contains("NaN"));
    }

    #[test]
    fn the_file_has_the_names_of_the_benchmark_in_the_browser() {
        let json = serde_json::to_value(report(vec![library("webgpu", 32, &[500.0], [2.0, 1.0])])).unwrap();
        let library = &json["libraries"][0];
        assert_eq!(json["ceilings"]["multiplyAdd"]["median"], 1500.0);
        assert_eq!(library["setting"]["batch"], 32);
        assert_eq!(library["samples"][0]["kind"], "train");
        assert_eq!(library["samples"][0]["imagesPerSecond"], 500.0);
        assert_eq!(library["firstSteps"][0], 2.0);
        assert_eq!(library["shares"]["infer"], 0.25);
        assert_eq!(library["counts"]["calls"]["train"]["dispatches"], 28);
    }
}
