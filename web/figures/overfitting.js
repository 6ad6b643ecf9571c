import { attachBatchNorm } from './overfitting/batch-norm.js';
import { attachCurves } from './overfitting/curves.js';
import { attachDropout } from './overfitting/dropout.js';

/**
 * A run that overfits, and two layers against it.
 * @param {import('./index.js').FigureContext} context
 */
export function attachOverfitting({ address }) {
  attachCurves();
  attachDropout(address);
  attachBatchNorm();
}
