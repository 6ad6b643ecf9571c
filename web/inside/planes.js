/**
 * Arrays of a network as pictures: planes of numbers, cut from what an inspection tells.
 *
 * @typedef {{ values: Float32Array, rows: number, columns: number }} Plane
 * @typedef {import('../engine/inspection.js').ParameterReport} Parameter
 */

/** The sides of the images, where a kernel weighs their pixels. */
const [SIDE, COLOURS] = [32, 3];

/**
 * One map of a layer's output for one image.
 * @param {Float32Array} map the whole output, `[h, w, c]` or `[c]`
 * @param {number[]} shape
 * @param {number} channel
 * @returns {Plane}
 */
export function mapOf(map, shape, channel) {
  const [rows, columns, channels] = shape.length === 3 ? shape : [1, 1, shape[0]];
  const values = Float32Array.from({ length: rows * columns }, (_, place) => map[place * channels + channel]);
  return { values, rows, columns };
}

/**
 * The kernels that make one map, one for each map that goes in, as planes.
 *
 * @param {Parameter} parameter a kernel `[kh, kw, in, out]`
 * @param {number} channel of the output
 * @param {boolean} isDepthwise whether each map that goes in has kernels of its own
 * @returns {Plane[]} none where the numbers are not told
 */
export function kernelsOf({ shape: [rows, columns, inputs, outputs], data }, channel, isDepthwise) {
  if (!data) return [];
  const cut = (/** @type {number} */ input, /** @type {number} */ output) => ({
    values: Float32Array.from(
      { length: rows * columns },
      (_, cell) => data[(cell * inputs + input) * outputs + output],
    ),
    rows,
    columns,
  });
  if (isDepthwise) return [cut(Math.floor(channel / outputs), channel % outputs)];
  return Array.from({ length: inputs }, (_, input) => cut(input, channel));
}

/**
 * A kernel as the colour image that it looks for: grey is 0, brighter more, darker less, on a scale that all kernels of
 * the layer share.
 *
 * @param {Parameter} parameter of a first convolution `[kh, kw, 3, out]`, or of a dense layer on the images' pixels
 * @param {number} channel of the output
 * @param {number} range what is white, and the negative of which is black
 * @returns {{ pixels: Uint8ClampedArray, rows: number, columns: number } | null} RGBA; null where it is no such image
 */
export function colourImageOf({ shape, data }, channel, range) {
  const sides = sidesOf(shape);
  const outputs = shape[shape.length - 1];
  if (!sides || !data) return null;
  const [rows, columns] = sides;
  const pixels = new Uint8ClampedArray(rows * columns * 4).fill(255);
  for (let place = 0; place < rows * columns; place += 1) {
    for (let colour = 0; colour < COLOURS; colour += 1) {
      const weight = data[(place * COLOURS + colour) * outputs + channel];
      pixels[place * 4 + colour] = Math.round(127.5 + (127.5 * weight) / (range || 1));
    }
  }
  return { pixels, rows, columns };
}

/** The sides of the colour images in a kernel of this shape. @param {number[]} shape */
function sidesOf(shape) {
  if (shape.length === 4 && shape[2] === COLOURS) return [shape[0], shape[1]];
  return shape.length === 2 && shape[0] === SIDE * SIDE * COLOURS ? [SIDE, SIDE] : null;
}

/** Whether a parameter is a kernel that can be drawn. @param {Parameter} parameter */
export const isDrawn = ({ shape, data }) => data !== null && (shape.length === 4 || sidesOf(shape) !== null);
