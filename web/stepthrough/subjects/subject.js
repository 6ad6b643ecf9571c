import { CONVOLUTION_PHASES } from '../../player/player.js';

/**
 * What the step-through shows of a layer: an array whose cells can be walked through, and for each cell where it comes
 * from. A subject knows nothing of the page.
 *
 * @typedef {import('../journey.js').Journey} Journey
 * @typedef {import('../journey.js').Family} Family
 * @typedef {import('../../draw/grid.js').Area} Area
 * @typedef {import('../../draw/grid.js').Cell} Cell
 * @typedef {import('../../player/player.js').Phase} Phase
 *
 * @typedef {object} Plane numbers in rows and columns
 * @property {ArrayLike<number>} values row by row; NaN where there is none
 * @property {number} rows
 * @property {number} columns
 * @property {Family} family
 * @property {ArrayLike<number>} unit what it shares its colours with where every map has its own
 * @property {ArrayLike<number>} whole the layer's array that it is a part of
 *
 * @typedef {object} Part something that the cell at hand is made from
 * @property {string} label
 * @property {Plane} plane
 * @property {string} [sign] that stands before it
 * @property {[number, number, number, number]} [ring] padded cells above, left, below, right
 * @property {Area | null} [window]
 * @property {Cell | null} [active]
 * @property {Cell[]} [marked]
 * @property {boolean} [appears] whether its cells appear in order while the products are made
 * @property {boolean} [legend] whether it needs one of its own
 *
 * @typedef {object} Channels maps side by side to choose one of
 * @property {string} label
 * @property {number} count
 * @property {(index: number) => string} name
 * @property {((index: number) => Plane) | null} plane null where they are told by their number alone
 *
 * @typedef {object} Group products that belong together: those of a channel
 * @property {string} title
 * @property {number} rows
 * @property {number} columns
 * @property {Float32Array} a NaN where there is no term
 * @property {Float32Array} b
 * @property {Float32Array} products
 * @property {boolean[]} outside where a factor lies in the padding
 * @property {number} subtotal
 *
 * @typedef {{ kind: 'groups', groups: Group[], heads: [string, string, string], families: [Family, Family],
 *   sharing: [ArrayLike<number>, ArrayLike<number>] }} Groups
 *
 * @typedef {{ name: string, numbers: number[], size: number }} Row a line of a table; `size` is what it is sorted by
 *
 * @typedef {object} Table
 * @property {'table'} kind
 * @property {string[]} heads of all columns
 * @property {Row[]} rows
 * @property {number} page how many rows stand together
 * @property {((rows: Row[]) => number) | null} subtotal of rows; null where they are not added up
 * @property {boolean} sortable
 * @property {number} [current] the row that the cell is
 *
 * @typedef {object} TermsView writes terms out
 * @property {HTMLElement} element
 * @property {(terms: any, digits: import('../words.js').Digits, rangeOf: (plane: Plane) => number) => void} show terms
 *   of the kind that it was made for
 * @property {() => void} recolour
 * @property {() => void} close
 *
 * @typedef {object} Step a station of the sum, which appears in a phase
 * @property {string} phase
 * @property {string} label
 * @property {number} value
 *
 * @typedef {object} Explanation of one cell
 * @property {Part[]} parts as many, and of the same kinds, for every cell
 * @property {Step[]} steps
 * @property {(() => Groups | Table) | null} terms made when they are shown
 * @property {(digits: import('../words.js').Digits) => string} readout
 * @property {string} sentence
 *
 * @typedef {{ channel: number, from: number }} Choice which of the channels, on either side
 *
 * @typedef {object} Subject
 * @property {string} title
 * @property {string} about what is seen, in a sentence
 * @property {boolean} [isMap] whether its cells are places of the picture, which a reader follows from layer to layer
 * @property {string} targetLabel
 * @property {(choice: Choice) => Plane} target the array that is walked through
 * @property {string} sign before the target
 * @property {Channels | null} channels of the target
 * @property {Channels | null} from the other side's
 * @property {Phase[]} phases
 * @property {(cell: { y: number, x: number }, choice: Choice) => Explanation} explain
 */

export const SUM_PHASES = CONVOLUTION_PHASES;

/** @type {Phase[]} */
export const COMPARE_PHASES = [
  { name: 'move', ms: 120 },
  { name: 'compare', ms: 200 },
  { name: 'done', ms: 80 },
];

/** @type {Phase[]} */
export const COPY_PHASES = [
  { name: 'move', ms: 200 },
  { name: 'done', ms: 200 },
];

/** How many rows of a table stand on a page. */
export const PAGE = 64;

/**
 * How a vector is laid out in rows: a few numbers in one, many in a block that is wider than high.
 * @param {number} length
 */
export function wrap(length) {
  if (length <= 16) return { rows: 1, columns: length };
  let columns = Math.ceil(Math.sqrt(length));
  while (length % columns !== 0) columns += 1;
  return { rows: length / columns, columns };
}

/**
 * The padded cells around a map that some window touches.
 * @param {Journey} journey
 * @param {import('../../explain.js').Sliding} sliding
 * @returns {[number, number, number, number]}
 */
export function ringOf(journey, sliding) {
  const place = journey.twins.place(sliding);
  return place ? [...place.before, ...place.after] : [0, 0, 0, 0];
}

/**
 * Sorts terms into groups by a number of theirs.
 * @template T
 * @param {T[]} terms
 * @param {number} count
 * @param {(term: T) => number} groupOf
 */
export function grouped(terms, count, groupOf) {
  const groups = Array.from({ length: count }, () => /** @type {T[]} */ ([]));
  for (const term of terms) groups[groupOf(term)].push(term);
  return groups;
}

/**
 * A vector as a plane.
 * @param {ArrayLike<number>} values
 * @param {Family} family
 * @param {ArrayLike<number>} [whole]
 * @returns {Plane}
 */
export const vector = (values, family, whole = values) => ({
  values,
  ...wrap(values.length),
  family,
  unit: values,
  whole,
});

/**
 * One map of an array `[h, w, channels]`.
 * @param {Journey} journey
 * @param {Float32Array} whole
 * @param {number[]} shape
 * @param {number} channel
 * @param {Family} family
 * @returns {Plane}
 */
export function map(journey, whole, [rows, columns, channels], channel, family) {
  const values = journey.plane(whole, channels, channel);
  return { values, rows, columns, family, unit: values, whole };
}

/**
 * One map of an array of maps, or a vector as a whole.
 * @param {Journey} journey
 * @param {Float32Array} whole
 * @param {number[]} shape
 * @param {number} channel
 * @param {Family} family
 */
export const planeOf = (journey, whole, shape, channel, family) =>
  shape.length === 3 ? map(journey, whole, shape, channel, family) : vector(whole, family);

/**
 * Numbers of the cell at hand alone, in the colours of what they were taken from or in their own.
 * @param {ArrayLike<number>} values
 * @param {number} rows
 * @param {number} columns
 * @param {Family} family
 * @param {{ unit: ArrayLike<number>, whole: ArrayLike<number> } | null} [of]
 * @returns {Plane}
 */
export const patch = (values, rows, columns, family, of = null) => ({
  values,
  rows,
  columns,
  family,
  unit: of?.unit ?? values,
  whole: of?.whole ?? values,
});
