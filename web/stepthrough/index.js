/**
 * The step-through: a reader's own network, one image, any layer, down to one cell, forward and backward.
 *
 * @typedef {object} StepThrough
 * @property {(picture: import('../pictures.js').Picture, opener?: HTMLElement) => void} open shows it for a picture
 */

/**
 * @param {import('../figures/index.js').Context} _context
 * @returns {StepThrough}
 */
export function attachStepThrough(_context) {
  return { open() {} };
}
