import uPlot from 'uplot';
import { text } from '../text.js';
import { percent, shortNumber } from './format.js';
import { paperPalette } from './palette.js';
import { lastEpoch, measures, plotOptions, seriesOf } from './plot.js';

/** The picture's layout, in units of which there are two pixels to each. */
const WIDTH = 1200;
const HEIGHT = 520;
const MARGIN = 40;
const CHART = { width: (WIDTH - 3 * MARGIN) / 2, height: 300, top: 160 };
const PIXELS = 2;
const SERIF = '"Source Serif 4 Variable", Georgia, serif';
const SANS = 'system-ui, -apple-system, "Segoe UI", "Liberation Sans", sans-serif';

/**
 * Both charts as one picture, on paper of its own, so that it reads on a white page and on a dark one.
 * @param {import('../run/state.js').State} state
 * @returns {Promise<Blob>} a PNG of 2,400 by 1,040 pixels
 */
export async function chartImage(state) {
  const canvas = new OffscreenCanvas(WIDTH * PIXELS, HEIGHT * PIXELS);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('The browser gives no 2D canvas');
  context.scale(PIXELS, PIXELS);
  context.fillStyle = paperPalette.paper;
  context.fillRect(0, 0, WIDTH, HEIGHT);

  context.fillStyle = paperPalette.ink;
  context.font = `600 30px ${SERIF}`;
  context.fillText(text.charts.imageTitle, MARGIN, 64);
  const last = state.history.at(-1);
  for (const [index, measure] of measures.entries()) {
    const left = MARGIN + index * (CHART.width + MARGIN);
    const say = measure.key === 'loss' ? shortNumber : (/** @type {number} */ value) => percent(value);
    const held = last?.[`val_${measure.key}`];
    context.font = `600 20px ${SERIF}`;
    const title = text.charts[measure.key];
    context.fillText(title, left, 128);
    const after = left + context.measureText(title).width + 16;
    context.font = `15px ${SANS}`;
    const values = last ? `${text.charts.readTraining(say(last[measure.key]))}` : '';
    context.fillText(
      held === undefined ? values : `${values}, ${text.charts.readValidation(say(held))}`,
      after,
      128,
    );
    context.drawImage(await drawn(state, measure), left, CHART.top, CHART.width, CHART.height);
  }

  const { info, run, settings, history } = state;
  context.fillStyle = paperPalette.quiet;
  context.font = `13px ${SANS}`;
  const note = text.charts.imageNote(run.settings ?? settings, info?.adapter ?? '', history.length);
  context.fillText(note, MARGIN, HEIGHT - 24, WIDTH - 2 * MARGIN);
  return canvas.convertToBlob({ type: 'image/png' });
}

/**
 * A chart drawn for the picture, off the page.
 * @param {import('../run/state.js').State} state
 * @param {import('./plot.js').Measure} measure
 * @returns {Promise<HTMLCanvasElement>}
 */
async function drawn(state, measure) {
  const scale = PIXELS / devicePixelRatio;
  const planned = Math.ceil(state.run.origin) + state.run.epochs;
  const options = plotOptions(measure, {
    width: CHART.width * scale,
    height: CHART.height * scale,
    scale,
    palette: () => paperPalette,
    end: () => lastEpoch(planned, state.trained),
  });
  const chart = new uPlot(options, seriesOf(state, measure.key));
  // uPlot draws in a microtask of its own.
  await Promise.resolve();
  const { canvas } = chart.ctx;
  chart.destroy();
  return canvas;
}
