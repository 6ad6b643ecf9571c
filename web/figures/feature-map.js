/**
 * The feature map that the figures of the chapters hand on: what the convolution of the whole picture gave, for the
 * figures of ReLU and of pooling to start from.
 *
 * @typedef {object} FeatureMap
 * @property {Float32Array} values [rows, columns], row-major, before ReLU
 * @property {number} rows
 * @property {number} columns
 * @property {string} name of the kernel that made it
 */

class FeatureMapStore {
  /** @type {FeatureMap | null} */
  #current = null;
  /** @type {Set<() => void>} */
  #listeners = new Set();

  /** The newest map; null until there is one. @returns {FeatureMap | null} */
  get current() {
    return this.#current;
  }

  /** @param {FeatureMap | null} map */
  set(map) {
    this.#current = map;
    for (const listener of this.#listeners) listener();
  }

  /** @param {() => void} listener told of every new map */
  onChange(listener) {
    this.#listeners.add(listener);
  }
}

export const featureMap = new FeatureMapStore();
