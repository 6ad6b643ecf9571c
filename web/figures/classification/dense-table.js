import { plain } from '../../draw/numbers.js';
import { colourOf, css } from '../../draw/palette.js';
import { text } from '../../text.js';
import { make, write } from '../../views/dom.js';
import { attachChecked, makeNumberField, numberWithin, showNumber } from '../../views/number-field.js';
import { CHANNELS, INPUTS, MAPS, SIDE, UNITS } from './example.js';

/**
 * @typedef {import('./flatten.js').Unit} Unit
 *
 * @typedef {object} Wiring
 * @property {HTMLElement} hint says what a field cannot take
 * @property {(input: number | null) => void} point a row under the pointer or with the focus; null when left
 * @property {(unit: number) => void} choose a unit whose field has the focus
 * @property {(input: number, unit: number, value: number) => void} weigh
 * @property {(unit: number, value: number) => void} bias
 *
 * @typedef {object} Row a number of the flattened maps
 * @property {HTMLTableRowElement} element
 * @property {HTMLElement} x
 * @property {HTMLInputElement[]} weights
 * @property {HTMLElement} product
 *
 * @typedef {object} Shown
 * @property {Unit[]} units
 * @property {number} chosen unit
 * @property {number | null} lit row
 * @property {number} reached the last row whose product is there
 * @property {boolean} isSummed
 * @property {boolean} isBiased
 * @property {number} range of the values
 * @property {number} weightRange
 */

/** What a weight may be, up or down. */
const LIMIT = 99;

/** The numbers of the flattened maps, their weights in fields, the products of the chosen unit and their sum. */
export class DenseTable {
  element = make('table', 'dense-table');
  #wiring;
  #heads;
  /** @type {Row[]} */
  #rows;
  /** @type {HTMLInputElement[]} */
  #biases = [];
  #products = make('td', 'dense-value');
  #sum = make('td', 'dense-value');

  /** @param {Wiring} wiring */
  constructor(wiring) {
    this.#wiring = wiring;
    const head = this.element.createTHead().insertRow();
    this.#heads = Array.from({ length: UNITS }, (_, unit) => headCell(text.flatten.unit(unit)));
    head.append(headCell(text.flatten.number), headCell(text.flatten.x), ...this.#heads);
    head.append(headCell(text.flatten.product));
    this.#rows = Array.from({ length: INPUTS }, (_, input) => this.#row(input));
    this.element.createTBody().append(...this.#rows.map(({ element }) => element));
    this.element.createTFoot().append(this.#sumRow(), this.#biasRow());
  }

  /**
   * Shows weights that were not typed.
   * @param {Float32Array} kernel [inputs, units]
   * @param {Float32Array} bias
   */
  fill(kernel, bias) {
    this.#rows.forEach(({ weights }, input) =>
      weights.forEach((field, unit) => showNumber(field, kernel[input * UNITS + unit])),
    );
    this.#biases.forEach((field, unit) => showNumber(field, bias[unit]));
    this.#wiring.hint.classList.remove('wrong');
    write(this.#wiring.hint, text.flatten.hint);
  }

  /** @param {Shown} shown */
  draw({ units, chosen, lit, reached, isSummed, isBiased, range, weightRange }) {
    const { trace, products } = units[chosen];
    const mark = (/** @type {HTMLElement} */ element, /** @type {number[]} */ colour) =>
      (element.style.borderLeftColor = css(colour));
    this.#rows.forEach(({ element, x, weights, product }, input) => {
      element.classList.toggle('lit', input === lit);
      mark(x, colourOf(MAPS[input], range));
      weights.forEach((field, unit) => {
        mark(field, colourOf(units[unit].trace.terms[input].weight, weightRange, 'weight'));
        field.classList.toggle('chosen', unit === chosen);
      });
      const isThere = input <= reached;
      mark(product, colourOf(isThere ? trace.terms[input].product : 0, range));
      write(product, isThere ? plain(trace.terms[input].product) : '');
    });
    this.#biases.forEach((field, unit) => field.classList.toggle('chosen', unit === chosen));
    this.#heads.forEach((head, unit) => head.classList.toggle('chosen', unit === chosen));
    write(this.#products, isSummed ? plain(products) : '');
    write(this.#sum, isBiased ? plain(trace.sum) : '');
  }

  /**
   * @param {number} input
   * @returns {Row}
   */
  #row(input) {
    const element = make('tr');
    const place = Math.floor(input / CHANNELS);
    const index = [Math.floor(place / SIDE), place % SIDE, input % CHANNELS];
    const x = make('td', 'dense-value', plain(MAPS[input]));
    const product = make('td', 'dense-value');
    element.append(headCell(text.flatten.place(input, index), 'row'), x);
    const weights = Array.from({ length: UNITS }, (_, unit) =>
      this.#field(element, text.flatten.weight(input, unit), unit, (value) =>
        this.#wiring.weigh(input, unit, value),
      ),
    );
    element.append(product);
    const { point } = this.#wiring;
    for (const event of ['pointerenter', 'focusin']) element.addEventListener(event, () => point(input));
    for (const event of ['pointerleave', 'focusout']) element.addEventListener(event, () => point(null));
    return { element, x, weights, product };
  }

  #sumRow() {
    const row = make('tr');
    const name = headCell(text.flatten.sum, 'row');
    name.colSpan = 2 + UNITS;
    row.append(name, this.#products);
    return row;
  }

  #biasRow() {
    const row = make('tr');
    const name = headCell(text.flatten.bias, 'row');
    name.colSpan = 2;
    row.append(name);
    this.#biases = Array.from({ length: UNITS }, (_, unit) =>
      this.#field(row, text.flatten.biasOf(unit), unit, (value) => this.#wiring.bias(unit, value)),
    );
    row.append(this.#sum);
    return row;
  }

  /**
   * A cell with a number field.
   *
   * @param {HTMLTableRowElement} row
   * @param {string} name
   * @param {number} unit
   * @param {(value: number) => void} take
   */
  #field(row, name, unit, take) {
    const { choose, hint } = this.#wiring;
    const field = makeNumberField(name, { least: -LIMIT, most: LIMIT, step: 0.5 });
    field.className = 'dense-field';
    field.addEventListener('focus', () => choose(unit));
    attachChecked(field, hint, {
      read: numberWithin(-LIMIT, LIMIT),
      wrong: () => text.flatten.wrong,
      changed: take,
    });
    const cell = make('td');
    cell.append(field);
    row.append(cell);
    return field;
  }
}

/**
 * @param {string} content
 * @param {'col' | 'row'} [scope]
 */
function headCell(content, scope = 'col') {
  const cell = make('th', '', content);
  cell.scope = scope;
  return cell;
}
