import { text } from '../../text.js';
import { number, sumLine } from '../words.js';
import { COPY_PHASES, planeOf } from './subject.js';

/**
 * A sum of layers, and the gradient that goes to each of them.
 *
 * @typedef {import('./subject.js').Journey} Journey
 * @typedef {import('./subject.js').Subject} Subject
 */

const words = text.stepThrough;

/** @param {Journey} journey @param {number} layer @returns {Subject} */
export function add(journey, layer) {
  const { inputs, outputShape } = journey.layers[layer];
  const maps = outputShape.length === 3 ? outputShape[2] : 1;
  const output = journey.get('output', layer);
  const summands = inputs.map((input, index) => ({
    name: input < 0 ? words.add.images : journey.layers[input].name,
    values: journey.summand(layer, index),
  }));
  const plane = (/** @type {Float32Array} */ values, /** @type {number} */ index) =>
    planeOf(journey, values, outputShape, index, 'activation');
  return {
    title: words.add.title(summands.length),
    about: words.add.about,
    isMap: maps > 1,
    targetLabel: words.outputCell,
    target: ({ channel }) => plane(output, channel),
    sign: '=',
    channels:
      maps > 1
        ? { label: words.pool.maps, count: maps, name: words.map, plane: (index) => plane(output, index) }
        : null,
    from: null,
    phases: COPY_PHASES,

    explain({ y, x }, { channel }) {
      const planes = summands.map(({ values }) => plane(values, channel));
      const at = y * planes[0].columns + x;
      const values = planes.map((each) => each.values[at]);
      const sum = plane(output, channel).values[at];
      return {
        parts: summands.map(({ name }, index) => ({
          label: name,
          plane: planes[index],
          active: { row: y, column: x },
          legend: index === 0,
          ...(index > 0 ? { sign: '+' } : {}),
        })),
        steps: [
          ...values.map((value, index) => ({ phase: 'move', label: summands[index].name, value })),
          { phase: 'done', label: words.outputCell, value: sum },
        ],
        terms: null,
        readout: (digits) => sumLine(values, sum, digits),
        sentence: words.add.sentence(y, x, values, sum),
      };
    },
  };
}

/** @param {Journey} journey @param {number} layer @returns {Subject} */
export function addGradient(journey, layer) {
  const { inputs, outputShape } = journey.layers[layer];
  const maps = outputShape.length === 3 ? outputShape[2] : 1;
  const dOutput = journey.get('dOutput', layer);
  const plane = (/** @type {number} */ index) => planeOf(journey, dOutput, outputShape, index, 'gradient');
  return {
    title: words.add.titleBack(inputs.length),
    about: words.add.aboutBack,
    isMap: maps > 1,
    targetLabel: words.poolGradient.target,
    target: ({ channel }) => plane(channel),
    sign: '→',
    channels: maps > 1 ? { label: words.pool.maps, count: maps, name: words.map, plane } : null,
    from: null,
    phases: COPY_PHASES,

    explain({ y, x }, { channel }) {
      const shown = plane(channel);
      const value = shown.values[y * shown.columns + x];
      return {
        parts: [{ label: words.gate.before, plane: shown, active: { row: y, column: x }, legend: true }],
        steps: [{ phase: 'done', label: words.poolGradient.target, value }],
        terms: null,
        readout: (digits) => words.add.readoutBack(inputs.length, number(value, digits)),
        sentence: words.add.sentenceBack(y, x, inputs.length, value),
      };
    },
  };
}
