import { digitsFor, exact, plain } from '../draw/numbers.js';

/**
 * The arithmetic in writing.
 *
 * @typedef {number | null} Digits how many count; null for every digit that the number means
 */

/** The most digits after the point with which a line is shown to be exact. */
const FEW = 6;
/** Below this a number is written with a power of ten. */
const TINY = 1e-5;

/**
 * A number with so many digits that count, and after the point no more than that where it is 1 or larger.
 * @param {number} value
 * @param {Digits} digits
 */
export function number(value, digits) {
  const size = Math.abs(value);
  if (digits === null) return withPower(exact(value));
  if (size === 0 || size >= 1 || !Number.isFinite(value)) return plain(value, digits);
  if (size < TINY) return withPower(value.toExponential(digits - 1));
  return plain(value, digits - 1 - Math.floor(Math.log10(size)));
}

/** @param {string} written 1.2e-7 as 1.2 × 10⁻⁷ */
function withPower(written) {
  const [digits, power] = written.replaceAll('-', '−').split('e');
  if (power === undefined) return digits;
  const raised = [...power.replace('+', '')].map((sign) => RAISED[sign]).join('');
  return `${digits}\u2009·\u200910${raised}`;
}

/** @type {Record<string, string>} */
const RAISED = Object.fromEntries([...'−0123456789'].map((sign, at) => [sign, [...'⁻⁰¹²³⁴⁵⁶⁷⁸⁹'][at]]));

/**
 * How a sum is shown: with as many digits as it takes to be true, else with the reader's and as an approximation.
 * @param {{ factors: [number, number][], others?: number[], sum: number }} sum
 * @param {Digits} digits
 */
function shownAs(sum, digits) {
  const about = { sign: '≈', write: (/** @type {number} */ value) => number(value, digits) };
  // Numbers with more digits than a line bears are never shown exactly; most are, and need no search.
  const isShort = (/** @type {number} */ value) =>
    Math.fround(Number(value.toFixed(FEW))) === Math.fround(value);
  const all = [...sum.factors.flat(), ...(sum.others ?? [])];
  if (!all.every(isShort)) return about;
  const { digits: needed, isExact } = digitsFor(sum);
  return isExact ? { sign: '=', write: (/** @type {number} */ value) => plain(value, needed) } : about;
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
  const terms = factors.map((pair) => pair.map(shown.write).join('\u00a0×\u00a0'));
  return `${terms.join(' + ')} ${shown.sign} ${shown.write(sum)}`;
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
    if (at === 0) return shown.write(value);
    return `${value < 0 ? '−' : '+'}\u00a0${shown.write(Math.abs(value))}`;
  });
  return `${terms.join(' ')} ${shown.sign} ${shown.write(sum)}`;
}
