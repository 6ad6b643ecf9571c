/**
 * Where the windows of a pool lie on a square map, and what its arithmetic says in order.
 *
 * @typedef {import('../../explain.js').Twins} Twins
 * @typedef {import('../../explain.js').Sliding} Sliding
 * @typedef {import('../../explain.js').PoolTerm} PoolTerm
 */

/** @typedef {{ size: number, stride: number, padding: 'valid' | 'same' }} Settings Keras's arguments */

/**
 * @param {number} side of the map
 * @param {Settings} settings
 * @returns {Sliding}
 */
export const slidingOf = (side, { size, stride, padding }) => ({
  input: [side, side, 1],
  size: [size, size],
  strides: [stride, stride],
  padding,
});

/**
 * The rows that no window looks at, and by symmetry the columns: behind the last window, or between windows where
 * the stride is larger than they are.
 *
 * @param {number} side of the map
 * @param {Settings} settings
 * @param {import('../../explain.js').Placement} placement
 */
export function unseen(side, { size, stride }, { output, before }) {
  const seen = new Set();
  for (let window = 0; window < output[0]; window += 1)
    for (let cell = 0; cell < size; cell += 1) seen.add(window * stride - before[0] + cell);
  return Array.from({ length: side }, (_, row) => row).filter((row) => !seen.has(row));
}

/**
 * Which term leads after each comparison: the winner of the terms so far. Padding is not compared.
 *
 * @param {Twins} twins
 * @param {PoolTerm[]} terms
 * @returns {number[]} for each term the place of the leader in `terms`, −1 before there is one
 */
export function leadersOf(twins, terms) {
  const compared = [...terms.keys()].filter((index) => terms[index].inside);
  return terms.map((_, last) => {
    const soFar = compared.filter((index) => index <= last);
    if (soFar.length === 0) return -1;
    /** @type {[number, number]} */
    const size = [1, soFar.length];
    const row = Float32Array.from(soFar, (index) => terms[index].x);
    const { winners } = twins.maxPool(
      { input: [1, soFar.length, 1], size, strides: size, padding: 'valid' },
      row,
    );
    return soFar[winners[0]];
  });
}
