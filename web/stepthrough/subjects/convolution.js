import { text } from '../../text.js';
import { number, sumLine } from '../words.js';
import { grouped, map, patch, ringOf, SUM_PHASES } from './subject.js';

/**
 * @typedef {import('./subject.js').Journey} Journey
 * @typedef {import('./convolution-part.js').ConvolutionPart} ConvolutionPart
 */

const words = text.stepThrough;

/**
 * A convolution's output: the window on every map of the input, the filter's kernel for it, products, subtotals, sum.
 * @param {Journey} journey
 * @param {ConvolutionPart} outline
 * @returns {import('./subject.js').Subject}
 */
export function convolution(journey, outline) {
  const { sliding, input, output, kernel, bias } = outline;
  const [inputs, filters] = [outline.inputShape[2], outline.outputShape[2]];
  const [height, width] = sliding.size;
  const ring = ringOf(journey, sliding);
  const inputMap = (/** @type {number} */ index) =>
    map(journey, input, outline.inputShape, index, 'activation');
  const outputMap = (/** @type {number} */ index) =>
    map(journey, output, outline.outputShape, index, 'activation');
  const inputName = outline.isFirst && inputs === 3 ? words.colour : words.inputMap;

  return {
    title: words.convolution.title(height, width, inputs, filters),
    about: words.convolution.about(inputs, height * width * inputs),
    isMap: true,
    targetLabel: words.convolution.output,
    target: ({ channel }) => outputMap(channel),
    sign: '→',
    channels: { label: words.convolution.filters, count: filters, name: words.filter, plane: outputMap },
    from: { label: words.convolution.inputs, count: inputs, name: inputName, plane: inputMap },
    phases: SUM_PHASES,

    explain({ y, x }, { channel, from }) {
      const trace = journey.twins.traceConv2d(sliding, input, kernel, bias, outline.relu, { y, x, channel });
      const [first] = trace.terms;
      const window = { row: first.row, column: first.column, rows: height, columns: width };
      const groups = grouped(trace.terms, inputs, (term) => term.c).map((terms, c) => {
        const [a, b] = [terms.map((term) => term.x), terms.map((term) => term.weight)];
        return {
          title: inputName(c),
          rows: height,
          columns: width,
          a: Float32Array.from(a),
          b: Float32Array.from(b),
          products: Float32Array.from(terms, (term) => term.product),
          outside: terms.map((term) => !term.inside),
          subtotal: journey.dot(a, b),
        };
      });
      const products = journey.dot(
        trace.terms.map((term) => term.x),
        trace.terms.map((term) => term.weight),
      );
      const group = groups[from];
      const filter = journey.plane(kernel, filters, channel);
      return {
        parts: [
          { label: inputName(from), plane: inputMap(from), ring, window, legend: true },
          {
            label: words.convolution.window,
            plane: patch(group.a, height, width, 'activation', inputMap(from)),
            sign: '→',
          },
          {
            label: words.convolution.kernel,
            plane: patch(group.b, height, width, 'weight', { unit: filter, whole: kernel }),
            sign: '×',
            legend: true,
          },
          {
            label: words.products,
            plane: patch(group.products, height, width, 'product'),
            sign: '=',
            appears: true,
          },
        ],
        steps: [
          { phase: 'sum', label: words.convolution.sum(trace.terms.length), value: products },
          { phase: 'bias', label: words.bias, value: trace.bias },
          { phase: 'bias', label: words.withBias, value: trace.sum },
          { phase: 'done', label: outline.relu ? words.afterRelu : words.outputCell, value: trace.y },
        ],
        terms: () => ({
          kind: 'groups',
          groups,
          heads: [words.convolution.window, words.convolution.kernel, words.products],
          families: ['activation', 'weight'],
          sharing: [input, filter],
        }),
        readout: (digits) =>
          words.convolution.readout({
            subtotals: sumLine([...groups.map(({ subtotal }) => subtotal), trace.bias], trace.sum, digits),
            relu: outline.relu ? words.gate.forward(trace.sum > 0, number(trace.y, digits)) : '',
          }),
        sentence: words.convolution.sentence({
          y,
          x,
          terms: trace.terms.length,
          products,
          bias: trace.bias,
          result: trace.y,
        }),
      };
    },
  };
}
