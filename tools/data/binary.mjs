import { createHash } from 'node:crypto';

import { Failure } from '../lib/failure.mjs';
import { CLASSES, fileBytes, IMAGE_BYTES, PIXELS, RECORD_BYTES } from './layout.mjs';

/**
 * @typedef {import('./layout.mjs').Layout} Layout
 * @typedef {import('./layout.mjs').BinaryFile} BinaryFile
 */

/**
 * Refuses a file that is not the official one, saying what is different as plainly as can be told.
 *
 * @param {Uint8Array} bytes
 * @param {BinaryFile} file
 * @param {Layout} layout
 * @param {string} place where the bytes come from, for the sentence
 */
export function checkBinary(bytes, file, layout, place) {
  const problem = problemOf(bytes, file, layout);
  if (problem) throw new Failure(`${file.name} from ${place} ${problem}.`);
}

/**
 * @param {Uint8Array} bytes
 * @param {BinaryFile} file
 * @param {Layout} layout
 * @returns {string | undefined} the rest of a sentence that begins with the file
 */
function problemOf(bytes, file, layout) {
  const expected = fileBytes(layout);
  if (bytes.length < expected) {
    return `is cut short: it has ${count(bytes.length)} of ${count(expected)} bytes`;
  }
  if (bytes.length > expected) {
    return `is too long: it has ${count(bytes.length)} bytes instead of ${count(expected)}`;
  }
  for (let image = 0; image < layout.imagesPerFile; image++) {
    const label = bytes[image * RECORD_BYTES];
    if (label >= CLASSES.length) {
      return `is not CIFAR-10: image ${count(image + 1)} has the label ${label}, and labels go from 0 to 9`;
    }
  }
  const md5 = md5Of(bytes);
  if (md5 === file.md5) return undefined;
  return `has the right size but other contents: its MD5 sum is ${md5}, the official one is ${file.md5}`;
}

/** @param {Uint8Array} bytes */
export const md5Of = (bytes) => createHash('md5').update(bytes).digest('hex');

/** @param {number} number */
const count = (number) => number.toLocaleString('en-US');

/**
 * Some records of a file as the site wants them.
 *
 * @param {Uint8Array} bytes whole records
 * @returns {{ pixels: Uint8Array, labels: Uint8Array }} pixels image after image, `[n, 32, 32, 3]`
 */
export function fromRecords(bytes) {
  const images = bytes.length / RECORD_BYTES;
  const pixels = new Uint8Array(images * IMAGE_BYTES);
  const labels = new Uint8Array(images);
  for (let image = 0, to = 0; image < images; image++) {
    const record = image * RECORD_BYTES;
    labels[image] = bytes[record];
    for (let red = record + 1; red <= record + PIXELS; red++) {
      pixels[to++] = bytes[red];
      pixels[to++] = bytes[red + PIXELS];
      pixels[to++] = bytes[red + 2 * PIXELS];
    }
  }
  return { pixels, labels };
}

/**
 * The other way round, from pixels with any number of channels of which the first three count.
 *
 * @param {Uint8Array} pixels
 * @param {number} stride bytes from one pixel to the next
 * @param {ArrayLike<number>} labels one an image
 */
export function toRecords(pixels, stride, labels) {
  const bytes = new Uint8Array(labels.length * RECORD_BYTES);
  for (let image = 0, from = 0; image < labels.length; image++) {
    const record = image * RECORD_BYTES;
    bytes[record] = labels[image];
    for (let red = record + 1; red <= record + PIXELS; red++, from += stride) {
      bytes[red] = pixels[from];
      bytes[red + PIXELS] = pixels[from + 1];
      bytes[red + 2 * PIXELS] = pixels[from + 2];
    }
  }
  return bytes;
}
