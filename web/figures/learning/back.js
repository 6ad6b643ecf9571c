import { cellWithin, oneOf } from '../../readers.js';

/**
 * The cell that a reader has stopped at in one of the backward figures, as the address has it: `back=kernel:2,3`, with
 * rows and columns from 1.
 */

const SIDES = /** @type {const} */ ({ pool: 4, kernel: 3, input: 6 });

/** @typedef {keyof typeof SIDES} Name */

/** @param {string} written */
export function readBack(written) {
  const [name, cell = ''] = written.split(':');
  const known = oneOf(/** @type {Name[]} */ (Object.keys(SIDES)))(name);
  const found = known && cellWithin(SIDES[known])(cell);
  return found && { name: /** @type {Name} */ (known), ...found };
}

export class Back {
  #address;
  #asked;
  /** @type {Map<Name, number>} where each figure has stood last */
  #stood = new Map();
  /** @type {Map<Name, number>} */
  #usual = new Map();

  /** @param {import('../../address.js').Address} address */
  constructor(address) {
    this.#address = address;
    this.#asked = address.read('back', readBack);
  }

  /**
   * Puts a figure where the address has it, or else at its usual cell.
   * @param {Name} name
   * @param {import('../../player/player.js').Player} player
   * @param {number} usual
   */
  restore(name, player, usual) {
    const { y, x } = this.#asked?.name === name ? this.#asked : { y: 0, x: usual };
    const cell = y * player.columns + x;
    this.#usual.set(name, usual);
    this.#stood.set(name, cell);
    player.seek(cell);
  }

  /**
   * Notes where a figure stands.
   * @param {Name} name
   * @param {number} y
   * @param {number} x
   */
  note(name, y, x) {
    const cell = y * SIDES[name] + x;
    if (this.#stood.get(name) === cell) return;
    this.#stood.set(name, cell);
    this.#address.write('back', cell === this.#usual.get(name) ? null : `${name}:${y + 1},${x + 1}`);
  }
}
