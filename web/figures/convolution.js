import { withTwins } from '../draw/near.js';
import { byId } from '../views/dom.js';
import { attachChannels } from './convolution/channels.js';
import { ColourExample } from './convolution/colour-example.js';
import { attachControls } from './convolution/controls.js';
import { attachFilterStrip } from './convolution/filter-strip.js';
import { Filters } from './convolution/filters.js';
import { SharedKernel } from './convolution/shared-kernel.js';
import { attachSmall } from './convolution/small.js';
import { attachWholeMap } from './convolution/whole-map.js';

/**
 * The chapter on convolution: one kernel in three figures.
 *
 * @param {import('./index.js').FigureContext} context
 */
export function attachConvolution(context) {
  const kernel = new SharedKernel(context.address);
  const filters = new Filters(context, kernel);
  const example = new ColourExample(kernel, context.pictures);
  attachControls(kernel, filters);
  attachSmall(context, kernel);
  attachChannels(context, kernel, example);
  attachWholeMap(context, example);
  attachFilterStrip(context, kernel, filters, example);

  // The next chapter starts from the map, so it is made for it, too.
  for (const name of ['channels', 'feature-map', 'relu'])
    withTwins(byId(`figure-${name}`, HTMLElement), context.twins, (twins) => example.load(twins));
}
