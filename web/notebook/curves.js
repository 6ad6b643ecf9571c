import uPlot from 'uplot';
import { text } from '../text.js';
import { make } from '../views/dom.js';
import { currentPalette } from '../views/palette.js';
import { lastEpoch, measures, plotOptions, seriesOf } from '../views/plot.js';

const HEIGHT = 264;
const LEAST = 240;

/**
 * The two plots of a history as it stands, which later epochs do not change.
 *
 * @param {import('./cell.js').Cell} cell
 * @param {import('../run/state.js').State} state
 */
export function addCurves(cell, state) {
  const last = /** @type {import('../run/state.js').Epoch} */ (state.history.at(-1));
  const end = lastEpoch(Math.ceil(state.trained), state.trained);
  const told = text.charts.summary(last, state.history.length);
  const host = cell.add(make('div', 'cell-curves'));
  let palette = currentPalette();

  const charts = measures.map((measure) => {
    const part = make('div');
    const plot = make('div', 'chart-plot');
    plot.setAttribute('role', 'img');
    plot.setAttribute('aria-label', text.notebook.curveOf(text.charts[measure.key], told));
    part.append(make('p', 'cell-curve-title', text.charts[measure.key]), plot);
    host.append(part);
    const options = { width: sizeOf(plot), height: HEIGHT, palette: () => palette, end: () => end };
    return { plot, chart: new uPlot(plotOptions(measure, options), seriesOf(state, measure.key), plot) };
  });
  cell.say(told);

  const resized = new ResizeObserver(() => {
    for (const { plot, chart } of charts) chart.setSize({ width: sizeOf(plot), height: HEIGHT });
  });
  resized.observe(host);
  const recolour = () => {
    palette = currentPalette();
    for (const { chart } of charts) chart.redraw(false);
  };
  addEventListener('recolour', recolour);
  cell.onLeave(() => {
    removeEventListener('recolour', recolour);
    resized.disconnect();
    for (const { chart } of charts) chart.destroy();
  });
}

/** @param {Element} plot */
const sizeOf = (plot) => Math.max(LEAST, plot.clientWidth);
