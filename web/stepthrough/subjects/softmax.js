import { text } from '../../text.js';
import { number } from '../words.js';
import { patch, SUM_PHASES, vector } from './subject.js';

/**
 * The end of the network: softmax, and on the way back the loss.
 *
 * @typedef {import('./subject.js').Journey} Journey
 * @typedef {import('./subject.js').Subject} Subject
 */

const words = text.stepThrough;
const PHASES = SUM_PHASES.filter(({ name }) => name !== 'bias');

/** @param {number} length @param {number} index */
const oneHot = (length, index) => Float32Array.from({ length }, (_, at) => (at === index ? 1 : 0));

/**
 * A line for each class; what makes a class large is its last number.
 *
 * @param {string[]} names of the classes
 * @param {string[]} heads of the columns
 * @param {ArrayLike<number>[]} columns
 * @param {number} current class
 * @returns {import('./subject.js').Table}
 */
const classTable = (names, heads, columns, current) => ({
  kind: 'table',
  heads: [words.className, ...heads],
  rows: names.map((name, at) => {
    const numbers = columns.map((column) => column[at]);
    return { name, numbers, size: Math.abs(numbers[numbers.length - 1]) };
  }),
  page: names.length,
  subtotal: null,
  sortable: true,
  current,
});

/**
 * @param {Journey} journey
 * @param {number} layer
 * @param {string[]} names of the classes
 * @returns {Subject}
 */
export function softmax(journey, layer, names) {
  const logits = /** @type {Float32Array} */ (journey.get('preActivation', layer));
  const output = /** @type {Float32Array} */ (journey.get('output', layer));
  const { largest, exps, sum } = journey.twins.softmax(logits);
  return {
    title: words.softmax.title,
    about: words.softmax.about,
    targetLabel: words.softmax.output,
    target: () => vector(output, 'activation'),
    sign: '→',
    channels: null,
    from: null,
    phases: PHASES,

    explain({ x }) {
      const active = { row: 0, column: x };
      return {
        parts: [
          { label: words.dense.logits, plane: vector(logits, 'activation'), active, legend: true },
          {
            label: words.softmax.exponentials,
            plane: patch(exps, 1, exps.length, 'product'),
            sign: '→',
            active,
            appears: true,
          },
        ],
        steps: [
          { phase: 'multiply', label: words.softmax.exponential(names[x]), value: exps[x] },
          { phase: 'sum', label: words.softmax.sum(exps.length), value: sum },
          { phase: 'done', label: words.softmax.output, value: output[x] },
        ],
        terms: () =>
          classTable(
            names,
            [words.softmax.logit, words.softmax.exponentialHead, words.softmax.share],
            [logits, exps, output],
            x,
          ),
        readout: (digits) =>
          words.softmax.readout({
            name: names[x],
            logit: number(logits[x], digits),
            largest: number(largest, digits),
            exponential: number(exps[x], digits),
            sum: number(sum, digits),
            share: number(output[x], digits),
          }),
        sentence: words.softmax.sentence(names[x], output[x]),
      };
    },
  };
}

/**
 * Where the way back begins: the loss, and its gradient, which is probabilities less the truth.
 * @param {Journey} journey
 * @param {number} layer
 * @param {string[]} names of the classes
 * @returns {Subject}
 */
export function loss(journey, layer, names) {
  const label = journey.label ?? 0;
  const twice = journey.lossName === 'double-softmax';
  const output = /** @type {Float32Array} */ (journey.get('output', layer));
  const p = twice ? journey.twins.softmax(output).y : output;
  const truth = oneHot(p.length, label);
  const gradient = journey.get(twice ? 'dOutput' : 'dPreActivation', layer);
  return {
    title: words.loss.title(names[label], journey.loss),
    about: `${twice ? words.loss.aboutTwice : words.loss.about}${journey.training ? ` ${words.loss.ofBatch(journey.training.images)}` : ''}`,
    targetLabel: twice ? words.loss.targetTwice : words.loss.target,
    target: () => vector(gradient, 'gradient'),
    sign: '=',
    channels: null,
    from: null,
    phases: PHASES.filter(({ name }) => name === 'move' || name === 'done'),

    explain({ x }) {
      const active = { row: 0, column: x };
      return {
        parts: [
          { label: words.loss.probabilities, plane: vector(p, 'activation'), active, legend: true },
          { label: words.loss.truth, plane: vector(truth, 'activation'), active, sign: '−' },
        ],
        steps: [
          { phase: 'move', label: words.loss.probability(names[x]), value: p[x] },
          { phase: 'move', label: words.loss.truth, value: truth[x] },
          { phase: 'done', label: words.loss.target, value: gradient[x] },
        ],
        terms: () =>
          classTable(
            names,
            ['p', 'y', words.loss.difference(journey.training?.images ?? 1)],
            [p, truth, gradient],
            x,
          ),
        readout: (digits) =>
          words.loss.readout(
            names[x],
            number(p[x], digits),
            number(truth[x], digits),
            number(gradient[x], digits),
            journey.training?.images ?? 1,
          ),
        sentence: words.loss.sentence(names[x], x === label, gradient[x]),
      };
    },
  };
}

/**
 * Back through a softmax that the loss did not look through: each logit moves all probabilities.
 * @param {Journey} journey
 * @param {number} layer
 * @param {string[]} names of the classes
 * @returns {Subject}
 */
export function softmaxGradient(journey, layer, names) {
  const [p, dP, dZ] = /** @type {const} */ (['output', 'dOutput', 'dPreActivation']).map((name) =>
    journey.get(name, layer),
  );
  const mean = journey.dot(p, dP);
  const weighted = Float32Array.from(p, (value, at) => journey.dot([value], [dP[at]]));
  return {
    title: words.softmaxGradient.title,
    about: words.softmaxGradient.about,
    targetLabel: words.softmaxGradient.target,
    target: () => vector(dZ, 'gradient'),
    sign: '→',
    channels: null,
    from: null,
    phases: PHASES,

    explain({ x }) {
      const active = { row: 0, column: x };
      return {
        parts: [
          { label: words.softmax.output, plane: vector(p, 'activation'), active, legend: true },
          { label: words.loss.targetTwice, plane: vector(dP, 'gradient'), active, sign: '×', legend: true },
          {
            label: words.products,
            plane: patch(weighted, 1, weighted.length, 'product'),
            sign: '=',
            appears: true,
          },
        ],
        steps: [
          { phase: 'sum', label: words.softmaxGradient.sum, value: mean },
          { phase: 'done', label: words.softmaxGradient.target, value: dZ[x] },
        ],
        terms: () => classTable(names, ['p', 'dp', 'p · dp'], [p, dP, weighted], x),
        readout: (digits) =>
          words.softmaxGradient.readout({
            p: number(p[x], digits),
            dP: number(dP[x], digits),
            mean: number(mean, digits),
            dZ: number(dZ[x], digits),
          }),
        sentence: words.softmaxGradient.sentence(names[x], dZ[x]),
      };
    },
  };
}
