import { byId, write } from '../../views/dom.js';

/**
 * A number field with its slider: checked as it is typed in, the sentence at the field where it is wrong.
 *
 * @typedef {object} Field
 * @property {number} value the last that was valid
 * @property {(value: number) => void} set
 * @property {() => void} check reads the field anew
 *
 * @param {string} id of the field; `{id}-hint` is the sentence below it, `data-for` names the slider
 * @param {object} options
 * @param {(written: string) => number | null} options.read
 * @param {() => string} options.wrong what cannot be, and what can
 * @param {(value: number) => void} options.changed told of every valid value
 * @returns {Field}
 */
export function attachField(id, { read, wrong, changed }) {
  const input = byId(id, HTMLInputElement);
  const hint = byId(`${id}-hint`, HTMLElement);
  const slider = /** @type {HTMLInputElement} */ (document.querySelector(`input[data-for="${id}"]`));
  const usual = hint.textContent ?? '';
  let valid = Number(input.value);

  /** What stands in the field, where nothing is 0. */
  const take = () => {
    const value = input.validity.badInput ? null : read(input.value.trim() || '0');
    input.setAttribute('aria-invalid', String(value === null));
    hint.classList.toggle('wrong', value === null);
    write(hint, value === null ? wrong() : usual);
    if (value === null) return;
    valid = value;
    slider.value = String(value);
    changed(value);
  };

  /** @param {number | string} value */
  const set = (value) => {
    input.value = String(value);
    take();
  };

  input.addEventListener('input', take);
  slider.addEventListener('input', () => set(slider.value));
  return {
    get value() {
      return valid;
    },
    set,
    check: take,
  };
}
