import tutorial from '../crates/core/src/tutorial.json';

/** @typedef {keyof typeof presets} Preset */

/** Networks to begin with: what `lab.model` takes, without a seed. */
export const presets = {
  /** The tutorial's model: two convolutions with max pooling, two hidden dense layers, ten classes. */
  tutorial() {
    return structuredClone(tutorial);
  },
};

/** Their names, in the order in which they are offered. */
export const presetNames = /** @type {Preset[]} */ (Object.keys(presets));
