import { StepDialog } from './dialog.js';

/**
 * The step-through: a reader's own network, one image, any layer, down to one cell, forward and backward.
 *
 * @typedef {object} StepThrough
 * @property {(picture: import('../pictures.js').Picture, opener?: HTMLElement) => void} open shows it for a picture
 */

/**
 * @param {import('../figures/index.js').Context} context
 * @returns {StepThrough}
 */
export function attachStepThrough(context) {
  /** @type {StepDialog | null} */
  let dialog = null;
  return {
    open(picture, opener) {
      dialog ??= new StepDialog(context);
      void dialog.open(picture, opener);
    },
  };
}
