import { SIDE } from '../pictures.js';

/**
 * What a decision rests on, found by covering a part of the picture at a time and asking again: M. D. Zeiler and
 * R. Fergus, Visualizing and Understanding Convolutional Networks, ECCV 2014.
 */

/** How far the patch moves from one place to the next, in pixels. */
const STRIDE = 2;

/** The patch's colour: mid grey. */
const GREY = 128;

/** Images a question, so that a run that is on goes on between them. */
const CHUNK = 32;

/**
 * Where a patch begins, along one side.
 * @param {number} patch its side in pixels
 */
export const placesOf = (patch) =>
  Array.from({ length: Math.floor((SIDE - patch) / STRIDE) + 1 }, (_, place) => place * STRIDE);

/**
 * A picture with a grey patch.
 * @param {Uint8Array} pixels [32, 32, 3]
 * @param {{ top: number, left: number, patch: number }} area
 */
export function cover(pixels, { top, left, patch }) {
  const covered = Uint8Array.from(pixels);
  for (let row = top; row < top + patch; row += 1)
    covered.fill(GREY, (row * SIDE + left) * 3, (row * SIDE + left + patch) * 3);
  return covered;
}

/**
 * @typedef {object} OcclusionMap
 * @property {Float32Array} whole [10] the probabilities of the picture as it is
 * @property {Float32Array} covered [places * places, 10] with the patch at each place, row by row
 * @property {number} places along each side
 * @property {number} patch
 */

/**
 * Asks a network about a picture, then with a patch at every place.
 *
 * @param {Uint8Array} pixels [32, 32, 3]
 * @param {number} patch
 * @param {(images: import('../run/state.js').Dataset) => Promise<Float32Array>} predict
 * @param {(share: number) => boolean} progress told how much is done; answers whether to go on
 * @returns {Promise<OcclusionMap | null>} null where it was not to go on
 */
export async function occlusionMap(pixels, patch, predict, progress) {
  const places = placesOf(patch);
  const corners = places.flatMap((top) => places.map((left) => ({ top, left, patch })));
  const whole = await predict(datasetOf([pixels]));
  const classes = whole.length;
  const covered = new Float32Array(corners.length * classes);
  for (let first = 0; first < corners.length; first += CHUNK) {
    if (!progress(first / corners.length)) return null;
    const pictures = corners.slice(first, first + CHUNK).map((corner) => cover(pixels, corner));
    covered.set(await predict(datasetOf(pictures)), first * classes);
  }
  return { whole, covered, places: places.length, patch };
}

/**
 * How much of a class's probability each place of the patch takes away; negative where it adds to it.
 * @param {OcclusionMap} map
 * @param {number} label
 */
export function dropsOf({ whole, covered, places }, label) {
  return Float32Array.from(
    { length: places * places },
    (_, place) => whole[label] - covered[place * whole.length + label],
  );
}

/** @param {Uint8Array[]} pictures @returns {import('../run/state.js').Dataset} */
function datasetOf(pictures) {
  const size = SIDE * SIDE * 3;
  const images = new Uint8Array(pictures.length * size);
  pictures.forEach((pixels, index) => images.set(pixels, index * size));
  return { images, shape: [pictures.length, SIDE, SIDE, 3], labels: new Uint8Array(pictures.length) };
}

/** Where the patch of a place lies. @param {{ row: number, column: number }} place @param {number} patch */
export const areaOf = ({ row, column }, patch) => ({ top: row * STRIDE, left: column * STRIDE, patch });
