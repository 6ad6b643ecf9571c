import { short } from './numbers.js';
import { colourOf } from './palette.js';

/**
 * How values look in a grid's cells: each in its colour, with its number. Where there is none yet, the cell is empty.
 *
 * @param {(row: number, column: number) => number | null | undefined} value
 * @param {number} range the size of value that gets the strongest colour
 * @param {object} [options]
 * @param {import('./palette.js').Kind} [options.kind]
 * @param {(value: number) => string} [options.written]
 * @returns {Required<Pick<import('./grid.js').Look, 'colour' | 'number'>>}
 */
export const numbered = (value, range, { kind, written = short } = {}) => ({
  colour(row, column) {
    const shown = value(row, column) ?? null;
    return shown === null ? null : colourOf(shown, range, kind);
  },
  number(row, column) {
    const shown = value(row, column) ?? null;
    return shown === null ? '' : written(shown);
  },
});
