import { Grid } from '../../draw/grid.js';
import { makeLegend } from '../../draw/legend.js';
import { numbered } from '../../draw/numbered.js';
import { part } from '../../draw/parts.js';
import { text } from '../../text.js';
import { make } from '../../views/dom.js';
import { currentPalette } from '../../views/palette.js';

/**
 * Grids with their labels, and numbers in them.
 *
 * @typedef {import('../../draw/grid.js').Area} Area
 * @typedef {{ element: HTMLElement, label: HTMLElement, grid: Grid }} Part
 */

/**
 * A grid under its label.
 * @param {string} label
 * @param {import('../../draw/grid.js').Pointed} [pointed]
 * @returns {Part}
 */
export function makePart(label, pointed) {
  const grid = new Grid(label, pointed);
  const element = part(label, grid.element);
  return { element, label: /** @type {HTMLElement} */ (element.firstElementChild), grid };
}

/**
 * @param {Grid} grid
 * @param {(row: number, column: number) => number | null} valueAt null leaves a cell empty
 * @param {number} range
 * @param {import('../../draw/palette.js').Kind} kind
 * @param {Partial<import('../../draw/grid.js').Look>} [look]
 */
export function showNumbers(grid, valueAt, range, kind, look = {}) {
  grid.draw({ ...numbered(valueAt, range, { kind }), ...look });
}

/**
 * The values of a square map, row by row.
 * @param {ArrayLike<number> | null} values
 * @param {number} columns
 * @param {(cell: number) => boolean} [shown]
 * @returns {(row: number, column: number) => number | null}
 */
export const valuesOf =
  (values, columns, shown = () => true) =>
  (row, column) => {
    const cell = row * columns + column;
    return values && shown(cell) ? values[cell] : null;
  };

/**
 * Outlines areas of a grid that has been drawn.
 * @param {Grid} grid
 * @param {Area[]} areas
 */
export function outline(grid, areas) {
  const context = grid.element.getContext('2d');
  if (!context) return;
  const size = grid.cell;
  context.strokeStyle = currentPalette().accent;
  context.lineWidth = 1;
  for (const { row, column, rows, columns } of areas) {
    context.strokeRect(column * size + 2.5, row * size + 2.5, columns * size - 4, rows * size - 4);
  }
}

/**
 * The two legends of a figure, below its stage.
 * @param {HTMLElement} host
 */
export function attachLegends(host) {
  const legends = make('div', 'learning-legends');
  const [activations, weights] = /** @type {const} */ (['activation', 'weight']).map((kind) => {
    const legend = makeLegend(kind);
    const part = make('div');
    part.append(make('p', 'learning-way', text.learning.legends[kind]), legend.element);
    legends.append(part);
    return legend;
  });
  host.after(legends);
  return { activations, weights };
}

/** What a sign and the gaps beside it take. */
const SIGN = 70;
const [SMALLEST, LARGEST] = [28, 40];

/**
 * The size of a cell with which a row of parts fits, or where none would, one that lets the widest part fit alone.
 * @param {number} width of the stage
 * @param {number[]} columns of each part
 */
export function cellFor(width, columns) {
  const all = columns.reduce((sum, count) => sum + count, 0);
  const row = Math.floor((width - (columns.length - 1) * SIGN - columns.length) / all);
  if (row >= SMALLEST) return Math.min(LARGEST, row);
  return Math.max(16, Math.min(34, Math.floor((width - 1) / Math.max(...columns))));
}
