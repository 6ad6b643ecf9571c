/**
 * The small pictures that can be calculated by hand: one channel, whole numbers from 0 (black) to 9 (white).
 *
 * @typedef {object} Input
 * @property {string} name of the pattern, `random` or `own`
 * @property {number} side how many rows, and as many columns
 * @property {Float32Array} values row by row
 * @property {number} seed of a random one
 */

export const BRIGHTEST = 9;

/** Each pattern's rows. @type {Record<string, string[]>} */
const PATTERNS = {
  edge: Array(7).fill('1177777'),
  corner: [...Array(2).fill('1111111'), ...Array(5).fill('1177777')],
  diagonal: ['9111111', '1911111', '1191111', '1119111', '1111911', '1111191', '1111119'],
  spot: ['0000000', '0000000', '0000000', '0009000', '0000000', '0000000', '0000000'],
  tiny: ['3141', '5926', '5358', '9793'],
};

/** What can be chosen; a picture of the reader's own comes from changing one of these. */
export const INPUTS = [...Object.keys(PATTERNS), 'random'];

export const USUAL = 'edge';
const RANDOM_SIDE = 7;

/**
 * @param {string} name of a pattern, or `random`
 * @param {number} [seed]
 * @returns {Input}
 */
export function inputOf(name, seed = 1) {
  const digits = name === 'random' ? randomDigits(seed) : PATTERNS[name].join('');
  return { name, seed, ...fromDigits(digits) };
}

/**
 * The same picture with another number in a cell.
 * @param {Input} input
 * @param {number} index
 * @param {number} value
 * @returns {Input}
 */
export function changed(input, index, value) {
  const values = input.values.slice();
  values[index] = value;
  return { ...input, name: 'own', values };
}

/**
 * A picture from an address: a pattern's name, `random-` and a seed, or all its digits.
 * @param {string} written
 * @returns {Input | null}
 */
export function readInput(written) {
  if (Object.hasOwn(PATTERNS, written)) return inputOf(written);
  const random = /^random-([1-9]\d{0,5})$/.exec(written);
  if (random) return inputOf('random', Number(random[1]));
  return /^(\d{16}|\d{49})$/.test(written) ? { name: 'own', seed: 1, ...fromDigits(written) } : null;
}

/** @param {Input} input */
export function writeInput({ name, seed, values }) {
  if (name === 'own') return values.join('');
  if (name === 'random') return `random-${seed}`;
  return name === USUAL ? null : name;
}

/** @param {string} digits */
const fromDigits = (digits) => ({
  side: Math.sqrt(digits.length),
  values: Float32Array.from(digits, Number),
});

/**
 * Digits that look random and are the same for the same seed (the generator is mulberry32).
 * @param {number} seed
 */
function randomDigits(seed) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return Array.from({ length: RANDOM_SIDE ** 2 }, () => Math.floor(next() * (BRIGHTEST + 1))).join('');
}
