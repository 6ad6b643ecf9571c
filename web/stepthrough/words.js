import { digitsFor, exact, plain } from '../draw/numbers.js';

/**
 * The arithmetic in writing.
 *
 * @typedef {number | null} Digits after the point; null for every digit that the number means
 * @typedef {{ sign: '=' | '≈', digits: Digits }} Shown
 */

/** The most digits after the point with which a line is shown to be exact. */
const FEW = 6;

/**
 * @param {number} value
 * @param {Digits} digits
 */
export const number = (value, digits) => (digits === null ? exact(value) : plain(value, digits));

/**
 * How a sum is shown: with as many digits as it takes to be true, else with the reader's and as an approximation.
 * @param {{ factors: [number, number][], others?: number[], sum: number }} sum
 * @param {Digits} digits
 * @returns {Shown}
 */
export function shownAs(sum, digits) {
  const isLong = (/** @type {number} */ value) => Math.abs(Number(value.toFixed(FEW)) - value) > 1e-7;
  // Numbers with more digits than a line bears are never shown exactly; most are, and need no search.
  if (sum.factors.some((pair) => pair.some(isLong)) || sum.others?.some(isLong)) return { sign: '≈', digits };
  const fitting = digitsFor(sum);
  return fitting.isExact ? { sign: '=', digits: fitting.digits } : { sign: '≈', digits };
}

/**
 * 0.5 × 0.2 + 0.1 × −0.3 ≈ 0.07
 * @param {ArrayLike<number>} a
 * @param {ArrayLike<number>} b
 * @param {number} sum
 * @param {Digits} digits
 */
export function productsLine(a, b, sum, digits) {
  /** @type {[number, number][]} */
  const factors = Array.from(a, (value, at) => [value, b[at]]);
  const shown = shownAs({ factors, sum }, digits);
  const terms = factors.map((pair) => pair.map((value) => number(value, shown.digits)).join(' × '));
  return `${terms.join(' + ')} ${shown.sign} ${number(sum, shown.digits)}`;
}

/**
 * 0.5 − 0.25 + 0.1 = 0.35
 * @param {ArrayLike<number>} values
 * @param {number} sum
 * @param {Digits} digits
 */
export function sumLine(values, sum, digits) {
  const shown = shownAs({ factors: [], others: Array.from(values), sum }, digits);
  const terms = Array.from(values, (value, at) => {
    if (at === 0) return number(value, shown.digits);
    return `${value < 0 ? '−' : '+'} ${number(Math.abs(value), shown.digits)}`;
  });
  return `${terms.join(' ')} ${shown.sign} ${number(sum, shown.digits)}`;
}
