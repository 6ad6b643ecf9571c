import { write } from '../../views/dom.js';
import { numberWithin } from '../../views/number-field.js';

/**
 * Reads a number field while it is typed in: numbers only, empty means 0. What cannot be is said at `hint`, and what
 * was there before stays in force.
 *
 * @param {HTMLInputElement} field of type number, with its least and greatest value
 * @param {HTMLElement} hint
 * @param {{ usual: string, wrong: string }} words of the hint
 * @param {(value: number) => void} take
 */
export function attachField(field, hint, words, take) {
  const read = numberWithin(Number(field.min), Number(field.max));
  field.addEventListener('input', () => {
    const value = field.validity.badInput ? null : read(field.value);
    field.setAttribute('aria-invalid', String(value === null));
    hint.classList.toggle('wrong', value === null);
    write(hint, value === null ? words.wrong : words.usual);
    if (value !== null) take(value);
  });
}

/**
 * Writes a value into a field that is not being typed in.
 * @param {HTMLInputElement} field
 * @param {number} value
 */
export function showIn(field, value) {
  if (document.activeElement === field && Number(field.value) === value) return;
  if (field.value === '' || Number(field.value) !== value) field.value = String(value);
  field.setAttribute('aria-invalid', 'false');
}
