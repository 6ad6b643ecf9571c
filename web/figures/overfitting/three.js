import { presets } from '../../presets.js';
import { whole } from '../../readers.js';
import { text } from '../../text.js';
import { attachComparison } from '../comparison/index.js';

/**
 * The tutorial's three networks: plain, with dropout, with batch normalisation.
 * @param {import('../index.js').FigureContext} context
 */
export function attachThree(context) {
  attachComparison(context, {
    id: 'three',
    variants: /** @type {const} */ (['tutorial', 'tutorialDropout', 'tutorialBatchNormalization']).map(
      (preset) => ({
        preset,
        description: presets[preset](),
        options: {},
      }),
    ),
    names: text.three.names,
    checks: 1000,
    readers: [whole(500, 50_000, 500), whole(1, 100)],
    words: text.three,
  });
}
