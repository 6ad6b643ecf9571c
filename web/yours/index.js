import { whenNear } from '../draw/near.js';
import { byId } from '../views/dom.js';

/**
 * The section for the reader's own pictures, which is fetched when it comes near the screen.
 * @param {import('../figures/index.js').FigureContext} context
 */
export function attachYours(context) {
  whenNear([byId('yours', HTMLElement)], async () => {
    const { attachFigure } = await import('./figure.js');
    attachFigure(context);
  });
}
