import { clear, sharpen } from '../../draw/canvas.js';
import { plain } from '../../draw/numbers.js';
import { make } from '../../views/dom.js';
import { currentPalette } from '../../views/palette.js';
import { spread } from '../../views/plot.js';

/**
 * A small chart: a few lines with their names at their ends, round ticks, and a dot where the reader is.
 *
 * @typedef {{ x: number, y: number }} Point
 * @typedef {{ name: string, points: Point[], isChosen?: boolean, dash?: number[] }} Line
 *
 * @typedef {object} Plot
 * @property {Line[]} lines
 * @property {[number, number]} across the ends of the horizontal axis
 * @property {[number, number]} up the ends of the vertical axis
 * @property {string} horizontal what the horizontal axis counts
 * @property {Point} [dot]
 */

const HEIGHT = 240;
const MARGIN = { left: 56, top: 12, bottom: 40 };
/** The room right of the plot for the names of lines. */
const NAMES = 88;
/** The least distance between two names. */
const LINE = 16;

/** @param {string} label for a reader who does not see it */
export function makeChart(label) {
  const element = make('canvas', 'learning-chart');
  element.setAttribute('role', 'img');
  element.setAttribute('aria-label', label);
  return {
    element,
    /** @param {Plot} plot */
    draw(plot) {
      const width = element.clientWidth;
      if (width === 0) return;
      sharpen(element, width, HEIGHT);
      const context = clear(element);
      if (!context) return;
      drawPlot(context, width, plot);
    },
  };
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} width
 * @param {Plot} plot
 */
function drawPlot(context, width, { lines, across, up, horizontal, dot }) {
  const colours = currentPalette();
  const right = width - (lines.some(({ name }) => name) ? NAMES : 16);
  const bottom = HEIGHT - MARGIN.bottom;
  const toX = (/** @type {number} */ x) =>
    MARGIN.left + ((x - across[0]) / (across[1] - across[0])) * (right - MARGIN.left);
  const toY = (/** @type {number} */ y) => bottom - ((y - up[0]) / (up[1] - up[0])) * (bottom - MARGIN.top);

  context.font = `13px ${getComputedStyle(context.canvas).fontFamily}`;
  context.lineWidth = 1;
  context.strokeStyle = colours.rule;
  context.fillStyle = colours.quiet;
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  for (const tick of ticks(up[0], up[1], 4)) {
    stroke(context, [
      { x: MARGIN.left, y: toY(tick) },
      { x: right, y: toY(tick) },
    ]);
    context.fillText(plain(tick, 6), MARGIN.left - 8, toY(tick));
  }
  context.textBaseline = 'top';
  context.textAlign = 'center';
  for (const tick of ticks(across[0], across[1], 4)) context.fillText(plain(tick, 6), toX(tick), bottom + 6);
  context.textAlign = 'right';
  context.fillText(horizontal, right, bottom + 22);

  context.textAlign = 'left';
  context.textBaseline = 'middle';
  const names = lines.map(({ name, points }) => {
    const end = points[points.length - 1] ?? { x: across[0], y: up[0] };
    return { name, x: toX(end.x) + 6, y: toY(end.y) };
  });
  const ends = [...names];
  spread(names, LINE, MARGIN.top, bottom);
  lines.forEach(({ name, points, isChosen, dash = [] }, index) => {
    context.strokeStyle = context.fillStyle = isChosen ? colours.accent : colours.quiet;
    context.lineWidth = isChosen ? 2 : 1;
    context.setLineDash(dash);
    stroke(
      context,
      points.map(({ x, y }) => ({ x: toX(x), y: toY(y) })),
    );
    context.setLineDash([]);
    if (name) context.fillText(name, ends[index].x, ends[index].y);
  });
  if (dot) {
    context.fillStyle = colours.accent;
    context.beginPath();
    context.arc(toX(dot.x), Math.max(MARGIN.top, toY(dot.y)), 5, 0, 2 * Math.PI);
    context.fill();
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Point[]} points
 */
function stroke(context, points) {
  context.beginPath();
  points.forEach(({ x, y }) => context.lineTo(x, y));
  context.stroke();
}

/**
 * Round numbers between two ends.
 * @param {number} low
 * @param {number} high
 * @param {number} most how many steps at most
 */
export function ticks(low, high, most) {
  const rough = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999) ?? 10);
  const found = [];
  for (let index = Math.ceil(low / step - 1e-9) || 0; index * step <= high + step * 1e-9; index += 1) {
    found.push(index * step);
  }
  return found;
}
