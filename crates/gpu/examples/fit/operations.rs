//! How much there is to compute.

use convlab_core::network::Network;
use convlab_core::ops::Op;
use serde::Serialize;

/// Multiplications and additions for an image, computed densely.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Operations {
    pub(crate) train: usize,
    pub(crate) infer: usize,
}

impl Operations {
    /// Of a network. On the way back each product is met twice more, for the gradient of the kernel and for that of the
    /// input, which what takes the images does not need.
    pub(crate) fn of(network: &Network) -> Self {
        let forward = |op: &Op| {
            let places = match op {
                Op::Conv2D { geometry, .. } | Op::DepthwiseConv2D { geometry, .. } => {
                    geometry.output[0] * geometry.output[1]
                }
                _ => 1,
            };
            op.kernel().map_or(0, |kernel| 2 * network.parameters[kernel].size() * places)
        };
        let program = network.program();
        let infer = program.steps.iter().map(|step| forward(&step.op)).sum();
        let first: usize =
            program.steps.iter().filter(|step| step.input == 0).map(|step| forward(&step.op)).sum();
        Self { train: 3 * infer - first, infer }
    }
}

#[cfg(test)]
mod tests {
    use convlab_core::network::NetworkSpec;

    use super::*;

    #[test]
    fn operations_are_counted_as_in_the_browser() {
        let network = Network::new(&NetworkSpec::tutorial().unwrap()).unwrap();
        assert_eq!(Operations::of(&network), Operations { train: 37_017_696, infer: 12_929_056 });
    }
}
