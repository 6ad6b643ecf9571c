//! Gradients of a convolution's output as lists of what is not zero.
//!
//! Behind a max pool at most one place in four has a gradient, behind a ReLU about every second, so walking
//! lists costs a fraction of the dense products.

/// A gradient in a list: where the vector that it scales starts, and its value.
#[derive(Clone, Copy, Default)]
pub(super) struct Entry {
    at: u32,
    value: f32,
}

/// Lists of entries, all with the same room.
pub(super) struct Lists {
    room: usize,
    lengths: Vec<usize>,
    entries: Vec<Entry>,
}

impl Lists {
    /// Empty lists.
    pub(super) fn new(lists: usize, room: usize) -> Self {
        Self { room, lengths: vec![0; lists], entries: vec![Entry::default(); lists * room] }
    }

    /// Empties all lists.
    pub(super) fn clear(&mut self) {
        self.lengths.fill(0);
    }

    /// Appends to a list, unless the value is zero; there must be room for it even so. There is no branch,
    /// since it could not be foretold.
    #[inline]
    pub(super) fn push(&mut self, list: usize, at: usize, value: f32) {
        let length = &mut self.lengths[list];
        debug_assert!(*length < self.room);
        self.entries[list * self.room + *length] = Entry { at: at as u32, value };
        *length += usize::from(value != 0.0);
    }

    /// The entries of a list in the order in which they came.
    pub(super) fn list(&self, list: usize) -> &[Entry] {
        &self.entries[list * self.room..][..self.lengths[list]]
    }
}

/// The sum of a list's values.
pub(super) fn sum(list: &[Entry]) -> f32 {
    list.iter().map(|entry| entry.value).sum()
}

/// `target[t] += sum over the list of value * source[at + offset + t]`
pub(super) fn accumulate(list: &[Entry], source: &[f32], offset: usize, target: &mut [f32]) {
    let (wide, rest) = target.as_chunks_mut::<32>();
    for (block, sums) in wide.iter_mut().enumerate() {
        accumulate_block(list, source, offset + block * 32, sums);
    }
    let offset = offset + wide.len() * 32;
    let (narrow, rest) = rest.as_chunks_mut::<8>();
    for (block, sums) in narrow.iter_mut().enumerate() {
        accumulate_block(list, source, offset + block * 8, sums);
    }
    let offset = offset + narrow.len() * 8;
    let (single, _) = rest.as_chunks_mut::<1>();
    for (block, sums) in single.iter_mut().enumerate() {
        accumulate_block(list, source, offset + block, sums);
    }
}

/// [`accumulate`] with the sums in registers.
#[inline]
fn accumulate_block<const N: usize>(list: &[Entry], source: &[f32], offset: usize, target: &mut [f32; N]) {
    let mut sums = [0.0; N];
    for entry in list {
        let vector = &source[entry.at as usize + offset..][..N];
        for lane in 0..N {
            sums[lane] += entry.value * vector[lane];
        }
    }
    for lane in 0..N {
        target[lane] += sums[lane];
    }
}
