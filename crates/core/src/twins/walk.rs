//! A network one operation at a time, forward and backward, with all that is computed on the way kept.

use super::{
    Moments, Real, SoftmaxCrossEntropy, accumulate, add, average_pool, average_pool_backward, batch_norm,
    batch_norm_backward_gamma, batch_norm_backward_input, batch_norm_mean, batch_norm_variance,
    bias_backward, conv2d, conv2d_backward_input, conv2d_backward_kernel, dense, dense_backward_input,
    dense_backward_kernel, depthwise_conv2d, depthwise_conv2d_backward_input,
    depthwise_conv2d_backward_kernel, dropout, max_pool, max_pool_backward, moving_average, relu,
    relu_backward, softmax, softmax_backward, softmax_cross_entropy,
};
use crate::backend::Loss;
use crate::network::Network;
use crate::ops::{BatchNormOp, Op, Phase, Program, Step};
use crate::random::{Random, Stream};

/// A walk of a batch through a network's operations: to its output, to the loss, and back.
///
/// Operations are numbered as the steps of a [`Program`], and values as there. What an accessor gives is `None` until the walk has come there,
/// and for an operation that has no such thing.
#[derive(Clone, Debug)]
pub struct Walk<T> {
    network: Network,
    program: Program,
    weights: Vec<T>,
    phase: Phase,
    /// The images of the batch that the walk's are some of: the loss is the mean over them.
    batch: usize,
    /// What each operation takes from that batch.
    given: Vec<Option<FromBatch<T>>>,
    /// The values so far.
    activations: Vec<Vec<T>>,
    /// What each operation so far leaves beside its output.
    asides: Vec<Aside<T>>,
    back: Option<Back<T>>,
    /// An arena, 0 where the walk has not come back to.
    gradients: Vec<T>,
}

/// What a batch normalisation takes from a batch of which the walk has only some images.
#[derive(Clone, Debug)]
pub struct FromBatch<T> {
    /// The batch's mean and variance of each channel.
    pub moments: [Vec<T>; 2],
    /// The gradients by gamma and beta, sums over the batch, without which there is no way back.
    pub sums: Option<[Vec<T>; 2]>,
}

/// What the way back needs of an operation beside its input and output.
#[derive(Clone, Debug)]
enum Aside<T> {
    Nothing,
    /// Of a pool.
    Winners(Vec<u32>),
    /// Of a batch normalisation: the mean and the variance that it took.
    Moments([Vec<T>; 2]),
}

/// The way back from the loss.
#[derive(Clone, Debug)]
struct Back<T> {
    result: SoftmaxCrossEntropy<T>,
    /// How many operations the gradient has still to pass.
    left: usize,
    /// The gradient by each of the values: the sum of what has come back to it so far.
    d_activations: Vec<Option<Vec<T>>>,
    /// The gradient behind the ReLU that is part of an operation.
    d_z: Vec<Option<Vec<T>>>,
    /// What each operation has sent back to its input.
    sent: Vec<Option<Vec<T>>>,
}

impl<T: Real> Walk<T> {
    /// A walk that begins with a batch of images; `weights` are an arena of the network.
    ///
    /// In inference the way back takes the moving statistics of a batch normalisation for what they are: constants.
    pub fn new(network: Network, weights: Vec<T>, images: Vec<T>, phase: Phase) -> Self {
        let program = network.program();
        let gradients = vec![T::ZERO; weights.len()];
        let activations = vec![images];
        let (batch, given) = (0, vec![None; program.steps.len()]);
        Self {
            network,
            program,
            weights,
            phase,
            batch,
            given,
            activations,
            asides: Vec::new(),
            back: None,
            gradients,
        }
    }

    /// Walks as in another phase from the next start on.
    pub fn set_phase(&mut self, phase: Phase) {
        self.phase = phase;
    }

    /// Takes the walk's images for some of a batch of so many, and what each operation takes from it.
    ///
    /// A walk through the others would give the same numbers at these.
    pub fn take_from_batch(&mut self, images: usize, given: Vec<Option<FromBatch<T>>>) {
        self.batch = images;
        self.given = given;
        self.given.resize(self.program.steps.len(), None);
    }

    /// Begins again with other images.
    pub fn start(&mut self, images: Vec<T>) {
        self.activations = vec![images];
        self.asides.clear();
        self.back = None;
    }

    /// Computes the next operation; gives whether there are more.
    pub fn forward_step(&mut self) -> bool {
        let done = self.asides.len();
        if let Some(step) = self.program.steps.get(done) {
            let (y, aside) = self.forward(step, self.given[done].as_ref());
            self.activations.push(y);
            self.asides.push(aside);
        }
        self.asides.len() < self.program.steps.len()
    }

    /// Takes the loss by a label an image, below the network's classes, after what is left of the forward pass.
    ///
    /// With [`Loss::Logits`] a softmax at the network's end is looked through: the way back begins before it.
    pub fn judge(&mut self, labels: &[u8], loss: Loss) -> &SoftmaxCrossEntropy<T> {
        while self.forward_step() {}
        let through = loss == Loss::Logits && self.network.ends_in_softmax();
        let left = self.program.steps.len() - usize::from(through);
        let mut result = softmax_cross_entropy(&self.activations[left], labels, self.network.classes());
        if self.batch > labels.len() {
            let share = T::from_f64(labels.len() as f64 / self.batch as f64);
            for gradient in &mut result.d_logits {
                *gradient = *gradient * share;
            }
        }
        let mut d_activations = vec![None; self.activations.len()];
        d_activations[left] = Some(result.d_logits.clone());
        self.gradients.fill(T::ZERO);
        let none = vec![None; self.program.steps.len()];
        &self.back.insert(Back { result, left, d_activations, d_z: none.clone(), sent: none }).result
    }

    /// Takes the gradient back through one operation; gives whether there are more. Does nothing before
    /// [`Walk::judge`].
    pub fn backward_step(&mut self) -> bool {
        let Some(back) = &mut self.back else { return false };
        let Some(index) = back.left.checked_sub(1) else { return false };
        let Some(d_y) = &back.d_activations[back.left] else { return false };
        let Step { op, input, addend } = self.program.steps[index];
        let (x, y) = (&self.activations[input], &self.activations[index + 1]);
        let range = |index: usize| self.network.parameters[index].range();
        let d_z = op.is_gated().then(|| relu_backward(y, d_y));
        let gated = d_z.as_ref().unwrap_or(d_y);
        let d_x = match op {
            Op::Conv2D { ref geometry, kernel, bias, .. } => {
                let d_kernel = conv2d_backward_kernel(geometry, x, gated);
                self.gradients[range(kernel)].copy_from_slice(&d_kernel);
                if let Some(bias) = bias {
                    self.gradients[range(bias)].copy_from_slice(&bias_backward(gated, geometry.output[2]));
                }
                conv2d_backward_input(geometry, gated, &self.weights[range(kernel)])
            }
            Op::DepthwiseConv2D { ref geometry, kernel, bias, .. } => {
                let d_kernel = depthwise_conv2d_backward_kernel(geometry, x, gated);
                self.gradients[range(kernel)].copy_from_slice(&d_kernel);
                if let Some(bias) = bias {
                    self.gradients[range(bias)].copy_from_slice(&bias_backward(gated, geometry.output[2]));
                }
                depthwise_conv2d_backward_input(geometry, gated, &self.weights[range(kernel)])
            }
            Op::AveragePool { ref geometry } => average_pool_backward(geometry, d_y),
            Op::Add { .. } => d_y.clone(),
            Op::MaxPool { ref geometry } => match &self.asides[index] {
                Aside::Winners(winners) => max_pool_backward(geometry, winners, d_y),
                Aside::Nothing | Aside::Moments(_) => return false,
            },
            Op::Dense { inputs, units, kernel, bias, .. } => {
                let d_kernel = dense_backward_kernel(inputs, units, x, gated);
                self.gradients[range(kernel)].copy_from_slice(&d_kernel);
                if let Some(bias) = bias {
                    self.gradients[range(bias)].copy_from_slice(&bias_backward(gated, units));
                }
                dense_backward_input(inputs, units, gated, &self.weights[range(kernel)])
            }
            Op::Relu { .. } => relu_backward(y, d_y),
            Op::Softmax { classes, .. } => softmax_backward(y, d_y, classes),
            Op::Dropout { layer, rate, .. } => dropped(d_y, self.phase, layer, rate),
            Op::BatchNorm(ref op) => {
                let Aside::Moments(moments) = &self.asides[index] else { return false };
                let moments = moments_of(op, moments);
                let gamma = op.gamma.map(|gamma| &self.weights[range(gamma)]);
                let d_gamma = batch_norm_backward_gamma(x, d_y, moments);
                let d_beta = bias_backward(d_y, op.channels);
                for (parameter, gradient) in [(op.gamma, &d_gamma), (op.beta, &d_beta)] {
                    if let Some(parameter) = parameter {
                        self.gradients[range(parameter)].copy_from_slice(gradient);
                    }
                }
                if self.phase == Phase::Inference {
                    let zeros = vec![T::ZERO; op.channels];
                    batch_norm(d_y, Moments { mean: &zeros, ..moments }, gamma, None)
                } else {
                    let rows = x.len() / op.channels;
                    match &self.given[index] {
                        Some(FromBatch { sums: Some([d_gamma, d_beta]), .. }) => {
                            let rows =
                                rows / (self.activations[0].len() / self.network.input.size()) * self.batch;
                            batch_norm_backward_input(x, d_y, moments, gamma, [d_gamma, d_beta], rows)
                        }
                        Some(_) => return false,
                        None => batch_norm_backward_input(x, d_y, moments, gamma, [&d_gamma, &d_beta], rows),
                    }
                }
            }
        };
        back.d_z[index] = d_z;
        for value in std::iter::once(input).chain(addend) {
            match &mut back.d_activations[value] {
                Some(sum) => accumulate(sum, &d_x, false),
                none => *none = Some(d_x.clone()),
            }
        }
        back.sent[index] = Some(d_x);
        back.left = index;
        index > 0
    }

    /// Moves the moving statistics of an arena towards those of the walk's batch, as a step of training does.
    pub fn move_statistics(&self, weights: &mut [T]) {
        for (step, aside) in self.program.steps.iter().zip(&self.asides) {
            if let (Op::BatchNorm(op), Aside::Moments(batch)) = (&step.op, aside) {
                for (moving, batch) in [op.moving_mean, op.moving_variance].into_iter().zip(batch) {
                    let moving = &mut weights[self.network.parameters[moving].range()];
                    moving_average(moving, batch, op.momentum);
                }
            }
        }
    }

    /// What comes out of a step, and what it leaves beside.
    fn forward(&self, step: &Step, given: Option<&FromBatch<T>>) -> (Vec<T>, Aside<T>) {
        let x = &self.activations[step.input];
        let parameter = |index: usize| &self.weights[self.network.parameters[index].range()];
        let y = match step.op {
            Op::Conv2D { ref geometry, kernel, bias, relu } => {
                conv2d(geometry, x, parameter(kernel), bias.map(parameter), relu)
            }
            Op::DepthwiseConv2D { ref geometry, kernel, bias, relu } => {
                depthwise_conv2d(geometry, x, parameter(kernel), bias.map(parameter), relu)
            }
            Op::AveragePool { ref geometry } => average_pool(geometry, x),
            Op::Add { .. } => match step.addend {
                Some(addend) => add(x, &self.activations[addend]),
                None => x.clone(),
            },
            Op::MaxPool { ref geometry } => {
                let (y, winners) = max_pool(geometry, x);
                return (y, Aside::Winners(winners));
            }
            Op::Dense { inputs, units, kernel, bias, relu } => {
                dense(inputs, units, x, parameter(kernel), bias.map(parameter), relu)
            }
            Op::Relu { .. } => relu(x),
            Op::Softmax { classes, .. } => softmax(x, classes),
            Op::Dropout { layer, rate, .. } => dropped(x, self.phase, layer, rate),
            Op::BatchNorm(ref op) => {
                let moments = if self.phase == Phase::Inference {
                    [op.moving_mean, op.moving_variance].map(|moving| parameter(moving).to_vec())
                } else if let Some(given) = given {
                    given.moments.clone()
                } else {
                    let mean = batch_norm_mean(x, op.channels);
                    let variance = batch_norm_variance(x, &mean);
                    [mean, variance]
                };
                let [gamma, beta] = [op.gamma, op.beta].map(|index| index.map(parameter));
                return (batch_norm(x, moments_of(op, &moments), gamma, beta), Aside::Moments(moments));
            }
        };
        (y, Aside::Nothing)
    }
}

fn moments_of<'a, T: Real>(op: &BatchNormOp, [mean, variance]: &'a [Vec<T>; 2]) -> Moments<'a, T> {
    Moments { mean, variance, epsilon: T::from_f64(op.epsilon) }
}

/// What a dropout makes of an activation or of a gradient.
fn dropped<T: Real>(x: &[T], phase: Phase, layer: usize, rate: f32) -> Vec<T> {
    match phase {
        Phase::Inference => x.to_vec(),
        Phase::Training { seed, step } => {
            dropout(x, rate, &Random::new(seed, Stream::Dropout { layer: layer as u32, step }))
        }
    }
}

/// What the walk has met so far.
impl<T: Real> Walk<T> {
    /// The network.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// The steps.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// A value: the images are 0, and what operation `k` gives is `k + 1`.
    pub fn value(&self, value: usize) -> Option<&[T]> {
        self.activations.get(value).map(Vec::as_slice)
    }

    /// The gradient by a value: what has come back to it so far.
    pub fn d_value(&self, value: usize) -> Option<&[T]> {
        self.back.as_ref()?.d_activations.get(value)?.as_deref()
    }

    /// The images, before any step.
    pub fn images(&self) -> &[T] {
        &self.activations[0]
    }

    /// The output of the last operation that was computed; the images before that.
    pub fn reached(&self) -> &[T] {
        &self.activations[self.asides.len()]
    }

    /// What goes into operation `op`; of a sum, its first summand.
    pub fn input(&self, op: usize) -> Option<&[T]> {
        self.value(self.program.steps.get(op)?.input)
    }

    /// What comes out of operation `op`, behind its ReLU if it has one.
    pub fn output(&self, op: usize) -> Option<&[T]> {
        self.value(op + 1)
    }

    /// The winners of the pool `op`, as in [`max_pool`].
    pub fn winners(&self, op: usize) -> Option<&[u32]> {
        match self.asides.get(op)? {
            Aside::Winners(winners) => Some(winners),
            Aside::Nothing | Aside::Moments(_) => None,
        }
    }

    /// What operation `op` takes from a batch, and how many images that has.
    pub fn from_batch(&self, op: usize) -> Option<(&FromBatch<T>, usize)> {
        Some((self.given.get(op)?.as_ref()?, self.batch))
    }

    /// A parameter's numbers, by its index in the network.
    pub fn parameter(&self, index: usize) -> &[T] {
        &self.weights[self.network.parameters[index].range()]
    }

    /// The mean and the variance that the batch normalisation `op` took.
    pub fn moments(&self, op: usize) -> Option<&[Vec<T>; 2]> {
        match self.asides.get(op)? {
            Aside::Moments(moments) => Some(moments),
            Aside::Nothing | Aside::Winners(_) => None,
        }
    }

    /// The logits `[batch, classes]`: what goes into a softmax at the network's end, else the network's output.
    pub fn logits(&self) -> Option<&[T]> {
        self.value(self.program.steps.len() - usize::from(self.network.ends_in_softmax()))
    }

    /// The probabilities `[batch, classes]`: the network's output where it ends in a softmax, else the output's
    /// softmax.
    pub fn probabilities(&self) -> Option<Vec<T>> {
        let output = self.value(self.program.steps.len())?;
        let classes = self.network.classes();
        Some(if self.network.ends_in_softmax() { output.to_vec() } else { softmax(output, classes) })
    }

    /// The losses, and the gradient with which the way back begins.
    pub fn result(&self) -> Option<&SoftmaxCrossEntropy<T>> {
        self.back.as_ref().map(|back| &back.result)
    }

    /// The gradient by the output of operation `op`, behind its ReLU if it has one. A softmax that the loss looks
    /// through has none.
    pub fn d_y(&self, op: usize) -> Option<&[T]> {
        self.d_value(op + 1)
    }

    /// The gradient by the sum of the convolution or dense layer `op`, before its ReLU if it has one. It is there
    /// when the walk has passed the operation.
    pub fn d_z(&self, op: usize) -> Option<&[T]> {
        self.kernel(op)?;
        self.passed(op)?;
        let back = self.back.as_ref()?;
        back.d_z.get(op)?.as_deref().or_else(|| self.d_y(op))
    }

    /// The gradient that operation `op` sends back to its input. Where others take the input too, the gradient by it is the
    /// sum of what all of them send: [`Walk::d_value`].
    pub fn d_x(&self, op: usize) -> Option<&[T]> {
        self.back.as_ref()?.sent.get(op)?.as_deref()
    }

    /// Something if the way back has passed operation `op`.
    fn passed(&self, op: usize) -> Option<()> {
        (op < self.program.steps.len() && self.back.as_ref()?.left <= op).then_some(())
    }

    /// The kernel of operation `op`.
    pub fn kernel(&self, op: usize) -> Option<&[T]> {
        Some(&self.weights[self.range(op, Op::kernel)?])
    }

    /// The bias of operation `op`.
    pub fn bias(&self, op: usize) -> Option<&[T]> {
        Some(&self.weights[self.range(op, Op::bias)?])
    }

    /// The gradient by the kernel of operation `op`.
    pub fn d_kernel(&self, op: usize) -> Option<&[T]> {
        self.passed(op)?;
        Some(&self.gradients[self.range(op, Op::kernel)?])
    }

    /// The gradient by the bias of operation `op`.
    pub fn d_bias(&self, op: usize) -> Option<&[T]> {
        self.passed(op)?;
        Some(&self.gradients[self.range(op, Op::bias)?])
    }

    /// The gradient by every weight, as an arena; 0 where the walk has not come back to.
    pub fn into_gradients(self) -> Vec<T> {
        self.gradients
    }

    /// A parameter's place in the arena.
    fn range(&self, op: usize, parameter: fn(&Op) -> Option<usize>) -> Option<std::ops::Range<usize>> {
        Some(self.network.parameters[parameter(&self.program.steps.get(op)?.op)?].range())
    }
}
