import tutorial from '../crates/core/src/tutorial.json';

/**
 * @typedef {keyof typeof presets} Preset
 * @typedef {{ inputShape: number[], layers: object[] }} Description  what `lab.model` takes, without a seed
 */

/** Networks to begin with, each a fresh description. */
export const presets = {
  /** The tutorial's model: two convolutions with max pooling, two hidden dense layers, ten classes. */
  tutorial: () => /** @type {Description} */ (structuredClone(tutorial)),

  /** The same with a dropout just before the last layer. */
  tutorialDropout: () => beforeTheLast({ type: 'Dropout', rate: 0.25 }),

  /** The same with a batch normalisation just before the last layer. */
  tutorialBatchNormalization: () => beforeTheLast({ type: 'BatchNormalization' }),

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

/** @param {object} layer @returns {Description} the tutorial's model with one more layer */
function beforeTheLast(layer) {
  const { inputShape, layers } = presets.tutorial();
  return { inputShape, layers: [...layers.slice(0, -1), layer, ...layers.slice(-1)] };
}
