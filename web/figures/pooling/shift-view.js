import { Grid } from '../../draw/grid.js';
import { makeLegend } from '../../draw/legend.js';
import { colourOf, rangeOf } from '../../draw/palette.js';
import { pixel } from '../../draw/pixels.js';
import { SIDE } from '../../pictures.js';
import { text } from '../../text.js';
import { make, write } from '../../views/dom.js';
import { part } from '../../draw/parts.js';

/**
 * @typedef {import('./shift.js').Compared} Compared
 * @typedef {import('./shift.js').Pair} Pair
 *
 * @typedef {object} Pointed a cell under the pointer
 * @property {boolean} pooled
 * @property {number} row
 * @property {number} column
 * @property {number} before
 * @property {number} after
 */

/** @typedef {'before' | 'after' | 'difference'} Kind */
const KINDS = /** @type {const} */ (['before', 'after', 'difference']);

/** Cells of the maps of 32 by 32 in CSS pixels; those of the pooled maps are twice as large. */
const CELLS = { least: 4, most: 7 };
/** What stands beside the three maps of a row on wide screens. */
const BESIDE = 330;
/** Below this width a row has two maps. */
const WIDE = 620;

/** The figure of shifting: the shifted picture, and two rows of maps: before, after, their difference. */
export class ShiftView {
  #host;
  #mark;
  #picture = new Grid(text.shift.picture);
  #place = make('p', 'shift-place');
  #legend = makeLegend('activation');
  #rows;
  /** @type {{ pooled: boolean, row: number, column: number } | null} */
  #at = null;
  /** What is under the pointer. @type {Pointed | null} */
  pointed = null;

  /**
   * @param {HTMLElement} host
   * @param {() => void} mark
   */
  constructor(host, mark) {
    this.#host = host;
    this.#mark = mark;
    const picture = part(text.shift.picture, this.#picture.element, this.#place, this.#legend.element);
    picture.classList.add('shift-picture');
    const maps = make('div', 'shift-maps');
    this.#rows = [false, true].map((pooled) => this.#row(maps, pooled));
    host.append(picture, maps);
    this.#resize();
  }

  /**
   * @param {Compared} compared
   * @param {import('./shift.js').Shift} shift
   */
  draw(compared, shift) {
    this.#resize();
    const range = rangeOf(compared.map.before);
    this.#legend.show(range);
    write(this.#place, text.shift.place(shift));
    this.#picture.draw({
      colour: (row, column) => pixel(compared.shifted.pixels, row * SIDE + column),
    });
    for (const { pooled, grids, change } of this.#rows) {
      const pair = pooled ? compared.pooled : compared.map;
      const at = this.#at?.pooled === pooled ? this.#at : null;
      for (const kind of KINDS) {
        grids[kind].draw({
          colour: (row, column) => colourOf(pair[kind][row * pair.side + column], range),
          active: at,
          seamless: !pooled,
        });
      }
      write(change, text.shift.change(pair.change));
    }
    this.pointed = this.#at && pointedIn(compared, this.#at);
  }

  /**
   * @param {HTMLElement} host
   * @param {boolean} pooled
   */
  #row(host, pooled) {
    const labels = pooled ? text.shift.pooled : text.shift.map;
    /** @param {Kind} kind */
    const grid = (kind) => {
      const made = new Grid(labels[kind], {
        hover: (cell) => this.#point({ pooled, ...cell }),
        leave: () => this.#point(null),
        pick: (cell) => this.#point({ pooled, ...cell }),
      });
      host.append(part(labels[kind], made.element));
      return made;
    };
    const grids = { before: grid('before'), after: grid('after'), difference: grid('difference') };
    const change = make('p', 'shift-change', text.shift.change(NaN));
    host.append(part(labels.change, change));
    return { pooled, grids, change };
  }

  /** @param {{ pooled: boolean, row: number, column: number } | null} at */
  #point(at) {
    this.#at = at;
    this.#mark();
  }

  #resize() {
    const width = this.#host.clientWidth || 294;
    const room = width < WIDE ? (width - 24) / 2 : (width - BESIDE) / 3;
    const cell = Math.max(CELLS.least, Math.min(CELLS.most, Math.floor(room / SIDE)));
    this.#picture.resize(SIDE, SIDE, CELLS.least);
    for (const { pooled, grids } of this.#rows) {
      const side = pooled ? SIDE / 2 : SIDE;
      for (const kind of KINDS) grids[kind].resize(side, side, pooled ? cell * 2 : cell);
    }
  }
}

/**
 * @param {Compared} compared
 * @param {{ pooled: boolean, row: number, column: number }} at
 * @returns {Pointed}
 */
function pointedIn(compared, at) {
  const { side, before, after } = at.pooled ? compared.pooled : compared.map;
  const index = at.row * side + at.column;
  return { ...at, before: before[index], after: after[index] };
}
