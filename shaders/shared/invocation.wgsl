// The flat index of an invocation. Large dispatches are folded into rows of workgroups, because a dimension holds
// at most 65,535 of them; the last row may stick out, so callers compare the index with what there is to do.
fn invocation(workgroup: vec3u, workgroups: vec3u, local: u32) -> u32 {
    return (workgroup.y * workgroups.x + workgroup.x) * WORKGROUP + local;
}
