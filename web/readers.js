/** How values are read from what a reader typed or an address holds: the value, or null where it means none. */

/**
 * A whole number from `least` to `most` in steps of `step`.
 * @param {number} least
 * @param {number} most
 * @param {number} [step]
 */
export const whole =
  (least, most, step = 1) =>
  (/** @type {string} */ written) => {
    const value = Number(written);
    const fits = written.trim() !== '' && Number.isInteger(value) && value >= least && value <= most;
    return fits && value % step === 0 ? value : null;
  };

/**
 * One of a few words.
 * @template {string} T
 * @param {readonly T[]} words
 */
export const oneOf = (words) => (/** @type {string} */ written) =>
  words.find((word) => word === written) ?? null;
