import { IMAGE_BYTES } from './workload.js';

/** @typedef {import('./network.js').Weight} Weight */

/** The last activations before the dense layers, `[h, w, c]`. */
const FEATURES = [8, 8, 64];

/**
 * The order of a tensor's axes changed.
 *
 * @param {Float32Array<ArrayBuffer>} values
 * @param {number[]} shape
 * @param {number[]} axes which of the old axes stands where in the new order
 */
function transposed(values, shape, axes) {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, side) => product * side, 1));
  const result = new Float32Array(values.length);
  let to = 0;
  /** @param {number} depth @param {number} from */
  const walk = (depth, from) => {
    if (depth === axes.length) {
      result[to++] = values[from];
      return;
    }
    const axis = axes[depth];
    for (let i = 0; i < shape[axis]; i++) walk(depth + 1, from + i * strides[axis]);
  };
  walk(0, 0);
  return result;
}

/**
 * A weight for a network on `[n, c, h, w]`: convolution kernels become `[out, in, kh, kw]`, and the first
 * dense kernel's rows follow the other order of the features.
 *
 * @param {Weight} weight
 * @returns {Weight}
 */
export function channelsFirst({ name, shape, values }) {
  if (shape.length === 4) {
    const axes = [3, 2, 0, 1];
    return { name, shape: axes.map((axis) => shape[axis]), values: transposed(values, shape, axes) };
  }
  if (name === 'dense/kernel') {
    return { name, shape, values: transposed(values, [...FEATURES, shape[1]], [2, 0, 1, 3]) };
  }
  return { name, shape, values };
}

/**
 * Images `[n, h, w, c]` as `[n, c, h, w]`.
 *
 * @param {Float32Array<ArrayBuffer>} values
 */
export const imagesChannelsFirst = (values) =>
  transposed(values, [values.length / IMAGE_BYTES, 32, 32, 3], [0, 3, 1, 2]);
