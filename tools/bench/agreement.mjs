import { bySetting } from './settings.mjs';

/** @typedef {import('./contender.mjs').Contender} Contender */

/**
 * How far two libraries' losses may be apart: they sum in different orders and put Adam's epsilon in different
 * places, and every step multiplies what differs. Ten steps on, rounding alone may reach 1e-2.
 */
const SAME_LOSS = [
  { step: 'first', tolerance: 1e-3 },
  { step: 'last compared', tolerance: 5e-3 },
];

/**
 * Whether all that did the same work computed the same thing: a sentence if not. Who does not train has the first loss
 * alone.
 *
 * @param {Pick<Contender, 'setting' | 'losses'>[]} contenders
 * @returns {string | undefined}
 */
export function disagreement(contenders) {
  for (const [title, group] of bySetting(contenders)) {
    for (const [index, { step, tolerance }] of SAME_LOSS.entries()) {
      const losses = group.flatMap(({ losses }) => losses.slice(index, index + 1));
      const apart = Math.max(...losses) - Math.min(...losses);
      if (losses.length > 0 && !(apart <= tolerance)) {
        return (
          `The libraries did not compute the same with ${title}: ` +
          `their losses of the ${step} step are ${apart.toPrecision(2)} apart.`
        );
      }
    }
  }
  return undefined;
}
