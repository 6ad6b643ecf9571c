//! A walk through a whole network with one image.

use convlab_core::backend::Loss;
use convlab_core::dataset::Pixels;
use convlab_core::network::{Network, NetworkSpec};
use convlab_core::ops::{Op, Phase, Program};
use convlab_core::twins;
use wasm_bindgen::prelude::*;

use crate::failure::Failure;
use crate::sizes::{check, indices};

/// A network on its way through one image, an operation at a time. Layers are numbered as in the description.
///
/// The network predicts: nothing is dropped, and a batch normalisation takes its moving statistics, on the way back
/// too, since one image has no statistics to learn from.
///
/// What a layer has not, and what the walk has not come to, is `undefined`.
#[wasm_bindgen]
pub struct Walk {
    walk: twins::Walk<f32>,
}

#[wasm_bindgen]
impl Walk {
    /// A walk through a network, from its description in JSON, `{ inputShape, layers }`, and its weights as a
    /// safetensors file.
    #[wasm_bindgen(constructor)]
    pub fn new(spec: &str, weights: &[u8]) -> Result<Self, Failure> {
        let network = Network::new(&NetworkSpec::from_json(spec)?)?;
        let weights = network.from_safetensors(weights)?;
        Ok(Self { walk: twins::Walk::new(network, weights, Vec::new(), Phase::Inference) })
    }

    /// The layers in JSON.
    pub fn layers(&self) -> String {
        self.walk.network().outline()
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

    /// A layer's kernel.
    pub fn kernel(&self, layer: usize) -> Result<Option<Vec<f32>>, Failure> {
        self.of_first_op(layer, twins::Walk::kernel)
    }

    /// A layer's bias.
    pub fn bias(&self, layer: usize) -> Result<Option<Vec<f32>>, Failure> {
        self.of_first_op(layer, twins::Walk::bias)
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
            Op::Softmax { .. } | Op::Relu { .. } => self.walk.d_x(op),
            _ => self.walk.d_z(op),
        });
        Ok(d_z.map(<[f32]>::to_vec))
    }

    /// The gradient by a layer's input.
    #[wasm_bindgen(js_name = dInput)]
    pub fn d_input(&self, layer: usize) -> Result<Option<Vec<f32>>, Failure> {
        let input = self.program().inputs[self.check(layer)?][0];
        Ok(self.walk.d_value(input).map(<[f32]>::to_vec))
    }

    /// The gradient by a layer's kernel.
    #[wasm_bindgen(js_name = dKernel)]
    pub fn d_kernel(&self, layer: usize) -> Result<Option<Vec<f32>>, Failure> {
        self.of_first_op(layer, twins::Walk::d_kernel)
    }

    /// The gradient by a layer's bias.
    #[wasm_bindgen(js_name = dBias)]
    pub fn d_bias(&self, layer: usize) -> Result<Option<Vec<f32>>, Failure> {
        self.of_first_op(layer, twins::Walk::d_bias)
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

    /// What the first operation of a layer has.
    fn of_first_op(
        &self,
        layer: usize,
        get: fn(&twins::Walk<f32>, usize) -> Option<&[f32]>,
    ) -> Result<Option<Vec<f32>>, Failure> {
        let mut span = self.program().spans[self.check(layer)?].clone();
        Ok(span.next().and_then(|op| get(&self.walk, op)).map(<[f32]>::to_vec))
    }
}
