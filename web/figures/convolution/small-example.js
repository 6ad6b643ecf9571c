import { rangeOf } from '../../draw/palette.js';
import { writeCell } from './arithmetic.js';
import { inputOf, USUAL } from './inputs.js';
import { Frame } from './placement.js';

/**
 * The small picture under the shared kernel: where its windows lie, its output, and each cell's arithmetic. All of it is
 * the twins' work.
 *
 * @typedef {import('../../explain.js').Twins} Twins
 * @typedef {import('./arithmetic.js').Cell & { written: import('./arithmetic.js').Written }} ExampleCell
 */

const CHANNELS = 1;

export class SmallExample {
  #kernel;
  /** @type {Twins | null} */
  #twins = null;
  /** @type {{ key: string, cell: ExampleCell } | null} */
  #last = null;

  /** The picture. */
  input = inputOf(USUAL);
  /** Where the windows lie; null before the twins are there, and where no window fits. @type {Frame | null} */
  frame = null;
  /** The same in numbers. @type {import('../../explain.js').Placement | null} */
  placement = null;
  /** The output, row by row. @type {Float32Array | null} */
  map = null;
  /** The size of value that gets the strongest colour. */
  range = 1;

  /** @param {import('./shared-kernel.js').SharedKernel} kernel */
  constructor(kernel) {
    this.#kernel = kernel;
  }

  get isLoaded() {
    return this.#twins !== null;
  }

  /** @param {Twins} twins */
  load(twins) {
    this.#twins = twins;
  }

  /** Computes everything anew. */
  refresh() {
    this.#last = null;
    if (!this.#twins) return;
    const { cells, bias } = this.#kernel;
    const sliding = this.#sliding();
    this.placement = this.#twins.place(sliding);
    this.frame = this.placement && new Frame(sliding, this.placement);
    this.map = this.placement && this.#twins.conv2d(sliding, this.input.values, cells, bias, false);
    this.range = Math.max(rangeOf(this.map ?? []), rangeOf(this.input.values) * rangeOf(cells));
  }

  /**
   * One output cell with all its terms.
   * @param {number} y
   * @param {number} x
   * @returns {ExampleCell | null}
   */
  cell(y, x) {
    if (!this.#twins || !this.frame) return null;
    const key = `${y} ${x}`;
    if (this.#last?.key !== key) {
      const { cells, bias } = this.#kernel;
      const at = { y, x, channel: 0 };
      const sliding = this.#sliding();
      const whole = this.#twins.traceConv2d(sliding, this.input.values, cells, bias, false, at);
      const { sum } = this.#twins.traceConv2d(sliding, this.input.values, cells, null, false, at);
      const cell = { terms: whole.terms, bias: whole.bias, sum, y: whole.y };
      this.#last = { key, cell: { ...cell, written: writeCell(cell) } };
    }
    return this.#last.cell;
  }

  #sliding() {
    const { side } = this.input;
    return this.#kernel.sliding([side, side, CHANNELS], this.#kernel.size);
  }
}
