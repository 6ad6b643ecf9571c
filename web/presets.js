import tutorial from '../crates/core/src/tutorial.json';

/** Networks to begin with: what `lab.model` takes, without a seed. */
export const presets = {
  /** The tutorial's model: two convolutions with max pooling, two hidden dense layers, ten classes. */
  tutorial() {
    return structuredClone(tutorial);
  },
};
