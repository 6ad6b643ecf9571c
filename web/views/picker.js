import { SIDE } from '../pictures.js';
import { text } from '../text.js';
import { make } from './dom.js';
import { classNames } from './gallery.js';

/** One picture of every class. */
const OFFERED = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90];

/**
 * A row of pictures to choose from: one of every class, and the reader's own once there is one. All pickers on the page
 * choose the same picture.
 *
 * @param {HTMLElement} host
 * @param {import('../pictures.js').Pictures} pictures
 */
export function attachPicker(host, pictures) {
  host.classList.add('picker');
  host.setAttribute('role', 'group');
  host.setAttribute('aria-label', text.picker.label);
  const names = classNames();
  /** @type {Map<number | 'own', { button: HTMLButtonElement, canvas: HTMLCanvasElement }>} */
  const buttons = new Map();

  /** @param {number | 'own'} place @param {string} name @param {import('../pictures.js').Picture} picture */
  const offer = (place, name, picture) => {
    let parts = buttons.get(place);
    if (!parts) {
      const button = make('button', 'picker-picture');
      button.type = 'button';
      button.title = name;
      button.setAttribute('aria-label', name);
      const canvas = make('canvas');
      canvas.width = canvas.height = SIDE;
      button.append(canvas);
      button.addEventListener('click', () => pictures.choose(place === 'own' ? -1 : place));
      host.append(button);
      parts = { button, canvas };
      buttons.set(place, parts);
    }
    paint(parts.canvas, picture.pixels);
    parts.button.setAttribute('aria-pressed', String(pictures.chosen === place));
  };

  const show = () => {
    for (const place of OFFERED) {
      const picture = pictures.list[place];
      if (picture) offer(place, text.picker.picture(names[picture.label ?? 0]), picture);
    }
    if (pictures.own) offer('own', text.picker.own, pictures.own);
  };
  pictures.onChange(show);
  show();
}

/**
 * Paints a picture at one pixel a pixel.
 * @param {HTMLCanvasElement} canvas 32 by 32
 * @param {Uint8Array} pixels [32, 32, 3]
 */
export function paint(canvas, pixels) {
  const context = canvas.getContext('2d');
  if (!context) return;
  const image = context.createImageData(SIDE, SIDE);
  for (let at = 0; at < SIDE * SIDE; at += 1) {
    image.data.set(pixels.subarray(at * 3, at * 3 + 3), at * 4);
    image.data[at * 4 + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}
