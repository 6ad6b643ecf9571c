import { SIDE } from '../pictures.js';

/** How many strokes can be taken back. */
const UNDOS = 50;

const WHITE = 255;

/** @returns {Uint8Array} a white sheet */
const blank = () => new Uint8Array(SIDE * SIDE * 3).fill(WHITE);

/**
 * A sheet of 32 by 32 pixels that is drawn on with a round brush.
 *
 * @typedef {{ x: number, y: number }} Point in pixels of the sheet; the middle of the first is 0.5, 0.5
 */
export class Sheet {
  /** [32, 32, 3] */
  pixels = blank();
  /** @type {Uint8Array[]} */
  #earlier = [];

  /** Whether there is something to take back. */
  get canUndo() {
    return this.#earlier.length > 0;
  }

  /** Notes the sheet as it is, so that what follows can be taken back as one. */
  begin() {
    this.#earlier.push(this.pixels.slice());
    if (this.#earlier.length > UNDOS) this.#earlier.shift();
  }

  undo() {
    this.pixels = this.#earlier.pop() ?? this.pixels;
  }

  /** @param {number[]} colour red, green, blue */
  fill(colour) {
    for (let at = 0; at < this.pixels.length; at += 3) this.pixels.set(colour, at);
  }

  /**
   * Draws a line with a round brush; a single dot where both ends are one.
   *
   * @param {Point} from
   * @param {Point} to
   * @param {number} width of the brush, in pixels
   * @param {number[]} colour red, green, blue
   */
  stroke(from, to, width, colour) {
    for (let row = 0; row < SIDE; row += 1) {
      for (let column = 0; column < SIDE; column += 1) {
        const distance = distanceTo({ x: column + 0.5, y: row + 0.5 }, from, to);
        if (distance <= width / 2) this.pixels.set(colour, (row * SIDE + column) * 3);
      }
    }
  }
}

/**
 * How far a point is from the line between two others.
 * @param {Point} point
 * @param {Point} from
 * @param {Point} to
 */
function distanceTo(point, from, to) {
  const [along, across] = [to.x - from.x, to.y - from.y];
  const length = along ** 2 + across ** 2;
  const share = length > 0 ? ((point.x - from.x) * along + (point.y - from.y) * across) / length : 0;
  const nearest = Math.min(1, Math.max(0, share));
  return Math.hypot(point.x - from.x - nearest * along, point.y - from.y - nearest * across);
}

/**
 * The colour that a colour field holds.
 * @param {string} written such as `#1f4fa3`
 */
export const colourFrom = (written) => [1, 3, 5].map((at) => Number.parseInt(written.slice(at, at + 2), 16));
