/**
 * The arithmetic of the two illustrations, as the twins do it: a few numbers at a time.
 *
 * @typedef {import('../../explain.js').Twins} Twins
 */

/** Keras's default for what BatchNormalization adds to a variance. */
const EPSILON = 1e-3;

/** Of the masks. */
const SEED = 41;

/** @param {Twins} twins @param {ArrayLike<number>} values */
export const meanOf = (twins, values) => statisticsOf(twins, values).mean;

/** What dropout multiplies the values with that it keeps. @param {number} rate */
export const keptScale = (rate) => 1 / (1 - rate);

/**
 * Dropout while training, in one step of a run.
 *
 * @param {Twins} twins
 * @param {ArrayLike<number>} values
 * @param {number} step each draws a mask of its own, whatever the rate
 * @param {number} rate from 0 to below 1
 * @returns {{ kept: boolean[], values: number[] }}
 */
export function dropOut(twins, values, step, rate) {
  const how = { seed: SEED, layer: 0, step };
  const mask = twins.dropout(new Float32Array(values.length).fill(1), rate, how);
  const dropped = twins.dropout(Float32Array.from(values), rate, how);
  return { kept: Array.from(mask, (factor) => factor !== 0), values: [...dropped] };
}

/**
 * Mean and variance of a batch, the variance divided by the number of values.
 * @param {Twins} twins
 * @param {ArrayLike<number>} values
 * @returns {Statistics}
 */
export function statisticsOf(twins, values) {
  const { mean, variance } = twins.batchNorm(Float32Array.from(values), 1);
  return { mean: mean[0], variance: variance[0] };
}

/** @typedef {{ mean: number, variance: number }} Statistics */

/**
 * The moving averages after one more batch.
 * @param {Twins} twins
 * @param {Statistics} moving
 * @param {Statistics} batch
 * @returns {Statistics}
 */
export function follow(twins, moving, batch) {
  const [mean, variance] = twins.movingAverage(
    Float32Array.of(moving.mean, moving.variance),
    Float32Array.of(batch.mean, batch.variance),
  );
  return { mean, variance };
}

/**
 * A value with these statistics taken out, and what scale and shift make of it.
 * @param {Twins} twins
 * @param {number} value
 * @param {Statistics} statistics
 * @param {number} gamma
 * @param {number} beta
 */
export function normalise(twins, value, statistics, gamma, beta) {
  const { centred, normal, y } = twins.traceBatchNorm(value, {
    ...statistics,
    epsilon: EPSILON,
    gamma,
    beta,
  });
  return { centred, normalised: normal, y };
}
