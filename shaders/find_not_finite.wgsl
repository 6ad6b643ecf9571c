// Whether numbers are still numbers: the first place that holds NaN or an infinity.
//
//   found = max(found, size - e) over all e where w[e] has an exponent of ones        w [size], found [1]
//
// It reads the bits: a shader may take NaN for whatever it likes, and a ReLU makes it 0. Counted from the end, the smallest place is
// the largest number, and 0 stands for none. One invocation searches every `step`th number, and writes only where it found
// something, so that nothing waits for others.

override size: u32;
override step: u32;

@group(0) @binding(1) var<storage, read> w: array<u32, size>;
@group(0) @binding(2) var<storage, read_write> found: atomic<u32>;

const WORKGROUP = 256u;
const EXPONENT = 0x7f800000u;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let index = invocation(workgroup, workgroups, local);
    if (index >= step) {
        return;
    }
    var place = size;
    for (var e = index; e < size; e += step) {
        place = select(place, min(place, e), (w[e] & EXPONENT) == EXPONENT);
    }
    if (place < size) {
        atomicMax(&found, size - place);
    }
}
