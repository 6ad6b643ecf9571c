/**
 * Where windows lie over a picture, in the rows and columns of the picture with its padding. No drawing.
 *
 * @typedef {import('../../explain.js').Sliding} Sliding
 * @typedef {import('../../explain.js').Placement} Placement
 */

export class Frame {
  #sliding;
  #place;

  /** @param {Sliding} sliding @param {Placement} place */
  constructor(sliding, place) {
    this.#sliding = sliding;
    this.#place = place;
  }

  get output() {
    return { rows: this.#place.output[0], columns: this.#place.output[1] };
  }

  /** The picture with its padded rows and columns. */
  get rows() {
    return this.#place.before[0] + this.#sliding.input[0] + this.#place.after[0];
  }

  get columns() {
    return this.#place.before[1] + this.#sliding.input[1] + this.#place.after[1];
  }

  /**
   * The picture's own index of a place; null in the padding.
   * @param {number} row
   * @param {number} column
   */
  inside(row, column) {
    const [y, x] = [row - this.#place.before[0], column - this.#place.before[1]];
    const [rows, columns] = this.#sliding.input;
    return y >= 0 && y < rows && x >= 0 && x < columns ? y * columns + x : null;
  }

  /**
   * Whether some window lies over a place.
   * @param {number} row
   * @param {number} column
   */
  isRead(row, column) {
    const lies = (/** @type {number} */ at, /** @type {number} */ axis) =>
      at % this.#sliding.strides[axis] < this.#sliding.size[axis] &&
      at < (this.#place.output[axis] - 1) * this.#sliding.strides[axis] + this.#sliding.size[axis];
    return lies(row, 0) && lies(column, 1);
  }

  /**
   * The window of an output cell.
   * @param {number} y
   * @param {number} x
   */
  window(y, x) {
    const { size, strides } = this.#sliding;
    return { row: y * strides[0], column: x * strides[1], rows: size[0], columns: size[1] };
  }

  /**
   * The window on its way from the cell before.
   * @param {number} cell row-major
   * @param {number} t 0 to 1
   */
  glide(cell, t) {
    const { columns } = this.output;
    const at = (/** @type {number} */ index) => this.window(Math.floor(index / columns), index % columns);
    const [from, to] = [at(Math.max(0, cell - 1)), at(cell)];
    return {
      ...to,
      row: from.row + (to.row - from.row) * t,
      column: from.column + (to.column - from.column) * t,
    };
  }

  /**
   * The output cell whose window has its middle nearest to a place.
   * @param {number} row
   * @param {number} column
   */
  nearest(row, column) {
    const near = (/** @type {number} */ at, /** @type {number} */ axis) => {
      const cell = Math.round((at - (this.#sliding.size[axis] - 1) / 2) / this.#sliding.strides[axis]);
      return Math.max(0, Math.min(this.#place.output[axis] - 1, cell));
    };
    return near(row, 0) * this.output.columns + near(column, 1);
  }
}
