import { text } from '../../text.js';
import { number, productsLine, sumLine } from '../words.js';
import { PAGE, patch, SUM_PHASES, vector, wrap } from './subject.js';

/**
 * Dense layers: a unit's sum over all inputs, and the gradients of weights and inputs.
 *
 * @typedef {import('./subject.js').Journey} Journey
 * @typedef {import('./subject.js').Subject} Subject
 */

const words = text.stepThrough;
const BACK_PHASES = SUM_PHASES.filter(({ name }) => name !== 'bias');

/** @param {number} length @param {number} index */
const cellOf = (length, index) => {
  const { columns } = wrap(length);
  return { row: Math.floor(index / columns), column: index % columns };
};

/**
 * What numbers are multiplied by, and what that gives.
 *
 * @param {string} label
 * @param {Float32Array} weights
 * @param {Float32Array} products
 * @param {Float32Array} whole kernel
 * @returns {import('./subject.js').Part[]}
 */
function weighted(label, weights, products, whole) {
  const { rows, columns } = wrap(weights.length);
  return [
    {
      label,
      plane: patch(weights, rows, columns, 'weight', { unit: weights, whole }),
      sign: '×',
      legend: true,
    },
    { label: words.products, plane: patch(products, rows, columns, 'product'), sign: '=', appears: true },
  ];
}

/**
 * A line for each product of a sum.
 *
 * @param {Journey} journey
 * @param {[string, string]} heads of the places and of the first factors
 * @param {[number, number, number, number][]} terms place, factor, weight, product
 * @returns {import('./subject.js').Table}
 */
const productTable = (journey, heads, terms) => ({
  kind: 'table',
  heads: [...heads, words.weight, words.product],
  rows: terms.map(([at, ...numbers]) => ({
    name: String(at + 1),
    numbers,
    size: Math.abs(numbers[2]),
  })),
  page: PAGE,
  subtotal: (some) =>
    journey.dot(
      some.map(({ numbers }) => numbers[0]),
      some.map(({ numbers }) => numbers[1]),
    ),
  sortable: true,
});

/** @param {Journey} journey @param {number} layer @returns {Subject} */
export function dense(journey, layer) {
  const { name, relu, softmax } = journey.layers[layer];
  const input = /** @type {Float32Array} */ (journey.get('input', layer));
  const output = /** @type {Float32Array} */ (journey.get(softmax ? 'preActivation' : 'output', layer));
  const [kernel, bias] = [journey.get('kernel', layer), journey.get('bias', layer)];
  const units = output.length;
  return {
    title: words.dense.title(name, input.length, units),
    about: words.dense.about(input.length),
    targetLabel: softmax ? words.dense.logits : words.dense.output,
    target: () => vector(output, 'activation'),
    sign: '→',
    channels: null,
    from: null,
    phases: SUM_PHASES,

    explain({ y, x }) {
      const unit = y * wrap(units).columns + x;
      const trace = journey.twins.traceDense(input, kernel, bias, units, relu, unit);
      const weights = journey.plane(kernel, units, unit);
      const products = Float32Array.from(trace.terms, ({ product }) => product);
      const sum = journey.dot(input, weights);
      return {
        parts: [
          { label: words.dense.inputs, plane: vector(input, 'activation'), legend: true },
          ...weighted(words.dense.weights(unit), weights, products, kernel),
        ],
        steps: [
          { phase: 'sum', label: words.convolution.sum(input.length), value: sum },
          { phase: 'bias', label: words.bias, value: trace.bias },
          { phase: 'bias', label: words.withBias, value: trace.sum },
          { phase: 'done', label: relu ? words.afterRelu : words.outputCell, value: trace.y },
        ],
        terms: () =>
          productTable(
            journey,
            [words.input, 'x'],
            trace.terms.map(({ i, x: value, weight, product }) => [i, value, weight, product]),
          ),
        readout: (digits) =>
          words.dense.readout(
            sumLine([sum, trace.bias], trace.sum, digits),
            relu ? words.gate.forward(trace.sum > 0, number(trace.y, digits)) : '',
          ),
        sentence: words.dense.sentence(unit, input.length, sum, trace.bias, trace.y),
      };
    },
  };
}

/** @param {Journey} journey @param {number} layer @returns {Subject} */
export function denseKernelGradient(journey, layer) {
  const { name } = journey.layers[layer];
  const input = /** @type {Float32Array} */ (journey.get('input', layer));
  const dZ = /** @type {Float32Array} */ (
    journey.get('dPreActivation', layer) ?? journey.get('dOutput', layer)
  );
  const dKernel = journey.get('dKernel', layer);
  const units = dZ.length;
  const layout = wrap(input.length);
  return {
    title: words.kernelGradient.title(name),
    about: words.denseGradient.about,
    targetLabel: words.denseGradient.target,
    target({ channel }) {
      const values = journey.plane(dKernel, units, channel);
      return { values, ...layout, family: 'weight gradient', unit: values, whole: dKernel };
    },
    sign: '→',
    channels: { label: words.denseGradient.units, count: units, name: words.unit, plane: null },
    from: null,
    phases: BACK_PHASES.filter(({ name: phase }) => phase !== 'sum'),

    explain({ y, x }, { channel: o }) {
      const i = y * layout.columns + x;
      const product = dKernel[i * units + o];
      return {
        parts: [
          {
            label: words.dense.inputs,
            plane: vector(input, 'activation'),
            active: { row: y, column: x },
            legend: true,
          },
          {
            label: words.gate.behind,
            plane: vector(dZ, 'gradient'),
            active: cellOf(units, o),
            sign: '×',
            legend: true,
          },
        ],
        steps: [
          { phase: 'multiply', label: words.denseGradient.input(i), value: input[i] },
          { phase: 'multiply', label: words.denseGradient.gradient(o), value: dZ[o] },
          { phase: 'done', label: words.kernelGradient.target, value: product },
        ],
        terms: null,
        readout: (digits) => productsLine([input[i]], [dZ[o]], product, digits),
        sentence: words.denseGradient.sentence(i, o, input[i], dZ[o], product),
      };
    },
  };
}

/** @param {Journey} journey @param {number} layer @returns {Subject} */
export function denseInputGradient(journey, layer) {
  const { name } = journey.layers[layer];
  const [kernel, dInput] = [journey.get('kernel', layer), journey.get('dInput', layer)];
  const dZ = /** @type {Float32Array} */ (
    journey.get('dPreActivation', layer) ?? journey.get('dOutput', layer)
  );
  const units = dZ.length;
  return {
    title: words.inputGradient.title(name),
    about: words.denseInputGradient.about(units),
    targetLabel: words.inputGradient.target,
    target: () => vector(dInput, 'gradient'),
    sign: '→',
    channels: null,
    from: null,
    phases: BACK_PHASES,

    explain({ y, x }) {
      const i = y * wrap(dInput.length).columns + x;
      const { terms, sum } = journey.twins.traceDenseBackwardInput(dZ, kernel, units, i);
      const weights = Float32Array.from(terms, ({ weight }) => weight);
      const products = Float32Array.from(terms, ({ product }) => product);
      return {
        parts: [
          { label: words.gate.behind, plane: vector(dZ, 'gradient'), legend: true },
          ...weighted(words.denseInputGradient.weights(i), weights, products, kernel),
        ],
        steps: [
          { phase: 'sum', label: words.convolution.sum(units), value: sum },
          { phase: 'done', label: words.inputGradient.target, value: sum },
        ],
        terms: () =>
          productTable(
            journey,
            [words.unitHead, 'dZ'],
            terms.map(({ o, dY, weight, product }) => [o, dY, weight, product]),
          ),
        readout: (digits) =>
          units > 16
            ? words.kernelGradient.readout(y, x, units, number(sum, digits))
            : productsLine(dZ, weights, sum, digits),
        sentence: words.denseInputGradient.sentence(i, units, sum),
      };
    },
  };
}
