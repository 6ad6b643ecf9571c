import { Grid } from '../../draw/grid.js';
import { makeLegend } from '../../draw/legend.js';
import { numbered } from '../../draw/numbered.js';
import { plain } from '../../draw/numbers.js';
import { rangeOf } from '../../draw/palette.js';
import { pointing } from '../../player/pointing.js';
import { text } from '../../text.js';
import { make } from '../../views/dom.js';
import { part, sign } from '../../draw/parts.js';
import { DenseTable } from './dense-table.js';
import { CHANNELS, INPUTS, MAPS, SIDE, UNITS } from './example.js';

/**
 * @typedef {import('./flatten.js').Unit} Unit
 *
 * @typedef {object} Wiring
 * @property {import('../../player/player.js').Player} player
 * @property {HTMLElement} hint says what a field cannot take
 * @property {() => void} mark
 * @property {(input: number, unit: number, value: number) => void} weigh
 * @property {(unit: number, value: number) => void} bias
 */

const CELL = 44;

/** The figure of flattening: two maps, the row that they become with its weights, the outputs. */
export class FlattenView {
  #grids;
  #table;
  #output;
  #values = makeLegend('activation');
  #weights = makeLegend('weight');
  /** The number under the pointer or with the focus. @type {number | null} */
  #pointed = null;

  /**
   * @param {HTMLElement} host
   * @param {Wiring} wiring
   */
  constructor(host, { player, mark, ...fields }) {
    const point = (/** @type {number | null} */ input) => {
      if (input === this.#pointed) return;
      this.#pointed = input;
      mark();
    };
    this.#grids = Array.from(
      { length: CHANNELS },
      (_, channel) =>
        new Grid(text.flatten.channel(channel), {
          hover: ({ row, column }) => point(inputAt(row, column, channel)),
          leave: () => point(null),
          pick: ({ row, column }) => point(inputAt(row, column, channel)),
        }),
    );
    this.#output = new Grid(
      text.flatten.output,
      pointing(() => player),
    );
    for (const grid of this.#grids) grid.resize(SIDE, SIDE, CELL);
    this.#output.resize(1, UNITS, CELL + 12);
    this.#table = new DenseTable({ ...fields, point, choose: (unit) => player.seek(unit) });

    const maps = make('div', 'flatten-maps');
    this.#grids.forEach((grid, channel) => maps.append(part(text.flatten.channel(channel), grid.element)));
    const legends = make('div', 'flatten-legends');
    legends.append(
      part(text.flatten.values, this.#values.element),
      part(text.flatten.weights, this.#weights.element),
    );
    host.append(
      maps,
      sign('→'),
      this.#table.element,
      sign('→'),
      part(text.flatten.output, this.#output.element, legends),
    );
  }

  /**
   * Shows weights that were not typed.
   * @param {Float32Array} kernel [inputs, units]
   * @param {Float32Array} bias
   */
  fill(kernel, bias) {
    this.#table.fill(kernel, bias);
  }

  /**
   * @param {Unit[]} units
   * @param {import('../../player/player.js').Moment} moment
   * @param {number} landed the last output that is shown
   */
  draw(units, { cell: chosen, name, t }, landed) {
    const range = rangeOf([...MAPS, ...units.map(({ trace }) => trace.y)]);
    const weightRange = rangeOf(units.flatMap(({ trace }) => trace.terms.map(({ weight }) => weight)));
    this.#values.show(range);
    this.#weights.show(weightRange);
    const multiplying = name === 'multiply';
    const reached = name === 'move' ? -1 : multiplying ? Math.floor(t * (INPUTS - 1)) : INPUTS;
    const lit = this.#pointed ?? (multiplying ? reached : null);
    const place = lit === null ? null : Math.floor(lit / CHANNELS);

    this.#grids.forEach((grid, channel) => {
      const isHere = place !== null && lit !== null && lit % CHANNELS === channel;
      grid.draw({
        ...numbered((row, column) => MAPS[inputAt(row, column, channel)], range, { written: plain }),
        active: isHere ? { row: Math.floor(place / SIDE), column: place % SIDE } : null,
      });
    });
    this.#table.draw({
      units,
      chosen,
      lit,
      reached,
      isSummed: ['sum', 'bias', 'done'].includes(name),
      isBiased: ['bias', 'done'].includes(name),
      range,
      weightRange,
    });
    const shown = (/** @type {number} */ unit) => (unit === chosen ? name === 'done' : unit <= landed);
    this.#output.draw({
      ...numbered((_, unit) => (shown(unit) ? units[unit].trace.y : null), range, { written: plain }),
      active: { row: 0, column: chosen },
    });
  }
}

/**
 * The number that a value of the maps becomes.
 * @param {number} row
 * @param {number} column
 * @param {number} channel
 */
const inputAt = (row, column, channel) => (row * SIDE + column) * CHANNELS + channel;
