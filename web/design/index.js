import { whenNear } from '../draw/near.js';
import { byId } from '../views/dom.js';

/**
 * The layer editor, which is fetched when it comes near the screen.
 * @param {import('../figures/index.js').FigureContext} context
 */
export function attachDesign(context) {
  whenNear([byId('design', HTMLElement)], async () => {
    const { attachEditor } = await import('./editor.js');
    attachEditor(context);
  });
}
