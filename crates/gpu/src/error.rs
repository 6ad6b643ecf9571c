//! What can go wrong on the device, as values whose `Display` is the sentence a reader gets.

use std::fmt;

/// A failure of the GPU backend.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// No adapter: no WebGPU in this browser, or no driver natively.
    NoAdapter {
        /// The system's own words.
        reason: String,
    },
    /// The adapter gives no device.
    NoDevice {
        /// The system's own words.
        reason: String,
    },
    /// Something is larger than the device allows.
    LimitTooSmall {
        /// What it is for.
        what: String,
        /// The limit's name in WebGPU.
        name: &'static str,
        /// How much is needed.
        needed: u64,
        /// How much there may be.
        available: u64,
    },
    /// The device has no room for something.
    OutOfMemory {
        /// What it is.
        what: String,
    },
    /// Kernels that are not to be had, or not for this network.
    NoSuchKernels {
        /// What was asked for.
        choice: String,
    },
    /// What chosen kernels need and the device does not have.
    Missing {
        /// What it is, and its name in WebGPU.
        feature: &'static str,
    },
    /// The device refused an operation: a fault of ours.
    Refused {
        /// The device's own words.
        reason: String,
    },
    /// The device is gone: driver reset, GPU process gone, or destroyed.
    Lost {
        /// The device's own words.
        reason: String,
    },
    /// An error of the core.
    Core(convlab_core::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoAdapter { reason } => write!(f, "There is no WebGPU adapter here ({reason})."),
            Self::NoDevice { reason } => write!(f, "The GPU gave no device ({reason})."),
            Self::LimitTooSmall { what, name, needed, available } => write!(
                f,
                "{what} needs {needed} bytes, but this GPU allows {available} ({name}); \
                 a smaller batch, network or data set fits."
            ),
            Self::OutOfMemory { what } => write!(
                f,
                "The GPU has no room for {what}: a smaller batch, network or data set may fit, or closing other pages may help. \
                 What was learned is kept."
            ),
            Self::NoSuchKernels { choice } => write!(
                f,
                "There are no kernels “{choice}” for this network: it takes plain, tiled, staged, half, subgroups or \
                 winograd, or one of them for each step, in a row."
            ),
            Self::Missing { feature } => {
                write!(f, "This GPU has no {feature}, which the chosen kernels need: choose others.")
            }
            Self::Refused { reason } => write!(f, "The GPU refused an operation: {reason}"),
            Self::Lost { reason } => write!(f, "The GPU was lost: {reason}"),
            Self::Core(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {}

impl From<convlab_core::Error> for Error {
    fn from(error: convlab_core::Error) -> Self {
        Self::Core(error)
    }
}

/// A result of the GPU backend.
pub type Result<T> = std::result::Result<T, Error>;
