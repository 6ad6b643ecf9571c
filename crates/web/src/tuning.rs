//! The search for the fastest kernels, between the batches of a run.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use convlab_gpu::{Model, Result, Search};
use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

/// How long the device is kept from training by the whole search.
const BUDGET: Duration = Duration::from_secs(1);

/// A search that goes on whenever it is told to.
pub(crate) struct Tuning {
    search: Search,
    /// Of the runs that it is for.
    pub(crate) batch_size: usize,
    /// What came of making the present set ready, once it is known.
    ready: Rc<Cell<Option<Result<()>>>>,
}

impl Tuning {
    pub(crate) fn new(model: &Model, batch_size: usize) -> Result<Self> {
        let search = model.search(model.offered(), batch_size, BUDGET)?;
        Ok(Self { search, batch_size, ready: Rc::default() })
    }

    /// Judges what is ready and begins to make the next set ready, which `call` is told of. False where none is left.
    pub(crate) async fn go_on(&mut self, model: &Model, call: Function) -> Result<bool> {
        if let Some(ready) = self.ready.take() {
            self.search.judge(model, ready).await?;
        }
        let Some(making) = self.search.next(model) else { return Ok(false) };
        let ready = Rc::clone(&self.ready);
        spawn_local(async move {
            ready.set(Some(making.await));
            // What it does is its own affair.
            let _ = call.call0(&JsValue::NULL);
        });
        Ok(true)
    }

    /// What was found, as a text; an empty one where nothing can be said.
    pub(crate) fn found(&self) -> String {
        self.search.choice().map_or_else(String::new, |choice| choice.to_string())
    }
}
