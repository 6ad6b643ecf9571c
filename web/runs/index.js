import { whenNear } from '../draw/near.js';
import { text } from '../text.js';
import { byId, write } from '../views/dom.js';
import { browserStorage, RunStore } from './store.js';

/**
 * Keeps every run of the reader's network, an epoch at a time, and shows those that are kept.
 * @param {import('../run/state.js').State} state
 */
export function attachRuns(state) {
  const store = new RunStore(browserStorage());
  const status = byId('runs-status', HTMLElement);
  let id = '';
  let resets = -1;
  let kept = 0;
  let refused = false;
  let changed = () => {};
  whenNear([byId('figure-runs', HTMLElement)], async () => {
    const { attachRunsFigure } = await import('./figure.js');
    changed = attachRunsFigure(store);
  });

  return {
    show() {
      const { history, resets: now, run, network, info } = state;
      if (now !== resets) {
        [resets, kept] = [now, 0];
        id = crypto.randomUUID();
      }
      if (history.length <= kept || !run.settings || !network) return;
      const began = store.get(id)?.began ?? new Date().toISOString();
      const name = store.get(id)?.name ?? text.runs.name(store.list().length + 1, network.preset);
      // A run that was deleted while it goes on stays deleted.
      const isNew = kept === 0;
      kept = history.length;
      if (!isNew && !store.get(id)) return;
      const device = info ? text.figures.device(info) : '';
      const { preset } = network;
      const could = store.put({ id, name, began, network: preset, settings: run.settings, device, history });
      if (!could && !refused) write(status, text.runs.refused);
      refused = !could;
      changed();
    },
  };
}
