//! A walk through a whole network with one image.

use convlab_core::backend::Loss;
use convlab_core::dataset::Pixels;
use convlab_core::network::{Network, NetworkSpec};
use convlab_core::ops::{BatchNormOp, Op, Phase, Program};
use convlab_core::twins;
use wasm_bindgen::prelude::*;

use crate::failure::Failure;
use crate::sizes::{check, indices};

/// A network on its way through one image, an operation at a time. Layers are numbered as in the description.
///
/// The network predicts: nothing is dropped, and a batch normalisation takes its moving statistics, on the way back
/// too, since one image has no statistics to learn from. After [`Walk::train`] it computes as in a step of training, for
/// one image of a batch.
///
/// What a layer has not, and what the walk has not come to, is `undefined`.
#[wasm_bindgen]
pub struct Walk {
    walk: twins::Walk<f32>,
    /// In training: the images of the batch, and what each operation takes from it.
    batch: usize,
    given: Vec<Option<twins::FromBatch<f32>>>,
}

#[wasm_bindgen]
impl Walk {
    /// A walk through a network, from its description in JSON, `{ inputShape, layers }`, and its weights as a
    /// safetensors file.
    #[wasm_bindgen(constructor)]
    pub fn new(spec: &str, weights: &[u8]) -> Result<Self, Failure> {
        let network = Network::new(&NetworkSpec::from_json(spec)?)?;
        let weights = network.from_safetensors(weights)?;
        let walk = twins::Walk::new(network, weights, Vec::new(), Phase::Inference);
        Ok(Self { walk, batch: 0, given: Vec::new() })
    }

    /// The layers in JSON.
    pub fn layers(&self) -> String {
        self.walk.network().outline()
    }

    /// Computes as in a step of training from the next start on, for one image of a batch of so many. The batch
    /// normalisations take that batch's statistics; give them each.
    pub fn train(&mut self, seed: f64, step: u32, images: usize) {
        self.walk.set_phase(Phase::Training { seed: seed as u64, step });
        self.batch = images;
        self.given = vec![None; self.program().steps.len()];
        self.walk.take_from_batch(images, self.given.clone());
    }

    /// The statistics of the batch that a layer takes, and the gradients by gamma and beta, without which there is no way
    /// back through it.
    #[wasm_bindgen(js_name = takeStatistics)]
    pub fn take_statistics(
        &mut self,
        layer: usize,
        mean: Vec<f32>,
        variance: Vec<f32>,
        d_gamma: Option<Vec<f32>>,
        d_beta: Option<Vec<f32>>,
    ) -> Result<(), Failure> {
        let Some((op, norm)) = self.norm(layer)? else {
            return Err(Failure::argument("Only a batch normalisation takes statistics.".into()));
        };
        for (name, values) in [("mean", Some(&mean)), ("variance", Some(&variance))]
            .into_iter()
            .chain([("dGamma", d_gamma.as_ref()), ("dBeta", d_beta.as_ref())])
        {
            values.map_or(Ok(()), |values| check(name, values, norm.channels))?;
        }
        let sums = d_gamma.zip(d_beta).map(|(d_gamma, d_beta)| [d_gamma, d_beta]);
        self.given[op] = Some(twins::FromBatch { moments: [mean, variance], sums });
        self.walk.take_from_batch(self.batch, self.given.clone());
        Ok(())
    }

    /// The mean, then the variance of each channel that a batch normalisation took.
    pub fn moments(&self, layer: usize) -> Result<Option<Vec<f32>>, Failure> {
        let moments = self.norm(layer)?.and_then(|(op, _)| self.walk.moments(op));
        Ok(moments.map(|moments| moments.concat()))
    }

    /// The gradients by gamma, then by beta that a batch normalisation was given, and last the rows of the batch.
    pub fn sums(&self, layer: usize) -> Result<Option<Vec<f32>>, Failure> {
        let Some((op, norm)) = self.norm(layer)? else { return Ok(None) };
        let given = self.walk.from_batch(op).and_then(|(given, images)| Some((given.sums.as_ref()?, images)));
        Ok(given.map(|(sums, images)| {
            let mut numbers = sums.concat();
            numbers.push((images * norm.rows) as f32);
            numbers
        }))
    }

    /// What scales in a batch normalisation.
    pub fn gamma(&self, layer: usize) -> Result<Option<Vec<f32>>, Failure> {
        let gamma = self.norm(layer)?.and_then(|(_, norm)| norm.gamma);
        Ok(gamma.map(|index| self.walk.parameter(index).to_vec()))
    }

    /// What is added in a batch normalisation.
    pub fn beta(&self, layer: usize) -> Result<Option<Vec<f32>>, Failure> {
        let beta = self.norm(layer)?.and_then(|(_, norm)| norm.beta);
        Ok(beta.map(|index| self.walk.parameter(index).to_vec()))
    }

    /// What lies between the two halves of a separable convolution.
    pub fn middle(&self, layer: usize) -> Result<Option<Vec<f32>>, Failure> {
        let middle = self.middle_of(layer)?;
        Ok(middle.and_then(|value| self.walk.value(value)).map(<[f32]>::to_vec))
    }

    /// The gradient by what lies between the two halves of a separable convolution.
    #[wasm_bindgen(js_name = dMiddle)]
    pub fn d_middle(&self, layer: usize) -> Result<Option<Vec<f32>>, Failure> {
        let middle = self.middle_of(layer)?;
        Ok(middle.and_then(|value| self.walk.d_value(value)).map(<[f32]>::to_vec))
    }

    /// Begins with an image of bytes, which are divided by 255.
    #[wasm_bindgen(js_name = startBytes)]
    pub fn start_bytes(&mut self, image: Vec<u8>) -> Result<(), Failure> {
        let size = self.walk.network().input.size();
        check("image", &image, size)?;
        self.walk.start(twins::gather_batch(&Pixels::Bytes(image), size, &[0]));
        Ok(())
    }

    /// Begins with an image of floats.
    #[wasm_bindgen(js_name = startFloats)]
    pub fn start_floats(&mut self, image: Vec<f32>) -> Result<(), Failure> {
        check("image", &image, self.walk.network().input.size())?;
        self.walk.start(image);
        Ok(())
    }

    /// Computes the next operation; gives whether there are more.
    #[wasm_bindgen(js_name = forwardStep)]
    pub fn forward_step(&mut self) -> Result<bool, Failure> {
        self.started()?;
        Ok(self.walk.forward_step())
    }

    /// The loss, after what is left of the forward pass: `logits` or `double-softmax`.
    pub fn judge(&mut self, label: u32, loss: &str) -> Result<f32, Failure> {
        self.started()?;
        let loss = match loss {
            "logits" => Loss::Logits,
            "double-softmax" => Loss::DoubleSoftmax,
            _ => return Err(Failure::argument("loss must be 'logits' or 'double-softmax'.".into())),
        };
        loss.check(self.walk.network())?;
        let [label] = indices(&[label], [self.walk.network().classes()])?;
        Ok(self.walk.judge(&[label as u8], loss).losses[0])
    }

    /// Takes the gradient back through one operation; gives whether there are more.
    #[wasm_bindgen(js_name = backwardStep)]
    pub fn backward_step(&mut self) -> Result<bool, Failure> {
        if self.walk.result().is_none() {
            return Err(Failure::argument("The way back begins with judge.".into()));
        }
        Ok(self.walk.backward_step())
    }

    /// The logits.
    pub fn logits(&self) -> Option<Vec<f32>> {
        self.walk.logits().map(<[f32]>::to_vec)
    }

    /// The probabilities.
    pub fn probabilities(&self) -> Option<Vec<f32>> {
        self.walk.probabilities()
    }

    /// What goes into a layer; of a sum, its first summand.
    pub fn input(&self, layer: usize) -> Result<Option<Vec<f32>>, Failure> {
        self.summand(layer, 0)
    }

    /// One of the things that go into a layer, of which a sum has several.
    pub fn summand(&self, layer: usize, index: usize) -> Result<Option<Vec<f32>>, Failure> {
        let inputs = &self.program().inputs[self.check(layer)?];
        Ok(inputs.get(index).and_then(|value| self.walk.value(*value)).map(<[f32]>::to_vec))
    }

    /// What comes out of a layer, behind its activation.
    pub fn output(&self, layer: usize) -> Result<Option<Vec<f32>>, Failure> {
        let output = self.program().outputs[self.check(layer)?];
        Ok(self.walk.value(output).map(<[f32]>::to_vec))
    }

    /// What a layer's activation takes, where it is kept: not before a ReLU that is part of a layer.
    #[wasm_bindgen(js_name = preActivation)]
    pub fn pre_activation(&self, layer: usize) -> Result<Option<Vec<f32>>, Failure> {
        let z = self.last_op(layer)?.and_then(|op| match self.program().steps[op].op {
            Op::Softmax { .. } | Op::Relu { .. } => self.walk.input(op),
            Op::Conv2D { relu: false, .. }
            | Op::DepthwiseConv2D { relu: false, .. }
            | Op::Dense { relu: false, .. } => self.walk.output(op),
            _ => None,
        });
        Ok(z.map(<[f32]>::to_vec))
    }

    /// The winners of a pool.
    pub fn winners(&self, layer: usize) -> Result<Option<Vec<u32>>, Failure> {
        let mut span = self.program().spans[self.check(layer)?].clone();
        Ok(span.next().and_then(|op| self.walk.winners(op)).map(<[u32]>::to_vec))
    }

    /// A layer's kernel; of a separable convolution there are two.
    pub fn kernel(&self, layer: usize, half: usize) -> Result<Option<Vec<f32>>, Failure> {
        self.of_op(layer, half, twins::Walk::kernel)
    }

    /// A layer's bias.
    pub fn bias(&self, layer: usize) -> Result<Option<Vec<f32>>, Failure> {
        self.of_op(layer, 0, twins::Walk::bias)
    }

    /// The gradient by a layer's output.
    #[wasm_bindgen(js_name = dOutput)]
    pub fn d_output(&self, layer: usize) -> Result<Option<Vec<f32>>, Failure> {
        let output = self.program().outputs[self.check(layer)?];
        Ok(self.walk.d_value(output).map(<[f32]>::to_vec))
    }

    /// The gradient by what a layer's activation takes.
    #[wasm_bindgen(js_name = dPreActivation)]
    pub fn d_pre_activation(&self, layer: usize) -> Result<Option<Vec<f32>>, Failure> {
        let d_z = self.last_op(layer)?.and_then(|op| match self.program().steps[op].op {
            // A softmax that the loss looks through sends nothing back, and yet there is a gradient before it.
            Op::Softmax { .. } => self.walk.d_value(self.program().steps[op].input),
            Op::Relu { .. } => self.walk.d_x(op),
            _ => self.walk.d_z(op),
        });
        Ok(d_z.map(<[f32]>::to_vec))
    }

    /// The gradient that a layer sends back to its input.
    #[wasm_bindgen(js_name = dInput)]
    pub fn d_input(&self, layer: usize) -> Result<Option<Vec<f32>>, Failure> {
        let layer = self.check(layer)?;
        let sent = match self.program().spans[layer].clone().next() {
            Some(op) => self.walk.d_x(op),
            None => self.walk.d_value(self.program().outputs[layer]),
        };
        Ok(sent.map(<[f32]>::to_vec))
    }

    /// The gradient by a layer's kernel; of a separable convolution there are two.
    #[wasm_bindgen(js_name = dKernel)]
    pub fn d_kernel(&self, layer: usize, half: usize) -> Result<Option<Vec<f32>>, Failure> {
        self.of_op(layer, half, twins::Walk::d_kernel)
    }

    /// The gradient by a layer's bias.
    #[wasm_bindgen(js_name = dBias)]
    pub fn d_bias(&self, layer: usize) -> Result<Option<Vec<f32>>, Failure> {
        self.of_op(layer, 0, twins::Walk::d_bias)
    }
}

impl Walk {
    /// Whether there is an image.
    fn started(&self) -> Result<(), Failure> {
        if self.walk.images().is_empty() {
            return Err(Failure::argument("The walk begins with start(image).".into()));
        }
        Ok(())
    }

    fn program(&self) -> &Program {
        self.walk.program()
    }

    /// The number of a layer that there is.
    fn check(&self, layer: usize) -> Result<usize, Failure> {
        let [layer] = indices(&[layer as u32], [self.program().spans.len()])?;
        Ok(layer)
    }

    fn last_op(&self, layer: usize) -> Result<Option<usize>, Failure> {
        Ok(self.program().spans[self.check(layer)?].clone().last())
    }

    /// A layer's batch normalisation and its operation.
    fn norm(&self, layer: usize) -> Result<Option<(usize, BatchNormOp)>, Failure> {
        let mut span = self.program().spans[self.check(layer)?].clone();
        Ok(span.find_map(|op| match self.program().steps[op].op {
            Op::BatchNorm(norm) => Some((op, norm)),
            _ => None,
        }))
    }

    /// The value between the two halves of a layer.
    fn middle_of(&self, layer: usize) -> Result<Option<usize>, Failure> {
        let mut span = self.program().spans[self.check(layer)?].clone();
        let halves = span.clone().filter(|op| self.program().steps[*op].op.kernel().is_some()).count();
        Ok(if halves == 2 { span.next().map(|op| op + 1) } else { None })
    }

    /// What some operation of a layer has, the first that has it or one of those behind.
    fn of_op(
        &self,
        layer: usize,
        skip: usize,
        get: fn(&twins::Walk<f32>, usize) -> Option<&[f32]>,
    ) -> Result<Option<Vec<f32>>, Failure> {
        let span = self.program().spans[self.check(layer)?].clone();
        Ok(span.filter_map(|op| get(&self.walk, op)).nth(skip).map(<[f32]>::to_vec))
    }
}
