//! The search for the fastest kernels, between the batches of a run.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use convlab_gpu::{Model, Result, Search};
use wasm_bindgen_futures::spawn_local;

/// How long the device is kept from training by the whole search.
const BUDGET: Duration = Duration::from_secs(1);

/// A search that goes on whenever it is told to.
pub(crate) struct Tuning {
    search: Search,
    /// Of the runs that it is for.
    pub(crate) batch_size: usize,
    /// What came of making the present set ready, if there is one; none before that is known.
    ready: Rc<RefCell<Option<Result<()>>>>,
}

impl Tuning {
    pub(crate) fn new(model: &Model, batch_size: usize) -> Result<Self> {
        let search = model.search(model.offered(), batch_size, BUDGET)?;
        Ok(Self { search, batch_size, ready: ready() })
    }

    /// Whether there is something to go on with.
    pub(crate) fn is_ready(&self) -> bool {
        self.ready.borrow().is_some()
    }

    /// Judges what is ready and begins to make the next set ready. False where none is left.
    pub(crate) async fn go_on(&mut self, model: &Model) -> Result<bool> {
        let Some(made) = self.ready.take() else { return Ok(true) };
        self.search.judge(model, made).await?;
        let Some(making) = self.search.next(model) else { return Ok(false) };
        let ready = Rc::clone(&self.ready);
        spawn_local(async move { *ready.borrow_mut() = Some(making.await) });
        Ok(true)
    }

    /// Lets go of what is being made, until the search goes on.
    pub(crate) fn rest(&mut self) {
        self.search.rest();
        self.ready = ready();
    }

    /// What was found, as a text; an empty one where nothing can be said.
    pub(crate) fn found(&self) -> String {
        self.search.choice().map_or_else(String::new, |choice| choice.to_string())
    }
}

fn ready() -> Rc<RefCell<Option<Result<()>>>> {
    Rc::new(RefCell::new(Some(Ok(()))))
}
