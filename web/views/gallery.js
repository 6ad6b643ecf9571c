import { text } from '../text.js';
import { byId, make } from './dom.js';
import { attachRoving } from './roving.js';

/** The sprite of the test set: a row a class in the official order, ten images in a row, no margins. */
const SPRITE = new URL('data/cifar10/gallery.png', document.baseURI).href;
const SIDE = 32;
const COLUMNS = 10;

/**
 * Fills the gallery's rows, and gives the same pictures as a data set.
 * @returns {Promise<import('../run/state.js').Dataset | null>} the hundred images with their labels; null where
 *   the sprite cannot be had, which the gallery then says
 */
export async function attachGallery() {
  const gallery = byId('gallery', HTMLOListElement);
  gallery.style.setProperty('--sprite', `url("${SPRITE}")`);
  text.classNames.forEach((name, row) => gallery.children[row].append(rowOf(name, row)));

  const sprite = new Image();
  sprite.src = SPRITE;
  try {
    await sprite.decode();
  } catch {
    for (const button of gallery.querySelectorAll('button')) button.disabled = true;
    gallery.after(make('p', 'gallery-missing', text.gallery.missing));
    return null;
  }
  return cut(sprite);
}

/**
 * Lets every picture of the gallery lead into the step-through.
 * @param {import('../pictures.js').Pictures} pictures
 * @param {import('../stepthrough/index.js').StepThrough} stepThrough
 */
export function openFromGallery(pictures, stepThrough) {
  const buttons = [...byId('gallery', HTMLOListElement).querySelectorAll('button')];
  buttons.forEach((button, place) =>
    button.addEventListener('click', () => {
      const picture = pictures.list[place];
      if (picture) stepThrough.open(picture, button);
    }),
  );
}

/**
 * The ten pictures of a class, as buttons.
 * @param {string} name
 * @param {number} row
 */
function rowOf(name, row) {
  const pictures = make('div', 'pictures');
  pictures.setAttribute('role', 'toolbar');
  pictures.setAttribute('aria-label', text.gallery.row(name));
  pictures.style.setProperty('--row', String(row));
  for (let column = 0; column < COLUMNS; column += 1) {
    const button = make('button');
    button.type = 'button';
    button.tabIndex = column === 0 ? 0 : -1;
    button.setAttribute('aria-label', text.gallery.picture(name, column + 1, COLUMNS));
    button.style.setProperty('--column', String(column));
    button.append(make('i'));
    pictures.append(button);
  }
  attachRoving(pictures);
  return pictures;
}

/**
 * Cuts the sprite into images.
 * @param {HTMLImageElement} sprite
 * @returns {import('../run/state.js').Dataset}
 */
function cut(sprite) {
  const rows = text.classNames.length;
  const canvas = new OffscreenCanvas(COLUMNS * SIDE, rows * SIDE);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('The browser gives no 2D canvas');
  context.drawImage(sprite, 0, 0);
  const images = new Uint8Array(rows * COLUMNS * SIDE * SIDE * 3);
  const labels = new Uint8Array(rows * COLUMNS);
  for (let index = 0; index < labels.length; index += 1) {
    const row = Math.floor(index / COLUMNS);
    const { data } = context.getImageData((index % COLUMNS) * SIDE, row * SIDE, SIDE, SIDE);
    labels[index] = row;
    for (let pixel = 0; pixel < SIDE * SIDE; pixel += 1) {
      images.set(data.subarray(pixel * 4, pixel * 4 + 3), (index * SIDE * SIDE + pixel) * 3);
    }
  }
  return { images, shape: [labels.length, SIDE, SIDE, 3], labels };
}
