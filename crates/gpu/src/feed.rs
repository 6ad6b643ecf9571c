//! A data set on the device: its bytes, its labels, and the order in which its images are visited.

use std::ops::Range;
use std::rc::Rc;

use convlab_core::augmentation::Augmentation;
use convlab_core::backend::Loss;
use convlab_core::dataset::{Dataset, Pixels};

use crate::device::Gpu;
use crate::error::{Error, Result};
use crate::launch;
use crate::plan::Plan;
use crate::work::{Dispatch, Tensor};

/// A data set on the device, tied to the plan that it feeds.
pub struct Feed {
    pub(crate) plan: Rc<Plan>,
    pub(crate) images: usize,
    pub(crate) order: Tensor,
    labels: Tensor,
    /// The windows of images, which are given back at once when the feed goes: a browser would wait for its garbage
    /// collector, and the next run may need the room.
    windows: [Tensor; 2],
    is_bytes: bool,
    /// How images are changed, if they are, and their size.
    augmentation: Option<([usize; 3], Augmentation)>,
    work: Work,
}

/// What is computed on a data set beside its plan.
struct Work {
    gather: Dispatch,
    /// Gathers a batch of a training step, where images are changed at random.
    augmented: Option<Dispatch>,
    logits_loss: Dispatch,
    probabilities_loss: Option<Dispatch>,
    /// What stands for the last stages and the loss of the logits in a step.
    head: Option<[Dispatch; 3]>,
}

impl Drop for Feed {
    fn drop(&mut self) {
        for window in &self.windows {
            window.buffer().destroy();
        }
    }
}

impl Feed {
    pub(crate) fn new(gpu: &Gpu, dims: &wgpu::Buffer, plan: Rc<Plan>, data: &Dataset) -> Result<Self> {
        let images = data.len();
        let (bytes, is_bytes) = match data.pixels() {
            Pixels::Bytes(bytes) => (bytes.as_slice(), true),
            Pixels::Floats(floats) => (bytemuck::cast_slice(floats), false),
        };
        // One binding may be too small for the images, so they lie in two windows of whole images.
        let image_bytes = bytes.len() / images;
        let window = gpu.device().limits().max_storage_buffer_binding_size as usize;
        // A multiple of four images is a whole number of words, whatever the image.
        let low_images = images.min(window / image_bytes / 4 * 4);
        let (low, high) = bytes.split_at(low_images * image_bytes);
        let low = upload(gpu, "the data set", low);
        let high = if high.is_empty() { low.clone() } else { upload(gpu, "the data set", high) };

        let order = Tensor::new(gpu, "the order of the images", images);
        write(gpu, &order, bytemuck::cast_slice(&(0..images as u32).collect::<Vec<_>>()));
        let labels = upload(gpu, "the labels", data.labels());

        let windows = [low, high];
        let work = Work::new(gpu, dims, &plan, [&order, &labels], &windows, is_bytes)?;
        Ok(Self { plan, images, order, labels, windows, is_bytes, augmentation: None, work })
    }

    /// The same data for another plan.
    pub(crate) fn change_to(&mut self, gpu: &Gpu, dims: &wgpu::Buffer, plan: Rc<Plan>) -> Result<()> {
        let tensors = [&self.order, &self.labels];
        self.work = Work::new(gpu, dims, &plan, tensors, &self.windows, self.is_bytes)?;
        self.plan = plan;
        if let Some((picture, augmentation)) = self.augmentation {
            self.set_augmentation(gpu, dims, picture, augmentation);
        }
        Ok(())
    }

    pub(crate) fn set_augmentation(
        &mut self,
        gpu: &Gpu,
        dims: &wgpu::Buffer,
        picture: [usize; 3],
        augmentation: Augmentation,
    ) {
        self.augmentation = (augmentation != Augmentation::NONE).then_some((picture, augmentation));
        self.work.augmented = self.augmentation.map(|(picture, augmentation)| {
            let launch = launch::gather_augmented(picture, self.is_bytes, augmentation);
            let [low, high] = &self.windows;
            Dispatch::new(gpu, dims, &launch, &[&self.order, low, high, &self.plan.images])
        });
    }

    /// The dispatch that takes a batch in as it is.
    pub(crate) fn gather(&self) -> &Dispatch {
        &self.work.gather
    }

    /// The dispatch that takes in a batch of a training step.
    pub(crate) fn gather_for_training(&self) -> &Dispatch {
        self.work.augmented.as_ref().unwrap_or(&self.work.gather)
    }

    /// The dispatch that takes a loss, and whether it is taken behind the softmax.
    pub(crate) fn loss(&self, loss: Loss) -> (&Dispatch, bool) {
        match (loss, &self.work.probabilities_loss) {
            (Loss::DoubleSoftmax, Some(dispatch)) => (dispatch, true),
            _ => (&self.work.logits_loss, false),
        }
    }

    /// The dispatches from a batch's images to its loss and back to the gradients of all parameters; or if they are `stepping`, to
    /// those for the plan's Adam.
    pub(crate) fn there_and_back(&self, loss: Loss, stepping: bool) -> Vec<&Dispatch> {
        let (dispatch, through_softmax) = self.loss(loss);
        let (stages, turn): (_, &[Dispatch]) = match &self.work.head {
            Some(head) if !through_softmax => (self.plan.stages_to_head(), head),
            _ => (self.plan.stages_to(through_softmax), std::slice::from_ref(dispatch)),
        };
        let mut dispatches = Vec::new();
        for stage in stages {
            dispatches.extend(&stage.forward);
        }
        dispatches.extend(turn);
        for stage in stages.iter().rev() {
            dispatches.extend(&stage.backward);
            if let Some(dispatch) = stage.stepping.as_ref().filter(|_| stepping) {
                dispatches.pop();
                dispatches.push(dispatch);
            }
        }
        dispatches
    }

    /// The dispatches of these steps there and back; a head also takes the loss.
    pub(crate) fn dispatches(&self, steps: Range<usize>) -> Vec<&Dispatch> {
        match &self.work.head {
            Some(head) if self.plan.head_begins().is_some_and(|step| steps.contains(&step)) => {
                head.each_ref().into()
            }
            _ => self.plan.dispatches(steps),
        }
    }
}

impl Work {
    fn new(
        gpu: &Gpu,
        dims: &wgpu::Buffer,
        plan: &Plan,
        [order, labels]: [&Tensor; 2],
        [low, high]: &[Tensor; 2],
        is_bytes: bool,
    ) -> Result<Self> {
        let size = plan.images.bytes() as usize / 4 / plan.capacity;
        let launch = launch::gather_batch(size, is_bytes);
        let gather = Dispatch::new(gpu, dims, &launch, &[order, low, high, &plan.images]);
        let loss = |(values, gradient): (&Tensor, &Tensor)| {
            let classes = values.bytes() as usize / 4 / plan.capacity;
            let tensors = [values, order, labels, gradient, &plan.outcomes];
            Dispatch::new(gpu, dims, &launch::softmax_cross_entropy(classes), &tensors)
        };
        let no_logits = || Error::Refused { reason: "the network computes nothing".to_owned() };
        let logits_loss = loss(plan.logits().ok_or_else(no_logits)?);
        let probabilities_loss = plan.probabilities().map(loss);
        let head = plan.head.as_ref();
        let head = head.map(|(_, head)| head.dispatches(gpu, dims, [order, labels], &plan.outcomes));
        Ok(Self { gather, augmented: None, logits_loss, probabilities_loss, head })
    }
}

/// Bytes in a new buffer, padded to whole words.
fn upload(gpu: &Gpu, what: &str, bytes: &[u8]) -> Tensor {
    let tensor = Tensor::new(gpu, what, bytes.len().div_ceil(4));
    write(gpu, &tensor, bytes);
    tensor
}

/// Writes bytes to the start of a tensor; an unfinished last word is padded with zeros.
pub(crate) fn write(gpu: &Gpu, tensor: &Tensor, bytes: &[u8]) {
    let (words, rest) = bytes.split_at(bytes.len() / 4 * 4);
    gpu.queue().write_buffer(tensor.buffer(), 0, words);
    if !rest.is_empty() {
        let mut last = [0; 4];
        last[..rest.len()].copy_from_slice(rest);
        gpu.queue().write_buffer(tensor.buffer(), words.len() as u64, &last);
    }
}
