/**
 * The tutorial's network and the larger ones that it is made into: how its weights are shaped and begin, and how much
 * there is to compute. Layouts are Keras's: activations `[n, h, w, c]`, convolution kernels `[kh, kw, in, out]`, dense
 * `[in, out]`.
 *
 * @typedef {object} Size
 * @property {number} side of an image, in pixels
 * @property {number} width how many times the tutorial's filters the convolutions have
 *
 * @typedef {{ name: string, shape: number[], values: Float32Array<ArrayBuffer> }} Weight
 */

/** @type {Size} */
export const TUTORIAL = { side: 32, width: 1 };

export const CLASSES = 10;

/** Adam, as Keras has it. */
export const ADAM = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };

/** Units of the two hidden dense layers. */
const HIDDEN = 200;

/**
 * The kernels, and at how many places of an image each is applied.
 *
 * @param {Size} size
 * @returns {{ name: string, shape: number[], places: number }[]}
 */
function kernelsOf({ side, width }) {
  const [first, second] = [32 * width, 64 * width];
  const pooled = side / 2;
  const features = (pooled / 2) ** 2 * second;
  return [
    { name: 'conv2d', shape: [3, 3, 3, first], places: side ** 2 },
    { name: 'conv2d_1', shape: [3, 3, first, second], places: pooled ** 2 },
    { name: 'dense', shape: [features, HIDDEN], places: 1 },
    { name: 'dense_1', shape: [HIDDEN, HIDDEN], places: 1 },
    { name: 'dense_2', shape: [HIDDEN, CLASSES], places: 1 },
  ];
}

/**
 * Glorot-uniform kernels and zero biases under Keras's names and in its order, the same on every call.
 *
 * @param {Size} size
 * @returns {Weight[]}
 */
export function initialWeights(size) {
  const random = uniform(1);
  return kernelsOf(size).flatMap(({ name, shape }) => {
    const limit = glorotLimit(shape);
    const kernel = Float32Array.from({ length: product(shape) }, () => (2 * random() - 1) * limit);
    const outputs = shape[shape.length - 1];
    return [
      { name: `${name}/kernel`, shape, values: kernel },
      { name: `${name}/bias`, shape: [outputs], values: new Float32Array(outputs) },
    ];
  });
}

/**
 * Operations for an image, every multiplication and every addition of the products counted, computed densely. On the way
 * back each product is met twice more, for the gradient of the kernel and for that of the layer's input, which the first
 * layer does not need.
 *
 * @param {Size} size
 * @returns {{ train: number, infer: number }}
 */
export function operationsOf(size) {
  const forward = kernelsOf(size).map(({ shape, places }) => 2 * product(shape) * places);
  const infer = forward.reduce((total, operations) => total + operations);
  return { train: 3 * infer - forward[0], infer };
}

/** @param {number[]} shape */
const product = (shape) => shape.reduce((total, side) => total * side, 1);

/** @param {number[]} shape of a kernel, its last two sides being what comes in and what goes out */
function glorotLimit(shape) {
  const window = product(shape.slice(0, -2));
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
