/**
 * The kernels on offer, and how a kernel keeps its numbers while its size changes: all of them lie in the middle of a
 * square of 5 × 5, of which a size takes the middle. No drawing.
 */

/** The kernels that have a name, 3 × 3, row by row. @type {Record<string, number[]>} */
export const PRESETS = {
  identity: [0, 0, 0, 0, 1, 0, 0, 0, 0],
  blur: [1, 2, 1, 2, 4, 2, 1, 2, 1].map((sixteenth) => sixteenth / 16),
  sharpen: [0, -1, 0, -1, 5, -1, 0, -1, 0],
  edges: [-1, -1, -1, -1, 8, -1, -1, -1, -1],
  emboss: [-2, -1, 0, -1, 1, 1, 0, 1, 2],
  'sobel-x': [-1, 0, 1, -2, 0, 2, -1, 0, 1],
  'sobel-y': [-1, -2, -1, 0, 0, 0, 1, 2, 1],
};

/** What a kernel of the reader's own is called. */
export const OWN = 'own';

export const SIZES = [1, 3, 5];
const WIDE = 5;

/** The largest weight that a field takes. */
export const LARGEST = 1000;

/**
 * Puts a kernel in the middle of the square, zeros around it.
 * @param {ArrayLike<number>} cells of a square kernel
 */
export function widen(cells) {
  const size = Math.sqrt(cells.length);
  const wide = new Float32Array(WIDE * WIDE);
  for (let index = 0; index < cells.length; index += 1) wide[placeOf(index, size)] = cells[index];
  return wide;
}

/**
 * The kernel in the middle of the square.
 * @param {Float32Array} wide
 * @param {number} size
 */
export const middle = (wide, size) =>
  Float32Array.from({ length: size * size }, (_, index) => wide[placeOf(index, size)]);

/**
 * Where a cell of a kernel lies in the square.
 * @param {number} index row-major
 * @param {number} size of the kernel
 */
export function placeOf(index, size) {
  const ring = (WIDE - size) / 2;
  return (Math.floor(index / size) + ring) * WIDE + (index % size) + ring;
}

/**
 * What a kernel is called.
 * @param {Float32Array} wide
 */
export function nameOf(wide) {
  const found = Object.entries(PRESETS).find(([, cells]) => {
    const preset = widen(cells);
    return wide.every((weight, index) => weight === preset[index]);
  });
  return found ? found[0] : OWN;
}

/**
 * A kernel from an address: a name, or its 1, 9 or 25 numbers row by row.
 * @param {string} written
 * @returns {{ wide: Float32Array, size: number | null } | null} the size where the numbers give one
 */
export function readKernel(written) {
  if (Object.hasOwn(PRESETS, written)) return { wide: widen(PRESETS[written]), size: null };
  const parts = written.split(',');
  const size = Math.sqrt(parts.length);
  const cells = parts.map((part) => (part.trim() === '' ? NaN : Number(part)));
  const fits = SIZES.includes(size) && cells.every((cell) => Math.abs(cell) <= LARGEST);
  return fits ? { wide: widen(cells), size } : null;
}

/**
 * A kernel for an address; null for the usual.
 * @param {Float32Array} wide
 * @param {number} size
 * @param {string} usual
 */
export function writeKernel(wide, size, usual) {
  const name = nameOf(wide);
  if (name !== OWN) return name === usual ? null : name;
  return Array.from(middle(wide, size), (weight) => Number(weight.toPrecision(6))).join(',');
}
