import uPlot from 'uplot';
import { whenNear } from '../../draw/near.js';
import { text } from '../../text.js';
import { byId, make, write } from '../../views/dom.js';
import { currentPalette } from '../../views/palette.js';
import { mountPlot } from '../../views/mount-plot.js';
import { measures } from '../../views/plot.js';
import run from './run.json';
import { epochOf, turningPoint } from './run.js';

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
  const nothing = [null, ...run.loss.map(() => null)];
  mountPlot(
    host,
    measure,
    [
      [0, ...run.loss.map((_, index) => index + 1)],
      nothing,
      [null, ...run[measure.key]],
      [null, ...run[`val_${measure.key}`]],
    ],
    {
      end: () => run.settings.epochs,
      onCursor: (chart) => tell(chart, readout),
      adapt: (options) => ({
        ...options,
        cursor: {
          ...options.cursor,
          sync: { key: 'overfitting', scales: /** @type {any} */ (['x', null]) },
        },
        hooks: {
          ...options.hooks,
          drawClear: [...(options.hooks?.drawClear ?? []), (chart) => markBest(chart, best)],
        },
      }),
    },
  );
}

/** The hairline of the epoch after which the validation loss only rises. @param {uPlot} chart @param {number} epoch */
function markBest({ ctx, bbox, valToPos }, epoch) {
  const x = Math.round(valToPos(epoch, 'x', true)) + 0.5;
  ctx.save();
  ctx.strokeStyle = currentPalette().accent;
  ctx.lineWidth = uPlot.pxRatio;
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}

/** Reads out the epoch under the pointer. @param {uPlot} chart @param {HTMLElement} readout */
function tell({ cursor }, readout) {
  const { idx, left = -1 } = cursor;
  if (idx === null || idx === undefined || left < 0) return;
  if (idx > 0) write(readout, text.overfitting.epoch(epochOf(run, idx - 1)));
}
