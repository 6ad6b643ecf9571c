/**
 * The one small example that the chapter follows backwards: a picture of 6 by 6 pixels, a kernel that looks for left
 * edges, ReLU and a max pool. The gradient that arrives behind the pool is given; all else is the twins' arithmetic.
 *
 * @typedef {import('../../explain.js').Twins} Twins
 * @typedef {import('../../explain.js').Sliding} Sliding
 */

export const SIDE = 6;
export const WINDOW = 3;

/** A seven. */
export const PICTURE = Float32Array.of(
  ...[3, 3, 3, 3, 3, 0],
  ...[0, 0, 0, 2, 3, 0],
  ...[0, 0, 1, 3, 1, 0],
  ...[0, 0, 3, 2, 0, 0],
  ...[0, 1, 3, 0, 0, 0],
  ...[0, 2, 2, 0, 0, 0],
);

export const KERNEL = Float32Array.of(...[-1, 1, 0], ...[-1, 1, 0], ...[-1, 1, 0]);

/** What arrives behind the max pool. */
export const D_POOLED = Float32Array.of(2, -1, -2, 1);

/** @type {Sliding} */
export const POOLING = { input: [4, 4, 1], size: [2, 2], strides: [2, 2], padding: 'valid' };

/** @param {'same' | 'valid'} padding @returns {Sliding} */
const convolution = (padding) => ({
  input: [SIDE, SIDE, 1],
  size: [WINDOW, WINDOW],
  strides: [1, 1],
  padding,
  filters: 1,
});

/**
 * The gradient that arrives at the convolution.
 *
 * @typedef {object} Arrival
 * @property {Sliding} sliding
 * @property {number} side rows and columns of the convolution's output
 * @property {number} pad rows and columns of zeros around the picture
 * @property {(twins: Twins) => Float32Array} dY
 */

/** @type {{ pooled: Arrival, every: Arrival, same: Arrival }} */
export const ARRIVALS = {
  pooled: { sliding: convolution('valid'), side: 4, pad: 0, dY: (twins) => throughPool(twins).dZ },
  every: {
    sliding: convolution('valid'),
    side: 4,
    pad: 0,
    dY: () => Float32Array.of(...[1, 0, -1, 2], ...[0, 2, 1, -1], ...[-2, 1, 0, 1], ...[1, -1, 2, 0]),
  },
  same: {
    sliding: convolution('same'),
    side: 6,
    pad: 1,
    dY: () =>
      Float32Array.of(
        ...[1, 0, -1, 2, 0, 1],
        ...[0, 2, 1, -1, 0, -2],
        ...[-2, 1, 0, 1, 2, 0],
        ...[1, -1, 2, 0, -1, 1],
        ...[0, 0, 1, -2, 1, 0],
        ...[2, -1, 0, 1, 0, -1],
      ),
  },
};

/** @typedef {keyof typeof ARRIVALS} ArrivalName */

export const ARRIVAL_NAMES = /** @type {ArrivalName[]} */ (Object.keys(ARRIVALS));

/**
 * The example forward through convolution, ReLU and max pool, and its gradient back through both.
 * @param {Twins} twins
 */
export function throughPool(twins) {
  const z = twins.conv2d(ARRIVALS.pooled.sliding, PICTURE, KERNEL, null, false);
  const y = twins.relu(z);
  const { y: pooled, winners } = twins.maxPool(POOLING, y);
  const dY = twins.maxPoolBackward(POOLING, winners, D_POOLED);
  const dZ = twins.reluBackward(y, dY);
  return { z, y, pooled, winners, dY, dZ };
}
