import { TUTORIAL } from './network.js';
import { ENLARGED_IMAGES, IMAGE_BYTES, TEST_IMAGES, TRAIN_IMAGES } from './workload.js';

/**
 * @typedef {object} Images
 * @property {Uint8Array} images 0 to 255, `[n, side, side, 3]`
 * @property {Uint8Array} labels
 */

/**
 * Real CIFAR-10, as `pages.mjs` wrote it.
 *
 * @param {number} side of an image; those that are not CIFAR-10's own are enlarged
 * @returns {Promise<{ train: Images, test: Images }>}
 */
export async function loadData(side = TUTORIAL.side) {
  const response = await fetch('data/images.bin');
  if (!response.ok) throw new Error(`The images cannot be had: status ${response.status}.`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  let at = 0;
  /** @param {number} length */
  const next = (length) => bytes.subarray(at, (at += length));
  /** @param {number} count @returns {Images} */
  const part = (count) => ({ images: next(count * IMAGE_BYTES), labels: next(count) });
  const data = { train: part(TRAIN_IMAGES), test: part(TEST_IMAGES) };
  const times = side / TUTORIAL.side;
  return times === 1 ? data : { train: enlarged(data.train, times), test: enlarged(data.test, times) };
}

/**
 * The first of the images, each pixel a square of several.
 *
 * @param {Images} data
 * @param {number} times a whole number
 * @returns {Images}
 */
export function enlarged(data, times) {
  const count = Math.min(ENLARGED_IMAGES, data.labels.length);
  const { images, labels } = cut(data, 0, count);
  const side = TUTORIAL.side * times;
  const larger = new Uint8Array(images.length * times ** 2);
  for (let to = 0; to < larger.length; to++) {
    const pixel = Math.floor(to / 3);
    // The images lie below each other, so that one tall picture is enlarged.
    const row = Math.floor(pixel / side / times);
    const column = Math.floor((pixel % side) / times);
    larger[to] = images[(row * TUTORIAL.side + column) * 3 + (to % 3)];
  }
  return { images: larger, labels };
}

/**
 * Some of the images, without a copy.
 *
 * @param {Images} data
 * @param {number} start
 * @param {number} count
 */
export function cut({ images, labels }, start, count) {
  const bytes = images.length / labels.length;
  return {
    images: images.subarray(start * bytes, (start + count) * bytes),
    labels: labels.subarray(start, start + count),
  };
}

/**
 * Images as most libraries want them: 0 to 1.
 *
 * @param {Uint8Array} bytes
 */
export const scaled = (bytes) => Float32Array.from(bytes, (byte) => byte / 255);
