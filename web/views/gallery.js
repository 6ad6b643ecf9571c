import { text } from '../text.js';
import { byId, make } from './dom.js';

/** The sprite of the test set: a row a class in the official order, ten images in a row, no margins. */
const SPRITE = new URL('data/cifar10/gallery.png', document.baseURI).href;
const SIDE = 32;
const COLUMNS = 10;

/** The ten classes in the official order, as the gallery's rows name them. */
export const classNames = () =>
  [...document.querySelectorAll('#gallery .class-name')].map((label) => label.textContent ?? '');

/**
 * Fills the gallery's rows, and gives the same pictures as a data set.
 * @returns {Promise<import('../run/state.js').Dataset | null>} the hundred images with their labels; null where
 *   the sprite cannot be had, which the gallery then says
 */
export async function attachGallery() {
  const gallery = byId('gallery', HTMLOListElement);
  gallery.style.setProperty('--sprite', `url("${SPRITE}")`);
  classNames().forEach((name, row) => {
    const pictures = make('span', 'pictures');
    pictures.setAttribute('role', 'img');
    pictures.setAttribute('aria-label', text.gallery.row(name));
    pictures.style.setProperty('--row', String(row));
    for (let column = 0; column < COLUMNS; column += 1) pictures.append(make('i'));
    gallery.children[row].append(pictures);
  });

  const sprite = new Image();
  sprite.src = SPRITE;
  try {
    await sprite.decode();
  } catch {
    gallery.after(make('p', 'gallery-missing', text.gallery.missing));
    return null;
  }
  return cut(sprite);
}

/**
 * Cuts the sprite into images.
 * @param {HTMLImageElement} sprite
 * @returns {import('../run/state.js').Dataset}
 */
function cut(sprite) {
  const rows = classNames().length;
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
