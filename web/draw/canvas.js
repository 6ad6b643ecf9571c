/** Canvases in CSS pixels, as sharp as the screen. */

/**
 * Gives a canvas, which has its size from the stylesheet, a pixel for each of the screen's.
 * @param {HTMLCanvasElement} canvas
 * @param {number} width in CSS pixels
 * @param {number} height
 * @returns whether anything changed
 */
export function sharpen(canvas, width, height) {
  const [wide, high] = [width, height].map((side) => Math.round(side * devicePixelRatio));
  if (canvas.width === wide && canvas.height === high) return false;
  canvas.width = wide;
  canvas.height = high;
  return true;
}

/**
 * Sets a canvas's size in CSS pixels; does nothing if nothing changes.
 * @param {HTMLCanvasElement} canvas
 * @param {number} width
 * @param {number} height
 */
export function fit(canvas, width, height) {
  if (!sharpen(canvas, width, height)) return;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
}

/**
 * Empties a canvas, to be drawn on in CSS pixels.
 * @param {HTMLCanvasElement} canvas
 */
export function clear(canvas) {
  const context = canvas.getContext('2d');
  context?.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  context?.clearRect(0, 0, canvas.width, canvas.height);
  return context;
}

/**
 * What a canvas of cells is, however it draws them: an image with a name that answers which cell a pointer is on.
 *
 * @typedef {import('./grid.js').Cell} Cell
 */
export class Cells {
  #rows = 0;
  #columns = 0;
  #cell = 1;
  #edge;

  /**
   * @param {string} label what it shows, for a reader who cannot see it
   * @param {import('./grid.js').Pointed} [pointed]
   * @param {number} [edge] around the cells, in CSS pixels; by default only the last line ends behind them
   */
  constructor(label, { hover, leave, pick } = {}, edge = 0) {
    this.#edge = edge;
    this.element = document.createElement('canvas');
    this.element.className = 'grid';
    this.element.setAttribute('role', 'img');
    this.element.setAttribute('aria-label', label);
    if (hover) this.element.addEventListener('pointermove', (event) => this.#tell(event, hover));
    if (leave) this.element.addEventListener('pointerleave', leave);
    if (pick) this.element.addEventListener('click', (event) => this.#tell(event, pick));
  }

  get rows() {
    return this.#rows;
  }

  get columns() {
    return this.#columns;
  }

  get cell() {
    return this.#cell;
  }

  /** @param {string} label */
  set label(label) {
    if (this.element.getAttribute('aria-label') !== label) this.element.setAttribute('aria-label', label);
  }

  /**
   * Sets how many cells there are and how large, in CSS pixels.
   * @param {number} rows
   * @param {number} columns
   * @param {number} cell
   */
  resize(rows, columns, cell) {
    [this.#rows, this.#columns, this.#cell] = [rows, columns, cell];
    fit(this.element, columns * cell + this.#edge + 1, rows * cell + this.#edge + 1);
  }

  /**
   * @param {MouseEvent} event
   * @param {(cell: Cell) => void} tell
   */
  #tell(event, tell) {
    const { left, top } = this.element.getBoundingClientRect();
    const row = Math.floor((event.clientY - top - this.#edge) / this.#cell);
    const column = Math.floor((event.clientX - left - this.#edge) / this.#cell);
    if (row >= 0 && row < this.#rows && column >= 0 && column < this.#columns) tell({ row, column });
  }
}
