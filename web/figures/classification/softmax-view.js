import { plain } from '../../draw/numbers.js';
import { text } from '../../text.js';
import { make, write } from '../../views/dom.js';
import { attachChecked, makeNumberField, numberWithin, showNumber } from '../../views/number-field.js';
import { CLASSES, LIMIT } from './logits.js';

/**
 * @typedef {import('./softmax.js').Softmax} Softmax
 *
 * @typedef {object} Wiring
 * @property {import('../../player/player.js').Player} player over the classes
 * @property {HTMLElement} hint says what a field cannot take
 * @property {(label: number, value: number) => void} change of a logit
 *
 * @typedef {object} Row a class
 * @property {HTMLElement} element
 * @property {HTMLInputElement} slider
 * @property {HTMLInputElement} field
 * @property {Record<Column, HTMLElement>} cells
 * @property {HTMLElement} bar
 *
 * @typedef {'z' | 'shifted' | 'exps' | 'p'} Column
 */

const COLUMNS = /** @type {const} */ (['z', 'shifted', 'exps', 'p']);

/** As far as the sliders go; the fields go further. */
const SLIDER = 15;

/** Which columns of the chosen class are reached in a phase, and which is being made. */
const REACHED = { move: 1, subtract: 2, exp: 3, add: 3, divide: 4 };

/** The ten classes, a row each: the logit in a slider and a field, the steps of its softmax, its probability as a bar. */
export class SoftmaxView {
  /** @type {Row[]} */
  #rows;
  #largest = make('span', 'softmax-sum');
  #sum = make('span', 'softmax-sum');
  #total = make('span', 'softmax-sum');

  /**
   * @param {HTMLElement} host
   * @param {string[]} names
   * @param {Wiring} wiring
   */
  constructor(host, names, wiring) {
    const head = make('div', 'softmax-row softmax-head');
    head.setAttribute('aria-hidden', 'true');
    head.append(make('span', 'softmax-name'), make('span', 'softmax-logit', text.softmax.logit));
    for (const column of COLUMNS)
      head.append(make('span', `softmax-${column}`, text.softmax.columns[column]));
    const list = make('ol', 'softmax-rows');
    this.#rows = names.map((name, label) => this.#row(name, label, wiring));
    list.append(...this.#rows.map(({ element }) => element));
    const foot = make('div', 'softmax-foot');
    foot.append(this.#largest, this.#sum, this.#total);
    host.append(head, list, foot);
  }

  /** @param {number[]} logits */
  fill(logits) {
    this.#rows.forEach(({ slider, field }, label) => {
      showNumber(field, logits[label]);
      slider.value = String(logits[label]);
    });
  }

  /**
   * @param {Softmax} softmax
   * @param {import('../../player/player.js').Moment} moment
   */
  draw(softmax, { cell, name, t }) {
    const reached = REACHED[/** @type {keyof typeof REACHED} */ (name)];
    const added = name === 'add' ? Math.floor(t * (CLASSES - 1)) : -1;
    this.#rows.forEach(({ element, cells, bar }, label) => {
      const chosen = label === cell;
      element.classList.toggle('lit', chosen);
      COLUMNS.forEach((column, index) => {
        const value = softmax[column][label];
        const isThere = !chosen || index < reached;
        write(cells[column], isThere ? text.softmax.value(column, value) : '');
        const isMade = chosen && index === reached - 1 && name !== 'add';
        cells[column].classList.toggle('made', isMade || (column === 'exps' && label <= added));
      });
      bar.style.transform = `scaleX(${chosen && reached < COLUMNS.length ? 0 : softmax.p[label]})`;
    });
    write(this.#largest, text.softmax.largest(softmax.largest));
    write(this.#sum, text.softmax.sum(softmax.sum));
    write(this.#total, text.softmax.total(plain(softmax.total, 5)));
  }

  /**
   * @param {string} name
   * @param {number} label
   * @param {Wiring} wiring
   * @returns {Row}
   */
  #row(name, label, { player, hint, change }) {
    const element = make('li', `softmax-row class-${label}`);
    const slider = make('input', 'softmax-slider');
    Object.assign(slider, { type: 'range', min: String(-SLIDER), max: String(SLIDER), step: '0.1' });
    slider.setAttribute('aria-label', text.softmax.sliderOf(name));
    slider.addEventListener('input', () => change(label, Number(slider.value)));
    const field = makeNumberField(text.softmax.logitOf(name), { least: -LIMIT, most: LIMIT, step: 0.1 });
    field.className = 'softmax-field';
    attachChecked(field, hint, {
      read: numberWithin(-LIMIT, LIMIT),
      wrong: () => text.softmax.wrong,
      changed: (value) => change(label, value),
    });

    const cells = /** @type {Record<Column, HTMLElement>} */ ({});
    const parts = COLUMNS.map((column) => {
      const cell = make('span', `softmax-${column}`);
      const label = make('span', 'visually-hidden', `${text.softmax.columns[column]}: `);
      cells[column] = make('span', 'softmax-value');
      cell.append(label, cells[column]);
      return cell;
    });
    const track = make('span', 'track softmax-track');
    const bar = make('i');
    track.append(bar);
    element.append(make('span', 'softmax-name', name), slider, field, ...parts, track);

    element.addEventListener('pointerenter', () => player.preview(label));
    element.addEventListener('pointerleave', () => player.preview(null));
    element.addEventListener('focusin', () => player.seek(label));
    element.addEventListener('click', () => player.seek(label));
    return { element, slider, field, cells, bar };
  }
}
