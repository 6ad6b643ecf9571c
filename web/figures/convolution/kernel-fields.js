import { colourOf, css, inkOn, rangeOf } from '../../draw/palette.js';
import { text } from '../../text.js';
import { make } from '../../views/dom.js';
import { attachChecked, numberWithin, showNumber } from '../../views/number-field.js';
import { LARGEST } from './kernels.js';

/** The kernel as a square of number fields, in the colours of weights. */
export class KernelFields {
  #kernel;
  #hint;
  /** @type {HTMLInputElement[]} */
  #fields = [];
  /** @type {number | null} */
  #lit = null;

  /**
   * @param {import('./shared-kernel.js').SharedKernel} kernel
   * @param {HTMLElement} hint where it is said what cannot be
   */
  constructor(kernel, hint) {
    this.#kernel = kernel;
    this.#hint = hint;
    this.element = make('div', 'kernel-fields');
    addEventListener('recolour', () => this.show());
  }

  /** How many weights there are. */
  get count() {
    return this.#fields.length;
  }

  /** Brings the fields in line with the kernel. */
  show() {
    const { cells, size } = this.#kernel;
    if (this.#fields.length !== cells.length) this.#lay(size);
    const range = rangeOf(cells);
    this.#fields.forEach((field, index) => {
      showNumber(field, cells[index]);
      const colour = colourOf(cells[index], range, 'weight');
      field.style.backgroundColor = css(colour);
      field.style.color = inkOn(colour);
    });
  }

  /** Outlines a cell. @param {number | null} index */
  light(index) {
    if (index === this.#lit) return;
    this.#lit = index;
    this.#fields.forEach((field, at) => field.classList.toggle('lit', at === index));
  }

  /** @param {number} size */
  #lay(size) {
    this.element.dataset.size = String(size);
    this.#lit = null;
    this.#fields = Array.from({ length: size * size }, (_, index) => {
      const field = make('input');
      field.type = 'number';
      field.step = 'any';
      field.dataset.tight = '';
      field.setAttribute(
        'aria-label',
        text.convolution.weight(Math.floor(index / size) + 1, (index % size) + 1),
      );
      field.setAttribute('aria-describedby', this.#hint.id);
      attachWeight(field, this.#hint, (weight) => this.#kernel.change(index, weight));
      return field;
    });
    this.element.replaceChildren(...this.#fields);
  }
}

/**
 * A field for a weight or a bias.
 * @param {HTMLInputElement} field
 * @param {HTMLElement} hint
 * @param {(value: number) => void} changed
 */
export function attachWeight(field, hint, changed) {
  const wrong = () => text.convolution.wrongNumber(LARGEST);
  attachChecked(field, hint, { read: numberWithin(-LARGEST, LARGEST), wrong, usual: '', changed });
}
