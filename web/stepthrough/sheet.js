import { Cells, clear } from '../draw/canvas.js';
import { currentPalette } from '../views/palette.js';

/**
 * A map of many small cells on a canvas, drawn from a bitmap; what {@link import('../draw/grid.js').Grid} is for few
 * large ones. Padded cells stand around it as an empty ring.
 */
export class Sheet extends Cells {
  /**
   * @param {string} label
   * @param {import('../draw/grid.js').Pointed} [pointed]
   */
  constructor(label, pointed) {
    super(label, pointed, 1);
  }

  /**
   * @param {object} look
   * @param {OffscreenCanvas} look.bitmap
   * @param {number} look.top padded rows above
   * @param {number} look.left padded columns
   * @param {import('../draw/grid.js').Area | null} look.window in the ring's own rows and columns
   * @param {import('../draw/grid.js').Cell | null} look.active
   */
  draw({ bitmap, top, left, window, active }) {
    const context = clear(this.element);
    if (!context) return;
    const page = currentPalette();
    const size = this.cell;
    context.imageSmoothingEnabled = false;
    const area = [left * size + 1, top * size + 1, bitmap.width * size, bitmap.height * size];
    context.drawImage(bitmap, area[0], area[1], area[2], area[3]);
    context.lineWidth = 1;
    context.strokeStyle = page.rule;
    context.strokeRect(area[0] - 0.5, area[1] - 0.5, area[2] + 1, area[3] + 1);
    if (top + left > 0 || bitmap.height < this.rows || bitmap.width < this.columns) {
      context.setLineDash([2, 2]);
      context.strokeRect(0.5, 0.5, this.columns * size + 1, this.rows * size + 1);
      context.setLineDash([]);
    }
    context.strokeStyle = page.accent;
    context.lineWidth = 2;
    if (window) {
      const { row, column, rows, columns } = window;
      const box = [column * size + 1, row * size + 1, columns * size, rows * size];
      context.fillStyle = page.veil;
      context.fillRect(box[0], box[1], box[2], box[3]);
      context.strokeRect(box[0], box[1], box[2], box[3]);
    }
    if (active) context.strokeRect(active.column * size, active.row * size, size + 2, size + 2);
  }
}
