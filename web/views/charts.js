import { text } from '../text.js';
import { byId, make, write } from './dom.js';
import { percent, shortNumber } from './format.js';
import { mountPlot } from './mount-plot.js';
import { lastEpoch, measures, OVERLAYS, overlaidSeriesOf } from './plot.js';

/** @typedef {import('../run/state.js').State} State */

/** A chart is drawn again this often at most, in milliseconds, but at once when an epoch ends. */
const REDRAW_EVERY = 300;

/** How each measure's values are written. */
const written = { loss: shortNumber, accuracy: (/** @type {number} */ value) => percent(value) };

/**
 * The two live charts. They share their cursor, and a line below each title reads out what it points at.
 * @param {State} state
 * @param {() => void} mark
 */
export function attachCharts(state, mark) {
  const host = byId('charts', HTMLElement);
  byId('chart-key', HTMLElement).textContent = text.charts.key;

  const charts = measures.map((measure) => {
    const figure = make('figure', 'figure chart');
    const head = make('div', 'chart-head');
    const now = make('span', 'chart-now');
    const validation = make('span', 'chart-validation');
    head.append(make('h3', 'figure-title', text.charts[measure.key]), now, validation);
    const readout = make('p', 'chart-readout');
    const plot = make('div', 'chart-plot');
    plot.setAttribute('role', 'img');
    plot.setAttribute('aria-label', text.charts.label(text.charts[measure.key]));
    figure.append(head, readout, plot);
    host.append(figure);

    const empty = [[0], ...Array.from({ length: 3 + OVERLAYS }, () => [null])];
    const { chart } = mountPlot(plot, measure, /** @type {import('uplot').AlignedData} */ (empty), {
      end: () => endOf(state),
      onCursor: mark,
      overlays: () => state.overlay.map(({ name }) => name),
    });
    return { measure, chart, now, validation, readout };
  });

  let drawnAt = -REDRAW_EVERY;
  let drawn = '';
  /** Charts that are still to be drawn: one a frame, so that no frame is long. @type {typeof charts} */
  let waiting = [];

  return {
    /** @param {number} now */
    show(now) {
      for (const chart of charts) showWords(state, chart);
      const overlay = state.overlay.map(({ id, name, history }) => `${id} ${name} ${history.length}`).join();
      const epochs = `${state.history.length} ${endOf(state)} ${state.phase} ${overlay}`;
      const wanted = `${epochs} ${state.trained}`;
      if (waiting.length === 0 && wanted !== drawn) {
        if (drawn.startsWith(`${epochs} `) && now - drawnAt < REDRAW_EVERY) return true;
        waiting = [...charts];
        drawnAt = now;
        drawn = wanted;
      }
      const next = waiting.shift();
      next?.chart.setData(
        /** @type {import('uplot').AlignedData} */ (overlaidSeriesOf(state, next.measure.key)),
      );
      return waiting.length > 0;
    },
  };
}

/** @param {State} state */
function endOf(state) {
  const own = lastEpoch(
    Math.ceil(state.run.origin) + (state.run.epochs || state.settings.epochs),
    state.trained,
  );
  return Math.max(own, ...state.overlay.map(({ history }) => Math.ceil(history[history.length - 1].at)));
}

/**
 * The large current values, and the read-out of what the cursor points at.
 * @param {State} state
 * @param {{ measure: import('./plot.js').Measure, chart: import('uplot'), now: Element, validation: Element, readout:
 *   Element }} parts
 */
function showWords(state, { measure, chart, now, validation, readout }) {
  const { key } = measure;
  const say = written[key];
  const { newest } = state.batches[key];
  const last = state.history.at(-1);
  const held = last?.[`val_${key}`];
  if (last) {
    write(now, say(last[key]));
    write(validation, held === undefined ? '' : text.charts.validationNow(say(held)));
  } else {
    write(now, newest === null ? text.figures.none : say(newest));
    write(validation, newest === null ? text.charts.nothingYet : text.charts.singleBatch);
  }

  const index = chart.cursor.idx;
  const [xs, batches, training, check, ...overlaid] = chart.data;
  if (index === null || index === undefined || (chart.cursor.left ?? -1) < 0 || xs.length < 2) {
    write(readout, '');
    return;
  }
  const parts = [
    [nearest(batches, index), text.charts.readBatch],
    [nearest(training, index), text.charts.readTraining],
    [nearest(check, index), text.charts.readValidation],
    ...state.overlay.map(
      ({ name }, line) =>
        /** @type {const} */ ([
          nearest(overlaid[line] ?? [], index),
          (/** @type {string} */ value) => text.charts.readOverlay(name, value),
        ]),
    ),
  ];
  const said = parts.flatMap(([value, tell]) =>
    typeof value === 'number' && typeof tell === 'function' ? [tell(say(value))] : [],
  );
  write(readout, said.length > 0 ? text.charts.readout(xs[index], said) : '');
}

/**
 * The value nearest to an index, looking back first: an epoch's figure holds until the next.
 * @param {ArrayLike<number | null | undefined>} values
 * @param {number} index
 */
function nearest(values, index) {
  for (let at = index; at >= 0; at -= 1) if (typeof values[at] === 'number') return values[at];
  for (let at = index; at < values.length; at += 1) if (typeof values[at] === 'number') return values[at];
  return null;
}
