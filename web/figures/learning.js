import { attachAdam } from './learning/adam.js';
import { Arrived } from './learning/arrived.js';
import { Back } from './learning/back.js';
import { attachBackwardInput } from './learning/backward-input.js';
import { attachBackwardKernel } from './learning/backward-kernel.js';
import { attachBackwardPool } from './learning/backward-pool.js';
import { attachLoss } from './learning/loss.js';
import { attachOneStep } from './learning/one-step.js';

/**
 * How a network learns: the loss, its gradient back through the layers, one step of Adam.
 * @param {import('./index.js').FigureContext} context
 */
export function attachLearning(context) {
  const back = new Back(context.address);
  const arrived = new Arrived(context.address);
  attachLoss(context);
  attachBackwardPool(context, back);
  attachBackwardKernel(context, back, arrived);
  attachBackwardInput(context, back, arrived);
  attachAdam(context);
  attachOneStep(context);
}
