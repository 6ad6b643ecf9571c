import { byId, write } from './dom.js';

/**
 * A number field with its slider, as the markup has them: the field's own limits say what may be, the slider is named by
 * `data-for`, and the hint below carries the sentence where something cannot be.
 *
 * @param {string} id of the number field
 * @param {object} options
 * @param {string} options.wrong what is said where a number cannot be
 * @param {(value: number) => void} options.changed told of every number that can be
 * @returns {{ set: (value: number) => void }}
 */
export function attachNumberField(id, { wrong, changed }) {
  const input = byId(id, HTMLInputElement);
  const hint = byId(`${id}-hint`, HTMLElement);
  const slider = /** @type {HTMLInputElement} */ (document.querySelector(`[data-for="${id}"]`));
  const usual = hint.textContent ?? '';
  const read = numberWithin(Number(input.min), Number(input.max), input.step === '1');

  const take = () => {
    const value = input.validity.badInput ? null : read(input.value);
    input.setAttribute('aria-invalid', String(value === null));
    hint.classList.toggle('wrong', value === null);
    write(hint, value === null ? wrong : usual);
    if (value === null) return;
    slider.value = String(value);
    changed(value);
  };
  input.addEventListener('input', take);
  slider.addEventListener('input', () => {
    input.value = slider.value;
    take();
  });
  return {
    set(value) {
      input.value = String(value);
      take();
    },
  };
}

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
