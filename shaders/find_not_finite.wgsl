// Whether numbers are still numbers: the first place of each part that holds NaN or an infinity.
//
//   found[k] = 1 + the smallest e of group k whose w[e] has an exponent of ones, or 0        w [size], found [groups]
//
// It reads the bits: a shader may take NaN for whatever it likes, and a ReLU makes it 0. A workgroup searches one part,
// each of its invocations its own numbers; the first of them takes the smallest place.

override size: u32;
override groups: u32;

@group(0) @binding(1) var<storage, read> w: array<u32>;
@group(0) @binding(2) var<storage, read_write> found: array<u32>;

const WORKGROUP = 256u;
const EXPONENT = 0x7f800000u;
const NONE = 0xffffffffu;

var<workgroup> places: array<u32, WORKGROUP>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) local: u32) {
    let index = invocation(workgroup, workgroups, local);
    var place = NONE;
    for (var e = index; e < size; e += groups * WORKGROUP) {
        if ((w[e] & EXPONENT) == EXPONENT) {
            place = min(place, e);
        }
    }
    places[local] = place;
    workgroupBarrier();
    if (local > 0u) {
        return;
    }
    for (var k = 1u; k < WORKGROUP; k++) {
        place = min(place, places[k]);
    }
    // NONE becomes 0.
    found[index / WORKGROUP] = place + 1u;
}
