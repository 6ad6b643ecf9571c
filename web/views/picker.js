import { SIDE } from '../pictures.js';
import { text } from '../text.js';
import { make } from './dom.js';
import { attachRoving } from './roving.js';

/** One picture of every class. */
const OFFERED = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90];

/**
 * A row of pictures to choose from: one of every class, and the reader's own once there is one. All pickers on the page
 * choose the same picture; where another one of a class was chosen, that stands for the class from then on.
 *
 * @param {HTMLElement} host
 * @param {import('../pictures.js').Pictures} pictures
 */
export function attachPicker(host, pictures) {
  host.classList.add('picker');
  host.setAttribute('role', 'toolbar');
  host.setAttribute('aria-label', text.picker.label);
  const roving = attachRoving(host);
  const names = text.classNames;
  const places = [...OFFERED];
  /** @type {Map<number | 'own', { button: HTMLButtonElement, canvas: HTMLCanvasElement }>} */
  const buttons = new Map();

  /**
   * @param {number | 'own'} key a class, or the reader's own
   * @param {string} name
   * @param {() => number | 'own'} place
   */
  const buttonOf = (key, name, place) => {
    const known = buttons.get(key);
    if (known) return known;
    const button = make('button', 'picker-picture');
    button.type = 'button';
    button.title = name;
    button.tabIndex = -1;
    button.setAttribute('aria-label', name);
    const canvas = make('canvas');
    canvas.width = canvas.height = SIDE;
    button.append(canvas);
    button.addEventListener('click', () => pictures.choose(place()));
    host.append(button);
    buttons.set(key, { button, canvas });
    return { button, canvas };
  };

  /** @param {{ button: HTMLButtonElement, canvas: HTMLCanvasElement }} parts @param {import('../pictures.js').Picture} picture */
  const offer = ({ button, canvas }, picture) => {
    const chosen = picture === pictures.current;
    paint(canvas, picture.pixels);
    button.setAttribute('aria-pressed', String(chosen));
    if (chosen) roving.enter(button);
  };

  const show = () => {
    const { list, own, chosen, current } = pictures;
    if (chosen !== 'own' && typeof current?.label === 'number') places[current.label] = chosen;
    names.forEach((name, label) => {
      const picture = list[places[label]];
      if (picture)
        offer(
          buttonOf(label, text.picker.picture(name), () => places[label]),
          picture,
        );
    });
    if (own)
      offer(
        buttonOf('own', text.picker.own, () => 'own'),
        own,
      );
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
