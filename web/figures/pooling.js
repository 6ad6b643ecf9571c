import { attachPool } from './pooling/pool.js';
import { attachShift } from './pooling/shift.js';

/**
 * The figures of the chapter on max pooling.
 * @param {import('./index.js').FigureContext} context
 */
export function attachPooling(context) {
  attachPool(context);
  attachShift(context);
}
