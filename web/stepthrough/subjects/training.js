import { text } from '../../text.js';
import { number } from '../words.js';
import { COPY_PHASES, planeOf } from './subject.js';

/**
 * Layers that do something else while the network learns: dropout and batch normalisation, either way, in either mode.
 *
 * @typedef {import('./subject.js').Journey} Journey
 * @typedef {import('./subject.js').Subject} Subject
 */

const words = text.stepThrough;

/**
 * A layer whose output has the shape of its input, cell by cell.
 *
 * @param {Journey} journey
 * @param {number} layer
 * @param {boolean} back
 */
function cellwise(journey, layer, back) {
  const { outputShape } = journey.layers[layer];
  const maps = outputShape.length === 3 ? outputShape[2] : 1;
  const family = back ? /** @type {const} */ ('gradient') : /** @type {const} */ ('activation');
  const plane = (/** @type {Float32Array} */ values, /** @type {number} */ index) =>
    planeOf(journey, values, outputShape, index, family);
  const target = journey.get(back ? 'dInput' : 'output', layer);
  return {
    plane,
    source: /** @type {Float32Array} */ (journey.get(back ? 'dOutput' : 'input', layer)),
    target: /** @type {Float32Array} */ (target),
    /** The channel of a cell, and its place in the arrays. */
    at(/** @type {{ y: number, x: number }} */ { y, x }, /** @type {number} */ channel) {
      const { columns } = plane(target, channel);
      const place = y * columns + x;
      return maps > 1 ? { channel, index: place * maps + channel } : { channel: place, index: place };
    },
    frame: {
      isMap: maps > 1,
      sign: '→',
      channels:
        maps > 1
          ? {
              label: words.pool.maps,
              count: maps,
              name: words.map,
              plane: (/** @type {number} */ index) => plane(target, index),
            }
          : null,
      from: null,
      phases: COPY_PHASES,
      target: (/** @type {{ channel: number }} */ { channel }) => plane(target, channel),
    },
  };
}

/** @param {Journey} journey @param {number} layer @param {boolean} back @returns {Subject} */
export function dropout(journey, layer, back) {
  const rate = /** @type {number} */ (journey.layers[layer].rate);
  const { frame, plane, source, target, at } = cellwise(journey, layer, back);
  const { training } = journey;
  const ones = new Float32Array(source.length).fill(1);
  const mask = training ? journey.twins.dropout(ones, rate, { ...training, layer }) : ones;
  const zeros = mask.filter((value) => value === 0).length;
  return {
    ...frame,
    title: words.dropout.title(rate, back),
    about: training ? words.dropout.about(zeros, mask.length, training.step) : words.dropout.predicting,
    targetLabel: back ? words.poolGradient.target : words.outputCell,

    explain(cell, { channel }) {
      const { index } = at(cell, channel);
      const [value, factor, result] = [source[index], mask[index], target[index]];
      const active = { row: cell.y, column: cell.x };
      return {
        parts: [
          {
            label: back ? words.gate.before : words.input,
            plane: plane(source, channel),
            active,
            legend: true,
          },
          { label: words.dropout.mask, plane: plane(mask, channel), active, sign: '×' },
        ],
        steps: [
          { phase: 'move', label: back ? words.gate.before : words.input, value },
          { phase: 'move', label: words.dropout.mask, value: factor },
          { phase: 'done', label: back ? words.poolGradient.target : words.outputCell, value: result },
        ],
        terms: null,
        readout: (digits) =>
          words.dropout.readout(number(value, digits), number(factor, digits), number(result, digits)),
        sentence: words.dropout.sentence(training !== null, factor === 0, rate, value, result),
      };
    },
  };
}

/** @param {Journey} journey @param {number} layer */
function normOf(journey, layer) {
  const { mean, variance } = journey.get('moments', layer);
  const [gamma, beta] = [journey.get('gamma', layer), journey.get('beta', layer)];
  const { epsilon, momentum } = /** @type {{ epsilon: number, momentum: number }} */ (
    journey.layers[layer].norm
  );
  const of = (/** @type {number} */ channel) => ({
    mean: mean[channel],
    variance: variance[channel],
    epsilon,
    gamma: gamma ? gamma[channel] : 1,
    beta: beta ? beta[channel] : 0,
  });
  return { of, momentum };
}

/**
 * How the batch moves the moving statistics of a channel: what they were, the batch's, and what they are behind the step.
 *
 * @param {Journey} journey
 * @param {number} layer
 * @param {import('../journey.js').Training} training
 * @param {number} momentum
 */
function movedOf(journey, layer, training, momentum) {
  const { batchNorm: told } = training.layers[layer];
  if (!told) return null;
  const pairs = [
    { before: told.movingMean, batch: told.batchMean },
    { before: told.movingVariance, batch: told.batchVariance },
  ].map(({ before, batch }) => ({
    before,
    batch,
    behind: journey.twins.movingAverage(before, batch, momentum),
  }));
  return (/** @type {number} */ channel) =>
    pairs.map(({ before, batch, behind }) => [before[channel], batch[channel], behind[channel]]);
}

/** @param {Journey} journey @param {number} layer @returns {Subject} */
export function batchNorm(journey, layer) {
  const { frame, plane, source, target, at } = cellwise(journey, layer, false);
  const { of, momentum } = normOf(journey, layer);
  const { training } = journey;
  const moved = training && movedOf(journey, layer, training, momentum);
  return {
    ...frame,
    title: words.batchNorm.title,
    about: training ? words.batchNorm.training(training.images, momentum) : words.batchNorm.predicting,
    targetLabel: words.outputCell,

    explain(cell, { channel: map }) {
      const { channel, index } = at(cell, map);
      const known = of(channel);
      const { centred, normal, scaled } = journey.twins.traceBatchNorm(source[index], known);
      return {
        parts: [
          {
            label: words.input,
            plane: plane(source, map),
            active: { row: cell.y, column: cell.x },
            legend: true,
          },
        ],
        steps: [
          { phase: 'move', label: words.batchNorm.mean(training !== null), value: known.mean },
          { phase: 'move', label: words.batchNorm.variance(training !== null), value: known.variance },
          { phase: 'move', label: words.batchNorm.centred, value: centred },
          { phase: 'move', label: words.batchNorm.normal, value: normal },
          { phase: 'move', label: words.batchNorm.scaled, value: scaled },
          { phase: 'done', label: words.batchNorm.output, value: target[index] },
        ],
        terms: null,
        readout: (digits) => {
          const write = (/** @type {number} */ value) => number(value, digits);
          const { mean, variance, epsilon, gamma, beta } = known;
          const sum = words.batchNorm.readout({
            x: write(source[index]),
            mean: write(mean),
            variance: write(variance),
            epsilon: write(epsilon),
            gamma: write(gamma),
            beta: write(beta),
            y: write(target[index]),
          });
          return moved ? `${sum}. ${words.batchNorm.moves(moved(channel), momentum, write)}` : sum;
        },
        sentence: words.batchNorm.sentence(source[index], target[index]),
      };
    },
  };
}

/** @param {Journey} journey @param {number} layer @returns {Subject} */
export function batchNormGradient(journey, layer) {
  const { frame, plane, source, target, at } = cellwise(journey, layer, true);
  const { of } = normOf(journey, layer);
  const input = /** @type {Float32Array} */ (journey.get('input', layer));
  const sums = journey.training ? journey.get('sums', layer) : null;
  return {
    ...frame,
    title: words.batchNorm.titleBack,
    about: sums ? words.batchNorm.trainingBack(sums.rows) : words.batchNorm.predictingBack,
    targetLabel: words.poolGradient.target,

    explain(cell, { channel: map }) {
      const { channel, index } = at(cell, map);
      const known = of(channel);
      const of1 = sums && { dGamma: sums.dGamma[channel], dBeta: sums.dBeta[channel], rows: sums.rows };
      const trace = journey.twins.traceBatchNormBackward(input[index], source[index], known, of1);
      const { normal } = journey.twins.traceBatchNorm(input[index], known);
      return {
        parts: [
          {
            label: words.gate.before,
            plane: plane(source, map),
            active: { row: cell.y, column: cell.x },
            legend: true,
          },
        ],
        steps: [
          { phase: 'move', label: words.gate.before, value: source[index] },
          { phase: 'move', label: words.batchNorm.throughMoments, value: trace.throughMoments },
          { phase: 'move', label: words.batchNorm.rest, value: trace.rest },
          { phase: 'move', label: words.batchNorm.divided, value: trace.dScaled },
          { phase: 'done', label: words.batchNorm.timesGamma, value: target[index] },
        ],
        terms: null,
        readout: (digits) =>
          words.batchNorm.readoutBack(
            { ...known, dY: source[index], normal, sums: of1, dX: target[index] },
            (value) => number(value, digits),
          ),
        sentence: words.batchNorm.sentenceBack(source[index], target[index]),
      };
    },
  };
}
