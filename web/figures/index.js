import { attachArchitectures } from './architectures.js';
import { attachClassification } from './classification.js';
import { attachConvolution } from './convolution.js';
import { attachLearning } from './learning.js';
import { attachLogits } from './logits.js';
import { attachOverfitting } from './overfitting.js';
import { attachPixels } from './pixels.js';
import { attachPooling } from './pooling.js';
import { attachRelu } from './relu.js';

/**
 * What every figure may use.
 *
 * @typedef {object} Context
 * @property {import('../address.js').Address} address
 * @property {import('../pictures.js').Pictures} pictures
 * @property {import('../run/state.js').State} state
 * @property {import('../run/run.js').Run} run
 * @property {() => Promise<import('../explain.js').Twins>} twins
 * @property {ReturnType<typeof import('../runs/index.js').attachRuns>['begin']} keepRun keeps a run in the list of runs
 * @property {(listener: () => void) => void} watch has a listener told, a frame at a time, that the state has changed
 *
 * @typedef {Context & { stepThrough: import('../stepthrough/index.js').StepThrough }} FigureContext
 */

/**
 * The figures of the tutorial in the order of its chapters.
 * @param {FigureContext} context
 */
export function attachFigures(context) {
  attachPixels(context);
  attachConvolution(context);
  attachRelu(context);
  attachPooling(context);
  attachClassification(context);
  attachLearning(context);
  attachArchitectures(context);
  attachLogits(context);
  attachOverfitting(context);
}
