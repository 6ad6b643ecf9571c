import uPlot from 'uplot';
import { currentPalette } from './palette.js';
import { plotOptions } from './plot.js';

/** Of the charts on the page, in CSS pixels. */
const HEIGHT = 264;
const LEAST_WIDTH = 240;

/**
 * A chart on the page: as wide as its host, in the theme's colours.
 *
 * @param {HTMLElement} host
 * @param {import('./plot.js').Measure} measure
 * @param {uPlot.AlignedData} series
 * @param {object} how
 * @param {() => number} how.end where the x axis ends, in epochs
 * @param {(chart: uPlot) => void} [how.onCursor]
 * @param {() => string[]} [how.overlays] the names of earlier runs, where some are drawn
 * @param {(options: uPlot.Options) => uPlot.Options} [how.adapt] changes the usual options
 */
export function mountPlot(host, measure, series, { end, onCursor, overlays, adapt = (options) => options }) {
  let palette = currentPalette();
  const size = () => ({ width: Math.max(LEAST_WIDTH, host.clientWidth), height: HEIGHT });
  const options = plotOptions(measure, { ...size(), palette: () => palette, end, onCursor, overlays });
  const chart = new uPlot(adapt(options), series, host);
  const resized = new ResizeObserver(() => chart.setSize(size()));
  resized.observe(host);
  const recolour = () => {
    palette = currentPalette();
    chart.redraw(false);
  };
  addEventListener('recolour', recolour);
  return {
    chart,
    remove() {
      removeEventListener('recolour', recolour);
      resized.disconnect();
      chart.destroy();
    },
  };
}
