import { SIDE, scaled } from '../../pictures.js';

/**
 * The feature map that the chapter pools: where brightness changes from left to right.
 *
 * @typedef {import('../../explain.js').Twins} Twins
 * @typedef {import('../../pictures.js').Picture} Picture
 */

/** Sobel's kernel for upright edges, a third of it for each of the three colours: [3, 3, 3, 1]. */
const KERNEL = Float32Array.from(
  [-1, 0, 1, -2, 0, 2, -1, 0, 1].flatMap((weight) => Array.from({ length: 3 }, () => weight / 3)),
);

/** The picture with a ring around it. */
const RINGED = SIDE + 2;

/** @type {import('../../explain.js').Sliding} */
const SLIDING = { input: [RINGED, RINGED, 3], size: [3, 3], strides: [1, 1], padding: 'valid', filters: 1 };

/**
 * @param {Twins} twins
 * @param {Picture} picture
 * @param {boolean} relu
 * @returns {Float32Array} [32, 32]
 */
export const edgesOf = (twins, picture, relu) => twins.conv2d(SLIDING, ringed(picture), KERNEL, null, relu);

/**
 * The picture with its outermost pixels repeated around it: a ring of zeros would be an edge of its own.
 *
 * @param {Picture} picture
 * @returns {Float32Array} [34, 34, 3]
 */
function ringed(picture) {
  const values = scaled(picture);
  const wider = new Float32Array(RINGED * RINGED * 3);
  const inside = (/** @type {number} */ at) => Math.max(0, Math.min(SIDE - 1, at - 1));
  for (let row = 0; row < RINGED; row += 1) {
    for (let column = 0; column < RINGED; column += 1) {
      const from = (inside(row) * SIDE + inside(column)) * 3;
      wider.set(values.subarray(from, from + 3), (row * RINGED + column) * 3);
    }
  }
  return wider;
}

/** The side of the piece that is looked at closely. */
export const PIECE = 8;

/**
 * The liveliest piece of a map, with one digit after the point, so that it can be read.
 *
 * @param {Float32Array} map [32, 32]
 * @returns {{ row: number, column: number, values: Float32Array }} where the piece begins, and its values [8, 8]
 */
export function liveliestPiece(map) {
  let best = { row: 0, column: 0, size: -1 };
  for (let row = 0; row + PIECE <= SIDE; row += 1) {
    for (let column = 0; column + PIECE <= SIDE; column += 1) {
      const size = pieceOf(map, row, column).reduce((sum, value) => sum + Math.abs(value), 0);
      if (size > best.size) best = { row, column, size };
    }
  }
  const { row, column } = best;
  return { row, column, values: pieceOf(map, row, column).map((value) => Math.round(value * 10) / 10) };
}

/**
 * @param {Float32Array} map
 * @param {number} row
 * @param {number} column
 */
function pieceOf(map, row, column) {
  const piece = new Float32Array(PIECE * PIECE);
  for (let line = 0; line < PIECE; line += 1) {
    const begin = (row + line) * SIDE + column;
    piece.set(map.subarray(begin, begin + PIECE), line * PIECE);
  }
  return piece;
}
