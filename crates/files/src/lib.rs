//! Files of the reader's, as JavaScript sees them: models that are saved, checkpoints of runs, and an own copy of CIFAR-10. The
//! engine's own file of a model is safetensors with the design in its metadata; each of the formats of others is made of it, and
//! becomes it. Beside the engine's own files stands what else its worker wants of a network later than for the first step: the
//! report of an inspection. `web/files-worker.js`, `web/engine/filing.js`, `web/engine/own-copy.js` and `web/worker.js` are the
//! only callers; what fails is thrown as a text, the sentence for the reader.

#![forbid(unsafe_code)]

#[cfg(feature = "own")]
mod filing;
#[cfg(feature = "formats")]
mod formats;
#[cfg(feature = "own")]
mod observer;
#[cfg(feature = "own")]
mod own_copy;

#[cfg(feature = "own")]
pub use filing::{describe_model, read_model, read_weights, write_gradients, write_model, write_weights};
#[cfg(feature = "formats")]
pub use formats::{Layers, Model};
#[cfg(feature = "own")]
pub use observer::{Found, Observer};
#[cfg(feature = "own")]
pub use own_copy::{OwnCopy, Split, classes};

type Result<T> = std::result::Result<T, String>;

fn sentence<T>(result: convlab_core::Result<T>) -> Result<T> {
    result.map_err(|error| error.to_string())
}
