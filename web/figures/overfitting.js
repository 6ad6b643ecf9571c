import { attachBatchNorm } from './overfitting/batch-norm.js';
import { attachCurves } from './overfitting/curves.js';
import { attachDropout } from './overfitting/dropout.js';
import { attachThree } from './overfitting/three.js';

/**
 * A run that overfits, two layers against it, and the networks with them compared.
 * @param {import('./index.js').FigureContext} context
 */
export function attachOverfitting(context) {
  attachCurves();
  attachDropout(context);
  attachBatchNorm(context);
  attachThree(context);
}
