import { text } from '../../text.js';
import { inputGradient, kernelGradient } from './convolution-back.js';
import { convolution } from './convolution.js';
import { dense, denseInputGradient, denseKernelGradient } from './dense.js';
import { flatten } from './flatten.js';
import { biasGradient, gate } from './gate.js';
import { pool, poolGradient } from './pool.js';
import { loss, softmax, softmaxGradient } from './softmax.js';

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
    if (type === 'Conv2D') {
      stop.forward = [view('output', () => convolution(journey, layer))];
      stop.backward = () => [
        ...gateOrNone(),
        view('kernel', () => kernelGradient(journey, layer)),
        view('bias', () => biasGradient(journey, layer)),
        view('input', () => inputGradient(journey, layer)),
      ];
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
        view('bias', () => biasGradient(journey, layer)),
        view('input', () => denseInputGradient(journey, layer)),
      ];
    }
    if (!outline.softmax) return [stop];
    const twice = () =>
      journey.lossName === 'double-softmax'
        ? [view('softmax', () => softmaxGradient(journey, layer, names))]
        : [];
    return [
      stop,
      {
        name: words.softmax.name,
        shape,
        forward: [view('output', () => softmax(journey, layer, names))],
        backward: () => [view('loss', () => loss(journey, layer, names)), ...twice()],
      },
    ];
  });
}
