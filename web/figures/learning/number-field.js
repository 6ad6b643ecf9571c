import { text } from '../../text.js';
import { write } from '../../views/dom.js';

/**
 * A field for a number: empty means 0, and what is no number, or out of bounds, is said in its hint.
 *
 * @param {HTMLInputElement} input
 * @param {HTMLElement} hint
 * @param {{ least: number, most: number, aboveLeast?: boolean }} bounds
 * @param {(value: number) => void} changed told of every value that is good
 */
export function attachNumber(input, hint, { least, most, aboveLeast = false }, changed) {
  const usual = hint.textContent ?? '';
  input.addEventListener('input', () => {
    const value = readNumber(input.value, input.validity.badInput);
    const good = value !== null && value <= most && (aboveLeast ? value > least : value >= least);
    input.setAttribute('aria-invalid', String(!good));
    hint.classList.toggle('wrong', !good);
    write(hint, good ? usual : text.learning.wrong(least, most, aboveLeast));
    if (good) changed(value);
  });
}

/**
 * @param {string} written
 * @param {boolean} isBad whether the browser has refused what was typed
 * @returns {number | null}
 */
export function readNumber(written, isBad = false) {
  if (isBad) return null;
  const value = written.trim() === '' ? 0 : Number(written);
  return Number.isFinite(value) ? value : null;
}
