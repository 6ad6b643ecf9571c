import { colourOf } from '../../draw/palette.js';

/** Colours of pictures and maps. */

/**
 * A shade of grey, as a picture of one channel has it.
 * @param {number} value
 * @param {number} brightest
 */
export function grey(value, brightest) {
  const level = Math.round((255 * value) / brightest);
  return [level, level, level];
}

/**
 * A shade of a channel's own colour: red, green or blue.
 * @param {number} value 0 to 1
 * @param {number} channel
 */
export const shade = (value, channel) =>
  [0, 1, 2].map((component) => (component === channel ? Math.round(255 * value) : 0));

/**
 * The colour of a picture's pixel.
 * @param {Uint8Array} pixels [32, 32, 3]
 * @param {number} index of the pixel
 */
export const pixel = (pixels, index) => [pixels[index * 3], pixels[index * 3 + 1], pixels[index * 3 + 2]];

const STEPS = 64;

/**
 * Paints a map at one pixel a cell.
 * @param {HTMLCanvasElement} canvas
 * @param {{ rows: number, columns: number, range: number, at: (cell: number) => number }} map
 */
export function paintMap(canvas, { rows, columns, range, at }) {
  if (canvas.width !== columns) canvas.width = columns;
  if (canvas.height !== rows) canvas.height = rows;
  const context = canvas.getContext('2d');
  if (!context) return;
  const ramp = Array.from({ length: 2 * STEPS + 1 }, (_, step) => packed(colourOf(step - STEPS, STEPS)));
  const image = context.createImageData(columns, rows);
  const pixels = new Uint32Array(image.data.buffer);
  for (let cell = 0; cell < rows * columns; cell += 1) {
    const share = range > 0 ? Math.max(-1, Math.min(1, at(cell) / range)) : 0;
    pixels[cell] = ramp[Math.round(share * STEPS) + STEPS];
  }
  context.putImageData(image, 0, 0);
}

/**
 * An opaque colour as the four bytes of a pixel.
 * @param {number[]} colour
 */
const packed = ([red, green, blue]) => new Uint32Array(Uint8Array.of(red, green, blue, 255).buffer)[0];
