//! Trains the tutorial's model, or another one, on whatever GPU there is, without a browser:
//! `cargo run --release -p convlab-gpu --example fit -- --images 5000 --epochs 2`
//!
//! `--report` measures instead, as `npm run bench` does in a browser; `--help` tells all options.

mod arguments;
mod contender;
mod data;
mod kernels;
mod measure;
mod operations;
mod racer;
mod report;
mod statistics;
mod training;

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

use convlab_core::network::{Network, NetworkSpec};

use arguments::{Arguments, Task, USAGE};
use measure::Bench;

fn main() -> ExitCode {
    let arguments = match Arguments::read(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(sentence) => {
            eprintln!("{sentence}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let spec = match &arguments.network {
        Some(file) => NetworkSpec::from_json(&read_text(file)?)?,
        None => NetworkSpec::tutorial()?,
    };
    let network = Network::new(&spec)?;
    let data = arguments.data.clone().unwrap_or_else(data::usual_folder);
    match arguments.task {
        Task::Help => println!("{USAGE}"),
        Task::Train => training::train(arguments, network, &data)?,
        Task::FirstStep => println!("loss: {:.4}", Bench::new(arguments, &network, &data)?.first_step()?),
        Task::Report => {
            let report = Bench::new(arguments, &network, &data)?.report()?;
            write(arguments, &report.markdown(), &serde_json::to_string_pretty(&report)?)?;
            if let Some(sentence) = report.disagreement() {
                return Err(sentence.into());
            }
            if !report.failures.is_empty() {
                return Err("Not everything ran to the end.".into());
            }
        }
        Task::Profile => {
            let profiles = measure::profile(arguments, &network)?;
            let text: Vec<String> = profiles.iter().map(kernels::KernelTimes::markdown).collect();
            write(arguments, &text.join("\n"), &serde_json::to_string_pretty(&profiles)?)?;
        }
    }
    Ok(())
}

/// Shows what was measured, and writes it where it is wanted.
fn write(arguments: &Arguments, markdown: &str, json: &str) -> Result<(), Box<dyn Error>> {
    println!("{}", markdown.trim_end());
    for (file, text) in [(&arguments.markdown, markdown), (&arguments.json, json)] {
        if let Some(file) = file {
            std::fs::write(file, format!("{}\n", text.trim_end())).map_err(|error| named(file, error))?;
        }
    }
    Ok(())
}

fn read_text(file: &Path) -> Result<String, String> {
    std::fs::read_to_string(file).map_err(|error| named(file, error))
}

fn named(file: &Path, error: std::io::Error) -> String {
    format!("{}: {error}", file.display())
}
