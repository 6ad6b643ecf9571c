import { colourOf, currentTheme } from './palette.js';

/** So many colours on either side of zero. */
const SHADES = 255;

/** @type {Map<string, Uint8ClampedArray>} */
const ramps = new Map();

/**
 * All colours of a ramp in the theme in force, from the lowest to the highest.
 * @param {import('./palette.js').Kind} kind
 */
function coloursOf(kind) {
  const name = `${currentTheme()} ${kind}`;
  let colours = ramps.get(name);
  if (!colours) {
    colours = new Uint8ClampedArray((2 * SHADES + 1) * 4);
    for (let shade = -SHADES; shade <= SHADES; shade += 1) {
      colours.set([...colourOf(shade, SHADES, kind), 255], (shade + SHADES) * 4);
    }
    ramps.set(name, colours);
  }
  return colours;
}

/**
 * Numbers as a picture with a pixel a number: maps of a thousand cells, which are drawn larger from it.
 *
 * @param {{ values: ArrayLike<number>, rows: number, columns: number }} plane NaN where there is none
 * @param {number} range what gets the end of the ramp
 * @param {import('./palette.js').Kind} kind
 * @param {number} [shown] how many of its cells are there yet
 */
export function bitmapOf(plane, range, kind, shown) {
  const canvas = new OffscreenCanvas(plane.columns, plane.rows);
  paintMap(canvas, plane, range, kind, shown);
  return canvas;
}

/**
 * Paints such a picture.
 *
 * @param {HTMLCanvasElement | OffscreenCanvas} canvas of any size
 * @param {{ values: ArrayLike<number>, rows: number, columns: number }} plane
 * @param {number} range
 * @param {import('./palette.js').Kind} kind
 * @param {number} [shown]
 */
export function paintMap(canvas, { values, rows, columns }, range, kind, shown = values.length) {
  if (canvas.width !== columns) canvas.width = columns;
  if (canvas.height !== rows) canvas.height = rows;
  const context = /** @type {CanvasRenderingContext2D | null} */ (canvas.getContext('2d'));
  if (!context) return;
  const image = context.createImageData(columns, rows);
  const colours = coloursOf(kind);
  for (let at = 0; at < shown; at += 1) {
    const value = values[at];
    if (Number.isNaN(value)) continue;
    const share = range > 0 ? Math.max(-1, Math.min(1, value / range)) : 0;
    const from = (Math.round(share * SHADES) + SHADES) * 4;
    for (let byte = 0; byte < 4; byte += 1) image.data[at * 4 + byte] = colours[from + byte];
  }
  context.putImageData(image, 0, 0);
}
