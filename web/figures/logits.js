import { presets } from '../presets.js';
import { whole } from '../readers.js';
import { text } from '../text.js';
import { attachComparison } from './comparison/index.js';

/** The lowest loss that is left where softmax is taken twice: certain and right. */
const LEAST = Math.log(Math.E + 9) - 1;

/**
 * Two trainings that differ in their loss alone: taken on the scores, and on the softmax of the probabilities.
 * @param {import('./index.js').FigureContext} context
 */
export function attachLogits(context) {
  const description = presets.tutorial();
  attachComparison(context, {
    id: 'logits',
    variants: [
      { preset: 'tutorial', description, options: { loss: 'logits' } },
      { preset: 'tutorial', description, options: { loss: 'double-softmax' } },
    ],
    names: text.logits.names,
    checks: 500,
    readers: [whole(500, 5000, 500), whole(1, 10)],
    marks: [{ at: LEAST, name: text.logits.least }],
    words: text.logits,
  });
}
