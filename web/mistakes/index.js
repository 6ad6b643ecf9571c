import { whenNear } from '../draw/near.js';
import { byId } from '../views/dom.js';

/**
 * The section about what a network gets wrong, which is fetched when it comes near the screen.
 * @param {import('../figures/index.js').FigureContext} context
 */
export function attachMistakes(context) {
  whenNear([byId('mistakes', HTMLElement)], async () => {
    const { attachFigure } = await import('./figure.js');
    attachFigure(context);
  });
}
