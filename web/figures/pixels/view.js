/** Which square of a picture is on show: all of it, or a few pixels around one. */
export class View {
  #side;
  #top = 0;
  #left = 0;
  #cells;

  /** @param {number} side of the picture, in pixels */
  constructor(side) {
    this.#side = side;
    this.#cells = side;
  }

  get top() {
    return this.#top;
  }

  get left() {
    return this.#left;
  }

  /** How many pixels it shows in a row. */
  get cells() {
    return this.#cells;
  }

  get isWhole() {
    return this.#cells === this.#side;
  }

  /**
   * Shows so many pixels in a row, with one of them in the middle as far as the edges allow.
   * @param {number} cells
   * @param {{ y: number, x: number }} around
   */
  zoom(cells, { y, x }) {
    this.#cells = cells;
    this.#move(y - Math.floor(cells / 2), x - Math.floor(cells / 2));
  }

  /**
   * Moves just as far as needed to show a pixel and its neighbours.
   * @param {number} y
   * @param {number} x
   */
  reveal(y, x) {
    const reach = this.#cells - 2;
    this.#move(
      Math.min(Math.max(this.#top, y - reach), y - 1),
      Math.min(Math.max(this.#left, x - reach), x - 1),
    );
  }

  /** @param {number} top @param {number} left */
  #move(top, left) {
    const most = this.#side - this.#cells;
    this.#top = Math.max(0, Math.min(most, top));
    this.#left = Math.max(0, Math.min(most, left));
  }
}
