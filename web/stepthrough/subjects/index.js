import { text } from '../../text.js';
import { add, addGradient } from './add.js';
import { averagePool, averagePoolGradient } from './average-pool.js';
import { inputGradient, kernelGradient } from './convolution-back.js';
import { convolutionOf, depthwiseOf, pointwiseOf } from './convolution-part.js';
import { convolution } from './convolution.js';
import { dense, denseInputGradient, denseKernelGradient } from './dense.js';
import { depthwise, depthwiseInputGradient, depthwiseKernelGradient } from './depthwise.js';
import { flatten } from './flatten.js';
import { biasGradient, gate, relu as reluOf } from './gate.js';
import { pool, poolGradient } from './pool.js';
import { loss, softmax, softmaxGradient } from './softmax.js';
import { batchNorm, batchNormGradient, dropout } from './training.js';

/**
 * The stops of a journey, and what can be looked at there in either direction.
 *
 * @typedef {import('../journey.js').Journey} Journey
 * @typedef {import('./subject.js').Subject} Subject
 * @typedef {{ key: string, name: string, make: () => Subject }} View
 *
 * @typedef {object} Stop a layer, or the softmax at a layer's end
 * @property {string} name
 * @property {number[]} shape of what comes out
 * @property {View[]} forward
 * @property {() => View[]} backward asked for once the gradient has come back
 */

const words = text.stepThrough;

/**
 * @param {Journey} journey
 * @param {string[]} names of the classes
 * @returns {Stop[]}
 */
export function stopsOf(journey, names) {
  return journey.layers.flatMap((outline, layer) => {
    const { type, name, outputShape: shape, relu } = outline;
    /** @type {(key: keyof typeof words.views, make: () => Subject) => View} */
    const view = (key, make) => ({ key, name: words.views[key], make });
    /** @type {Stop} */
    const stop = { name, shape, forward: [], backward: () => [] };
    const gateOrNone = () => (relu ? [view('gate', () => gate(journey, layer))] : []);
    const biasOrNone = () =>
      journey.get('dBias', layer) ? [view('bias', () => biasGradient(journey, layer))] : [];
    /** @type {(part: () => import('./convolution-part.js').ConvolutionPart) => Pick<Stop, 'forward' | 'backward'>} */
    const mixing = (part) => ({
      forward: [view('output', () => convolution(journey, part()))],
      backward: () => [
        ...gateOrNone(),
        view('kernel', () => kernelGradient(journey, part())),
        ...biasOrNone(),
        view('input', () => inputGradient(journey, part())),
      ],
    });
    const alone = (
      /** @type {() => import('./convolution-part.js').ConvolutionPart} */ part,
      isHalf = false,
    ) => ({
      forward: [view('output', () => depthwise(journey, part()))],
      backward: () => [
        ...(isHalf ? [] : gateOrNone()),
        view('kernel', () => depthwiseKernelGradient(journey, part())),
        ...(isHalf ? [] : biasOrNone()),
        view('input', () => depthwiseInputGradient(journey, part())),
      ],
    });
    if (type === 'Conv2D') {
      Object.assign(
        stop,
        mixing(() => convolutionOf(journey, layer)),
      );
    } else if (type === 'DepthwiseConv2D') {
      Object.assign(
        stop,
        alone(() => depthwiseOf(journey, layer)),
      );
    } else if (type === 'SeparableConv2D') {
      const [rows, columns, channels] = depthwiseOf(journey, layer).outputShape;
      return [
        {
          name: words.depthwise.half(name),
          shape: [rows, columns, channels],
          ...alone(() => depthwiseOf(journey, layer), true),
        },
        { name, shape, ...mixing(() => pointwiseOf(journey, layer)) },
      ];
    } else if (type === 'AveragePooling2D' || type === 'GlobalAveragePooling2D') {
      stop.forward = [view('output', () => averagePool(journey, layer))];
      stop.backward = () => [view('input', () => averagePoolGradient(journey, layer))];
    } else if (type === 'Add') {
      stop.forward = [view('output', () => add(journey, layer))];
      stop.backward = () => [view('input', () => addGradient(journey, layer))];
    } else if (type === 'Dropout') {
      stop.forward = [view('output', () => dropout(journey, layer, false))];
      stop.backward = () => [view('input', () => dropout(journey, layer, true))];
    } else if (type === 'BatchNormalization') {
      stop.forward = [view('output', () => batchNorm(journey, layer))];
      stop.backward = () =>
        journey.get('dInput', layer) ? [view('input', () => batchNormGradient(journey, layer))] : [];
    } else if (type === 'Activation' && relu) {
      stop.forward = [view('output', () => reluOf(journey, layer))];
      stop.backward = gateOrNone;
    } else if (type === 'MaxPooling2D') {
      stop.forward = [view('output', () => pool(journey, layer))];
      stop.backward = () => [view('input', () => poolGradient(journey, layer))];
    } else if (type === 'Flatten') {
      stop.forward = [view('output', () => flatten(journey, layer, false))];
      stop.backward = () => [view('input', () => flatten(journey, layer, true))];
    } else if (type === 'Dense') {
      stop.forward = [view('output', () => dense(journey, layer))];
      stop.backward = () => [
        ...gateOrNone(),
        view('kernel', () => denseKernelGradient(journey, layer)),
        ...biasOrNone(),
        view('input', () => denseInputGradient(journey, layer)),
      ];
    }
    if (!outline.softmax) return [stop];
    const before = type === 'Activation' ? [] : [stop];
    const twice = () =>
      journey.lossName === 'double-softmax'
        ? [view('softmax', () => softmaxGradient(journey, layer, names))]
        : [];
    return [
      ...before,
      {
        name: words.softmax.name,
        shape,
        forward: [view('output', () => softmax(journey, layer, names))],
        backward: () => [view('loss', () => loss(journey, layer, names)), ...twice()],
      },
    ];
  });
}
