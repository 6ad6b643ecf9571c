import { text } from '../../text.js';
import { number, sumLine } from '../words.js';
import { COPY_PHASES, PAGE, patch, planeOf, SUM_PHASES } from './subject.js';

/**
 * What convolutions and dense layers have in common on the way back: the gate of the ReLU, and the bias.
 *
 * @typedef {import('./subject.js').Journey} Journey
 * @typedef {import('./subject.js').Subject} Subject
 */

const words = text.stepThrough;

/**
 * A ReLU that is a layer of its own.
 * @param {Journey} journey
 * @param {number} layer
 * @returns {Subject}
 */
export function relu(journey, layer) {
  const { outputShape } = journey.layers[layer];
  const maps = outputShape.length === 3 ? outputShape[2] : 1;
  const planes = (/** @type {'input' | 'output'} */ array) => (/** @type {number} */ index) =>
    planeOf(journey, journey.get(array, layer), outputShape, index, 'activation');
  const [before, behind] = [planes('input'), planes('output')];
  return {
    title: words.relu.title,
    about: words.relu.about,
    isMap: maps > 1,
    targetLabel: words.afterRelu,
    target: ({ channel }) => behind(channel),
    sign: '→',
    channels: maps > 1 ? { label: words.pool.maps, count: maps, name: words.map, plane: behind } : null,
    from: null,
    phases: COPY_PHASES,

    explain({ y, x }, { channel }) {
      const [input, output] = [before(channel), behind(channel)];
      const at = y * input.columns + x;
      const [value, result] = [input.values[at], output.values[at]];
      return {
        parts: [{ label: words.input, plane: input, active: { row: y, column: x }, legend: true }],
        steps: [
          { phase: 'move', label: words.input, value },
          { phase: 'done', label: words.afterRelu, value: result },
        ],
        terms: null,
        readout: (digits) => words.relu.readout(number(value, digits), number(result, digits)),
        sentence: words.relu.sentence(y, x, value, result),
      };
    },
  };
}

/**
 * The gate of a ReLU: a gradient passes where the output is above zero.
 * @param {Journey} journey
 * @param {number} layer
 * @returns {Subject}
 */
export function gate(journey, layer) {
  const { name, outputShape } = journey.layers[layer];
  const maps = outputShape.length === 3 ? outputShape[2] : 1;
  const planes =
    (
      /** @type {import('../journey.js').Name} */ array,
      /** @type {import('./subject.js').Family} */ family,
    ) =>
    (/** @type {number} */ index) =>
      planeOf(journey, journey.get(array, layer), outputShape, index, family);
  const before = planes('dOutput', 'gradient');
  const outputs = planes('output', 'activation');
  const behind = planes('dPreActivation', 'gradient');
  return {
    title: words.gate.title(name),
    about: words.gate.about,
    isMap: maps > 1,
    targetLabel: words.gate.behind,
    target: ({ channel }) => behind(channel),
    sign: '→',
    channels: maps > 1 ? { label: words.gate.maps, count: maps, name: words.filter, plane: behind } : null,
    from: null,
    phases: COPY_PHASES,

    explain({ y, x }, { channel }) {
      const [gradients, values] = [before(channel), outputs(channel)];
      const at = y * gradients.columns + x;
      const [dY, value, dZ] = [gradients, values, behind(channel)].map((plane) => plane.values[at]);
      const active = { row: y, column: x };
      return {
        parts: [
          { label: words.gate.before, plane: gradients, active, legend: true },
          { label: words.gate.output, plane: values, active, sign: '·', legend: true },
        ],
        steps: [
          { phase: 'move', label: words.gate.before, value: dY },
          { phase: 'move', label: words.gate.output, value },
          { phase: 'done', label: words.gate.behind, value: dZ },
        ],
        terms: null,
        readout: (digits) =>
          words.gate.readout(value > 0, number(value, digits), number(dY, digits), number(dZ, digits)),
        sentence: words.gate.sentence(value > 0, dY, dZ),
      };
    },
  };
}

/**
 * The gradient of a bias: what reaches the sums that it was added to, added up.
 * @param {Journey} journey
 * @param {number} layer
 * @returns {Subject}
 */
export function biasGradient(journey, layer) {
  const { name, outputShape } = journey.layers[layer];
  const isMap = outputShape.length === 3;
  const count = isMap ? outputShape[2] : outputShape[0];
  const dZ = journey.get('dPreActivation', layer) ?? journey.get('dOutput', layer);
  const dBias = journey.get('dBias', layer);
  const plane = (/** @type {number} */ index) => planeOf(journey, dZ, outputShape, index, 'gradient');
  const numberOf = isMap ? words.filter : words.unit;
  return {
    title: words.biasGradient.title(name),
    about: words.biasGradient.about,
    targetLabel: words.biasGradient.target,
    target: ({ channel }) =>
      patch(dBias.subarray(channel, channel + 1), 1, 1, 'weight gradient', { unit: dBias, whole: dBias }),
    sign: '→',
    channels: { label: words.biasGradient.channels, count, name: numberOf, plane: isMap ? plane : null },
    from: null,
    phases: SUM_PHASES.filter(({ name: phase }) => phase !== 'multiply' && phase !== 'bias'),

    explain(_cell, { channel }) {
      const shown = plane(channel);
      const values = isMap ? shown.values : dZ.subarray(channel, channel + 1);
      const active = isMap
        ? null
        : { row: Math.floor(channel / shown.columns), column: channel % shown.columns };
      const sum = dBias[channel];
      return {
        parts: [{ label: words.gate.behind, plane: shown, active, legend: true }],
        steps: [{ phase: 'sum', label: words.biasGradient.sum(values.length), value: sum }],
        terms: () => ({
          kind: 'table',
          heads: [words.place, 'dZ'],
          rows: Array.from(values, (value, at) => ({
            name: isMap ? words.at(Math.floor(at / shown.columns), at % shown.columns) : words.unit(channel),
            numbers: [value],
            size: Math.abs(value),
          })),
          page: isMap ? shown.columns : PAGE,
          subtotal: (some) => journey.sum(some.map(({ numbers }) => numbers[0])),
          sortable: isMap,
        }),
        readout: (digits) =>
          isMap
            ? words.biasGradient.readout(values.length, number(sum, digits))
            : sumLine(values, sum, digits),
        sentence: words.biasGradient.sentence(numberOf(channel), values.length, sum),
      };
    },
  };
}
