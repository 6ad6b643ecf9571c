import assert from 'node:assert/strict';
import { test } from 'node:test';

import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import * as ort from 'onnxruntime-web';

import { openLab, unpacked } from './support.mjs';

/** @typedef {import('./support.mjs').Given & { convlab: typeof import('../../web/files.js') }} Given */

/** How far predictions may lie apart: sums in another order. */
const CLOSE = 1e-5;
/** Images that are asked about. */
const IMAGES = 4;

ort.env.wasm.numThreads = 1;

/**
 * Images, the same everywhere.
 *
 * @param {number} count
 */
const imagesOf = (count) =>
  Float32Array.from({ length: count * 3072 }, (_, index) => ((index * 7919) % 1009) / 1009);

/** @param {ArrayLike<number>} actual @param {ArrayLike<number>} expected @param {string} what */
function assertClose(actual, expected, what) {
  assert.equal(actual.length, expected.length, what);
  const worst = Math.max(...Array.from(actual, (value, index) => Math.abs(value - expected[index])));
  assert.ok(worst <= CLOSE, `${what}: predictions differ by up to ${worst}`);
}

/**
 * What TensorFlow.js predicts with a model that it loads as from a site.
 *
 * @param {{ name: string, bytes: Buffer }[]} files
 * @param {Float32Array} images
 */
async function byTensorFlow(files, images) {
  const fetchFunc = async (/** @type {RequestInfo | URL} */ url) => {
    const file = files.find(({ name }) => String(url).endsWith(`/${name}`));
    return new Response(file ? new Uint8Array(file.bytes) : null, { status: file ? 200 : 404 });
  };
  const model = await loadLayersModel(tf.io.http('http://localhost/model.json', { fetchFunc }));
  const answer = /** @type {tf.Tensor} */ (model.predict(tf.tensor4d(images, [IMAGES, 32, 32, 3])));
  return answer.data();
}

/** What ONNX Runtime predicts. @param {Buffer} bytes @param {Float32Array} images */
async function byOnnxRuntime(bytes, images) {
  const session = await ort.InferenceSession.create(new Uint8Array(bytes));
  assert.deepEqual(session.inputNames, ['images']);
  const answer = await session.run({ images: new ort.Tensor('float32', images, [IMAGES, 32, 32, 3]) });
  return /** @type {Float32Array} */ (answer.probabilities.data);
}

test('every preset predicts the same in TensorFlow.js and in ONNX Runtime, and comes back', async (t) => {
  const { page, lab } = await openLab(t, 'cpu');
  const names = await page.evaluate(() => Object.keys(/** @type {any} */ (window).convlab.presets));
  for (const name of names) {
    const { predictions, files, again, goesOn } = await lab.evaluate(async (lab, [name, count]) => {
      const { convlab, packed } = /** @type {Window & Given} */ (/** @type {unknown} */ (window));
      const { presets } = /** @type {any} */ (convlab);
      const images = Float32Array.from({ length: 24 * 3072 }, (_, index) => ((index * 7919) % 1009) / 1009);
      const labels = Uint8Array.from({ length: 24 }, (_, index) => index % 10);
      const model = await lab.model({ ...presets[name](), seed: 5 });
      // A few steps, so that moving statistics are not what they begin as.
      const data = { images, shape: [24, 32, 32, 3], labels };
      await model.fit(data, { epochs: 2, batchSize: 8 });
      const few = images.slice(0, count * 3072);
      const predictions = [...(await model.predict(few))];
      const weights = await packed(/** @type {any} */ (await model.weights()));
      const file = await model.save({ training: true });
      const files = [];
      const trained = [];
      /** @type {Record<string, boolean[]>} */
      const again = {};
      for (const format of /** @type {const} */ (['keras', 'layers', 'onnx', 'safetensors'])) {
        const made = await convlab.toFormat(format, file, { classes: ['x'], notes: { format } });
        for (const { name, bytes } of made) files.push({ name, packed: await packed(bytes) });
        const back = await convlab.ofFiles(made.map(({ name, bytes }) => new File([bytes], name)));
        const { model: other, about } = await lab.open(back);
        const same = (await packed(/** @type {any} */ (await other.weights()))) === weights;
        again[format] = [same, about.training !== null, about.notes === JSON.stringify({ format })];
        if (about.training) {
          await other.fit(data, { epochs: 1, batchSize: 8, seed: 2 });
          trained.push(await packed(/** @type {any} */ (await other.weights())));
        }
        await other.dispose();
      }
      await model.fit(data, { epochs: 1, batchSize: 8, seed: 2 });
      trained.push(await packed(/** @type {any} */ (await model.weights())));
      await model.dispose();
      return { predictions, files, again, goesOn: new Set(trained).size === 1 };
    }, /** @type {const} */ ([name, IMAGES]));
    assert.deepEqual(again, {
      keras: [true, true, true],
      layers: [true, false, true],
      onnx: [true, false, true],
      safetensors: [true, true, true],
    });
    assert.ok(goesOn, `${name} trains on to the same bits with what Keras’s format and our own keep`);
    const images = imagesOf(IMAGES);
    const own = files.map(({ name, packed }) => ({ name, bytes: unpacked(packed) }));
    assertClose(await byTensorFlow(own, images), predictions, `${name} in TensorFlow.js`);
    const onnx = own.find((file) => file.name === 'model.onnx');
    assert.ok(onnx);
    assertClose(await byOnnxRuntime(onnx.bytes, images), predictions, `${name} in ONNX Runtime`);
  }
});
