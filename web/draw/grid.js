import { currentPalette } from '../views/palette.js';
import { Cells, clear } from './canvas.js';
import { css, inkOn } from './palette.js';

/**
 * A grid of cells on a canvas: a picture, a kernel, products, a feature map. It draws what it is told and answers which
 * cell a pointer is on; which numbers and colours those are is the figure's business.
 *
 * @typedef {{ row: number, column: number }} Cell
 * @typedef {{ row: number, column: number, rows: number, columns: number }} Area may lie between cells while it glides
 *
 * @typedef {object} Look
 * @property {(row: number, column: number) => number[] | null} colour red, green, blue; null leaves the cell empty
 * @property {(row: number, column: number) => string} [number] written in the cell where it fits, a dot where not
 * @property {number} [lines] how many lines such a number has, parted by line breaks; one by default
 * @property {(row: number, column: number) => boolean} [outside] a padded cell: hatched
 * @property {(row: number, column: number) => boolean} [unused] a cell that no window reaches: struck through
 * @property {Area | null} [window] under a tinted veil
 * @property {Cell | null} [active] with the accent's outline
 * @property {Cell[]} [marked] with a corner mark: a winner
 * @property {boolean} [seamless] without lines between the cells, as a picture looks
 *
 * @typedef {object} Pointed
 * @property {(cell: Cell) => void} [hover]
 * @property {() => void} [leave]
 * @property {(cell: Cell) => void} [pick]
 */

/** From this size on a cell has its number inside. */
const NUMBERS_FROM = 26;

/** Where a number has several lines, each needs this much of the cell. */
const LEAST_LINE = 13;

export class Grid extends Cells {
  /** @param {Look} look */
  draw({ colour, number, lines = 1, outside, unused, window, active, marked, seamless }) {
    const context = clear(this.element);
    if (!context) return;
    const page = currentPalette();
    const { rows, columns, cell: size } = this;
    const gaps = size >= 6 && !seamless;
    const line = lines === 1 ? 0 : Math.floor((size - 4) / lines);
    const font = Math.min(14, Math.max(10, Math.round(size * 0.34)), line || 14);
    context.font = `${font}px ${MONO}`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    for (let row = 0; row < rows; row += 1) {
      for (let column = 0; column < columns; column += 1) {
        const [x, y] = [column * size, row * size];
        const fill = colour(row, column);
        if (fill) {
          context.fillStyle = css(fill);
          if (gaps) context.fillRect(x + 1, y + 1, size - 1, size - 1);
          else context.fillRect(x, y, size, size);
        }
        if (outside?.(row, column)) hatch(context, x, y, size, page.fine);
        if (unused?.(row, column)) strike(context, x, y, size, page.quiet);
        const written = number?.(row, column);
        if (written) {
          context.fillStyle = fill ? inkOn(fill) : page.quiet;
          writeIn(context, written, x + size / 2, y + size / 2, size, line);
        }
      }
    }
    if (gaps) rule(context, rows, columns, size, page.rule);
    if (window) {
      context.fillStyle = page.veil;
      const area = [window.column * size, window.row * size, window.columns * size, window.rows * size];
      context.fillRect(area[0], area[1], area[2], area[3]);
      context.strokeStyle = page.accent;
      context.lineWidth = 2;
      context.strokeRect(area[0] + 0.5, area[1] + 0.5, area[2], area[3]);
    }
    for (const { row, column } of marked ?? []) {
      context.fillStyle = page.accent;
      corner(context, column * size, row * size, size);
    }
    if (active) {
      // The paper's edge sets the outline off from a photograph of any colour.
      for (const [colour, width] of /** @type {const} */ ([
        [page.paper, 4],
        [page.accent, 2],
      ])) {
        context.strokeStyle = colour;
        context.lineWidth = width;
        context.strokeRect(active.column * size + 0.5, active.row * size + 0.5, size, size);
      }
    }
  }
}

const MONO = 'ui-monospace, "SF Mono", "Cascadia Mono", Consolas, "DejaVu Sans Mono", monospace';

/**
 * @param {CanvasRenderingContext2D} context
 * @param {string} written
 * @param {number} x
 * @param {number} y
 * @param {number} size
 * @param {number} line the height of a line, where there are several
 */
function writeIn(context, written, x, y, size, line) {
  const lines = written.split('\n');
  const fits =
    size >= Math.max(NUMBERS_FROM, lines.length * LEAST_LINE) &&
    lines.every((part) => context.measureText(part).width <= size - 4);
  const first = y + 0.5 - ((lines.length - 1) / 2) * line;
  if (fits) lines.forEach((part, index) => context.fillText(part, x, first + index * line));
  else if (size >= 12) {
    context.beginPath();
    context.arc(x, y, 1.5, 0, 2 * Math.PI);
    context.fill();
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} size
 * @param {string} colour
 */
function hatch(context, x, y, size, colour) {
  context.save();
  context.beginPath();
  context.rect(x + 1, y + 1, size - 1, size - 1);
  context.clip();
  context.strokeStyle = colour;
  context.lineWidth = 0.75;
  context.beginPath();
  for (let at = -size; at < size; at += Math.max(4, size / 6)) {
    context.moveTo(x + at, y + size);
    context.lineTo(x + at + size, y);
  }
  context.stroke();
  context.restore();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} size
 * @param {string} colour
 */
function strike(context, x, y, size, colour) {
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(x + size * 0.2, y + size * 0.2);
  context.lineTo(x + size * 0.8, y + size * 0.8);
  context.moveTo(x + size * 0.8, y + size * 0.2);
  context.lineTo(x + size * 0.2, y + size * 0.8);
  context.stroke();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} size
 */
function corner(context, x, y, size) {
  const side = Math.max(4, size * 0.3);
  context.beginPath();
  context.moveTo(x + 1, y + 1);
  context.lineTo(x + 1 + side, y + 1);
  context.lineTo(x + 1, y + 1 + side);
  context.fill();
}

/**
 * The hairlines between cells.
 * @param {CanvasRenderingContext2D} context
 * @param {number} rows
 * @param {number} columns
 * @param {number} size
 * @param {string} colour
 */
function rule(context, rows, columns, size, colour) {
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.beginPath();
  for (let row = 0; row <= rows; row += 1) {
    context.moveTo(0, row * size + 0.5);
    context.lineTo(columns * size + 1, row * size + 0.5);
  }
  for (let column = 0; column <= columns; column += 1) {
    context.moveTo(column * size + 0.5, 0);
    context.lineTo(column * size + 0.5, rows * size + 1);
  }
  context.stroke();
}
