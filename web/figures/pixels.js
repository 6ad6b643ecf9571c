import { openFromGallery } from '../views/gallery.js';
import { attachOwnPicture } from './pixels/own.js';
import { attachPicture } from './pixels/picture.js';
import { attachWeights } from './pixels/weights.js';

/**
 * The figures of the chapter on pixels, and the gallery's way into the step-through.
 * @param {import('./index.js').FigureContext} context
 */
export function attachPixels(context) {
  attachPicture(context);
  attachOwnPicture(context.pictures);
  attachWeights(context.address);
  openFromGallery(context.pictures, context.stepThrough);
}
