// What changes from batch to batch. Everything that is fixed for a pipeline is an override constant.
struct Dims {
    batch: u32,  // images in this batch
    first: u32,  // the batch's first place in the order in which the feed visits its images
    slot: u32,   // where the batch's totals go
    alpha: f32,  // the learning rate; Adam's with both of its bias corrections
    seed: vec2u, // the seed of what is random, its low word first
    step: u32,   // the step, which draws its own part of it
}

@group(0) @binding(0) var<uniform> dims: Dims;
