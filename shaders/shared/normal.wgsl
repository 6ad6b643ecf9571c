// What a batch normalisation makes of x before it scales, with the moments of whichever statistics are bound:
//
//   x_hat[r, c] = (x[r, c] - mean[c]) / sqrt(variance[c] + epsilon)
override channels: u32;
override epsilon: f32;

fn factor(c: u32) -> f32 {
    return 1.0 / sqrt(variance[c] + epsilon);
}

fn normal(index: u32) -> f32 {
    let c = index % channels;
    return (x[index] - mean[c]) * factor(c);
}
