import { byId, make, write } from './dom.js';

/** @typedef {HTMLInputElement | HTMLSelectElement} Field */

/**
 * Reads a field as it is typed in. What cannot be is said at its hint, and what was there before stays in force.
 *
 * @template T
 * @param {Field} field
 * @param {HTMLElement} hint which several fields may share
 * @param {object} options
 * @param {(written: string) => T | null} options.read
 * @param {() => string} options.wrong what cannot be, and what can
 * @param {string} [options.usual] what the hint says else; by default what it says now
 * @param {(value: T) => void} options.changed told of every value that can be
 * @returns {() => T | null} reads it anew
 */
export function attachChecked(field, hint, { read, wrong, usual = hint.textContent ?? '', changed }) {
  const check = () => {
    const value = field.validity.badInput ? null : read(field.value);
    field.setAttribute('aria-invalid', String(value === null));
    hint.classList.toggle('wrong', value === null);
    write(hint, value === null ? wrong() : usual);
    if (value !== null) changed(value);
    return value;
  };
  field.addEventListener('input', check);
  field.addEventListener('change', () => {
    if (field.value === '' && !field.validity.badInput && read('') === 0) field.value = '0';
  });
  return check;
}

/**
 * A field as the markup has it: `{id}-hint` is the sentence below it, and where it has a slider, that is named by
 * `data-for`.
 *
 * @template [T=number]
 * @param {string} id
 * @param {object} options as {@link attachChecked} has them
 * @param {(written: string) => T | null} [options.read] by default a number within the field's own limits
 * @param {() => string} options.wrong
 * @param {(value: T) => void} [options.changed]
 */
export function attachField(id, { read, wrong, changed }) {
  const field = /** @type {Field} */ (byId(id, HTMLElement));
  const slider = /** @type {HTMLInputElement | null} */ (document.querySelector(`input[data-for="${id}"]`));
  const check = attachChecked(field, byId(`${id}-hint`, HTMLElement), {
    read: read ?? /** @type {(written: string) => T | null} */ (/** @type {unknown} */ (limitsOf(field))),
    wrong,
    changed(value) {
      if (slider) slider.value = String(value);
      changed?.(value);
    },
  });
  const set = (/** @type {number | string} */ value) => {
    field.value = String(value);
    check();
  };
  slider?.addEventListener('input', () => set(slider.value));
  return { field, set, check };
}

/**
 * A new number field.
 * @param {string} label
 * @param {{ least: number, most: number, step: number }} limits
 */
export function makeNumberField(label, { least, most, step }) {
  const field = make('input');
  Object.assign(field, { type: 'number', min: String(least), max: String(most), step: String(step) });
  field.value = '0';
  field.setAttribute('aria-label', label);
  return field;
}

/**
 * Shows a number in a field, unless it means the same already or is being typed; in a tight one without a leading zero.
 * @param {HTMLInputElement} field
 * @param {number} value
 */
export function showNumber(field, value) {
  const typing = document.activeElement === field;
  if (typing || (field.value !== '' && Math.fround(Number(field.value)) === Math.fround(value))) return;
  const written = String(Number(value.toPrecision(6)));
  field.value = field.dataset.tight === undefined ? written : written.replace(/^(-?)0\./, '$1.');
  field.setAttribute('aria-invalid', 'false');
}

/** A reader of the numbers that a field of numbers allows. @param {Field} field */
const limitsOf = (field) => {
  const { min, max, step } = /** @type {HTMLInputElement} */ (field);
  return numberWithin(Number(min), Number(max), step === '1');
};

/**
 * A reader of numbers from `least` to `most`. Nothing written means 0.
 *
 * @param {number} least
 * @param {number} most
 * @param {boolean} [whole] whether only whole numbers count
 * @returns {(written: string) => number | null} null where there is no such number
 */
export const numberWithin =
  (least, most, whole = false) =>
  (written) => {
    const value = Number(written);
    if (!(value >= least && value <= most)) return null;
    return whole && !Number.isInteger(value) ? null : value;
  };
