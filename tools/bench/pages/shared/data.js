import { IMAGE_BYTES, TEST_IMAGES, TRAIN_IMAGES } from './workload.js';

/**
 * @typedef {object} Images
 * @property {Uint8Array} images 0 to 255, `[n, 32, 32, 3]`
 * @property {Uint8Array} labels
 */

/**
 * Real CIFAR-10, as `data.mjs` wrote it.
 *
 * @returns {Promise<{ train: Images, test: Images }>}
 */
export async function loadData() {
  const response = await fetch('data/images.bin');
  if (!response.ok) throw new Error(`The images cannot be had: status ${response.status}.`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  let at = 0;
  /** @param {number} length */
  const next = (length) => bytes.subarray(at, (at += length));
  /** @param {number} count @returns {Images} */
  const part = (count) => ({ images: next(count * IMAGE_BYTES), labels: next(count) });
  return { train: part(TRAIN_IMAGES), test: part(TEST_IMAGES) };
}

/**
 * Some of the images, without a copy.
 *
 * @param {Images} data
 * @param {number} start
 * @param {number} count
 */
export const cut = ({ images, labels }, start, count) => ({
  images: images.subarray(start * IMAGE_BYTES, (start + count) * IMAGE_BYTES),
  labels: labels.subarray(start, start + count),
});

/**
 * Images as most libraries want them: 0 to 1.
 *
 * @param {Uint8Array} bytes
 */
export const scaled = (bytes) => Float32Array.from(bytes, (byte) => byte / 255);
