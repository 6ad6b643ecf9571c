import { SIDE } from '../pictures.js';
import { text } from '../text.js';

const words = text.design.misfit;

/** What the page trains on. */
const IMAGE = [SIDE, SIDE, 3];

/**
 * Why the page's images do not fit a network.
 * @param {import('./layers.js').Description} description
 * @returns {string} empty where they do
 */
export const imageMisfitOf = ({ inputShape }) =>
  inputShape.join() === IMAGE.join() ? '' : words.images(inputShape, IMAGE);

/**
 * Why the page cannot train a network that the engine could make: it has images of one shape and of ten classes, and takes
 * what the network gives for probabilities.
 *
 * @param {import('./layers.js').Description} description
 * @param {number[] | null} [outputShape] of its last layer, where that is known
 * @returns {string} empty where it can
 */
export function misfitOf(description, outputShape = null) {
  const { layers } = description;
  const last = /** @type {import('./layers.js').DescribedLayer | undefined} */ (layers[layers.length - 1]);
  const classes = text.classNames.length;
  const given = outputShape ? outputShape[outputShape.length - 1] : (last?.units ?? classes);
  if (given !== classes) return words.classes(Number(given), classes);
  if (last?.activation !== 'softmax') return words.softmax;
  return imageMisfitOf(description);
}
