import { Grid } from '../../draw/grid.js';
import { numbered } from '../../draw/numbered.js';
import { plain } from '../../draw/numbers.js';
import { ease, isStill } from '../../draw/stage.js';
import { text } from '../../text.js';
import { BRIGHTEST } from './inputs.js';
import { grey } from '../../draw/pixels.js';
import { part, sign, tally } from '../../draw/parts.js';

/**
 * The stage of the small picture: picture, window, kernel, products, sum and output, at a moment of the animation.
 *
 * @typedef {import('../../player/player.js').Moment} Moment
 * @typedef {import('../../draw/grid.js').Cell} Cell
 * @typedef {import('./small-example.js').ExampleCell} ExampleCell
 * @typedef {import('./small-example.js').SmallExample} SmallExample
 */

/** What fits beside one another; in CSS pixels. */
const PICTURE = { room: 256, least: 20, most: 36 };
const OUTPUT = { room: 200, least: 28, most: 40 };
/** The output's place before it is known. */
const NO_OUTPUT = { rows: 5, columns: 5 };

export class SmallDrawing {
  #host;
  #example;
  #fields;
  #window = new Grid(text.convolution.window);
  #products = new Grid(text.convolution.products);
  #sums = tally([text.convolution.sum, text.convolution.plusBias, text.convolution.result]);
  #picture;
  #output;
  #outputPart;

  /**
   * @param {HTMLElement} host
   * @param {SmallExample} example
   * @param {import('./kernel-fields.js').KernelFields} fields
   * @param {{ picture: import('../../draw/grid.js').Pointed, output: import('../../draw/grid.js').Pointed }} pointed
   */
  constructor(host, example, fields, pointed) {
    const words = text.convolution;
    this.#host = host;
    this.#example = example;
    this.#fields = fields;
    this.#picture = new Grid(words.picture, pointed.picture);
    this.#output = new Grid(words.output, pointed.output);
    this.#outputPart = part(words.output, this.#output.element);
    host.append(
      part(words.picture, this.#picture.element),
      sign('→'),
      part(words.window, this.#window.element),
      sign('×'),
      part(words.kernel, fields.element),
      sign('='),
      part(words.products, this.#products.element, this.#sums.element),
      sign('→'),
      this.#outputPart,
    );
  }

  /** Gives every part its size, so that nothing moves when it is drawn. */
  layout() {
    const { frame, input, isLoaded } = this.#example;
    const size = Math.sqrt(this.#fields.count);
    const columns = frame?.columns ?? input.side;
    this.#picture.resize(frame?.rows ?? input.side, columns, this.#fit(columns, PICTURE));
    this.#window.resize(size, size, size > 3 ? 32 : 40);
    this.#products.resize(size, size, size > 3 ? 34 : 40);
    const output = frame?.output ?? NO_OUTPUT;
    this.#outputPart.hidden = isLoaded && !frame;
    this.#output.resize(output.rows, output.columns, this.#fit(output.columns, OUTPUT));
  }

  /**
   * @param {Moment} moment
   * @param {ExampleCell | null} cell its arithmetic; null where there is none yet
   * @param {number} furthest the last output cell that is filled
   */
  draw(moment, cell, furthest) {
    const terms = cell?.terms ?? [];
    let done = terms.length;
    if (moment.name === 'move') done = 0;
    if (moment.name === 'multiply') done = Math.ceil(moment.t * terms.length);
    this.layout();
    const isMultiplying = moment.name === 'multiply' && moment.t < 1 && done > 0;
    this.#drawPicture(moment);
    this.#drawProducts(terms, done, isMultiplying ? done - 1 : null);
    const sums = cell
      ? [cell.sum, cell.bias, cell.y].map((value) => plain(value, cell.written.digits))
      : ['', '', ''];
    this.#sums.show(sums.map((written, index) => (moment.phase >= index + 2 ? written : '')));
    this.#drawOutput(moment, furthest);
  }

  /** @param {Moment} moment */
  #drawPicture({ cell, y, x, name, t }) {
    const { frame, input } = this.#example;
    const place = (/** @type {number} */ row, /** @type {number} */ column) =>
      frame ? frame.inside(row, column) : row * input.side + column;
    const isGliding = name === 'move' && !isStill();
    this.#picture.draw({
      colour: (row, column) => {
        const index = place(row, column);
        return index === null ? null : grey(input.values[index], BRIGHTEST);
      },
      number: (row, column) => plain(input.values[place(row, column) ?? -1] ?? 0),
      outside: (row, column) => place(row, column) === null,
      unused: (row, column) => frame !== null && !frame.isRead(row, column),
      window: frame && (isGliding ? frame.glide(cell, ease(t)) : frame.window(y, x)),
    });
  }

  /**
   * @param {ExampleCell['terms']} terms
   * @param {number} done how many products are there
   * @param {number | null} at the term at hand
   */
  #drawProducts(terms, done, at) {
    const size = Math.sqrt(this.#fields.count);
    const { range } = this.#example;
    const active = at === null ? null : { row: Math.floor(at / size), column: at % size };
    const term = (/** @type {number} */ row, /** @type {number} */ column) => terms[row * size + column];
    this.#window.draw({
      colour: (row, column) => {
        const shown = term(row, column);
        return shown?.inside ? grey(shown.x, BRIGHTEST) : null;
      },
      number: (row, column) => (term(row, column) ? plain(term(row, column).x) : ''),
      outside: (row, column) => term(row, column)?.inside === false,
      active,
    });
    this.#fields.light(at);
    const product = (/** @type {number} */ row, /** @type {number} */ column) =>
      row * size + column < done ? term(row, column).product : null;
    this.#products.draw({ ...numbered(product, range), active });
  }

  /**
   * @param {Moment} moment
   * @param {number} furthest
   */
  #drawOutput({ cell, y, x, name }, furthest) {
    const { frame, map, range } = this.#example;
    const { rows, columns } = frame?.output ?? NO_OUTPUT;
    this.#output.label = text.convolution.outputOf(rows, columns);
    const value = (/** @type {number} */ row, /** @type {number} */ column) => {
      const index = row * columns + column;
      const hasLanded = index === cell ? name === 'done' : index <= furthest;
      return hasLanded ? (map?.[index] ?? null) : null;
    };
    this.#output.draw({ ...numbered(value, range), active: frame ? { row: y, column: x } : null });
  }

  /**
   * A cell's size, so that all fit.
   * @param {number} columns
   * @param {{ room: number, least: number, most: number }} sizes
   */
  #fit(columns, { room, least, most }) {
    const width = Math.min(room, this.#host.clientWidth - 2);
    return Math.max(least, Math.min(most, Math.floor(width / columns)));
  }
}
