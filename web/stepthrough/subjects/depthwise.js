import { text } from '../../text.js';
import { convolution } from './convolution.js';
import { inputGradient, kernelGradient } from './convolution-back.js';

/**
 * A depthwise convolution: each map of the input has kernels of its own, so that one map of the output is a convolution of
 * one map, and is shown as one.
 *
 * @typedef {import('./subject.js').Journey} Journey
 * @typedef {import('./subject.js').Subject} Subject
 * @typedef {import('./convolution-part.js').ConvolutionPart} ConvolutionPart
 */

const words = text.stepThrough;

/**
 * Some neighbouring channels of an array.
 * @param {Float32Array} values
 * @param {number} channels
 * @param {number} first
 * @param {number} count
 */
function channelsOf(values, channels, first, count) {
  const some = new Float32Array((values.length / channels) * count);
  for (let at = 0; at < some.length; at += 1)
    some[at] = values[Math.floor(at / count) * channels + first + (at % count)];
  return some;
}

/**
 * What has to do with the output maps from `first` on, of which `count` come from one map of the input: a convolution of
 * that map.
 * @param {ConvolutionPart} part
 * @param {number} first
 * @param {number} count
 * @returns {ConvolutionPart}
 */
function single(part, first, count) {
  const [height, width, inputs] = part.inputShape;
  const outputs = part.outputShape[2];
  const from = Math.floor((first * inputs) / outputs);
  const some = (/** @type {Float32Array} */ values) => channelsOf(values, outputs, first, count);
  const mine = (/** @type {Float32Array} */ values) => channelsOf(values, inputs, from, 1);
  return {
    ...part,
    inputShape: [height, width, 1],
    outputShape: [...part.outputShape.slice(0, 2), count],
    sliding: { ...part.sliding, input: [height, width, 1], filters: count },
    isFirst: false,
    input: mine(part.input),
    output: some(part.output),
    kernel: some(part.kernel),
    bias: part.bias && some(part.bias),
    back() {
      const { dZ, dKernel, dInput } = part.back();
      return { dZ: some(dZ), dKernel: some(dKernel), dInput: mine(dInput) };
    },
  };
}

/**
 * Subjects of single convolutions, made when they are looked at.
 * @param {(index: number) => Subject} make
 */
function each(make) {
  /** @type {Map<number, Subject>} */
  const made = new Map();
  return (/** @type {number} */ index) => {
    let subject = made.get(index);
    if (!subject) made.set(index, (subject = make(index)));
    return subject;
  };
}

/** @param {Journey} journey @param {ConvolutionPart} part @returns {Subject} */
export function depthwise(journey, part) {
  const of = each((channel) => convolution(journey, single(part, channel, 1)));
  const [height, width] = part.sliding.size;
  const { phases, sign, targetLabel } = of(0);
  const outputMap = (/** @type {number} */ channel) => of(channel).target({ channel: 0, from: 0 });
  return {
    title: words.depthwise.title(height, width, part.outputShape[2]),
    about: words.depthwise.about(height * width),
    isMap: true,
    targetLabel,
    target: ({ channel }) => outputMap(channel),
    sign,
    channels: { label: words.pool.maps, count: part.outputShape[2], name: words.map, plane: outputMap },
    from: null,
    phases,
    explain: (cell, { channel }) => of(channel).explain(cell, { channel: 0, from: 0 }),
  };
}

/** @param {Journey} journey @param {ConvolutionPart} part @returns {Subject} */
export function depthwiseKernelGradient(journey, part) {
  const of = each((channel) => kernelGradient(journey, single(part, channel, 1)));
  const { phases, sign, targetLabel } = of(0);
  const kernel = (/** @type {number} */ channel) => of(channel).target({ channel: 0, from: 0 });
  return {
    title: words.kernelGradient.title(part.name),
    about: words.kernelGradient.about,
    targetLabel,
    target: ({ channel }) => kernel(channel),
    sign,
    channels: { label: words.pool.maps, count: part.outputShape[2], name: words.map, plane: kernel },
    from: null,
    phases,
    explain: (cell, { channel }) => of(channel).explain(cell, { channel: 0, from: 0 }),
  };
}

/** @param {Journey} journey @param {ConvolutionPart} part @returns {Subject} */
export function depthwiseInputGradient(journey, part) {
  const inputs = part.inputShape[2];
  const count = part.outputShape[2] / inputs;
  const of = each((channel) => inputGradient(journey, single(part, channel * count, count)));
  const { phases, sign, targetLabel } = of(0);
  const inputMap = (/** @type {number} */ channel) => of(channel).target({ channel: 0, from: 0 });
  return {
    title: words.inputGradient.title(part.name),
    about: words.depthwise.aboutBack(count),
    isMap: true,
    targetLabel,
    target: ({ channel }) => inputMap(channel),
    sign,
    channels: { label: words.inputGradient.maps, count: inputs, name: words.inputMap, plane: inputMap },
    from: null,
    phases,
    explain: (cell, { channel }) => of(channel).explain(cell, { channel: 0, from: 0 }),
  };
}
