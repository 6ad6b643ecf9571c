import { digitsFor, exact, plain } from '../../draw/numbers.js';
import { text } from '../../text.js';

/**
 * One output cell in writing: every product, the sum, the bias, the result. What is shown adds up, or says ≈. All
 * numbers come from the twins.
 *
 * @typedef {import('../../explain.js').ConvolutionTerm} Term
 *
 * @typedef {object} Cell
 * @property {Term[]} terms in the order in which they are shown
 * @property {number} sum of all products
 * @property {number} bias
 * @property {number} y the output
 * @property {number[]} [subtotals] of the channels
 *
 * @typedef {{ lines: string[], digits: number }} Written
 */

/**
 * The digits that a cell's numbers are shown with.
 * @param {Cell} cell
 */
function digitsOf({ terms, bias, y }) {
  return digitsFor({
    factors: terms.map(({ x, weight }) => /** @type {[number, number]} */ ([x, weight])),
    others: [bias],
    sum: y,
  });
}

/**
 * A cell of one channel: a line for each row of the kernel, and one for the rest.
 * @param {Cell} cell
 * @returns {Written}
 */
export function writeCell(cell) {
  const { digits, isExact } = digitsOf(cell);
  const sign = isExact ? '=' : '≈';
  const rows = grouped(cell.terms, ({ u }) => u).map((terms) => products(terms, digits));
  const lines = rows.map((row, index) => (index < rows.length - 1 ? `${row} +` : row));
  lines[lines.length - 1] += ` ${sign} ${plain(cell.sum, digits)}`;
  return { lines: [...lines, ending(cell, plain(cell.sum, digits), digits, sign)], digits };
}

/**
 * A cell of three channels: a line for each, and one for what they come to.
 * @param {Cell & { subtotals: number[] }} cell
 * @returns {Written}
 */
export function writeChannels(cell) {
  const { digits, isExact } = digitsOf(cell);
  const sign = isExact ? '=' : '≈';
  const parts = cell.subtotals.map((subtotal) => plain(subtotal, digits));
  const lines = grouped(cell.terms, ({ c }) => c).map(
    (terms, c) => `${text.convolution.channels[c]}: ${products(terms, digits)} ${sign} ${parts[c]}`,
  );
  const sum = `${parts.join(' + ')} ${sign} ${plain(cell.sum, digits)}`;
  return { lines: [...lines, sum, ending(cell, plain(cell.sum, digits), digits, sign)], digits };
}

/**
 * @param {Cell} cell
 * @param {string} sum
 * @param {number} digits
 * @param {'=' | '≈'} sign
 */
function ending({ bias, y }, sum, digits, sign) {
  const rest = sign === '=' ? '' : ` ${text.player.asStored(exact(y))}`;
  return `${sum} + ${plain(bias, digits)} (${text.convolution.biasName}) ${sign} ${plain(y, digits)}${rest}`;
}

/** @param {Term[]} terms @param {number} digits */
const products = (terms, digits) =>
  terms.map(({ x, weight }) => `${plain(x, digits)} × ${plain(weight, digits)}`).join(' + ');

/**
 * Terms that belong together, in their order.
 * @param {Term[]} terms
 * @param {(term: Term) => number} by
 */
function grouped(terms, by) {
  /** @type {Map<number, Term[]>} */
  const groups = new Map();
  for (const term of terms) groups.set(by(term), [...(groups.get(by(term)) ?? []), term]);
  return [...groups.values()];
}
