import { clear, sharpen } from '../draw/canvas.js';
import { plain } from '../draw/numbers.js';
import { text } from '../text.js';
import { make, write } from '../views/dom.js';
import { currentPalette } from '../views/palette.js';

const words = text.inside.norm;

const HEIGHT = 120;
/** Room above and below the outermost dots. */
const EDGE = 8;

/** @typedef {import('../engine/inspection.js').BatchNormReport} BatchNormReport */

/**
 * A batch normalisation's statistics: those of the batch at hand beside the moving ones, a place for each channel.
 * @param {HTMLElement} host
 */
export function attachNorm(host) {
  const charts = /** @type {const} */ (['mean', 'variance']).map((figure) => {
    const part = make('div', 'norm-part');
    const canvas = make('canvas');
    canvas.setAttribute('role', 'img');
    const ends = make('p', 'histogram-figures');
    part.append(make('p', 'histogram-title', words[figure]), canvas, ends);
    host.append(part);
    return { figure, canvas, ends };
  });
  const legend = make('p', 'norm-legend');
  legend.append(make('span', 'norm-batch', words.batch), make('span', 'norm-moving', words.moving));
  host.append(legend);

  return {
    /** @param {BatchNormReport | null} report */
    show(report) {
      host.hidden = report === null;
      if (!report) return;
      for (const { figure, canvas, ends } of charts) {
        const [batch, moving] =
          figure === 'mean'
            ? [report.batchMean, report.movingMean]
            : [report.batchVariance, report.movingVariance];
        const [low, high] = extent([...batch, ...moving]);
        write(ends, words.ends(plain(low), plain(high)));
        canvas.setAttribute('aria-label', words.told(figure, batch, moving));
        draw(canvas, [batch, moving], [low, high]);
      }
    },
  };
}

/** @param {number[]} values */
function extent(values) {
  const finite = values.filter(Number.isFinite);
  return finite.length > 0 ? [Math.min(...finite), Math.max(...finite)] : [0, 0];
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Float32Array[]} series of the batch, then the moving one
 * @param {number[]} range
 */
function draw(canvas, [batch, moving], [low, high]) {
  const width = canvas.clientWidth;
  if (width === 0) return;
  sharpen(canvas, width, HEIGHT);
  const context = clear(canvas);
  if (!context) return;
  const { ink, accent, rule } = currentPalette();
  const x = (/** @type {number} */ channel) => ((channel + 0.5) / batch.length) * width;
  const y = (/** @type {number} */ value) =>
    HEIGHT - EDGE - ((value - low) / (high - low || 1)) * (HEIGHT - 2 * EDGE);
  const size = Math.min(3, Math.max(1, width / batch.length / 3));
  context.strokeStyle = rule;
  context.lineWidth = 1;
  batch.forEach((value, channel) => {
    context.beginPath();
    context.moveTo(x(channel), y(value));
    context.lineTo(x(channel), y(moving[channel]));
    context.stroke();
  });
  context.fillStyle = accent;
  batch.forEach((value, channel) => dot(context, x(channel), y(value), size).fill());
  context.strokeStyle = ink;
  moving.forEach((value, channel) => dot(context, x(channel), y(value), size + 0.5).stroke());
}

/** @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {number} radius */
function dot(context, x, y, radius) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  return context;
}
