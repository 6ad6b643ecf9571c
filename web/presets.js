import tutorial from '../crates/core/src/tutorial.json';

/**
 * @typedef {keyof typeof presets} Preset
 * @typedef {{ inputShape: number[], layers: object[] }} Description  what `lab.model` takes, without a seed
 */

/** How much of the moving statistics a step keeps: less than Keras's 0.99, since runs here have few steps. */
const QUICK = 0.97;

/** Networks to begin with, each a fresh description. */
export const presets = {
  /** The tutorial's model: two convolutions with max pooling, two hidden dense layers, ten classes. */
  tutorial: () => /** @type {Description} */ (structuredClone(tutorial)),

  /** The same with a dropout just before the last layer. */
  tutorialDropout: () => beforeTheLast({ type: 'Dropout', rate: 0.25 }),

  /** The same with a batch normalisation just before the last layer. */
  tutorialBatchNormalization: () => beforeTheLast({ type: 'BatchNormalization' }),

  /**
   * After F. Chollet, Xception: deep learning with depthwise separable convolutions, CVPR 2017, for 32 x 32: three blocks
   * of two separable convolutions, each with a shortcut around it.
   */
  miniXception: () => ({
    inputShape: [32, 32, 3],
    layers: [
      { type: 'Conv2D', filters: 16, kernelSize: 3, padding: 'same', useBias: false },
      { type: 'BatchNormalization', momentum: QUICK },
      { type: 'Activation', activation: 'relu', name: 'stem' },
      ...separableBlock('block1', 'stem', 32),
      ...separableBlock('block2', 'block1', 64),
      ...separableBlock('block3', 'block2', 128),
      { type: 'GlobalAveragePooling2D' },
      { type: 'Dense', units: 10, activation: 'softmax' },
    ],
  }),

  /**
   * After A. Howard and others, MobileNets: efficient convolutional neural networks for mobile vision applications, 2017,
   * for 32 x 32: depthwise convolutions, and 1 x 1 ones that mix their channels; with a shortcut around every second pair,
   * after K. He and others, Deep residual learning for image recognition, CVPR 2016.
   */
  miniMobileNet: () => ({
    inputShape: [32, 32, 3],
    layers: [
      { type: 'Conv2D', filters: 32, kernelSize: 3, padding: 'same', useBias: false },
      { type: 'BatchNormalization', momentum: QUICK },
      { type: 'Activation', activation: 'relu', name: 'stem' },
      ...depthwiseBlock('block1', 'stem', 64, { strides: 2 }),
      ...depthwiseBlock('block2', 'block1', 64, { shortcut: true }),
      ...depthwiseBlock('block3', 'block2', 128, { strides: 2 }),
      ...depthwiseBlock('block4', 'block3', 128, { shortcut: true }),
      { type: 'GlobalAveragePooling2D' },
      { type: 'Dropout', rate: 0.25 },
      { type: 'Dense', units: 10, activation: 'softmax' },
    ],
  }),

  /**
   * After LeNet-5 of Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, Gradient-based learning applied to document
   * recognition, Proceedings of the IEEE 86, 1998; with ReLU and max pooling, for three colours.
   */
  leNet: () => ({
    inputShape: [32, 32, 3],
    layers: [
      { type: 'Conv2D', filters: 6, kernelSize: 5, activation: 'relu' },
      { type: 'MaxPooling2D' },
      { type: 'Conv2D', filters: 16, kernelSize: 5, activation: 'relu' },
      { type: 'MaxPooling2D' },
      { type: 'Flatten' },
      { type: 'Dense', units: 120, activation: 'relu' },
      { type: 'Dense', units: 84, activation: 'relu' },
      { type: 'Dense', units: 10, activation: 'softmax' },
    ],
  }),

  /** A linear classifier: each class weighs the pixels, and nothing else. */
  linear: () => ({
    inputShape: [32, 32, 3],
    layers: [{ type: 'Flatten' }, { type: 'Dense', units: 10, activation: 'softmax' }],
  }),
};

/** Their names, in the order in which they are offered. */
export const presetNames = /** @type {Preset[]} */ (Object.keys(presets));

/**
 * Two separable convolutions with batch normalisation and a pool, and around them a convolution of 1x1 that keeps step.
 * @param {string} name of what comes out
 * @param {string} input
 * @param {number} filters
 */
function separableBlock(name, input, filters) {
  const separable = { type: 'SeparableConv2D', filters, kernelSize: 3, padding: 'same', useBias: false };
  const norm = { type: 'BatchNormalization', momentum: QUICK };
  return [
    { ...separable, name: `${name}_conv1`, inputs: [input] },
    { ...norm, name: `${name}_norm1` },
    { type: 'Activation', activation: 'relu', name: `${name}_relu` },
    { ...separable, name: `${name}_conv2` },
    { ...norm, name: `${name}_norm2` },
    { type: 'MaxPooling2D', poolSize: 3, strides: 2, padding: 'same', name: `${name}_pool` },
    {
      type: 'Conv2D',
      filters,
      kernelSize: 1,
      strides: 2,
      padding: 'same',
      useBias: false,
      name: `${name}_shortcut`,
      inputs: [input],
    },
    { ...norm, name: `${name}_norm3` },
    { type: 'Add', name: `${name}_sum`, inputs: [`${name}_pool`, `${name}_norm3`] },
    { type: 'Activation', activation: 'relu', name },
  ];
}

/**
 * A depthwise convolution and one of 1x1 behind it, each with batch normalisation, and ReLU.
 * @param {string} name of what comes out
 * @param {string} input
 * @param {number} filters
 * @param {{ strides?: number, shortcut?: boolean }} how a shortcut adds what went in
 */
function depthwiseBlock(name, input, filters, { strides = 1, shortcut = false }) {
  const norm = { type: 'BatchNormalization', momentum: QUICK };
  return [
    {
      type: 'DepthwiseConv2D',
      kernelSize: 3,
      strides,
      padding: 'same',
      useBias: false,
      name: `${name}_depthwise`,
      inputs: [input],
    },
    { ...norm, name: `${name}_norm1` },
    { type: 'Activation', activation: 'relu', name: `${name}_relu` },
    { type: 'Conv2D', filters, kernelSize: 1, padding: 'same', useBias: false, name: `${name}_pointwise` },
    { ...norm, name: `${name}_norm2` },
    ...(shortcut ? [{ type: 'Add', name: `${name}_sum`, inputs: [input, `${name}_norm2`] }] : []),
    { type: 'Activation', activation: 'relu', name },
  ];
}

/** @param {object} layer @returns {Description} the tutorial's model with one more layer */
function beforeTheLast(layer) {
  const { inputShape, layers } = presets.tutorial();
  return { inputShape, layers: [...layers.slice(0, -1), layer, ...layers.slice(-1)] };
}
