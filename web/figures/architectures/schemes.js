import { separableCost } from './counts.js';

/**
 * The three networks side by side, as data: what each box is called in Keras, what leaves it, and how many weights it
 * learns, biases included where it has them.
 *
 * @typedef {object} Box
 * @property {string} name in Keras
 * @property {string} [detail] sizes and activation
 * @property {string} shape of what leaves it
 * @property {number} [weights]
 * @property {boolean} [skipFrom] whether a copy goes from here past the boxes that follow
 * @property {boolean} [skipTo] whether that copy arrives here
 *
 * @typedef {object} Scheme
 * @property {'ours' | 'mobilenet' | 'xception'} key
 * @property {Box[]} boxes
 */

/** The tutorial's own, whole. @type {Box[]} */
const ours = [
  { name: 'Input', shape: '32 × 32 × 3' },
  { name: 'Conv2D', detail: '32 of 3 × 3, relu', shape: '32 × 32 × 32', weights: 896 },
  { name: 'MaxPooling2D', detail: '2 × 2', shape: '16 × 16 × 32' },
  { name: 'Conv2D', detail: '64 of 3 × 3, relu', shape: '16 × 16 × 64', weights: 18_496 },
  { name: 'MaxPooling2D', detail: '2 × 2', shape: '8 × 8 × 64' },
  { name: 'Flatten', shape: '4,096' },
  { name: 'Dense', detail: '200, relu', shape: '200', weights: 819_400 },
  { name: 'Dense', detail: '200, relu', shape: '200', weights: 40_200 },
  { name: 'Dense', detail: '10, softmax', shape: '10', weights: 2_010 },
];

/** What batch normalisation learns: a scale and a shift for each channel. @param {number} channels */
const normalisation = (channels) => 2 * channels;

/** The block that MobileNet has five of in a row, at 14 by 14. @returns {Box[]} */
function mobilenet() {
  const [shape, channels] = ['14 × 14 × 512', 512];
  const { depthwise, pointwise } = separableCost({ kernel: 3, input: channels, output: channels, side: 14 });
  const settled = [
    { name: 'BatchNormalization', shape, weights: normalisation(channels) },
    { name: 'ReLU', shape },
  ];
  return [
    { name: 'Input', shape },
    { name: 'DepthwiseConv2D', detail: '3 × 3', shape, weights: depthwise.weights },
    ...settled,
    { name: 'Conv2D', detail: '512 of 1 × 1', shape, weights: pointwise.weights },
    ...settled,
  ];
}

/** The block that Xception has eight of in a row, at 19 by 19. @returns {Box[]} */
function xception() {
  const [shape, channels] = ['19 × 19 × 728', 728];
  const { weights } = separableCost({ kernel: 3, input: channels, output: channels, side: 19 });
  const thrice = [1, 2, 3].flatMap(() => [
    { name: 'ReLU', shape },
    { name: 'SeparableConv2D', detail: '728 of 3 × 3', shape, weights },
    { name: 'BatchNormalization', shape, weights: normalisation(channels) },
  ]);
  return [
    { name: 'Input', shape, skipFrom: true },
    ...thrice,
    { name: 'Add', detail: 'input + result', shape, skipTo: true },
  ];
}

/** @type {Scheme[]} */
export const schemes = [
  { key: 'ours', boxes: ours },
  { key: 'mobilenet', boxes: mobilenet() },
  { key: 'xception', boxes: xception() },
];
