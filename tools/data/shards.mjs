import fs from 'node:fs';
import path from 'node:path';

import { sizeOf, writeWhole } from '../lib/files.mjs';
import { fromRecords } from './binary.mjs';
import { CHANNELS, CLASSES, filesOf, IMAGE_BYTES, PIXELS, RECORD_BYTES, SIDE } from './layout.mjs';
import { encodePng } from './png.mjs';

/**
 * @typedef {import('./layout.mjs').Layout} Layout
 * @typedef {{ name: string, bytes: number }} SiteFile
 * @typedef {{ images: number, shard: number, files: SiteFile[], labels: SiteFile }} Part
 * @typedef {{ classes: string[], train: Part, test: Part, gallery: SiteFile }} Manifest
 */

export const MANIFEST = 'manifest.json';
const GALLERY = 'gallery.png';

/** Images of each class in the gallery. */
const GALLERY_COLUMNS = 10;

/**
 * Writes what the site loads: pictures of some thousand images each, in which a row is an image, the
 * labels, a gallery, and last of all the manifest, which so vouches for the rest. Shards that an
 * earlier run finished are kept.
 *
 * @param {string} binaries folder of the official files, checked
 * @param {string} folder where the site's files go
 * @param {Layout} layout
 * @param {(text: string) => void} note
 */
export async function writeShards(binaries, folder, layout, note) {
  fs.mkdirSync(folder, { recursive: true });
  const train = await writePart('train', binaries, folder, layout, note);
  const test = await writePart('test', binaries, folder, layout, note);
  const records = fs.readFileSync(path.join(binaries, filesOf(layout, 'test')[0].name));
  const gallery = writeFile(folder, GALLERY, encodePng(galleryPixels(records), SIDE * GALLERY_COLUMNS));
  /** @type {Manifest} */
  const manifest = { classes: CLASSES, train, test, gallery };
  writeWhole(path.join(folder, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
}

/**
 * @param {'train' | 'test'} part
 * @param {string} binaries
 * @param {string} folder
 * @param {Layout} layout
 * @param {(text: string) => void} note
 * @returns {Promise<Part>}
 */
async function writePart(part, binaries, folder, layout, note) {
  const { imagesPerFile, imagesPerShard } = layout;
  const sources = filesOf(layout, part);
  const images = sources.length * imagesPerFile;
  const shards = images / imagesPerShard;
  const labels = new Uint8Array(images);
  /** @type {SiteFile[]} */
  const files = [];
  for (const [index, source] of sources.entries()) {
    const bytes = fs.readFileSync(path.join(binaries, source.name));
    for (let first = 0; first < imagesPerFile; first += imagesPerShard) {
      const records = bytes.subarray(first * RECORD_BYTES, (first + imagesPerShard) * RECORD_BYTES);
      const shard = fromRecords(records);
      labels.set(shard.labels, index * imagesPerFile + first);
      const name = shardName(part, files.length);
      const size = sizeOf(path.join(folder, name));
      files.push(size > 0 ? { name, bytes: size } : writeFile(folder, name, encodePng(shard.pixels, PIXELS)));
      note(`${part} images: ${files.length} of ${shards} shards`);
      await new Promise(setImmediate); // Lets the progress line be drawn.
    }
  }
  return {
    images,
    shard: imagesPerShard,
    files,
    labels: writeFile(folder, `${part}-labels.bin`, labels),
  };
}

/** @param {string} part @param {number} index */
const shardName = (part, index) => `${part}-${String(index).padStart(2, '0')}.png`;

/**
 * @param {string} folder
 * @param {string} name
 * @param {Uint8Array} content
 * @returns {SiteFile}
 */
function writeFile(folder, name, content) {
  writeWhole(path.join(folder, name), content);
  return { name, bytes: content.length };
}

/**
 * The first images of each class side by side, a row a class.
 *
 * @param {Uint8Array} records
 */
export function galleryPixels(records) {
  const { pixels, labels } = fromRecords(records);
  const line = SIDE * CHANNELS;
  const gallery = new Uint8Array(CLASSES.length * GALLERY_COLUMNS * IMAGE_BYTES);
  const filled = CLASSES.map(() => 0);
  for (const [image, label] of labels.entries()) {
    const column = filled[label]++;
    if (column >= GALLERY_COLUMNS) continue;
    for (let y = 0; y < SIDE; y++) {
      const from = image * IMAGE_BYTES + y * line;
      const to = ((label * SIDE + y) * GALLERY_COLUMNS + column) * line;
      gallery.set(pixels.subarray(from, from + line), to);
    }
  }
  return gallery;
}

/**
 * The files that the site needs, if all of them are there and as long as the manifest says.
 *
 * @param {string} folder
 * @returns {string[] | undefined} their names
 */
export function finishedShards(folder) {
  const file = path.join(folder, MANIFEST);
  if (!fs.existsSync(file)) return undefined;
  /** @type {Manifest} */
  const { train, test, gallery } = JSON.parse(fs.readFileSync(file, 'utf8'));
  const files = [...train.files, train.labels, ...test.files, test.labels, gallery];
  const whole = files.every(({ name, bytes }) => sizeOf(path.join(folder, name)) === bytes);
  return whole ? [...files.map(({ name }) => name), MANIFEST] : undefined;
}
