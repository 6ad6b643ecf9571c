/** @typedef {{ median: number, least: number, most: number, values: number[] }} Spread */

/** @param {number[]} values at least one @returns {Spread} */
export function spreadOf(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { median, least: sorted[0], most: sorted[sorted.length - 1], values };
}

/**
 * A number with three digits that count.
 *
 * @param {number} value
 */
export function short(value) {
  if (!Number.isFinite(value)) return '–';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value) || 1)));
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/**
 * The median, and from where to where the values go.
 *
 * @param {Spread} spread
 */
export function withRange({ median, least, most, values }) {
  return values.length > 1 ? `${short(median)} (${short(least)} to ${short(most)})` : short(median);
}

/**
 * A part of a whole.
 *
 * @param {number} share
 */
export const percent = (share) => (Number.isFinite(share) ? `${short(share * 100)} %` : '–');
