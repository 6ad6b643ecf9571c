//! How many batches a submission should hold.

use std::time::Duration;

use web_time::Instant;

use crate::work::SLOTS;

/// How long a submission should keep the device busy: long enough to hide its cost, short enough for a smooth
/// desktop and for pausing at once.
const SUBMISSION: Duration = Duration::from_millis(60);

/// How many batches a submission should hold, from how long the last ones took.
pub(crate) struct Pace {
    batches: usize,
    last_finish: Option<Instant>,
}

impl Default for Pace {
    fn default() -> Self {
        Self { batches: 1, last_finish: None }
    }
}

impl Pace {
    pub(crate) fn batches(&self) -> usize {
        self.batches
    }

    /// A submission of `batches` is done. With two under way it began when the one before it ended, or when it was
    /// submitted, whichever came later.
    pub(crate) fn finished(&mut self, submitted: Instant, batches: usize) {
        let now = Instant::now();
        let began = self.last_finish.map_or(submitted, |last| last.max(submitted));
        let each = (now - began).as_secs_f64() / batches.max(1) as f64;
        let fitting = SUBMISSION.as_secs_f64() / each.max(1e-6);
        // At most doubled at a time, since the first submissions compile shaders and then suddenly run fast.
        self.batches = (fitting as usize).clamp(1, (2 * self.batches).min(SLOTS));
        self.last_finish = Some(now);
    }
}
