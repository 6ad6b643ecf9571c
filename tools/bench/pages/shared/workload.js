import { TUTORIAL } from './network.js';

/**
 * What every library is given: so many images, always in the same order.
 *
 * @typedef {import('./network.js').Size} Size
 */

/** A whole number of batches of 32, 64, 128, 256 and 512. */
export const TRAIN_IMAGES = 5120;
export const TEST_IMAGES = 2000;

/** Of images that are larger than CIFAR-10's there are fewer, so that they fit into memory several times. */
export const ENLARGED_IMAGES = 1024;

/** The largest batch that there are always images for. */
export const LARGEST_BATCH = ENLARGED_IMAGES;

/** Of a CIFAR-10 image. */
export const IMAGE_BYTES = TUTORIAL.side ** 2 * 3;

/**
 * What a page works on, as its address tells it.
 *
 * @typedef {Size & { batch: number, images: number }} Setting `images`: how many it trains on
 */

/** @param {Setting} setting */
export const toQuery = ({ batch, side, width, images }) =>
  new URLSearchParams(
    Object.entries({ batch, side, width, images }).map(([name, value]) => [name, `${value}`]),
  );

/** @param {URLSearchParams} query @returns {Setting} */
export function fromQuery(query) {
  const number = (/** @type {string} */ name) => Number(query.get(name));
  return { batch: number('batch'), side: number('side'), width: number('width'), images: number('images') };
}

/**
 * The place in the training images: batches are taken one after the other, and from the beginning again after
 * the last.
 */
export class Cursor {
  #at = 0;
  #batch;
  #batches;

  /** @param {Pick<Setting, 'batch' | 'images'>} setting */
  constructor({ batch, images }) {
    this.#batch = batch;
    this.#batches = Math.floor(images / batch);
  }

  /**
   * The images of the next steps. Where there are more steps than the images have batches, it is the nearest
   * number of whole epochs instead.
   *
   * @param {number} steps
   * @returns {{ start: number, images: number, epochs: number }}
   */
  take(steps) {
    if (steps > this.#batches) {
      this.#at = 0;
      return { start: 0, images: this.#batches * this.#batch, epochs: Math.round(steps / this.#batches) };
    }
    const start = this.#at + steps > this.#batches ? 0 : this.#at;
    this.#at = start + steps;
    return { start: start * this.#batch, images: steps * this.#batch, epochs: 1 };
  }
}

/**
 * The first of the test images that the `index`-th forward pass takes.
 *
 * @param {number} index
 * @param {number} batch
 * @param {number} images that there are
 */
export const testStart = (index, batch, images) => (index % Math.floor(images / batch)) * batch;
