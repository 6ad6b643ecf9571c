/**
 * The arithmetic of the two illustrations, in a few lines of JavaScript because `explain.js` does not offer these two
 * layers yet. It goes when it does.
 */

/** Keras's defaults for BatchNormalization. */
const MOMENTUM = 0.99;
const EPSILON = 1e-3;

/** @param {number[]} values */
export const meanOf = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** What dropout multiplies the values with that it keeps. @param {number} rate */
export const keptScale = (rate) => 1 / (1 - rate);

/**
 * Dropout while training: a value is kept where its draw is not below the rate, and scaled so that the mean stays on
 * average.
 *
 * @param {number[]} values
 * @param {number[]} draws from 0 to below 1, one a value
 * @param {number} rate from 0 to below 1
 * @returns {{ kept: boolean[], values: number[] }}
 */
export function dropOut(values, draws, rate) {
  const kept = draws.map((draw) => draw >= rate);
  return { kept, values: values.map((value, index) => (kept[index] ? value * keptScale(rate) : 0)) };
}

/**
 * Mean and variance of a batch, the variance divided by the number of values.
 * @param {number[]} values
 */
export function statisticsOf(values) {
  const mean = meanOf(values);
  return { mean, variance: meanOf(values.map((value) => (value - mean) ** 2)) };
}

/** @typedef {{ mean: number, variance: number }} Statistics */

/**
 * The moving averages after one more batch.
 * @param {Statistics} moving
 * @param {Statistics} batch
 * @returns {Statistics}
 */
export const follow = (moving, batch) => ({
  mean: moving.mean * MOMENTUM + batch.mean * (1 - MOMENTUM),
  variance: moving.variance * MOMENTUM + batch.variance * (1 - MOMENTUM),
});

/**
 * A value with these statistics taken out, and what scale and shift make of it.
 * @param {number} value
 * @param {Statistics} statistics
 * @param {number} gamma
 * @param {number} beta
 */
export function normalise(value, { mean, variance }, gamma, beta) {
  const centred = value - mean;
  const normalised = centred / Math.sqrt(variance + EPSILON);
  return { centred, normalised, y: gamma * normalised + beta };
}
