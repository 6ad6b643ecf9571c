import { oneOf, whole } from '../../readers.js';
import {
  LARGEST,
  middle,
  nameOf,
  placeOf,
  PRESETS,
  readKernel,
  SIZES,
  widen,
  writeKernel,
} from './kernels.js';

/**
 * The one kernel that all figures of the chapter slide over their pictures, and how they slide it. A filter of the
 * reader's network takes its place where the picture has colours, until a kernel is chosen or changed again.
 *
 * @typedef {object} Filter one filter of a network's first convolution
 * @property {number} number from 1
 * @property {number} size rows, and as many columns
 * @property {Float32Array} kernel [size, size, 3, 1]
 * @property {number} bias
 *
 * @typedef {object} ColourKernel what slides over a picture with three channels
 * @property {number} size
 * @property {Float32Array} kernel [size, size, 3, 1]
 * @property {Float32Array} bias [1]
 *
 * @typedef {'same' | 'valid'} Padding
 */

const CHANNELS = 3;
const USUAL = { kernel: 'sobel-x', size: 3, padding: /** @type {Padding} */ ('valid'), stride: 1, bias: 0 };

const PADDINGS = /** @type {const} */ (['valid', 'same']);
const STRIDES = [1, 2, 3];

export class SharedKernel {
  #address;
  #wide;
  #size;
  #padding;
  #stride;
  #bias;
  /** @type {Filter | null} */
  #filter = null;
  /** @type {Set<() => void>} */
  #listeners = new Set();

  /** @param {import('../../address.js').Address} address */
  constructor(address) {
    this.#address = address;
    const kernel = address.read('kernel', readKernel);
    const size = address.read('size', whole(SIZES[0], SIZES[SIZES.length - 1]));
    this.#wide = kernel?.wide ?? widen(PRESETS[USUAL.kernel]);
    this.#size = kernel?.size ?? (size !== null && SIZES.includes(size) ? size : USUAL.size);
    this.#padding = address.read('padding', oneOf(PADDINGS)) ?? USUAL.padding;
    this.#stride = address.read('stride', whole(1, STRIDES[STRIDES.length - 1])) ?? USUAL.stride;
    this.#bias = address.read('bias', readBias) ?? USUAL.bias;
  }

  /** The preset's name, or `own`. */
  get name() {
    return nameOf(this.#wide);
  }

  get size() {
    return this.#size;
  }

  get padding() {
    return this.#padding;
  }

  get stride() {
    return this.#stride;
  }

  /** For the small picture: the kernel's weights, [size, size]. */
  get cells() {
    return middle(this.#wide, this.#size);
  }

  get bias() {
    return Float32Array.of(this.#bias);
  }

  get filter() {
    return this.#filter;
  }

  /** What slides over a picture in colour: the filter, or the kernel with the same weights for every channel. */
  get inColour() {
    if (this.#filter) {
      const { size, kernel, bias } = this.#filter;
      return { size, kernel, bias: Float32Array.of(bias) };
    }
    const { size, cells, bias } = this;
    const kernel = Float32Array.from(
      { length: cells.length * CHANNELS },
      (_, at) => cells[Math.floor(at / CHANNELS)],
    );
    return { size, kernel, bias };
  }

  /**
   * How a kernel slides over a picture.
   * @param {[number, number, number]} input [h, w, c]
   * @param {number} size of the kernel
   * @param {number} [filters]
   */
  sliding(input, size, filters = 1) {
    return {
      input,
      size: /** @type {[number, number]} */ ([size, size]),
      strides: /** @type {[number, number]} */ ([this.#stride, this.#stride]),
      padding: this.#padding,
      filters,
    };
  }

  /** @param {string} name of a preset */
  choose(name) {
    this.#wide = widen(PRESETS[name]);
    this.#filter = null;
    this.#tell();
  }

  /** @param {number} index row-major @param {number} weight */
  change(index, weight) {
    this.#wide = this.#wide.slice();
    this.#wide[placeOf(index, this.#size)] = weight;
    this.#filter = null;
    this.#tell();
  }

  set size(size) {
    this.#size = size;
    this.#filter = null;
    this.#tell();
  }

  set padding(padding) {
    this.#padding = padding;
    this.#tell();
  }

  set stride(stride) {
    this.#stride = stride;
    this.#tell();
  }

  /** @param {number} bias */
  setBias(bias) {
    this.#bias = bias;
    this.#filter = null;
    this.#tell();
  }

  /** @param {Filter | null} filter */
  useFilter(filter) {
    this.#filter = filter;
    this.#tell();
  }

  /** @param {() => void} listener told of every change */
  onChange(listener) {
    this.#listeners.add(listener);
  }

  #tell() {
    const { kernel, ...usual } = USUAL;
    this.#address.write('kernel', writeKernel(this.#wide, this.#size, kernel));
    const now = { size: this.#size, padding: this.#padding, stride: this.#stride, bias: this.#bias };
    for (const [name, value] of Object.entries(now))
      this.#address.write(name, value === usual[/** @type {keyof typeof usual} */ (name)] ? null : value);
    for (const listener of this.#listeners) listener();
  }
}

/** @param {string} written */
function readBias(written) {
  const bias = Number(written);
  return written.trim() !== '' && Math.abs(bias) <= LARGEST ? bias : null;
}
