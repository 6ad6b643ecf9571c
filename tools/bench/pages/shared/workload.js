/**
 * What every library is given: the tutorial's network from the same initial weights, and the same images in
 * the same order. Layouts are Keras's: activations `[n, h, w, c]`, convolution kernels `[kh, kw, in, out]`,
 * dense `[in, out]`.
 */

/** A whole number of batches of 32, 64 and 128. */
export const TRAIN_IMAGES = 5120;
export const TEST_IMAGES = 2000;
export const IMAGE_BYTES = 32 * 32 * 3;
export const CLASSES = 10;

/** Images of a forward pass. */
export const INFERENCE_BATCH = 100;

/** Adam, as Keras has it. */
export const ADAM = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };

/** @typedef {{ name: string, shape: number[], values: Float32Array<ArrayBuffer> }} Weight */

/** @type {[name: string, shape: number[]][]} under Keras's names and in its order; 881,002 numbers in all */
const WEIGHTS = [
  ['conv2d/kernel', [3, 3, 3, 32]],
  ['conv2d/bias', [32]],
  ['conv2d_1/kernel', [3, 3, 32, 64]],
  ['conv2d_1/bias', [64]],
  ['dense/kernel', [4096, 200]],
  ['dense/bias', [200]],
  ['dense_1/kernel', [200, 200]],
  ['dense_1/bias', [200]],
  ['dense_2/kernel', [200, 10]],
  ['dense_2/bias', [10]],
];

/**
 * Glorot-uniform kernels and zero biases, the same on every call.
 *
 * @returns {Weight[]}
 */
export function initialWeights() {
  const random = uniform(1);
  return WEIGHTS.map(([name, shape]) => {
    const values = new Float32Array(sizeOf(shape));
    if (shape.length > 1) {
      const limit = glorotLimit(shape);
      for (let i = 0; i < values.length; i++) values[i] = (2 * random() - 1) * limit;
    }
    return { name, shape, values };
  });
}

/** @param {number[]} shape */
const sizeOf = (shape) => shape.reduce((product, side) => product * side, 1);

/** @param {number[]} shape of a kernel, its last two sides being what comes in and what goes out */
function glorotLimit(shape) {
  const window = sizeOf(shape.slice(0, -2));
  const [input, output] = shape.slice(-2);
  return Math.sqrt(6 / (window * (input + output)));
}

/**
 * Numbers from 0 to 1 out of a counter and a mixing function.
 *
 * @param {number} seed
 */
function uniform(seed) {
  let counter = seed;
  return () => {
    counter = (counter + 0x9e3779b9) | 0;
    let mixed = Math.imul(counter ^ (counter >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

/**
 * The place in the training images: batches are taken one after the other, and from the beginning again after
 * the last.
 */
export class Cursor {
  #at = 0;

  /**
   * The images of the next steps. Where there are more steps than the images have batches, it is the nearest
   * number of whole epochs instead.
   *
   * @param {number} steps
   * @param {number} batch images in each
   * @returns {{ start: number, images: number, epochs: number }}
   */
  take(steps, batch) {
    const batches = Math.floor(TRAIN_IMAGES / batch);
    if (steps > batches) {
      this.#at = 0;
      return { start: 0, images: batches * batch, epochs: Math.round(steps / batches) };
    }
    const images = steps * batch;
    const start = this.#at + images > TRAIN_IMAGES ? 0 : this.#at;
    this.#at = start + images;
    return { start, images, epochs: 1 };
  }
}

/**
 * The first of the test images that the `index`-th forward pass takes.
 *
 * @param {number} index
 * @param {number} batch
 */
export const testStart = (index, batch) => (index % Math.floor(TEST_IMAGES / batch)) * batch;
