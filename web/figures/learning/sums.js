import { digitsFor, exact, plain } from '../../draw/numbers.js';
import { text } from '../../text.js';

/** Live arithmetic as plain text. */

/**
 * A number after a sign: the negative stand in brackets, and those with a power of ten.
 * @param {string} written
 */
export const bracketed = (written) => (/^−|×/.test(written) ? `(${written})` : written);

/**
 * A sum of products with its result: `3 × 2 + 0 × (−1) = 6`. It says ≈ where the shown digits do not give the shown sum.
 * @param {[number, number][]} factors
 * @param {number | null} sum null while it is not yet made
 */
export function sumOfProducts(factors, sum) {
  const { digits, isExact } = digitsFor({ factors, sum: sum ?? 0 });
  const rounded = (/** @type {number} */ value) => plain(value, digits);
  const terms = factors.map(([a, b]) => `${bracketed(rounded(a))} × ${bracketed(rounded(b))}`).join(' + ');
  if (sum === null) return `${terms} …`;
  if (isExact) return `${terms} = ${rounded(sum)}`;
  return `${terms} ≈ ${rounded(sum)} ${text.player.asStored(exact(sum))}`;
}

/** @param {string} written */
const realMinus = (written) => written.replace('-', '−');

/**
 * A number with so many figures that count, and as a power of ten where it is tiny or huge.
 * @param {number} value
 * @param {number} [figures]
 */
export function significant(value, figures = 6) {
  if (value === 0 || !Number.isFinite(value)) return plain(value);
  const size = Math.abs(value);
  const rounded = Number(value.toPrecision(figures));
  if (size >= 1e-4 && size < 1e6) return realMinus(String(rounded));
  const [digits, power] = rounded.toExponential().split('e');
  return `${realMinus(digits)} × 10${raised(Number(power))}`;
}

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** @param {number} power */
const raised = (power) =>
  String(power)
    .replace('-', '⁻')
    .replace(/\d/g, (digit) => RAISED[Number(digit)]);

/**
 * A formula with numbers and its result: `= 0.25` where every number is shown whole, `≈ 0.333333` where one is not.
 * @param {string} formula
 * @param {number[]} terms all numbers that the formula shows
 * @param {number} result
 * @param {number} [figures] of each number
 */
export function resultOf(formula, terms, result, figures = 6) {
  const whole = [...terms, result].every((value) => significant(value, figures) === exactly(value));
  if (whole) return `${formula} = ${significant(result, figures)}`;
  return `${formula} ≈ ${significant(result, figures)} ${text.player.asStored(exactly(result))}`;
}

/** Every digit of a number in the same notation as {@link significant}. @param {number} value */
const exactly = (value) => {
  for (let figures = 1; figures <= 9; figures += 1) {
    if (Math.fround(Number(value.toPrecision(figures))) === Math.fround(value))
      return significant(value, figures);
  }
  return significant(value, 17);
};
