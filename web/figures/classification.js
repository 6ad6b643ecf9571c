import { attachFlatten } from './classification/flatten.js';
import { attachSoftmax } from './classification/softmax.js';

/**
 * The figures of the chapter that leads from maps to classes.
 * @param {import('./index.js').FigureContext} context
 */
export function attachClassification(context) {
  attachFlatten(context);
  attachSoftmax(context);
}
