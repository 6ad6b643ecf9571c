//! The fit loop, watched by a backend that computes nothing and writes down what it is asked to do.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod ending;
mod epochs;
mod options;
mod rates;
mod recorder;
