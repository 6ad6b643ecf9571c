import uPlot from 'uplot';
import { whenNear } from '../../draw/near.js';
import { text } from '../../text.js';
import { byId, make, write } from '../../views/dom.js';
import { currentPalette } from '../../views/palette.js';
import { measures, plotOptions } from '../../views/plot.js';
import run from './run.json';
import { epochOf, turningPoint } from './run.js';

const HEIGHT = 264;

/** The recorded run as two charts with one cursor, and its figures in words. */
export function attachCurves() {
  const figure = byId('figure-overfitting', HTMLElement);
  const { best, last } = turningPoint(run);
  write(byId('overfitting-sentence', HTMLElement), text.overfitting.sentence(best, last));
  write(byId('overfitting-caption', HTMLElement), text.overfitting.caption(run.settings));
  const readout = byId('overfitting-readout', HTMLElement);
  write(readout, text.overfitting.pointAt);

  const charts = measures.map((measure) => {
    const chart = make('section', 'chart');
    const plot = make('div', 'chart-plot');
    plot.setAttribute('role', 'img');
    plot.setAttribute('aria-label', text.overfitting.chart[measure.key](best, last));
    chart.append(make('h4', 'chart-name', text.charts[measure.key]), plot);
    byId('overfitting-charts', HTMLElement).append(chart);
    return { measure, plot };
  });

  whenNear([figure], () => {
    // One a frame, so that no frame is long.
    const drawNext = () => {
      const next = charts.shift();
      if (!next) return;
      draw(next.measure, next.plot, best.epoch, readout);
      requestAnimationFrame(drawNext);
    };
    drawNext();
  });
}

/**
 * @param {import('../../views/plot.js').Measure} measure
 * @param {HTMLElement} host
 * @param {number} best epoch
 * @param {HTMLElement} readout
 */
function draw(measure, host, best, readout) {
  let palette = currentPalette();
  const epochs = run.settings.epochs;
  const width = () => Math.max(240, host.clientWidth);
  const options = plotOptions(measure, {
    width: width(),
    height: HEIGHT,
    palette: () => palette,
    end: () => epochs,
  });
  const cursor = {
    ...options.cursor,
    sync: { key: 'overfitting', scales: /** @type {any} */ (['x', null]) },
  };
  const drawn = [...(options.hooks?.drawClear ?? []), (/** @type {uPlot} */ chart) => markBest(chart, best)];
  const setCursor = [(/** @type {uPlot} */ chart) => tell(chart, readout)];
  const nothing = [null, ...run.loss.map(() => null)];
  const chart = new uPlot(
    { ...options, cursor, hooks: { ...options.hooks, drawClear: /** @type {any} */ (drawn), setCursor } },
    [
      [0, ...run.loss.map((_, index) => index + 1)],
      nothing,
      [null, ...run[measure.key]],
      [null, ...run[`val_${measure.key}`]],
    ],
    host,
  );
  new ResizeObserver(() => chart.setSize({ width: width(), height: HEIGHT })).observe(host);
  addEventListener('recolour', () => {
    palette = currentPalette();
    chart.redraw(false);
  });

  /** The hairline of the epoch after which the validation loss only rises. @param {uPlot} chart @param {number} epoch */
  function markBest({ ctx, bbox, valToPos }, epoch) {
    const x = Math.round(valToPos(epoch, 'x', true)) + 0.5;
    ctx.save();
    ctx.strokeStyle = palette.accent;
    ctx.lineWidth = uPlot.pxRatio;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.restore();
  }
}

/** Reads out the epoch under the pointer. @param {uPlot} chart @param {HTMLElement} readout */
function tell({ cursor }, readout) {
  const { idx, left = -1 } = cursor;
  if (idx === null || idx === undefined || left < 0) return;
  if (idx > 0) write(readout, text.overfitting.epoch(epochOf(run, idx - 1)));
}
