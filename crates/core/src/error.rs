//! Everything that can go wrong in the core, as values whose `Display` is the sentence a reader gets.

use std::fmt;

use crate::data::FileProblem;
use crate::shape::Shape;

/// A failure in the core. Each variant carries what its sentence needs.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// A layer cannot take the shape that reaches it.
    LayerShape {
        /// The layer's name, such as `max_pooling2d_1`.
        layer: String,
        /// The shape that reaches the layer.
        input: Shape,
        /// Why it cannot be taken, as the end of a sentence.
        reason: String,
    },
    /// A layer's argument has a value that means nothing.
    LayerArgument {
        /// The layer's name.
        layer: String,
        /// The argument, spelled as in Keras.
        argument: &'static str,
        /// What is wrong with it, as the end of a sentence.
        reason: String,
    },
    /// Two layers of one network carry the same name, so their weights would too.
    DuplicateName {
        /// The name that occurs twice.
        name: String,
    },
    /// The network's description is not readable.
    NetworkSpec {
        /// The parser's own words.
        reason: String,
    },
    /// A layer before the last feeds nothing.
    Unused {
        /// The layer's name.
        layer: String,
    },
    /// A network without weights.
    NothingToTrain,
    /// A network without layers, or one that does not end in one row of logits an image.
    NotAClassifier {
        /// The shape that the last layer gives.
        output: Shape,
    },
    /// The network has more weights than one arena can address.
    TooManyParameters {
        /// The layer that makes it too many.
        layer: String,
        /// How many there may be.
        available: usize,
    },
    /// Another thread that computed a share of each batch is gone.
    ThreadLost,
    /// A batch of this network needs more memory than there is.
    TooMuchMemory {
        /// Images a batch.
        batch: usize,
        /// Bytes that it needs.
        needed: u64,
        /// Bytes that there are.
        available: u64,
    },
    /// An option of a run is out of its range.
    Option {
        /// The option's name in the interface.
        name: &'static str,
        /// What it must be, as the end of a sentence.
        expected: &'static str,
    },
    /// A data set's images have another shape than the network's input.
    ImageShape {
        /// The network's input.
        expected: Shape,
        /// The images' shape.
        actual: Shape,
    },
    /// A data set's arrays do not fit each other.
    DatasetLength {
        /// `images` or `labels`.
        what: &'static str,
        /// Elements that the shape asks for.
        expected: usize,
        /// Elements there are.
        actual: usize,
    },
    /// A data set without images.
    DatasetEmpty,
    /// A label names a class that does not exist.
    LabelOutOfRange {
        /// The image that carries it, from 0.
        index: usize,
        /// The label.
        label: u8,
        /// How many classes there are.
        classes: usize,
    },
    /// There is no run whose learning rate could be changed.
    NoRun,
    /// The loss has grown beyond all measure, or weights are no longer numbers.
    Diverged {
        /// The epoch in which it was seen, from 1.
        epoch: usize,
        /// The batch of it, from 1.
        batch: usize,
        /// The first parameter that was no longer a number by then, if one was.
        tensor: Option<String>,
    },
    /// The double-softmax loss needs a network that ends in a softmax.
    LossNeedsSoftmax,
    /// A file that is not what it should be.
    File {
        /// The file's name.
        name: String,
        /// What is wrong with it.
        problem: FileProblem,
    },
    /// Files of images that do not hold both halves of the data set.
    SplitMissing {
        /// `training` or `test`.
        split: &'static str,
        /// What to add.
        files: &'static str,
    },
    /// A file that is no model that can be opened.
    SavedModel {
        /// Why not, as a sentence of its own.
        reason: String,
    },
    /// Weights that do not belong to this network.
    Weights {
        /// What is wrong with them, as a sentence of its own.
        reason: String,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LayerShape { layer, input, reason } => write!(f, "{layer}: the input {input} {reason}."),
            Self::LayerArgument { layer, argument, reason } => write!(f, "{layer}: {argument} {reason}."),
            Self::DuplicateName { name } => write!(f, "Two layers are named {name}; give one another name."),
            Self::NetworkSpec { reason } => write!(f, "The network's description cannot be read: {reason}."),
            Self::Unused { layer } => {
                write!(f, "{layer}: nothing takes its output; a later layer must name it among its inputs.")
            }
            Self::NothingToTrain => {
                write!(f, "No layer has weights to train; add a Dense or a convolution.")
            }
            Self::NotAClassifier { output } => {
                write!(f, "The last layer must give one row of classes an image, but it gives {output}.")
            }
            Self::TooManyParameters { layer, available } => {
                write!(
                    f,
                    "{layer}: with its parameters the network has more than {available}, the most that fit."
                )
            }
            Self::TooMuchMemory { batch, needed, available } => {
                let megabytes = |bytes: &u64| bytes >> 20;
                write!(
                    f,
                    "A batch of {batch} images needs {} MB here, but there are {} MB; a smaller batch, fewer filters \
                     or an earlier pool makes it smaller.",
                    megabytes(needed),
                    megabytes(available)
                )
            }
            Self::ThreadLost => {
                write!(f, "A thread that computed a share of each batch is gone.")
            }
            Self::Option { name, expected } => write!(f, "{name} must be {expected}."),
            Self::ImageShape { expected, actual } => {
                write!(f, "The network takes images of shape {expected}, but these are {actual}.")
            }
            Self::DatasetLength { what, expected, actual } => {
                write!(f, "The data set's {what} should have {expected} elements, but there are {actual}.")
            }
            Self::DatasetEmpty => write!(f, "The data set holds no images."),
            Self::LabelOutOfRange { index, label, classes } => {
                write!(f, "Image {index} has the label {label}, but there are only {classes} classes.")
            }
            Self::NoRun => {
                write!(f, "No run is in progress; the next one's learningRate is an option of fit.")
            }
            Self::Diverged { epoch, batch, tensor } => {
                match tensor {
                    None => write!(f, "The loss went out of all bounds in batch {batch} of epoch {epoch}")?,
                    Some(tensor) => {
                        write!(f, "{tensor} was no longer a number after batch {batch} of epoch {epoch}")?;
                    }
                }
                write!(
                    f,
                    ": the learning rate is too large here. The weights from before that epoch are back."
                )
            }
            Self::LossNeedsSoftmax => {
                write!(f, "The double-softmax loss needs a network that ends in a softmax.")
            }
            Self::File { name, problem } => write!(f, "{name}: {problem}"),
            Self::SplitMissing { split, files } => {
                write!(f, "These files hold no {split} images; add {files}.")
            }
            Self::SavedModel { reason } => write!(f, "This file cannot be opened as a model: {reason}"),
            Self::Weights { reason } => write!(f, "These weights do not fit the network: {reason}"),
        }
    }
}

impl Error {
    /// The kind of failure in one word, for programs that decide by it: `spec`, `limit`, `option`, `diverged`,
    /// `device-lost`, `data`, `file` or `weights`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::LayerShape { .. }
            | Self::LayerArgument { .. }
            | Self::DuplicateName { .. }
            | Self::NetworkSpec { .. }
            | Self::Unused { .. }
            | Self::NothingToTrain
            | Self::NotAClassifier { .. }
            | Self::TooManyParameters { .. } => "spec",
            Self::TooMuchMemory { .. } => "limit",
            Self::Option { .. } | Self::NoRun | Self::LossNeedsSoftmax => "option",
            Self::Diverged { .. } => "diverged",
            Self::ThreadLost => "device-lost",
            Self::ImageShape { .. }
            | Self::DatasetLength { .. }
            | Self::DatasetEmpty
            | Self::LabelOutOfRange { .. } => "data",
            Self::File { .. } | Self::SplitMissing { .. } | Self::SavedModel { .. } => "file",
            Self::Weights { .. } => "weights",
        }
    }
}

impl std::error::Error for Error {}

/// A result of the core.
pub type Result<T> = std::result::Result<T, Error>;
