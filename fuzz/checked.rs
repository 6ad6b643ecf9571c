//! A target with its memory watched.

#[path = "memory.rs"]
mod memory;
#[path = "targets.rs"]
mod targets;

#[global_allocator]
static ALLOCATOR: memory::Counting = memory::Counting;

/// Reads bytes with a parser; it must not panic, nor take more memory than it may.
pub(crate) fn check(name: &str, bytes: &[u8]) {
    let Some((_, read)) = targets::TARGETS.iter().find(|(own, _)| *own == name) else {
        unreachable!("there is no target {name}")
    };
    let most = memory::most_during(|| read(bytes));
    let bound = targets::bound(bytes.len());
    assert!(most <= bound, "{name} took {most} bytes for {}; {bound} are allowed", bytes.len());
}
