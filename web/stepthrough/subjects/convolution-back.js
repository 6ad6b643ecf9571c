import { text } from '../../text.js';
import { number, sumLine } from '../words.js';
import { grouped, map, patch, ringOf, SUM_PHASES } from './subject.js';

/**
 * The way back through a convolution: the gradient of a weight, and of a cell of the input. The gate and the bias are
 * those of every layer.
 *
 * @typedef {import('./subject.js').Journey} Journey
 * @typedef {import('./subject.js').Subject} Subject
 */

const words = text.stepThrough;

/** @param {Journey} journey @param {import('./convolution-part.js').ConvolutionPart} outline */
function partsOf(journey, outline) {
  const { inputShape, outputShape, sliding, isFirst } = outline;
  const { dZ } = outline.back();
  const inputName = isFirst && inputShape[2] === 3 ? words.colour : words.inputMap;
  const gradientMap = (/** @type {number} */ index) => map(journey, dZ, outputShape, index, 'gradient');
  return { sliding, dZ, inputName, gradientMap, inputShape, outputShape };
}

/**
 * A kernel cell's gradient: every place where the weight was used, times the gradient there.
 * @param {Journey} journey
 * @param {import('./convolution-part.js').ConvolutionPart} outline
 * @returns {Subject}
 */
export function kernelGradient(journey, outline) {
  const { sliding, dZ, inputName, gradientMap, inputShape, outputShape } = partsOf(journey, outline);
  const { input } = outline;
  const { dKernel } = outline.back();
  const ring = ringOf(journey, sliding);
  const [rows, columns] = sliding.size;
  const [inputs, filters] = [inputShape[2], outputShape[2]];
  const inputMap = (/** @type {number} */ index) => map(journey, input, inputShape, index, 'activation');
  return {
    title: words.kernelGradient.title(outline.name),
    about: words.kernelGradient.about,
    targetLabel: words.kernelGradient.target,
    target({ channel, from }) {
      const filter = journey.plane(dKernel, filters, channel);
      const values = journey.plane(filter, inputs, from);
      return { values, rows, columns, family: 'weight gradient', unit: filter, whole: dKernel };
    },
    sign: '→',
    channels: { label: words.kernelGradient.filters, count: filters, name: words.filter, plane: gradientMap },
    from: { label: words.convolution.inputs, count: inputs, name: inputName, plane: inputMap },
    phases: SUM_PHASES.filter(({ name }) => name !== 'bias'),

    explain({ y: u, x: v }, { channel: o, from: c }) {
      const { terms, sum } = journey.twins.traceConvBackwardKernel(sliding, input, dZ, { u, v, c, o });
      const [first, last] = [terms[0], terms[terms.length - 1]];
      const size = { rows: last.row - first.row + 1, columns: last.column - first.column + 1 };
      const window = { row: first.row, column: first.column, ...size };
      const products = Float32Array.from(terms, ({ product }) => product);
      return {
        parts: [
          { label: inputName(c), plane: inputMap(c), ring, window, legend: true },
          { label: words.kernelGradient.gradient, plane: gradientMap(o), sign: '×', legend: true },
          {
            label: words.products,
            plane: patch(products, outputShape[0], outputShape[1], 'product'),
            sign: '=',
            appears: true,
          },
        ],
        steps: [
          { phase: 'sum', label: words.convolution.sum(terms.length), value: sum },
          { phase: 'done', label: words.kernelGradient.target, value: sum },
        ],
        terms: () => ({
          kind: 'table',
          heads: [words.place, 'x', 'dZ', words.product],
          rows: terms.map(({ i, j, x, dY, product }) => ({
            name: words.at(i, j),
            numbers: [x, dY, product],
            size: Math.abs(product),
          })),
          page: outputShape[1],
          subtotal: (some) =>
            journey.dot(
              some.map(({ numbers }) => numbers[0]),
              some.map(({ numbers }) => numbers[1]),
            ),
          sortable: true,
        }),
        readout: (digits) => words.kernelGradient.readout(u, v, terms.length, number(sum, digits)),
        sentence: words.kernelGradient.sentence(u, v, terms.length, sum),
      };
    },
  };
}

/**
 * The gradient of a cell of the input: every product that it went into.
 * @param {Journey} journey
 * @param {import('./convolution-part.js').ConvolutionPart} outline
 * @returns {Subject}
 */
export function inputGradient(journey, outline) {
  const { sliding, dZ, inputName, gradientMap, inputShape, outputShape } = partsOf(journey, outline);
  const { kernel } = outline;
  const { dInput } = outline.back();
  const [height, width] = sliding.size;
  const filters = outputShape[2];
  const inputMap = (/** @type {number} */ index) => map(journey, dInput, inputShape, index, 'gradient');
  return {
    title: words.inputGradient.title(outline.name),
    about: words.inputGradient.about(filters),
    isMap: true,
    targetLabel: words.inputGradient.target,
    target: ({ channel }) => inputMap(channel),
    sign: '→',
    channels: { label: words.inputGradient.maps, count: inputShape[2], name: inputName, plane: inputMap },
    from: { label: words.kernelGradient.filters, count: filters, name: words.filter, plane: gradientMap },
    phases: SUM_PHASES.filter(({ name }) => name !== 'bias'),

    explain({ y: row, x: column }, { channel: c, from }) {
      const trace = journey.twins.traceConvBackwardInput(sliding, dZ, kernel, { row, column, c });
      const byFilter = grouped(trace.terms, filters, ({ o }) => o);
      const groups = byFilter.map(group);
      const [shown, mine] = [groups[from], byFilter[from]];
      const [rows, columns] = [mine.map(({ i }) => i), mine.map(({ j }) => j)];
      const window = mine.length > 0 ? { row: Math.min(...rows), column: Math.min(...columns) } : null;
      const size = { rows: new Set(rows).size, columns: new Set(columns).size };
      const filter = journey.plane(kernel, filters, from);
      return {
        parts: [
          {
            label: words.filter(from),
            plane: gradientMap(from),
            window: window && { ...window, ...size },
            legend: true,
          },
          {
            label: words.inputGradient.gradients,
            plane: patch(shown.a, height, width, 'gradient', gradientMap(from)),
            sign: '→',
          },
          {
            label: words.convolution.kernel,
            plane: patch(shown.b, height, width, 'weight', { unit: filter, whole: kernel }),
            sign: '×',
            legend: true,
          },
          {
            label: words.products,
            plane: patch(shown.products, height, width, 'product'),
            sign: '=',
            appears: true,
          },
        ],
        steps: [
          { phase: 'sum', label: words.convolution.sum(trace.terms.length), value: trace.sum },
          { phase: 'done', label: words.inputGradient.target, value: trace.sum },
        ],
        terms: () => ({
          kind: 'groups',
          groups,
          heads: [words.inputGradient.gradients, words.convolution.kernel, words.products],
          families: ['gradient', 'weight'],
          sharing: [dZ, kernel],
        }),
        readout: (digits) =>
          words.inputGradient.readout(
            sumLine(
              groups.map(({ subtotal }) => subtotal),
              trace.sum,
              digits,
            ),
          ),
        sentence: words.inputGradient.sentence(row, column, trace.terms.length, trace.sum),
      };
    },
  };

  /**
   * The products of one filter, laid out as its kernel is.
   * @param {import('../../explain.js').InputGradientTerm[]} mine
   * @param {number} filter
   */
  function group(mine, filter) {
    const [a, b, products] = [0, 1, 2].map(() => new Float32Array(height * width).fill(NaN));
    for (const { u, v, dY, weight, product } of mine) {
      const at = u * width + v;
      [a[at], b[at], products[at]] = [dY, weight, product];
    }
    const subtotal = journey.dot(
      mine.map(({ dY }) => dY),
      mine.map(({ weight }) => weight),
    );
    const outside = Array.from(a, Number.isNaN);
    return { title: words.filter(filter), rows: height, columns: width, a, b, products, outside, subtotal };
  }
}
