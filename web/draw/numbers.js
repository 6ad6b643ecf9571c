/**
 * Numbers of the live arithmetic. What is shown adds up: a sum is written with as many digits as its terms need for
 * that, and with ≈ where no reasonable number of digits is enough.
 */

/** Digits after the point at most, and where an approximation is shown. */
const MOST = 6;
const ROUGH = 3;

/** @param {string} written */
const realMinus = (written) => written.replace('-', '−');

/**
 * A number with at most so many digits after the point, without trailing zeros.
 * @param {number} value
 * @param {number} [digits]
 */
export function plain(value, digits = ROUGH) {
  if (Number.isNaN(value)) return 'not a number';
  if (!Number.isFinite(value)) return value < 0 ? '−∞' : '∞';
  const rounded = Number(value.toFixed(digits));
  return realMinus(String(Object.is(rounded, -0) ? 0 : rounded));
}

/**
 * A number for a cell of a grid: as short as can be.
 * @param {number} value
 */
export function short(value) {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || size >= 1000) return size >= 1000 ? plain(value, 0) : plain(value);
  return plain(value, size >= 100 ? 0 : size >= 10 ? 1 : 2).replace(/^(−?)0\./, '$1.');
}

/**
 * Every digit that a 32-bit float means: the shortest decimal that gives the same float.
 * @param {number} value
 */
export function exact(value) {
  for (let digits = 1; digits <= 9; digits += 1) {
    const written = Number(value.toPrecision(digits));
    if (Math.fround(written) === Math.fround(value)) return realMinus(String(written));
  }
  return realMinus(String(value));
}

/**
 * How many digits after the point let factors give the shown products and the shown products the shown sum.
 * @param {{ factors: [number, number][], others?: number[], sum: number }} sum `others` are added as they are: a bias
 * @returns {{ digits: number, isExact: boolean }}
 */
export function digitsFor({ factors, others = [], sum }) {
  for (let digits = 0; digits <= MOST; digits += 1) {
    const round = (/** @type {number} */ value) => Number(value.toFixed(digits));
    const near = (/** @type {number} */ a, /** @type {number} */ b) => Math.abs(a - b) < 1e-9;
    const shown = factors.map(([a, b]) => round(a) * round(b));
    const faithful = factors.every(
      ([a, b], index) => near(round(shown[index]), shown[index]) && near(round(shown[index]), round(a * b)),
    );
    const total = shown.reduce((subtotal, value) => subtotal + value, 0);
    const all = others.reduce((subtotal, value) => subtotal + round(value), total);
    const kept = [...factors.flat(), ...others].every(
      (value) => Math.abs(round(value) - value) < 10 ** -(MOST + 1),
    );
    if (faithful && kept && near(round(all), round(sum)) && near(round(sum), all))
      return { digits, isExact: true };
  }
  return { digits: ROUGH, isExact: false };
}
