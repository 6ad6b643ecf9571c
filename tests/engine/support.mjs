import fs from 'node:fs';

import { inRoot } from '../../tools/lib/paths.mjs';
import { openPage } from '../support/page.mjs';

/**
 * @typedef {import('../../web/convlab.js').Lab} Lab
 * @typedef {import('../../web/convlab.js').Dataset} Dataset
 * @typedef {import('playwright-core').JSHandle<Lab>} LabHandle
 * @typedef {import('playwright-core').JSHandle<Dataset>} DatasetHandle
 * @typedef {import('playwright-core').Page} Page
 *
 * @typedef {object} Given what a page of a test has besides the engine
 * @property {typeof import('../../web/convlab.js')} convlab
 * @property {(name: string) => Promise<Uint8Array<ArrayBuffer>>} given fetches what {@link give} gave
 * @property {(bytes: Uint8Array) => Promise<string>} packed bytes on their way to {@link unpacked}
 */

/** Both backends; WebGPU is played by the CPU in every browser of the tests, the same everywhere. */
export const BACKENDS = /** @type {const} */ (['cpu', 'webgpu']);

/**
 * Opens the site, starts an engine in it and closes both after the test.
 *
 * @param {import('node:test').TestContext} t
 * @param {'auto' | 'cpu' | 'webgpu'} backend
 * @param {{ webgpu?: boolean, threads?: number }} [options] `threads` of the CPU: one, unless more are asked for, so that a
 *   test does not depend on the machine
 */
export async function openLab(t, backend, { webgpu = backend !== 'cpu', threads = 1 } = {}) {
  const opened = await openPage(t, { webgpu, before: prepare });
  const { page } = opened;
  await page.waitForFunction(() => 'convlab' in window);
  const lab = await page.evaluateHandle((options) => {
    const { convlab } = /** @type {Window & Given} */ (/** @type {unknown} */ (window));
    return convlab.createLab(options);
  }, /** @type {const} */ ({ backend, threads }));
  return { ...opened, lab };
}

/** @param {Page} page */
async function prepare(page) {
  await page.addInitScript(() => {
    const given = async (/** @type {string} */ name) => {
      const response = await fetch(`given/${name}`);
      return new Uint8Array(await response.arrayBuffer());
    };
    const packed = async (/** @type {Uint8Array<ArrayBuffer>} */ bytes) => {
      const reader = new FileReader();
      const read = new Promise((resolve) => reader.addEventListener('load', resolve));
      reader.readAsDataURL(new Blob([bytes]));
      await read;
      return reader.result;
    };
    Object.assign(window, { given, packed });
  });
}

/**
 * Gives a page bytes to fetch: megabytes go over faster than as an argument.
 *
 * @param {Page} page
 * @param {string} name
 * @param {Uint8Array} bytes
 */
export async function give(page, name, bytes) {
  await page.route(`**/given/${name}`, (route) => route.fulfill({ body: Buffer.from(bytes) }));
}

/**
 * Bytes that a page packed: as numbers one by one, megabytes take half a minute.
 *
 * @param {string} packed
 */
export const unpacked = (packed) => Buffer.from(packed.slice(packed.indexOf(',') + 1), 'base64');

/**
 * A file of the golden runs.
 *
 * @param {string} name
 */
export const reference = (name) => fs.readFileSync(inRoot('crates/core/tests/reference', name));

/**
 * The tensors of a safetensors file.
 *
 * @param {Uint8Array} file
 * @returns {Record<string, { dtype: string, shape: number[], bytes: Buffer }>}
 */
export function tensorsOf(file) {
  const buffer = Buffer.from(file);
  const start = 8 + Number(buffer.readBigUInt64LE());
  const header = JSON.parse(buffer.toString('utf8', 8, start));
  delete header.__metadata__;
  return Object.fromEntries(
    Object.entries(header).map(
      ([
        name,
        {
          dtype,
          shape,
          data_offsets: [from, to],
        },
      ]) => {
        return [name, { dtype, shape, bytes: buffer.subarray(start + from, start + to) }];
      },
    ),
  );
}

/** @param {Buffer} bytes of float32 numbers @returns {Float32Array} */
export const floatsOf = (bytes) => new Float32Array(Uint8Array.from(bytes).buffer);

/**
 * The first images of the golden runs as a data set of the page.
 *
 * @param {Page} page
 * @param {'train' | 'test'} split
 * @param {number} count
 * @returns {Promise<DatasetHandle>}
 */
export async function referenceImages(page, split, count) {
  const tensors = tensorsOf(reference('images.safetensors'));
  await give(page, `${split}-images`, tensors[`${split}_images`].bytes);
  await give(page, `${split}-labels`, tensors[`${split}_labels`].bytes);
  return page.evaluateHandle(async ([split, count]) => {
    const { given } = /** @type {Window & Given} */ (/** @type {unknown} */ (window));
    const images = (await given(`${split}-images`)).slice(0, count * 3072);
    const labels = (await given(`${split}-labels`)).slice(0, count);
    return { images, shape: [count, 32, 32, 3], labels };
  }, /** @type {const} */ ([split, count]));
}

/**
 * The tutorial's model, with the golden runs' first weights or fresh ones.
 *
 * @param {Page} page
 * @param {LabHandle} lab
 * @param {{ seed?: number, golden?: boolean }} [options]
 */
export async function tutorialModel(page, lab, { seed = 1, golden = false } = {}) {
  if (golden) await give(page, 'weights', reference('A_seed1_init.safetensors'));
  return lab.evaluateHandle(
    async (lab, { seed, golden }) => {
      const { convlab, given } = /** @type {Window & Given} */ (/** @type {unknown} */ (window));
      const model = await lab.model({ ...convlab.presets.tutorial(), seed });
      if (golden) await model.loadWeights(await given('weights'));
      return model;
    },
    { seed, golden },
  );
}

/** A small network on small pictures, for tests of conduct rather than of figures. */
export const SMALL = {
  inputShape: [8, 8, 1],
  layers: [
    { type: 'Conv2D', filters: 4, kernelSize: 3, activation: 'relu' },
    { type: 'MaxPooling2D' },
    { type: 'Flatten' },
    { type: 'Dense', units: 3, activation: 'softmax' },
  ],
};

/**
 * A data set for {@link SMALL}: bright pictures, dark ones, and stripes, in turn.
 *
 * @param {Page} page
 * @param {number} count
 * @param {'bytes' | 'floats'} [kind]
 * @returns {Promise<DatasetHandle>}
 */
export async function smallImages(page, count, kind = 'bytes') {
  return page.evaluateHandle(([count, kind]) => {
    const value = (/** @type {number} */ index) => {
      const [image, place] = [Math.floor(index / 64), index % 64];
      const base = [200, 40, place % 2 ? 220 : 20][image % 3];
      return base + ((index * 7919) % 31);
    };
    const bytes = Uint8Array.from({ length: count * 64 }, (_, index) => value(index));
    const images = kind === 'bytes' ? bytes : Float32Array.from(bytes, (byte) => byte / 255);
    const labels = Uint8Array.from({ length: count }, (_, image) => image % 3);
    return { images, shape: [count, 8, 8, 1], labels };
  }, /** @type {const} */ ([count, kind]));
}
