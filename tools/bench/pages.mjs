import fs from 'node:fs';
import path from 'node:path';

import { build } from 'vite';

import { fromRecords } from '../data/binary.mjs';
import { CIFAR10, filesOf, RECORD_BYTES } from '../data/layout.mjs';
import { writeWhole } from '../lib/files.mjs';
import { cache, inRoot } from '../lib/paths.mjs';
import { TEST_IMAGES, TRAIN_IMAGES } from './pages/shared/workload.js';

const SOURCES = inRoot('tools', 'bench', 'pages');

/** The benchmark's pages, built, and their data. */
export const SITE = inRoot('target', 'bench');

/** Bundles the pages as the site's own are bundled, and writes the images for them. */
export async function buildPages() {
  const pages = fs.readdirSync(SOURCES).filter((name) => name.endsWith('.html'));
  await build({
    configFile: inRoot('vite.config.js'),
    root: SOURCES,
    publicDir: false,
    logLevel: 'warn',
    // The libraries ask for Node's modules where they run in Node.
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
    build: {
      outDir: SITE,
      emptyOutDir: true,
      chunkSizeWarningLimit: Infinity,
      rollupOptions: { input: pages.map((name) => path.join(SOURCES, name)) },
    },
  });
  const parts = [records('train', TRAIN_IMAGES), records('test', TEST_IMAGES)];
  const images = parts.map(fromRecords).flatMap(({ pixels, labels }) => [pixels, labels]);
  writeWhole(path.join(SITE, 'data', 'images.bin'), Buffer.concat(images));
}

/**
 * The first records of a part of CIFAR-10, which the set-up has put into the cache.
 *
 * @param {'train' | 'test'} part
 * @param {number} count at most as many as the part's first file has
 */
function records(part, count) {
  const [first] = filesOf(CIFAR10, part);
  return fs.readFileSync(path.join(cache, 'cifar10', first.name)).subarray(0, count * RECORD_BYTES);
}
