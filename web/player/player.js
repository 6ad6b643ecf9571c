/**
 * Where an animation stands: which output cell, in which phase of its making, and how far in it. No drawing and no
 * clock of its own: whoever draws tells it the time.
 *
 * @typedef {object} Phase
 * @property {string} name
 * @property {number} ms how long it takes at speed 1
 *
 * @typedef {object} Moment
 * @property {number} cell row-major index of the output cell
 * @property {number} y
 * @property {number} x
 * @property {number} phase index into the phases
 * @property {string} name of the phase
 * @property {number} t how far in the phase, 0 to 1
 * @property {boolean} previewed whether this is a cell under the pointer and not the player's own
 */

/**
 * A cell takes 400 ms: the window glides, the products appear in order, their sum, the bias, the output lands.
 * @type {Phase[]}
 */
export const CONVOLUTION_PHASES = [
  { name: 'move', ms: 120 },
  { name: 'multiply', ms: 160 },
  { name: 'sum', ms: 50 },
  { name: 'bias', ms: 30 },
  { name: 'done', ms: 40 },
];

/** The phases of a cell that does not come about, but is there. */
export const AT_ONCE = [{ name: 'done', ms: 1 }];

export class Player {
  #phases;
  #rows;
  #columns;
  #cell = 0;
  #phase;
  #t = 1;
  #playing = false;
  #speed = 1;
  /** @type {number | null} the time of the last tick */
  #last = null;
  /** @type {number | null} the cell under the pointer */
  #preview = null;
  /** @type {() => void} */
  #changed;

  /**
   * @param {object} options
   * @param {number} options.rows of the output
   * @param {number} options.columns of the output
   * @param {Phase[]} [options.phases] the first only moves the window there
   * @param {() => void} [options.changed] told of every change that should be drawn
   */
  constructor({ rows, columns, phases = CONVOLUTION_PHASES, changed = () => {} }) {
    this.#rows = rows;
    this.#columns = columns;
    this.#phases = phases;
    this.#phase = phases.length - 1;
    this.#changed = changed;
  }

  get rows() {
    return this.#rows;
  }

  get columns() {
    return this.#columns;
  }

  get cells() {
    return this.#rows * this.#columns;
  }

  get phases() {
    return this.#phases;
  }

  get playing() {
    return this.#playing;
  }

  get speed() {
    return this.#speed;
  }

  set speed(speed) {
    this.#speed = speed;
    this.#changed();
  }

  /** What is to be shown. @returns {Moment} */
  get moment() {
    const previewed = this.#preview !== null;
    const cell = this.#preview ?? this.#cell;
    const phase = previewed ? this.#phases.length - 1 : this.#phase;
    return {
      cell,
      y: Math.floor(cell / this.#columns),
      x: cell % this.#columns,
      phase,
      name: this.#phases[phase].name,
      t: previewed ? 1 : this.#t,
      previewed,
    };
  }

  /**
   * Another output: the cell stays where it is if there still is one.
   * @param {number} rows
   * @param {number} columns
   */
  resize(rows, columns) {
    const { y, x } = { y: Math.floor(this.#cell / this.#columns), x: this.#cell % this.#columns };
    this.#rows = rows;
    this.#columns = columns;
    this.#preview = null;
    this.#rest(Math.min(y, rows - 1) * columns + Math.min(x, columns - 1));
  }

  /**
   * Lets time pass.
   * @param {number} now in milliseconds
   * @returns {boolean} whether it plays on
   */
  tick(now) {
    const passed = this.#last === null ? 0 : (now - this.#last) * this.#speed;
    this.#last = now;
    if (!this.#playing || this.#preview !== null) return this.#playing;
    let left = passed;
    while (left > 0 && this.#playing) {
      const { ms } = this.#phases[this.#phase];
      const rest = (1 - this.#t) * ms;
      if (left < rest) {
        this.#t += left / ms;
        left = 0;
      } else {
        left -= rest;
        this.#t = 1;
        this.#advance();
      }
    }
    return this.#playing;
  }

  /** The clock stood still meanwhile (the figure was off screen): time passes from the next tick on. */
  skip() {
    this.#last = null;
  }

  play() {
    if (this.#playing) return;
    this.#preview = null;
    const done = this.#phase === this.#phases.length - 1 && this.#t === 1;
    if (done && this.#cell === this.cells - 1) this.#begin(0);
    else if (done && this.#cell === 0) this.#begin(0);
    this.#playing = true;
    this.#last = null;
    this.#changed();
  }

  pause() {
    this.#playing = false;
    this.#changed();
  }

  toggle() {
    if (this.#playing) this.pause();
    else this.play();
  }

  first() {
    this.seek(0);
  }

  last() {
    this.seek(this.cells - 1);
  }

  /** One phase on, into the next cell after a cell's last. */
  forward() {
    this.#playing = false;
    this.#preview = null;
    if (this.#t < 1) this.#t = 1;
    else if (this.#phase < this.#phases.length - 1) this.#phase += 1;
    else if (this.#cell < this.cells - 1) {
      this.#cell += 1;
      this.#phase = Math.min(1, this.#phases.length - 1);
    }
    this.#t = 1;
    this.#changed();
  }

  /** One phase back, into the cell before after a cell's first. */
  back() {
    this.#playing = false;
    this.#preview = null;
    if (this.#phase > 1) this.#phase -= 1;
    else if (this.#cell > 0) {
      this.#cell -= 1;
      this.#phase = this.#phases.length - 1;
    }
    this.#t = 1;
    this.#changed();
  }

  /**
   * Goes to a cell, finished, and stands still there.
   * @param {number} cell
   */
  seek(cell) {
    this.#playing = false;
    this.#preview = null;
    this.#rest(Math.max(0, Math.min(this.cells - 1, cell)));
  }

  /**
   * Goes to a phase of the cell at hand.
   * @param {number} phase index
   */
  seekPhase(phase) {
    this.#playing = false;
    this.#preview = null;
    this.#phase = phase;
    this.#t = 1;
    this.#changed();
  }

  /**
   * Moves the cell by rows and columns, and stays inside the output.
   * @param {number} rows
   * @param {number} columns
   */
  move(rows, columns) {
    const { y, x } = this.moment;
    const to = {
      y: Math.max(0, Math.min(this.#rows - 1, y + rows)),
      x: Math.max(0, Math.min(this.#columns - 1, x + columns)),
    };
    this.seek(to.y * this.#columns + to.x);
  }

  /**
   * Shows a cell while the pointer is on it; what was playing waits.
   * @param {number | null} cell null when the pointer leaves
   */
  preview(cell) {
    if (cell === this.#preview) return;
    this.#preview = cell;
    this.#last = null;
    this.#changed();
  }

  #advance() {
    if (this.#phase < this.#phases.length - 1) {
      this.#phase += 1;
      this.#t = 0;
    } else if (this.#cell < this.cells - 1) {
      this.#begin(this.#cell + 1);
    } else {
      this.#playing = false;
      this.#changed();
    }
  }

  /** @param {number} cell */
  #begin(cell) {
    this.#cell = cell;
    this.#phase = 0;
    this.#t = 0;
  }

  /** @param {number} cell */
  #rest(cell) {
    this.#cell = cell;
    this.#phase = this.#phases.length - 1;
    this.#t = 1;
    this.#changed();
  }
}
