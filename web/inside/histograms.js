import { clear, sharpen } from '../draw/canvas.js';
import { plain } from '../draw/numbers.js';
import { text } from '../text.js';
import { make, write } from '../views/dom.js';
import { currentPalette } from '../views/palette.js';

const words = text.inside.histogram;

/** Of a histogram, in CSS pixels; its width follows the column. */
const HEIGHT = 72;

/**
 * @typedef {import('../engine/inspection.js').Stats} Stats
 * @typedef {{ name: string, stats: Stats | null }} Named
 */

/**
 * Histograms side by side, each of many numbers.
 * @param {HTMLElement} host
 */
export function attachHistograms(host) {
  /** @type {ReturnType<typeof makeHistogram>[]} */
  const histograms = [];
  return {
    /** @param {Named[]} named */
    show(named) {
      const told = named.filter(({ stats }) => stats);
      while (histograms.length < told.length) {
        const histogram = makeHistogram();
        histograms.push(histogram);
        host.append(histogram.element);
      }
      for (const histogram of histograms.splice(told.length)) histogram.element.remove();
      told.forEach(({ name, stats }, index) => stats && histograms[index].show(name, stats));
    },
  };
}

function makeHistogram() {
  const element = make('div', 'histogram');
  const title = make('p', 'histogram-title');
  const canvas = make('canvas');
  canvas.setAttribute('role', 'img');
  const ends = make('p', 'histogram-ends');
  const [low, high] = [make('span'), make('span')];
  ends.append(low, high);
  const figures = make('p', 'histogram-figures');
  element.append(title, canvas, ends, figures);
  return {
    element,
    /** @param {string} name @param {Stats} stats */
    show(name, stats) {
      write(title, name);
      write(low, plain(stats.low, 4));
      write(high, plain(stats.high, 4));
      write(figures, words.figures(stats.mean, stats.deviation));
      canvas.setAttribute('aria-label', words.told(name, stats));
      draw(canvas, stats);
    },
  };
}

/**
 * Heights are square roots of the counts: else the many zeros behind a ReLU would leave nothing of the rest.
 * @param {HTMLCanvasElement} canvas
 * @param {Stats} stats
 */
function draw(canvas, { counts, low, high }) {
  const width = canvas.clientWidth;
  if (width === 0) return;
  sharpen(canvas, width, HEIGHT);
  const context = clear(canvas);
  if (!context) return;
  const { ink, quiet, rule } = currentPalette();
  const most = Math.sqrt(counts.reduce((before, count) => Math.max(before, count), 0));
  const bin = width / counts.length;
  context.fillStyle = ink;
  counts.forEach((count, index) => {
    const height = most > 0 ? (Math.sqrt(count) / most) * (HEIGHT - 4) : 0;
    context.fillRect(index * bin, HEIGHT - 1 - height, Math.max(1, bin - 1), height);
  });
  context.fillStyle = rule;
  context.fillRect(0, HEIGHT - 1, width, 1);
  if (low < 0 && high > 0) {
    context.fillStyle = quiet;
    context.fillRect(Math.round((-low / (high - low)) * width), 0, 1, HEIGHT);
  }
}
