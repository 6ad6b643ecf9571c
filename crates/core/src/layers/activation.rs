//! Activations, as an argument of a layer and as a layer.

use serde::{Deserialize, Serialize};

/// The function that a layer's output passes through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Activation {
    /// `x`.
    #[default]
    Linear,
    /// `max(x, 0)`.
    Relu,
    /// `exp(x_i) / sum over j of exp(x_j)` over the last dimension.
    Softmax,
}

/// `Activation`: an activation as a layer of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ActivationLayer {
    /// The layer's name; Keras's own if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The function.
    pub activation: Activation,
}
