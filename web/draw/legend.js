import { make, write } from '../views/dom.js';
import { colourOf, css } from './palette.js';
import { plain } from './numbers.js';

/**
 * A legend with its scale: what the colours of a figure mean.
 *
 * @param {import('./palette.js').Kind} [kind]
 * @returns {{ element: HTMLElement, show: (range: number, written?: (value: number) => string) => void }} `written` for
 *   ranges that want other digits than {@link plain} gives
 */
export function makeLegend(kind = 'activation') {
  const element = make('div', 'legend');
  const bar = make('div', 'legend-bar');
  const ticks = make('div', 'legend-ticks');
  const [low, zero, high] = [make('span'), make('span', '', '0'), make('span')];
  ticks.append(low, zero, high);
  element.append(bar, ticks);
  let shown = '';
  return {
    element,
    show(range, written = plain) {
      const steps = [-1, -0.5, 0, 0.5, 1].map((share) => css(colourOf(share, 1, kind)));
      const wanted = `linear-gradient(90deg, ${steps.join(', ')})`;
      if (wanted !== shown) bar.style.background = shown = wanted;
      write(low, written(-range));
      write(high, written(range));
    },
  };
}
