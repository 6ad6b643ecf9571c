import { text } from '../text.js';
import { make } from '../views/dom.js';
import { mountPlot } from '../views/mount-plot.js';
import { lastEpoch, measures, seriesOf } from '../views/plot.js';

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

  const charts = measures.map((measure) => {
    const part = make('div');
    const plot = make('div', 'chart-plot');
    plot.setAttribute('role', 'img');
    plot.setAttribute('aria-label', text.notebook.curveOf(text.charts[measure.key], told));
    part.append(make('p', 'cell-curve-title', text.charts[measure.key]), plot);
    host.append(part);
    return mountPlot(plot, measure, seriesOf(state, measure.key), { end: () => end });
  });
  cell.say(told);
  cell.onLeave(() => charts.forEach(({ remove }) => remove()));
}
