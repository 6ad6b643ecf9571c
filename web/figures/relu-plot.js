import { clear, sharpen } from '../draw/canvas.js';
import { plain } from '../draw/numbers.js';
import { make } from '../views/dom.js';
import { currentPalette } from '../views/palette.js';

const SIDE = 200;
const MARGIN = 24;

/** The graph of max(0, x), with one value marked on it. */
export class ReluPlot {
  /** @param {string} label */
  constructor(label) {
    this.element = make('canvas', 'relu-plot');
    this.element.setAttribute('role', 'img');
    this.element.setAttribute('aria-label', label);
  }

  /**
   * @param {number} range where the axes end
   * @param {{ x: number, y: number } | null} marked
   */
  draw(range, marked) {
    sharpen(this.element, SIDE, SIDE);
    const context = clear(this.element);
    if (!context) return;
    const page = currentPalette();
    const reach = range || 1;
    const half = SIDE / 2 - MARGIN;
    const at = (/** @type {number} */ x, /** @type {number} */ y) =>
      /** @type {const} */ ([SIDE / 2 + (x / reach) * half, SIDE / 2 - (y / reach) * half]);
    line(context, page.rule, 1, [at(-reach, 0), at(reach, 0)]);
    line(context, page.rule, 1, [at(0, -reach), at(0, reach)]);
    context.fillStyle = page.quiet;
    context.font = '12px ui-monospace, "DejaVu Sans Mono", monospace';
    context.textAlign = 'center';
    context.fillText(plain(-reach, 2), MARGIN, SIDE / 2 + 18);
    context.fillText(plain(reach, 2), SIDE - MARGIN, SIDE / 2 + 18);
    context.fillText(plain(reach, 2), SIDE / 2, MARGIN - 8);
    line(context, page.ink, 2, [at(-reach, 0), at(0, 0), at(reach, reach)]);
    if (!marked) return;
    const point = at(marked.x, marked.y);
    context.setLineDash([3, 3]);
    line(context, page.accent, 1, [at(marked.x, 0), point, at(0, marked.y)]);
    context.setLineDash([]);
    context.fillStyle = page.accent;
    context.beginPath();
    context.arc(point[0], point[1], 5, 0, 2 * Math.PI);
    context.fill();
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {string} colour
 * @param {number} width
 * @param {(readonly [number, number])[]} points
 */
function line(context, colour, width, points) {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.beginPath();
  for (const [x, y] of points) context.lineTo(x, y);
  context.stroke();
}
