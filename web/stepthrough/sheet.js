import { currentPalette } from '../views/palette.js';

/**
 * A map of many small cells on a canvas, drawn from a bitmap; what {@link import('../draw/grid.js').Grid} is for few
 * large ones. Padded cells stand around it as an empty ring.
 *
 * @typedef {import('../draw/grid.js').Pointed} Pointed
 */
export class Sheet {
  #rows = 0;
  #columns = 0;
  #cell = 1;

  /**
   * @param {string} label
   * @param {Pointed} [pointed]
   */
  constructor(label, { hover, leave, pick } = {}) {
    this.element = document.createElement('canvas');
    this.element.className = 'grid';
    this.element.setAttribute('role', 'img');
    this.element.setAttribute('aria-label', label);
    if (hover) this.element.addEventListener('pointermove', (event) => this.#tell(event, hover));
    if (leave) this.element.addEventListener('pointerleave', leave);
    if (pick) this.element.addEventListener('click', (event) => this.#tell(event, pick));
  }

  /** @param {string} label */
  set label(label) {
    if (this.element.getAttribute('aria-label') !== label) this.element.setAttribute('aria-label', label);
  }

  /**
   * @param {number} rows with the ring's
   * @param {number} columns with the ring's
   * @param {number} cell in CSS pixels
   */
  resize(rows, columns, cell) {
    const [width, height] = [columns * cell + 2, rows * cell + 2];
    [this.#rows, this.#columns, this.#cell] = [rows, columns, cell];
    const ratio = devicePixelRatio;
    if (
      this.element.width === Math.round(width * ratio) &&
      this.element.height === Math.round(height * ratio)
    )
      return;
    this.element.width = Math.round(width * ratio);
    this.element.height = Math.round(height * ratio);
    this.element.style.width = `${width}px`;
    this.element.style.height = `${height}px`;
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
    const context = this.element.getContext('2d');
    if (!context) return;
    const page = currentPalette();
    const size = this.#cell;
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    context.clearRect(0, 0, this.element.width, this.element.height);
    context.imageSmoothingEnabled = false;
    const area = [left * size + 1, top * size + 1, bitmap.width * size, bitmap.height * size];
    context.drawImage(bitmap, area[0], area[1], area[2], area[3]);
    context.lineWidth = 1;
    context.strokeStyle = page.rule;
    context.strokeRect(area[0] - 0.5, area[1] - 0.5, area[2] + 1, area[3] + 1);
    if (top + left > 0 || bitmap.height < this.#rows || bitmap.width < this.#columns) {
      context.setLineDash([2, 2]);
      context.strokeRect(0.5, 0.5, this.#columns * size + 1, this.#rows * size + 1);
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

  /**
   * @param {MouseEvent} event
   * @param {(cell: import('../draw/grid.js').Cell) => void} tell
   */
  #tell(event, tell) {
    const { left, top } = this.element.getBoundingClientRect();
    const row = Math.floor((event.clientY - top - 1) / this.#cell);
    const column = Math.floor((event.clientX - left - 1) / this.#cell);
    if (row >= 0 && row < this.#rows && column >= 0 && column < this.#columns) tell({ row, column });
  }
}
