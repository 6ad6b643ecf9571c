import { Grid } from '../draw/grid.js';
import { makeLegend } from '../draw/legend.js';
import { short } from '../draw/numbers.js';
import { colourOf, currentTheme } from '../draw/palette.js';
import { make, write } from '../views/dom.js';
import { bitmapOf } from '../draw/bitmap.js';
import { rampOf } from './ranges.js';
import { Sheet } from './sheet.js';
import { number } from './words.js';

/**
 * @typedef {import('./subjects/subject.js').Part} Part
 * @typedef {import('../draw/grid.js').Area} Area
 *
 * @typedef {object} Look
 * @property {number} range what gets the end of the ramp
 * @property {number} shown how many cells are there yet
 * @property {Area | null} window as it glides
 * @property {number} room how wide it may be, in CSS pixels
 */

/** Where a cell is as large as this, it has its number inside. */
const NUMBERS_FROM = 26;
/** Smaller numbers than this have no digit within two after the point. */
const LEAST = 0.005;
const TOO_LONG = '0.0000000';
/** The cells of a window, and of a row, at most. */
const WINDOW_CELL = 38;
const ROW_CELL = 44;

/**
 * @param {number} rows
 * @param {number} columns
 * @param {number} room
 */
export function cellSize(rows, columns, room) {
  const fitting = Math.floor((room - 2) / columns);
  if (rows <= 5 && columns <= 5) return Math.min(WINDOW_CELL, fitting);
  if (rows === 1) return Math.max(3, Math.min(ROW_CELL, fitting));
  return Math.max(3, Math.min(Math.floor(sideOf(room) / Math.max(rows, columns)), fitting));
}

/**
 * The side of a map: alone in its line on a phone, in one line with all others where there is room.
 * @param {number} room
 */
const sideOf = (room) => (room < 700 ? 340 : room < 1300 ? 236 : 320);

/** One part of a stage: its name, its cells, its legend. It draws itself anew only where something has changed. */
export class PartView {
  /** @type {Grid | Sheet} */
  #cells;
  #name;
  #legend;
  #drawn = '';
  /** @type {ArrayLike<number> | null} */
  #values = null;
  /** @type {OffscreenCanvas | null} */
  #bitmap = null;
  #bitmapOf = '';

  /**
   * @param {Part} part
   * @param {import('../draw/grid.js').Pointed} [pointed] of a part without a ring
   */
  constructor(part, pointed) {
    this.element = make('div', 'stage-part');
    this.#name = make('span', '', part.label);
    const { rows, columns } = sizeOf(part);
    const isSmall = rows <= 16 && columns <= 16;
    this.#cells = isSmall ? new Grid(part.label, pointed) : new Sheet(part.label, pointed);
    this.#legend = part.legend ? makeLegend(rampOf(part.plane.family)) : null;
    this.element.append(this.#name, this.#cells.element);
    if (this.#legend) this.element.append(this.#legend.element);
  }

  /**
   * @param {Part} part
   * @param {Look} look
   */
  draw(part, { range, shown, window, room }) {
    const { plane, active = null, marked = [] } = part;
    const [top, left] = part.ring ?? [0, 0];
    const { rows, columns } = sizeOf(part);
    const cell = cellSize(rows, columns, room);
    const look = JSON.stringify([
      currentTheme(),
      range,
      shown,
      window,
      active,
      marked,
      part.ring,
      cell,
      rows,
    ]);
    if (look === this.#drawn && plane.values === this.#values && part.label === this.#name.textContent)
      return;
    const isNew = plane.values !== this.#values;
    [this.#drawn, this.#values] = [look, plane.values];
    write(this.#name, part.label);
    this.#cells.label = part.label;
    this.#legend?.show(range, (value) => number(value, 3));
    this.#cells.resize(rows, columns, cell);
    const shifted = window && { ...window, row: window.row + top, column: window.column + left };
    const spot = active && { row: active.row + top, column: active.column + left };
    const kind = rampOf(plane.family);
    if (this.#cells instanceof Sheet) {
      const wanted = JSON.stringify([currentTheme(), range, shown]);
      if (isNew || wanted !== this.#bitmapOf || !this.#bitmap) {
        this.#bitmap = bitmapOf(plane, range, kind, shown);
        this.#bitmapOf = wanted;
      }
      this.#cells.draw({ bitmap: this.#bitmap, top, left, window: shifted, active: spot });
      return;
    }
    const valueAt = (/** @type {number} */ row, /** @type {number} */ column) => {
      const [y, x] = [row - top, column - left];
      const inside = y >= 0 && y < plane.rows && x >= 0 && x < plane.columns;
      return inside ? plane.values[y * plane.columns + x] : NaN;
    };
    const isHidden = (/** @type {number} */ row, /** @type {number} */ column) =>
      (row - top) * plane.columns + column - left >= shown;
    this.#cells.draw({
      colour(row, column) {
        const value = valueAt(row, column);
        return Number.isNaN(value) || isHidden(row, column) ? null : colourOf(value, range, kind);
      },
      number(row, column) {
        const value = valueAt(row, column);
        const isWritten = cell >= NUMBERS_FROM && !Number.isNaN(value) && !isHidden(row, column);
        if (!isWritten) return '';
        // What a cell has no room for is shown as a dot, not as zero.
        return value !== 0 && Math.abs(value) < LEAST ? TOO_LONG : short(value);
      },
      outside: (row, column) => Number.isNaN(valueAt(row, column)),
      window: shifted,
      active: spot,
      marked: marked.map(({ row, column }) => ({ row: row + top, column: column + left })),
    });
  }
}

/** @param {Part} part */
function sizeOf({ plane, ring = [0, 0, 0, 0] }) {
  return { rows: plane.rows + ring[0] + ring[2], columns: plane.columns + ring[1] + ring[3] };
}
