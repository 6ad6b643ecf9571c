/** How values are read from what a reader typed or an address holds: the value, or null where it means none. */

/**
 * A whole number from `least` to `most` in steps of `step`.
 * @param {number} least
 * @param {number} most
 * @param {number} [step]
 */
export const whole =
  (least, most, step = 1) =>
  (/** @type {string} */ written) => {
    const value = Number(written);
    const fits = written.trim() !== '' && Number.isInteger(value) && value >= least && value <= most;
    return fits && value % step === 0 ? value : null;
  };

/**
 * One of a few words.
 * @template {string} T
 * @param {readonly T[]} words
 */
export const oneOf = (words) => (/** @type {string} */ written) =>
  words.find((word) => word === written) ?? null;

/**
 * A cell of a grid as an address names it: its row and column, from 1, as in `16,9`.
 * @param {number} rows at most
 * @param {number} [columns]
 */
export const cellWithin =
  (rows, columns = rows) =>
  (/** @type {string} */ written) => {
    const [row, column, ...more] = written.split(',');
    const [y, x] = [whole(1, rows)(row), whole(1, columns)(column ?? '')];
    return y !== null && x !== null && more.length === 0 ? { y: y - 1, x: x - 1 } : null;
  };
