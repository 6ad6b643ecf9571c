//! A plan: everything that a network needs on the device for batches up to a size, made once.

use std::ops::Range;

use convlab_core::network::Network;
use convlab_core::ops::{BatchNormOp, Op, Program, Step};

use crate::choice::{Choice, KernelSet};
use crate::device::Gpu;
use crate::feed::write;
use crate::fusion::{head_of, stepping};
use crate::launch::{self, Launch};
use crate::layers::{self, Head, Input, Relu, Scale, Stage};
use crate::work::{DIMS_STRIDE, Dispatch, SLOTS, Tensor};

/// The flat arenas of a model: weights, their gradients, and Adam's two moments.
pub(crate) struct Arenas {
    pub(crate) weights: Tensor,
    pub(crate) gradients: Tensor,
    pub(crate) m: Tensor,
    pub(crate) v: Tensor,
}

impl Arenas {
    pub(crate) fn new(gpu: &Gpu, network: &Network) -> Self {
        let arena = |what| Tensor::new(gpu, what, network.arena_size());
        Self {
            weights: arena("the weights"),
            gradients: arena("the gradients"),
            m: arena("Adam's first moment"),
            v: arena("Adam's second moment"),
        }
    }
}

/// A layer's parameters and their gradients. A missing bias reads as zeros and has no gradient.
pub(crate) struct Weights {
    pub(crate) kernel: Tensor,
    pub(crate) bias: Tensor,
    pub(crate) d_kernel: Tensor,
    pub(crate) d_bias: Option<Tensor>,
    /// The moments of a kernel that takes its own step of Adam on the way back.
    pub(crate) moments: Option<[Tensor; 2]>,
}

impl Weights {
    /// Where the gradient of the bias goes: without one, to a place that nothing reads.
    pub(crate) fn d_bias_or_scratch(&self, builder: &Builder<'_>, channels: usize) -> Tensor {
        match &self.d_bias {
            Some(d_bias) => d_bias.clone(),
            None => Tensor::new(builder.gpu, "the gradient of no bias", channels),
        }
    }
}

/// What every layer needs while the plan is made.
#[derive(Clone, Copy)]
pub(crate) struct Builder<'a> {
    pub(crate) gpu: &'a Gpu,
    /// Of the step that is planned.
    pub(crate) kernels: KernelSet,
    /// The largest batch.
    pub(crate) capacity: usize,
    /// Zeros, as many as any layer has channels or units.
    pub(crate) zeros: &'a Tensor,
    /// The parameter that takes its own step of Adam.
    stepping: Option<usize>,
    dims: &'a wgpu::Buffer,
}

impl Builder<'_> {
    /// A tensor for `size` numbers an image.
    pub(crate) fn activation(&self, what: &str, size: usize) -> Tensor {
        let words = self.capacity.saturating_mul(size);
        Tensor::new(self.gpu, &format!("{what} at batch size {}", self.capacity), words)
    }

    /// Whether a tensor for `size` numbers an image is within the device's limits.
    pub(crate) fn fits(&self, size: usize) -> bool {
        let limits = self.gpu.device().limits();
        let most = limits.max_storage_buffer_binding_size.min(limits.max_buffer_size);
        self.capacity as u64 * size as u64 * 4 <= most
    }

    /// A kernel on its tensors.
    pub(crate) fn dispatch(&self, launch: &Launch, tensors: &[&Tensor]) -> Dispatch {
        Dispatch::new(self.gpu, self.dims, launch, tensors)
    }
}

/// What a plan is made for.
pub(crate) struct Site<'a> {
    pub(crate) gpu: &'a Gpu,
    pub(crate) network: &'a Network,
    pub(crate) arenas: &'a Arenas,
    pub(crate) dims: &'a wgpu::Buffer,
    pub(crate) totals: &'a Tensor,
    pub(crate) choice: &'a Choice,
}

/// A network on the device, for batches of up to `capacity` images.
pub(crate) struct Plan {
    pub(crate) capacity: usize,
    /// The batch's images.
    pub(crate) images: Tensor,
    /// Loss and hit of each image.
    pub(crate) outcomes: Tensor,
    stages: Vec<Stage>,
    /// The step with which each stage begins.
    begins: Vec<usize>,
    /// How many stages there are up to the logits: all but a softmax at the end.
    to_logits: usize,
    /// What computes the last stages there and back in a step, and how many are before it.
    pub(crate) head: Option<(usize, Head)>,
    metrics: Dispatch,
    /// Adam's step for all parameters that have not taken their own.
    pub(crate) adam: Dispatch,
}

impl Plan {
    pub(crate) fn new(site: &Site<'_>, capacity: usize) -> Self {
        let program = site.network.program();
        let mut widest = 1;
        for step in &program.steps {
            widest = widest.max(zeros_needed(&step.op));
        }
        let zeros = Tensor::new(site.gpu, "zeros", widest);
        let Site { gpu, dims, .. } = *site;
        let stepping = stepping(site, &program);
        let builder = Builder { gpu, kernels: site.choice.at(0), capacity, zeros: &zeros, stepping, dims };

        let images = builder.activation("the images", site.network.input.size());
        let mut values = Values::new(&program, &images);
        let mut stages: Vec<Stage> = Vec::new();
        let mut begins = Vec::new();
        let mut head = None;
        let mut at = 0;
        while at < program.steps.len() {
            let builder = Builder { kernels: site.choice.at(at), ..builder };
            if let (None, Some(input)) = (&head, values.last(program.steps[at].input)) {
                head = head_of(&builder, site, &program, at, input).map(|head| (stages.len(), head));
            }
            let (stage, steps) = stage(&builder, site, &program, at, &mut values);
            values.give(&stage, steps);
            stages.push(stage);
            begins.push(at);
            at += steps;
        }
        let ends_in_softmax = matches!(program.steps.last(), Some(Step { op: Op::Softmax { .. }, .. }));
        let to_logits = stages.len() - usize::from(ends_in_softmax);
        let outcomes = Tensor::new(gpu, "a batch's losses", capacity * 2);
        let metrics = builder.dispatch(&launch::batch_metrics(), &[&outcomes, site.totals]);
        let skip = stepping.map_or(0..0, |kernel| site.network.parameters[kernel].range());
        let Arenas { weights, gradients, m, v } = site.arenas;
        let adam =
            builder.dispatch(&launch::adam(site.network.trainable_size(), skip), &[gradients, weights, m, v]);
        // What a data set of bytes adds compiles meanwhile.
        let (size, classes) = (site.network.input.size(), site.network.classes());
        for launch in [launch::gather_batch(size, true), launch::softmax_cross_entropy(classes)] {
            gpu.pipeline(launch.kernel, &launch.constants);
        }
        Self { capacity, images, outcomes, stages, begins, to_logits, head, metrics, adam }
    }

    /// The logits and where their gradient goes.
    pub(crate) fn logits(&self) -> Option<(&Tensor, &Tensor)> {
        self.stages_to(false).last().map(|stage| (&stage.y, &stage.d_y))
    }

    /// The probabilities and where their gradient goes, if the network ends in a softmax.
    pub(crate) fn probabilities(&self) -> Option<(&Tensor, &Tensor)> {
        self.stages[self.to_logits..].last().map(|stage| (&stage.y, &stage.d_y))
    }

    /// The dispatches from the images to the logits, or to the probabilities.
    pub(crate) fn forward(&self, through_softmax: bool, is_training: bool) -> Vec<&Dispatch> {
        let mut dispatches = Vec::new();
        for stage in self.stages_to(through_softmax) {
            dispatches.extend(stage.inference.as_ref().filter(|_| !is_training).unwrap_or(&stage.forward));
        }
        dispatches
    }

    /// The stages up to the logits, or to the probabilities.
    pub(crate) fn stages_to(&self, through_softmax: bool) -> &[Stage] {
        &self.stages[..if through_softmax { self.stages.len() } else { self.to_logits }]
    }

    /// The stages before the head, if there is one.
    pub(crate) fn stages_to_head(&self) -> &[Stage] {
        &self.stages[..self.head.as_ref().map_or(self.to_logits, |(before, _)| *before)]
    }

    /// The dispatches that end a step beside Adam's.
    pub(crate) fn update(&self) -> Vec<&Dispatch> {
        let mut dispatches = Vec::new();
        for stage in &self.stages {
            dispatches.extend(&stage.update);
        }
        dispatches
    }

    /// The step with which the head begins, if there is one.
    pub(crate) fn head_begins(&self) -> Option<usize> {
        self.head.as_ref().map(|(first, _)| self.begins[*first])
    }

    /// Whether a part of the network begins with this step, that can be computed on its own.
    pub(crate) fn begins(&self, step: usize) -> bool {
        self.begins.contains(&step) && self.head_begins().is_none_or(|head| step <= head)
    }

    /// The dispatches of these steps there and back.
    pub(crate) fn dispatches(&self, steps: Range<usize>) -> Vec<&Dispatch> {
        let mut dispatches = Vec::new();
        for (stage, begins) in self.stages.iter().zip(&self.begins) {
            if steps.contains(begins) {
                dispatches.extend(&stage.forward);
                dispatches.extend(&stage.backward);
            }
        }
        dispatches
    }

    /// The dispatch that sums a batch's outcomes up.
    pub(crate) fn metrics(&self) -> &Dispatch {
        &self.metrics
    }
}

/// A value that steps take, and where the gradient by it goes: nowhere for the images.
#[derive(Clone)]
struct Value {
    x: Tensor,
    d_x: Option<Tensor>,
    /// See [`Input::gated`].
    gated: bool,
}

impl Value {
    fn input(&self) -> Input<'_> {
        Input { x: &self.x, d_x: self.d_x.as_ref(), gated: self.gated }
    }
}

/// The values of a program, as far as the plan has come.
struct Values {
    given: Vec<Value>,
    /// How many steps that are not planned yet take each value.
    left: Vec<usize>,
}

impl Values {
    fn new(program: &Program, images: &Tensor) -> Self {
        let mut left = Vec::new();
        for value in 0..=program.steps.len() {
            left.push(program.uses(value));
        }
        Self { given: vec![Value { x: images.clone(), d_x: None, gated: false }], left }
    }

    /// A value for a step that takes it, and whether no later one does: then it is the first on the way back.
    fn take(&mut self, value: usize) -> (Value, bool) {
        self.left[value] -= 1;
        (self.given[value].clone(), self.left[value] == 0)
    }

    /// A value that one step takes which is not planned yet.
    fn last(&self, value: usize) -> Option<Input<'_>> {
        (self.left[value] == 1).then(|| self.given[value].input())
    }

    /// What a stage gives. It stands for all the steps that the stage takes in; nothing takes those within.
    fn give(&mut self, stage: &Stage, steps: usize) {
        let value = Value { x: stage.y.clone(), d_x: Some(stage.d_y.clone()), gated: stage.is_gated_later };
        self.given.extend(std::iter::repeat_n(value, steps));
    }
}

/// Plans the stage that begins with step `at`, and tells how many steps it takes in.
fn stage(
    builder: &Builder<'_>,
    site: &Site<'_>,
    program: &Program,
    at: usize,
    values: &mut Values,
) -> (Stage, usize) {
    let step = &program.steps[at];
    let (value, is_last) = values.take(step.input);
    if let (Op::Add { size }, Some(addend)) = (&step.op, step.addend) {
        let (other, other_is_last) = values.take(addend);
        // Of a value that is added to itself the second gradient comes to the first.
        let first = if addend == step.input { [other_is_last, false] } else { [is_last, other_is_last] };
        return (layers::add(builder, *size, [value.input(), other.input()], first), 1);
    }
    // Where a later step takes the value too, its gradient is there already, and this one's is added.
    let own = match &value.d_x {
        Some(d_x) if !is_last => {
            let size = (d_x.bytes() / 4) as usize / builder.capacity;
            let own = builder.activation("a gradient to be added", size);
            let sum = builder.dispatch(&launch::accumulate(size, false), &[&own, d_x]);
            Some((own, sum))
        }
        _ => None,
    };
    let d_x = own.as_ref().map(|(own, _)| own).or(value.d_x.as_ref());
    let (mut stage, steps) = stage_of(builder, site, program, at, Input { d_x, ..value.input() });
    if let Some((_, sum)) = own {
        // The last stays the last: a step of Adam stands for it.
        let place = stage.backward.len() - usize::from(stage.stepping.is_some());
        stage.backward.insert(place, sum);
    }
    (stage, steps)
}

fn stage_of(
    builder: &Builder<'_>,
    site: &Site<'_>,
    program: &Program,
    at: usize,
    input: Input<'_>,
) -> (Stage, usize) {
    let op = &program.steps[at].op;
    let next = program.steps.get(at + 1).filter(|_| program.is_followed(at)).map(|next| &next.op);
    if let (Op::Conv2D { geometry, kernel, bias, relu: true }, Some(Op::MaxPool { geometry: pool })) =
        (op, next)
        && launch::is_fused(geometry, pool)
        && builder.kernels != KernelSet::Plain
    {
        let weights = weights(builder, site, *kernel, *bias, geometry.output[2]);
        let winograd = launch::Winograd::new(geometry, pool, builder.capacity);
        if let Some(sizes) = winograd
            .map(|sizes| sizes.in_half(builder.kernels == KernelSet::Half))
            .filter(|sizes| builder.kernels.transforms() && sizes.pays() && builder.fits(sizes.largest()))
        {
            return (layers::winograd(builder, &sizes, geometry.output[2], &weights, input), 2);
        }
        return (layers::conv2d_pool(builder, geometry, pool, &weights, input), 2);
    }
    let stage = match op {
        Op::Conv2D { geometry, kernel, bias, relu } => {
            let weights = weights(builder, site, *kernel, *bias, geometry.output[2]);
            layers::conv2d(builder, geometry, &weights, *relu, input)
        }
        Op::DepthwiseConv2D { geometry, kernel, bias, relu } => {
            let weights = weights(builder, site, *kernel, *bias, geometry.output[2]);
            layers::depthwise_conv2d(builder, geometry, &weights, *relu, input)
        }
        Op::MaxPool { geometry } => layers::max_pool(builder, geometry, input),
        Op::AveragePool { geometry } => layers::average_pool(builder, geometry, input),
        Op::Dense { inputs, units, kernel, bias, relu } => {
            let weights = weights(builder, site, *kernel, *bias, *units);
            // The plain kernels leave the gate to the layer that has the ReLU.
            let has_gate = builder.kernels != KernelSet::Plain && site.choice.at(at + 1) != KernelSet::Plain;
            let is_later = has_gate && matches!(next, Some(Op::Dense { .. }));
            layers::dense(builder, *inputs, *units, &weights, Relu::new(*relu, is_later), input)
        }
        Op::Relu { size } => layers::relu(builder, *size, input),
        Op::Softmax { rows, classes } => layers::softmax(builder, *rows, *classes, input),
        Op::Dropout { size, layer, rate } => layers::dropout(builder, *size, *layer, *rate, input),
        Op::BatchNorm(op) => layers::batch_norm(builder, op, &scale(builder, site, op), input),
        Op::Add { size } => layers::add(builder, *size, [input, input], [true, false]),
    };
    (stage, 1)
}

pub(crate) fn weights(
    builder: &Builder<'_>,
    site: &Site<'_>,
    kernel: usize,
    bias: Option<usize>,
    units: usize,
) -> Weights {
    let parameters = &site.network.parameters;
    let part = |arena: &Tensor, index: usize| arena.part(parameters[index].range());
    Weights {
        kernel: part(&site.arenas.weights, kernel),
        bias: bias.map_or_else(|| builder.zeros.part(0..units), |bias| part(&site.arenas.weights, bias)),
        d_kernel: part(&site.arenas.gradients, kernel),
        d_bias: bias.map(|bias| part(&site.arenas.gradients, bias)),
        moments: (builder.stepping == Some(kernel))
            .then(|| [part(&site.arenas.m, kernel), part(&site.arenas.v, kernel)]),
    }
}

fn scale(builder: &Builder<'_>, site: &Site<'_>, op: &BatchNormOp) -> Scale {
    let part = |arena: &Tensor, index: usize| arena.part(site.network.parameters[index].range());
    let weights = |index: usize| part(&site.arenas.weights, index);
    // The gradient of a missing parameter is asked for nevertheless: the way back goes through it.
    let gradient = |index: Option<usize>| match index {
        Some(index) => part(&site.arenas.gradients, index),
        None => Tensor::new(builder.gpu, "a gradient of nothing", op.channels),
    };
    Scale {
        gamma: match op.gamma {
            Some(gamma) => weights(gamma),
            None => ones(builder, op.channels),
        },
        beta: op.beta.map_or_else(|| builder.zeros.part(0..op.channels), weights),
        d_gamma: gradient(op.gamma),
        d_beta: gradient(op.beta),
        moving: [op.moving_mean, op.moving_variance].map(weights),
    }
}

/// The ones that stand for a missing factor.
fn ones(builder: &Builder<'_>, size: usize) -> Tensor {
    let ones = Tensor::new(builder.gpu, "ones", size);
    write(builder.gpu, &ones, bytemuck::cast_slice(&vec![1.0f32; size]));
    ones
}

/// The zeros that stand for a missing bias, of a layer or of its gradient to its input.
fn zeros_needed(op: &Op) -> usize {
    match op {
        Op::Conv2D { geometry, .. } => geometry.input[2].max(geometry.output[2]),
        Op::Dense { inputs, units, .. } => *inputs.max(units),
        Op::DepthwiseConv2D { geometry, .. } => geometry.output[2],
        Op::BatchNorm(op) => op.channels,
        Op::MaxPool { .. }
        | Op::AveragePool { .. }
        | Op::Relu { .. }
        | Op::Softmax { .. }
        | Op::Dropout { .. }
        | Op::Add { .. } => 1,
    }
}

/// The uniform buffer that holds a slot of `dims` for each batch of a submission.
pub(crate) fn dims_buffer(gpu: &Gpu) -> wgpu::Buffer {
    gpu.device().create_buffer(&wgpu::BufferDescriptor {
        label: Some("dims"),
        size: SLOTS as u64 * DIMS_STRIDE,
        usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
        mapped_at_creation: false,
    })
}
