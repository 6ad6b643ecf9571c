import { sentenceOf } from '../run/engine.js';
import { isFree, isResting } from '../run/state.js';
import { text } from '../text.js';
import { Cell } from './cell.js';
import { createDeeds } from './deeds.js';

/**
 * The notebook: every `[data-cell]` of the page gets a prompt, a button that runs it, and its output. A cell whose
 * foundations are missing runs those cells first.
 *
 * @param {import('../figures/index.js').Context} context
 * @param {{ valid: () => boolean }} settings
 * @param {() => void} mark
 */
export function attachNotebook(context, settings, mark) {
  const { state } = context;
  const { deeds, forget } = createDeeds(context, settings);
  const hosts = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('[data-cell]')]);
  const cells = hosts.map((host, index) => new Cell(host, index + 1, (cell) => void start(cell)));
  /** Cells that run, and those that wait for them. @type {Set<Cell>} */
  const busy = new Set();
  let order = 0;
  let resets = state.resets;

  /** The cells that have to run before this one, in the order of the page. @param {Cell} cell */
  const missing = (cell) => {
    /** @type {Set<string>} */
    const names = new Set();
    const collect = (/** @type {string} */ name) => {
      for (const need of deeds[name].needs) {
        if (names.has(need) || deeds[need].done?.()) continue;
        names.add(need);
        collect(need);
      }
    };
    collect(cell.name);
    return cells.filter(({ name }) => names.has(name));
  };

  /** @param {Cell} cell @returns {Promise<boolean>} whether it went well */
  const runOne = async (cell) => {
    mark();
    try {
      await deeds[cell.name].run(cell);
      order += 1;
      cell.prompt(order);
      return true;
    } catch (error) {
      cell.fail(sentenceOf(error, text.status.unknown));
      cell.prompt();
      return false;
    } finally {
      cell.follow(() => {});
      cell.status('');
      busy.delete(cell);
      mark();
    }
  };

  /** @param {Cell} cell */
  const start = async (cell) => {
    const first = missing(cell);
    const needs = /** @type {const} */ ([
      first.map(({ name }) => text.notebook.cells[name].noun),
      first.map(({ number }) => number),
    ]);
    for (const each of [...first, cell]) {
      each.begin();
      busy.add(each);
    }
    if (first.length > 0) cell.status(text.notebook.needs(...needs));
    for (const other of first) {
      if (await runOne(other)) continue;
      for (const each of [...first, cell]) {
        if (busy.delete(each)) each.forget();
      }
      cell.fail(text.notebook.waitedFor(other.number));
      mark();
      return;
    }
    if (first.length > 0) cell.say(text.notebook.needed(...needs));
    await runOne(cell);
  };

  /** Why a cell cannot be run now; empty where it can. @param {Cell} cell */
  const reason = (cell) => {
    const on = !isResting(state.phase);
    if (on && deeds[cell.name].gentle && !busy.has(cell) && missing(cell).length === 0) return '';
    if (on) return text.notebook.waitsForRun;
    const [other] = busy;
    if (other) return text.notebook.waitsForCell(other.number);
    return isFree(state) ? '' : text.status.occupied;
  };

  return {
    show() {
      if (state.resets !== resets) {
        resets = state.resets;
        order = 0;
        forget();
        for (const cell of cells) if (!busy.has(cell)) cell.forget();
      }
      for (const cell of cells) {
        cell.show();
        const why = reason(cell);
        cell.enabled = why === '';
        if (!busy.has(cell)) cell.status(why, true);
      }
    },
  };
}
