import { whenNear } from '../draw/near.js';
import { text } from '../text.js';
import { byId, write } from '../views/dom.js';
import { browserStorage, RunStore } from './store.js';

/**
 * Keeps every run of the reader's network, an epoch at a time, and shows those that are kept.
 * @param {import('../run/state.js').State} state
 * @param {() => void} mark says that the state has changed
 */
export function attachRuns(state, mark) {
  const store = new RunStore(browserStorage());
  const status = byId('runs-status', HTMLElement);
  let id = '';
  let kept = 0;
  let refused = false;
  let changed = () => {};
  whenNear([byId('figure-runs', HTMLElement)], async () => {
    const { attachRunsFigure } = await import('./figure.js');
    changed = attachRunsFigure(store, (records) => {
      state.overlay = records.filter((record) => record.id !== id);
      mark();
    });
  });

  const put = (/** @type {import('./record.js').Record} */ record) => {
    const could = store.put(record);
    if (!could && !refused) write(status, text.runs.refused);
    refused = !could;
    changed();
  };

  return {
    /**
     * Begins to keep a run that is not the reader's own network's.
     * @param {string} name
     * @param {Pick<import('./record.js').Record, 'network' | 'settings'>} about
     * @returns {(history: import('../run/state.js').Epoch[]) => void} to be called after each epoch
     */
    begin(name, about) {
      const record = { id: crypto.randomUUID(), began: new Date().toISOString(), ...about };
      let isNew = true;
      return (history) => {
        // A run that was deleted while it goes on stays deleted.
        if (!isNew && !store.get(record.id)) return;
        const device = state.info ? text.figures.device(state.info) : '';
        const own = isNew ? `${store.list().length + 1}, ${name}` : (store.get(record.id)?.name ?? name);
        isNew = false;
        put({ ...record, name: own, device, history });
      };
    },

    show() {
      const { history, runId, run, network, info } = state;
      if (runId !== id) {
        id = runId;
        kept = store.get(id)?.history.length ?? 0;
      }
      if (history.length <= kept || !run.settings || !network) return;
      const isNew = kept === 0;
      kept = history.length;
      const device = info ? text.figures.device(info) : '';
      const about = { id, network: network.preset, settings: run.settings, device, history };
      // Not in the frame that draws the epoch: reading and writing take as long as all of that.
      setTimeout(() => {
        const before = store.get(about.id);
        // A run that was deleted while it goes on stays deleted.
        if (!isNew && !before) return;
        const began = before?.began ?? new Date().toISOString();
        const name = before?.name ?? text.runs.name(store.list().length + 1, about.network);
        put({ ...about, name, began });
      });
    },
  };
}
