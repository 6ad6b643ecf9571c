// Philox4x32-10: four random words as a pure function of a counter and a key. Salmon et al., "Parallel random numbers:
// as easy as 1, 2, 3", SC 2011.

// The high word of a product of two words, and the low one.
fn multiply(a: u32, b: u32) -> vec2u {
    let low = (a & 0xffffu) * (b & 0xffffu);
    let middle = (a >> 16u) * (b & 0xffffu) + (low >> 16u);
    let other = (a & 0xffffu) * (b >> 16u) + (middle & 0xffffu);
    return vec2u((a >> 16u) * (b >> 16u) + (middle >> 16u) + (other >> 16u), a * b);
}

fn philox(first: vec4u, seed: vec2u) -> vec4u {
    var counter = first;
    var key = seed;
    for (var round = 0u; round < 10u; round++) {
        let a = multiply(0xd2511f53u, counter.x);
        let b = multiply(0xcd9e8d57u, counter.z);
        counter = vec4u(b.x ^ counter.y ^ key.x, b.y, a.x ^ counter.w ^ key.y, a.y);
        key += vec2u(0x9e3779b9u, 0xbb67ae85u);
    }
    return counter;
}
