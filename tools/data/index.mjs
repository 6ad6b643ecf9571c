import fs from 'node:fs';
import path from 'node:path';

import { Failure } from '../lib/failure.mjs';
import { writeWhole } from '../lib/files.mjs';
import { cache } from '../lib/paths.mjs';
import { checkBinary, md5Of } from './binary.mjs';
import { DOWNLOADS } from './download.mjs';
import { CIFAR10 } from './layout.mjs';
import { finishedShards, writeShards } from './shards.mjs';
import { openSource } from './source.mjs';

/**
 * @typedef {import('./layout.mjs').Layout} Layout
 * @typedef {import('./layout.mjs').BinaryFile} BinaryFile
 * @typedef {import('./download.mjs').Download} Download
 * @typedef {(text: string) => void} Note
 *
 * @typedef {object} DataOptions
 * @property {string} [named] the user's own archive or folder
 * @property {string} [folder] the cache
 * @property {Layout} [layout]
 * @property {Download[]} [downloads] tried one after the other when the user names nothing
 */

/** @param {string} [folder] the cache */
export const shardsIn = (folder = cache) => path.join(folder, 'shards');

/**
 * Gets CIFAR-10 into the cache, checked, and cuts it into the site's shards. What an interrupted run
 * finished is kept: downloads, checked files, shards.
 *
 * @param {import('../lib/progress.mjs').Progress} progress
 * @param {DataOptions} [options]
 */
export async function setUpData(progress, options = {}) {
  const { named, folder = cache, layout = CIFAR10, downloads = DOWNLOADS } = options;
  await progress.step('CIFAR-10', async (note) => {
    if (finishedShards(shardsIn(folder))) return named && `already in the cache, ${named} was not read`;
    const collection = new Collection(folder, layout, note);
    if (named) await collection.fillFrom(named);
    else await collection.fillFromDownloads(downloads);
    await writeShards(collection.binaries, shardsIn(folder), layout, note);
    return 'official MD5 sums checked';
  });
}

/** The six official files in the cache. */
class Collection {
  /** @param {string} folder the cache @param {Layout} layout @param {Note} note */
  constructor(folder, layout, note) {
    this.layout = layout;
    this.note = note;
    this.binaries = path.join(folder, 'cifar10');
    this.downloads = path.join(folder, 'downloads');
    fs.mkdirSync(this.binaries, { recursive: true });
    fs.mkdirSync(this.downloads, { recursive: true });
  }

  /** The files that are not there, or not whole. */
  missing() {
    this.note('checking');
    return this.layout.files.filter(({ name, md5 }) => {
      const file = path.join(this.binaries, name);
      return !fs.existsSync(file) || md5Of(fs.readFileSync(file)) !== md5;
    });
  }

  /**
   * Takes what is missing from an archive or a folder.
   *
   * @param {string} named
   */
  async fillFrom(named) {
    const missing = this.missing();
    if (missing.length === 0) return;
    this.note('unpacking');
    const scratch = path.join(this.downloads, 'unpacked');
    fs.rmSync(scratch, { recursive: true, force: true });
    fs.mkdirSync(scratch);
    try {
      const source = await openSource(named, scratch, this.layout);
      for (const file of missing) {
        this.note(`checking ${file.name}`);
        const bytes = source.read(file);
        checkBinary(bytes, file, this.layout, source.place);
        writeWhole(path.join(this.binaries, file.name), bytes);
      }
    } finally {
      fs.rmSync(scratch, { recursive: true, force: true });
    }
  }

  /**
   * Takes what is missing from the first download that can be had and is right, and then drops the
   * download, since the checked files stand for it.
   *
   * @param {Download[]} downloads
   */
  async fillFromDownloads(downloads) {
    if (this.missing().length === 0) return;
    const reasons = [];
    for (const { what, name, fetch } of downloads) {
      const file = path.join(this.downloads, name);
      try {
        if (!fs.existsSync(file)) await fetch(file, this.note);
        await this.fillFrom(file);
        return;
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        reasons.push(`${what}: ${error.message}`, error.output);
      } finally {
        fs.rmSync(file, { force: true });
      }
    }
    throw new Failure(
      'CIFAR-10 could not be downloaded. With a copy of cifar-10-binary.tar.gz from elsewhere, ' +
        'name it: npm start -- --cifar10 PATH.',
      reasons.filter(Boolean).join('\n'),
    );
  }
}
