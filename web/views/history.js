import { text } from '../text.js';
import { chartImage } from './chart-image.js';
import { HISTORY_COLUMNS, historyCsv } from './csv.js';
import { byId, make, write } from './dom.js';
import { save } from './save.js';

/**
 * @typedef {import('../run/state.js').State} State
 * @typedef {import('../run/state.js').Epoch} Epoch
 */

/** A screen reader is told of new figures this often at most, in milliseconds. */
const TELL_EVERY = 10_000;

/**
 * The history in words and numbers: a sentence, a table, and the downloads.
 * @param {State} state
 */
export function attachHistory(state) {
  const summary = byId('chart-summary', HTMLElement);
  const live = byId('chart-told', HTMLElement);
  const table = byId('history-table', HTMLTableElement);
  const csv = byId('csv', HTMLButtonElement);
  const png = byId('png', HTMLButtonElement);
  let told = 0;
  let toldAt = -TELL_EVERY;
  /** @type {Epoch[]} the rows in the table */
  let shown = [];

  csv.addEventListener('click', () => {
    save(new Blob([historyCsv(state.history)], { type: 'text/csv' }), `${text.charts.fileName}.csv`);
  });
  png.addEventListener('click', async () => {
    save(await chartImage(state), `${text.charts.fileName}.png`);
  });

  const showTable = () => {
    const body = table.tBodies[0];
    if (state.history.length < shown.length || state.history[0] !== shown[0]) {
      body.replaceChildren();
      shown = [];
    }
    for (const epoch of state.history.slice(shown.length)) {
      shown.push(epoch);
      const row = make('tr');
      const head = make('th', '', String(shown.length));
      head.scope = 'row';
      row.append(
        head,
        ...HISTORY_COLUMNS.map((column) => make('td', '', epoch[column]?.toFixed(4) ?? text.figures.none)),
      );
      body.append(row);
    }
  };

  return {
    /** @param {number} now */
    show(now) {
      showTable();
      const epochs = state.history.length;
      csv.disabled = epochs === 0;
      png.disabled = epochs === 0;
      const last = state.history.at(-1);
      write(summary, last ? text.charts.summary(last, epochs) : text.charts.waiting);

      const ended = state.phase !== 'train' && state.phase !== 'validate';
      if (!last || epochs === told || (!ended && now - toldAt < TELL_EVERY)) return;
      write(live, text.charts.summary(last, epochs));
      told = epochs;
      toldAt = now;
    },
  };
}
