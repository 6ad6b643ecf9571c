//! Models that several workers share, each with an instance of this module.

use convlab_core::cpu::shared::{self, Peers};
use convlab_core::error::{Error, Result};
use convlab_core::network::{Network, NetworkSpec};
use js_sys::{Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::failure::Failure;
use crate::options::{count, seed};

#[wasm_bindgen]
extern "C" {
    /// The `Peers` of `web/engine/peers.js`.
    pub type JsPeers;

    #[wasm_bindgen(method, getter)]
    fn number(this: &JsPeers) -> usize;

    #[wasm_bindgen(method, getter)]
    fn count(this: &JsPeers) -> usize;

    #[wasm_bindgen(method)]
    fn send(this: &JsPeers, to: usize, bytes: &[u8]);

    #[wasm_bindgen(method)]
    fn receive(this: &JsPeers, from: usize) -> Promise;

    #[wasm_bindgen(method)]
    fn close(this: &JsPeers);
}

/// The lines to other threads, closed when they are dropped; none where there is one thread.
pub(crate) struct Lines {
    peers: Option<JsPeers>,
    number: usize,
    count: usize,
}

impl Lines {
    /// One thread alone.
    pub(crate) fn none() -> Self {
        Self { peers: None, number: 0, count: 1 }
    }

    /// The lines that JavaScript laid.
    pub(crate) fn to(peers: JsPeers) -> Self {
        Self { number: peers.number(), count: peers.count(), peers: Some(peers) }
    }
}

impl Drop for Lines {
    fn drop(&mut self) {
        if let Some(peers) = &self.peers {
            peers.close();
        }
    }
}

impl Peers for Lines {
    fn count(&self) -> usize {
        self.count
    }

    fn number(&self) -> usize {
        self.number
    }

    fn send(&mut self, to: usize, bytes: &[u8]) {
        if let Some(peers) = &self.peers {
            peers.send(to, bytes);
        }
    }

    async fn receive(&mut self, from: usize, bytes: &mut [u8]) -> Result<()> {
        let peers = self.peers.as_ref().ok_or(Error::ThreadLost)?;
        let message = JsFuture::from(peers.receive(from)).await.map_err(|_| Error::ThreadLost)?;
        let message = Uint8Array::new(&message);
        if message.length() as usize != bytes.len() {
            return Err(Error::ThreadLost);
        }
        message.copy_to(bytes);
        Ok(())
    }
}

/// This module's program, compiled: further threads need neither fetch nor compile it again.
#[wasm_bindgen]
pub fn program() -> JsValue {
    wasm_bindgen::module()
}

/// Why a network had better be computed on one thread, as the end of a sentence, where there are so many; nothing where it
/// can be shared.
#[wasm_bindgen]
pub fn obstacle(spec: &str, threads: f64) -> std::result::Result<Option<String>, Failure> {
    let network = Network::new(&NetworkSpec::from_json(spec)?)?;
    Ok(shared::obstacle(&network, count("threads", threads)?).map(|obstacle| obstacle.to_string()))
}

/// Another thread's share of a model.
#[wasm_bindgen]
pub struct Helper {
    helper: shared::Helper<Lines>,
}

#[wasm_bindgen]
impl Helper {
    /// The share of a network with fresh weights from a seed.
    #[wasm_bindgen(constructor)]
    pub fn new(spec: &str, seed_number: f64, peers: JsPeers) -> std::result::Result<Self, Failure> {
        let network = Network::new(&NetworkSpec::from_json(spec)?)?;
        Ok(Self { helper: shared::Helper::new(network, seed(seed_number)?, Lines::to(peers))? })
    }

    /// Does what the first thread says, until it says no more.
    pub async fn serve(&mut self) {
        // The lines are closed when the model is no longer wanted: then this ends.
        let _ = self.helper.serve().await;
    }
}
