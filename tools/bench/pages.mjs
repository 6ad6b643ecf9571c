import fs from 'node:fs';
import path from 'node:path';

import { build, defaultClientConditions } from 'vite';

import site from '../../vite.config.js';
import { fromRecords } from '../data/binary.mjs';
import { CIFAR10, filesOf, RECORD_BYTES } from '../data/layout.mjs';
import { writeWhole } from '../lib/files.mjs';
import { cache, inRoot } from '../lib/paths.mjs';
import { onnxModel } from './onnx-model.mjs';
import { TEST_IMAGES, TRAIN_IMAGES } from './pages/shared/workload.js';
import { SITE } from './server.mjs';
import { multiplyAddModules } from './wasm-peak.mjs';

const SOURCES = inRoot('tools', 'bench', 'pages');

/**
 * TensorFlow.js gives its threads the text of a function, which must not mean anything outside it that the bundler has
 * given another name.
 */
const selfContained = {
  name: 'self-contained-threads',
  transform(/** @type {string} */ code, /** @type {string} */ id) {
    if (!id.endsWith('tfjs-backend-wasm-threaded-simd.js')) return undefined;
    return code.replace('function(WasmBackendModuleThreadedSimd) {', '$& var _scriptDir;');
  },
};

/** Bundles the pages as the site's own are bundled, and writes for them what they fetch. */
export async function buildPages() {
  const pages = fs.readdirSync(SOURCES).filter((name) => name.endsWith('.html'));
  await build({
    ...site,
    configFile: false,
    // Neither chapters nor a service worker.
    plugins: [selfContained],
    root: SOURCES,
    publicDir: false,
    logLevel: 'warn',
    // The libraries ask for Node's modules where they run in Node.
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
    // ONNX Runtime starts threads from a file of its own.
    resolve: { conditions: ['onnxruntime-web-use-extern-wasm', ...defaultClientConditions] },
    build: {
      ...site.build,
      outDir: SITE,
      emptyOutDir: true,
      chunkSizeWarningLimit: Infinity,
      rollupOptions: { input: pages.map((name) => path.join(SOURCES, name)) },
    },
  });
  writeImages();
  fs.copyFileSync(path.join(SOURCES, 'counting.js'), path.join(SITE, 'counting.js'));
  writeWhole(path.join(SITE, 'data', 'model.onnx'), await onnxModel());
  const kernels = multiplyAddModules();
  for (const { name, bytes } of kernels) writeWhole(path.join(SITE, 'wasm-peak', `${name}.wasm`), bytes);
  const list = kernels.map(({ name, operations }) => ({ name, operations }));
  writeWhole(path.join(SITE, 'wasm-peak', 'kernels.json'), JSON.stringify(list));
}

function writeImages() {
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
