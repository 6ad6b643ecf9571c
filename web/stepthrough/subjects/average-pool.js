import { text } from '../../text.js';
import { number } from '../words.js';
import { COPY_PHASES, map, patch, SUM_PHASES } from './subject.js';

/**
 * Average pooling: the mean of a window, or of a whole map, and the shares of the gradient that go back to it.
 *
 * @typedef {import('./subject.js').Journey} Journey
 * @typedef {import('./subject.js').Subject} Subject
 * @typedef {import('../../explain.js').Sliding} Sliding
 */

const words = text.stepThrough;

/** The pool's sizes; what comes out of a global one is a map of one place. @param {Journey} journey @param {number} layer */
function sizesOf(journey, layer) {
  const { inputShape, outputShape, ...outline } = journey.layers[layer];
  const sliding = /** @type {Sliding} */ (outline.sliding);
  return {
    sliding,
    inputShape,
    outputShape: outputShape.length === 3 ? outputShape : [1, 1, ...outputShape],
  };
}

/** @param {Journey} journey @param {number} layer @returns {Subject} */
export function averagePool(journey, layer) {
  const { sliding, inputShape, outputShape } = sizesOf(journey, layer);
  const [rows, columns] = sliding.size;
  const [input, output] = [journey.get('input', layer), journey.get('output', layer)];
  const inputMap = (/** @type {number} */ index) => map(journey, input, inputShape, index, 'activation');
  const outputMap = (/** @type {number} */ index) => map(journey, output, outputShape, index, 'activation');
  return {
    title: words.averagePool.title(rows, columns),
    about: words.averagePool.about,
    isMap: true,
    targetLabel: words.pool.output,
    target: ({ channel }) => outputMap(channel),
    sign: '→',
    channels: { label: words.pool.maps, count: outputShape[2], name: words.map, plane: outputMap },
    from: null,
    phases: SUM_PHASES.filter(({ name }) => name !== 'multiply' && name !== 'bias'),

    explain({ y, x }, { channel }) {
      const trace = journey.twins.traceAveragePool(sliding, input, { y, x, channel });
      const [{ row, column }] = trace.terms;
      const values = trace.terms.map((term) => (term.inside ? term.x : NaN));
      return {
        parts: [
          {
            label: words.map(channel),
            plane: inputMap(channel),
            window: { row, column, rows, columns },
            legend: true,
          },
          {
            label: words.convolution.window,
            plane: patch(values, rows, columns, 'activation', inputMap(channel)),
            sign: '→',
          },
        ],
        steps: [
          { phase: 'sum', label: words.averagePool.sum(trace.count), value: trace.sum },
          { phase: 'done', label: words.averagePool.mean, value: trace.y },
        ],
        terms: null,
        readout: (digits) =>
          words.averagePool.readout(number(trace.sum, digits), trace.count, number(trace.y, digits)),
        sentence: words.averagePool.sentence(y, x, trace.count, trace.y),
      };
    },
  };
}

/** @param {Journey} journey @param {number} layer @returns {Subject} */
export function averagePoolGradient(journey, layer) {
  const { sliding, inputShape, outputShape } = sizesOf(journey, layer);
  const [dOutput, dInput] = [journey.get('dOutput', layer), journey.get('dInput', layer)];
  const before = (/** @type {number} */ index) => map(journey, dOutput, outputShape, index, 'gradient');
  const behind = (/** @type {number} */ index) => map(journey, dInput, inputShape, index, 'gradient');
  return {
    title: words.averagePool.titleBack,
    about: words.averagePool.aboutBack,
    isMap: true,
    targetLabel: words.poolGradient.target,
    target: ({ channel }) => behind(channel),
    sign: '→',
    channels: { label: words.pool.maps, count: inputShape[2], name: words.map, plane: behind },
    from: null,
    phases: COPY_PHASES,

    explain({ y: row, x: column }, { channel }) {
      const { terms, sum } = journey.twins.traceAveragePoolBackward(sliding, dOutput, {
        row,
        column,
        c: channel,
      });
      const [term] = terms;
      return {
        parts: [
          {
            label: words.poolGradient.before,
            plane: before(channel),
            active: term ? { row: term.i, column: term.j } : null,
            legend: true,
          },
        ],
        steps: [
          ...terms.map(({ share }) => ({ phase: 'move', label: words.averagePool.share, value: share })),
          { phase: 'done', label: words.poolGradient.target, value: sum },
        ],
        terms: null,
        readout: (digits) =>
          words.averagePool.readoutBack(
            terms.map(({ dY, count }) => [number(dY, digits), count]),
            number(sum, digits),
          ),
        sentence: words.averagePool.sentenceBack(row, column, terms.length, sum),
      };
    },
  };
}
