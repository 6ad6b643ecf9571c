//! One pass over a data set, a few submissions ahead.

use std::collections::VecDeque;

use crate::backend::{Backend, Batch, Loss, Mode, Totals};

/// How many submissions may be under way: one computes, the next waits for it.
const IN_FLIGHT: usize = 2;

/// Batches that are visited once, in order.
pub(super) struct Pass<P> {
    images: usize,
    batch_size: usize,
    /// Images before the next batch that is to be submitted.
    next: usize,
    pending: VecDeque<P>,
    /// Batches whose totals are back.
    pub(super) done: usize,
    /// The sums of those.
    pub(super) totals: Totals,
}

impl<P> Pass<P> {
    pub(super) fn new(images: usize, batch_size: usize) -> Self {
        Self::going_on(images, batch_size, 0, Totals::default())
    }

    /// The same where the first `done` batches gave `totals` already.
    pub(super) fn going_on(images: usize, batch_size: usize, done: usize, totals: Totals) -> Self {
        Self { images, batch_size, next: done * batch_size, pending: VecDeque::new(), done, totals }
    }

    /// Submits up to `limit` batches ahead, waits for the oldest submission, and gives its batches' totals.
    pub(super) async fn advance<B: Backend<Pending = P>>(
        &mut self,
        backend: &mut B,
        feed: &B::Feed,
        loss: Loss,
        mode: Mode,
        mut limit: usize,
    ) -> Result<Vec<Totals>, B::Error> {
        while self.pending.len() < IN_FLIGHT && limit > 0 && self.next < self.images {
            let size = backend.batches_per_submit().clamp(1, limit);
            let mut batches = Vec::new();
            while batches.len() < size && self.next < self.images {
                let images = self.batch_size.min(self.images - self.next);
                batches.push(Batch { first: self.next, images });
                self.next += images;
            }
            limit -= batches.len();
            self.pending.push_back(backend.submit(feed, &batches, loss, mode)?);
        }
        let Some(oldest) = self.pending.pop_front() else { return Ok(Vec::new()) };
        let finished = backend.finish(oldest).await?;
        for totals in &finished {
            self.totals.add(*totals);
        }
        self.done += finished.len();
        Ok(finished)
    }

    /// Whether submitted work is still on its way.
    pub(super) fn is_under_way(&self) -> bool {
        !self.pending.is_empty()
    }

    pub(super) fn is_finished(&self) -> bool {
        self.next >= self.images && self.pending.is_empty()
    }
}
