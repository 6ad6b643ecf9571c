// Softmax and sparse categorical cross-entropy of an image: a kernel says in `logit` where its logits are.
struct Softmax {
    largest: f32, // of the logits, so that none of the exponentials overflows
    winner: u32,  // the first class that has it
    sum: f32,     // of exp(logit - largest)
}

fn softmax_of(n: u32) -> Softmax {
    var s = Softmax(logit(n, 0u), 0u, 0.0);
    for (var k = 1u; k < classes; k++) {
        if (logit(n, k) > s.largest) {
            s.largest = logit(n, k);
            s.winner = k;
        }
    }
    for (var k = 0u; k < classes; k++) {
        s.sum += exp(logit(n, k) - s.largest);
    }
    return s;
}

// The gradient of the mean loss by a logit.
fn d_logit(s: Softmax, n: u32, k: u32, label: u32) -> f32 {
    return (exp(logit(n, k) - s.largest) / s.sum - f32(k == label)) / f32(dims.batch);
}

// The loss, and 1 if the winner is the label, else 0.
fn outcome(s: Softmax, n: u32, label: u32) -> vec2f {
    return vec2f(log(s.sum) + s.largest - logit(n, label), f32(s.winner == label));
}
