import { ConvlabError } from './error.js';

/**
 * @typedef {import('../protocol.js').Dataset} Dataset
 * @typedef {{ number: number, ready: Promise<void> }} Held
 */

/** Which data sets the worker holds, so that each goes over once, and is let go when the page lets it go. */
export class Datasets {
  #channel;
  /** @type {WeakMap<Dataset, Held>} */
  #held = new WeakMap();
  #last = 0;
  #gone = new FinalizationRegistry((/** @type {number} */ number) => {
    this.#channel.call('forget', { dataset: number }).catch(() => {});
  });

  /** @param {import('./channel.js').Channel} channel */
  constructor(channel) {
    this.#channel = channel;
  }

  /** A number for a data set that the worker will make. */
  next() {
    return ++this.#last;
  }

  /**
   * Notes that the worker holds a data set.
   *
   * @param {Dataset} dataset
   * @param {number} number
   * @param {Promise<void>} ready
   */
  note(dataset, number, ready = Promise.resolve()) {
    const held = { number, ready };
    this.#held.set(dataset, held);
    this.#gone.register(dataset, number);
    return held;
  }

  /**
   * Sends a data set over, unless the worker holds it. The commands that follow can name it at once; whether it
   * could be taken shows in `ready`.
   *
   * @param {Dataset} dataset
   * @returns {Held}
   */
  hold(dataset) {
    const held = this.#held.get(dataset);
    if (held) return held;
    checkDataset(dataset);
    const { images, labels } = dataset;
    const copy = { images: images.slice(), shape: [...dataset.shape], labels: labels.slice() };
    const number = this.next();
    const transfer = [copy.images.buffer, copy.labels.buffer];
    const ready = this.#channel.call('dataset', { dataset: number, ...copy }, { transfer });
    ready.catch(() => this.#held.delete(dataset));
    return this.note(dataset, number, ready);
  }
}

/**
 * Whether an object is a data set; the engine checks the rest.
 *
 * @param {Dataset} dataset
 */
export function checkDataset(dataset) {
  const { images, shape, labels } = dataset ?? {};
  if (!(images instanceof Uint8Array || images instanceof Float32Array)) {
    throw new ConvlabError('data', "A data set's images must be a Uint8Array or a Float32Array.");
  }
  if (!(labels instanceof Uint8Array)) {
    throw new ConvlabError('data', "A data set's labels must be a Uint8Array.");
  }
  const isShape =
    Array.isArray(shape) && shape.length >= 2 && shape.every((size) => Number.isInteger(size) && size > 0);
  if (!isShape || shape[0] !== labels.length) {
    throw new ConvlabError(
      'data',
      "A data set's shape must be [images, height, width, channels], with a label an image.",
    );
  }
}
