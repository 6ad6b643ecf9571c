//! How threads that share no memory reach each other.

use crate::error::{Error, Result};

/// The other threads, by number; 0 is the one that runs the model. Messages of one thread arrive in the order in which they
/// were sent, and each side knows how long the next one is.
#[allow(async_fn_in_trait, reason = "used with static dispatch in one thread")]
pub trait Peers {
    /// How many threads there are, this one among them.
    fn count(&self) -> usize;

    /// This thread's number.
    fn number(&self) -> usize;

    /// Sends bytes to another thread.
    fn send(&mut self, to: usize, bytes: &[u8]);

    /// Waits for the next message of another thread, which fills `bytes`; fails where the thread is gone.
    async fn receive(&mut self, from: usize, bytes: &mut [u8]) -> Result<()>;
}

/// One thread without others.
#[derive(Clone, Copy, Debug)]
pub struct Alone;

impl Peers for Alone {
    fn count(&self) -> usize {
        1
    }

    fn number(&self) -> usize {
        0
    }

    fn send(&mut self, _: usize, _: &[u8]) {}

    async fn receive(&mut self, _: usize, _: &mut [u8]) -> Result<()> {
        Err(Error::ThreadLost)
    }
}
