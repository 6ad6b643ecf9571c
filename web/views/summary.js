import { count } from './format.js';
import { byId, make, write } from './dom.js';

/**
 * The model's summary: the markup has the tutorial's own; once a network exists, what it says itself.
 * @param {import('../run/state.js').State} state
 */
export function attachSummary(state) {
  const printed = byId('summary-text', HTMLElement);
  const rows = byId('summary-rows', HTMLElement);
  /** @type {import('../run/state.js').Summary | null} */
  let shown = null;

  return {
    show() {
      if (!state.summary || state.summary === shown) return;
      shown = state.summary;
      write(printed, shown.text);
      rows.replaceChildren(
        ...shown.rows.map(({ name, type, outputShape, params, connectedTo }) => {
          const row = make('tr');
          const fed = connectedTo ? ` ← ${connectedTo}` : '';
          const head = make('th', '', `${name} (${type})${fed}`);
          head.scope = 'row';
          row.append(head, make('td', '', outputShape), make('td', '', count(params)));
          return row;
        }),
      );
    },
  };
}
