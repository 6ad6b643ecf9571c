import { whenNear } from '../draw/near.js';
import { byId } from '../views/dom.js';

/**
 * The section that looks into the network, which is fetched when it comes near the screen.
 * @param {import('../figures/index.js').FigureContext} context
 */
export function attachInside(context) {
  whenNear([byId('inside', HTMLElement)], async () => {
    const [{ attachLayers }, { attachModes }] = await Promise.all([
      import('./figure.js'),
      import('./modes.js'),
    ]);
    attachLayers(context);
    attachModes(context);
  });
}
