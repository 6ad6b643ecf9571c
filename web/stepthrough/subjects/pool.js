import { text } from '../../text.js';
import { number } from '../words.js';
import { COMPARE_PHASES, COPY_PHASES, map, patch } from './subject.js';

/**
 * Max pooling: the largest of a window, and the gradient that goes back to it.
 *
 * @typedef {import('./subject.js').Journey} Journey
 * @typedef {import('./subject.js').Subject} Subject
 * @typedef {import('../../explain.js').Sliding} Sliding
 */

const words = text.stepThrough;

/** @param {Journey} journey @param {number} layer @returns {Subject} */
export function pool(journey, layer) {
  const { inputShape, outputShape, ...outline } = journey.layers[layer];
  const sliding = /** @type {Sliding} */ (outline.sliding);
  const [rows, columns] = sliding.size;
  const [input, output] = [journey.get('input', layer), journey.get('output', layer)];
  const inputMap = (/** @type {number} */ index) => map(journey, input, inputShape, index, 'activation');
  const outputMap = (/** @type {number} */ index) => map(journey, output, outputShape, index, 'activation');
  return {
    title: words.pool.title(rows, columns),
    about: words.pool.about,
    isMap: true,
    targetLabel: words.pool.output,
    target: ({ channel }) => outputMap(channel),
    sign: '→',
    channels: { label: words.pool.maps, count: outputShape[2], name: words.map, plane: outputMap },
    from: null,
    phases: COMPARE_PHASES,

    explain({ y, x }, { channel }) {
      const { terms, winner, y: largest } = journey.twins.traceMaxPool(sliding, input, { y, x, channel });
      const { row, column, u, v } = terms[winner];
      const window = { row: terms[0].row, column: terms[0].column, rows, columns };
      const values = terms.map((term) => (term.inside ? term.x : NaN));
      return {
        parts: [
          { label: words.map(channel), plane: inputMap(channel), window, legend: true },
          {
            label: words.convolution.window,
            plane: patch(values, rows, columns, 'activation', inputMap(channel)),
            sign: '→',
            marked: [{ row: u, column: v }],
          },
        ],
        steps: [{ phase: 'compare', label: words.pool.largest, value: largest }],
        terms: null,
        readout: (digits) =>
          words.pool.readout(
            terms.filter(({ inside }) => inside).map((term) => number(term.x, digits)),
            number(largest, digits),
            row,
            column,
          ),
        sentence: words.pool.sentence({ y, x, largest, row, column }),
      };
    },
  };
}

/** @param {Journey} journey @param {number} layer @returns {Subject} */
export function poolGradient(journey, layer) {
  const { inputShape, outputShape, ...outline } = journey.layers[layer];
  const sliding = /** @type {Sliding} */ (outline.sliding);
  const [rows, columns] = sliding.size;
  const [input, winners] = [journey.get('input', layer), journey.get('winners', layer)];
  const [dOutput, dInput] = [journey.get('dOutput', layer), journey.get('dInput', layer)];
  const before = (/** @type {number} */ index) => map(journey, dOutput, outputShape, index, 'gradient');
  const behind = (/** @type {number} */ index) => map(journey, dInput, inputShape, index, 'gradient');
  return {
    title: words.poolGradient.title,
    about: words.poolGradient.about,
    isMap: true,
    targetLabel: words.poolGradient.target,
    target: ({ channel }) => behind(channel),
    sign: '→',
    channels: { label: words.pool.maps, count: inputShape[2], name: words.map, plane: behind },
    from: null,
    phases: COPY_PHASES,

    explain({ y: row, x: column }, { channel }) {
      const place = { row, column, c: channel };
      const { terms, sum } = journey.twins.traceMaxPoolBackward(sliding, winners, dOutput, place);
      const [term] = terms;
      const traced = term && journey.twins.traceMaxPool(sliding, input, { y: term.i, x: term.j, channel });
      const values = traced
        ? traced.terms.map(({ inside, x }) => (inside ? x : NaN))
        : new Array(rows * columns).fill(NaN);
      const winner = traced?.terms[traced.winner];
      const won = terms.some(({ wins }) => wins);
      const source = map(journey, input, inputShape, channel, 'activation');
      return {
        parts: [
          {
            label: words.poolGradient.before,
            plane: before(channel),
            active: term ? { row: term.i, column: term.j } : null,
            legend: true,
          },
          {
            label: words.poolGradient.window,
            plane: patch(values, rows, columns, 'activation', source),
            sign: '→',
            marked: winner ? [{ row: winner.u, column: winner.v }] : [],
            active: traced
              ? { row: row - traced.terms[0].row, column: column - traced.terms[0].column }
              : null,
          },
        ],
        steps: [
          ...terms.map(({ dY }) => ({ phase: 'move', label: words.poolGradient.before, value: dY })),
          { phase: 'done', label: words.poolGradient.target, value: sum },
        ],
        terms: null,
        readout: (digits) =>
          words.poolGradient.readout(
            terms.length === 0 ? 'none' : won ? 'won' : 'lost',
            number(sum, digits),
            number(term?.dY ?? 0, digits),
          ),
        sentence: words.poolGradient.sentence(row, column, won, sum),
      };
    },
  };
}
