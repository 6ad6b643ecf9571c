import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Failure } from '../lib/failure.mjs';
import { readOptions } from './options.mjs';
import { channelsFirst, imagesChannelsFirst } from './pages/shared/channels-first.js';
import { enlarged } from './pages/shared/data.js';
import { crossEntropy } from './pages/shared/loss.js';
import { initialWeights, operationsOf, TUTORIAL } from './pages/shared/network.js';
import { toSafetensors } from './pages/shared/safetensors.js';
import { Steady } from './pages/shared/steady.js';
import { Cursor, fromQuery, IMAGE_BYTES, toQuery, TRAIN_IMAGES } from './pages/shared/workload.js';
import { PEERS } from './peers.mjs';
import { settingsOf, titleOf } from './settings.mjs';
import { percent, short, spreadOf, withRange } from './statistics.mjs';

test('the options have defaults, and a wrong one is told', () => {
  const options = readOptions([]);
  assert.deepEqual(options.peers, Object.keys(PEERS));
  assert.deepEqual(options.batches, [32]);
  assert.deepEqual(options.files, { json: undefined, markdown: undefined, svg: undefined });
  assert.deepEqual(readOptions(['--batch', '32,128,32']).batches, [32, 128]);
  assert.deepEqual(readOptions(['--peers', 'jax,tfjs']).peers, ['jax', 'tfjs']);
  assert.deepEqual(readOptions(['--growth', 'width']).peers, [
    'convlab-webgpu',
    'convlab-cpu',
    'convlab-cpu-all',
  ]);
  assert.equal(readOptions(['--svg', 'a.svg']).files.svg, 'a.svg');
  assert.equal(options.kernels, null);
  assert.equal(readOptions(['--kernels', 'plain']).kernels, 'plain');
  for (const wrong of [
    ['--peers', 'pytorch'],
    ['--peers', 'tfjs', '--growth', 'image'],
    ['--batch', '0'],
    ['--batch', '32,x'],
    ['--batch', '4096'],
    ['--growth', 'depth'],
    ['--steps', '1'],
    ['--quick'],
  ]) {
    assert.throws(() => readOptions(wrong), Failure);
  }
});

test('the initial weights are the tutorial model and always the same', () => {
  const weights = initialWeights(TUTORIAL);
  assert.equal(
    weights.reduce((total, { values }) => total + values.length, 0),
    881_002,
  );
  assert.deepEqual(initialWeights(TUTORIAL), weights);
  const [kernel, bias] = weights;
  const limit = Math.sqrt(6 / (9 * (3 + 32)));
  const largest = Math.max(...kernel.values.map(Math.abs));
  assert.ok(largest <= limit && largest > 0.98 * limit);
  assert.ok(bias.values.every((value) => value === 0));
});

test('a network grows with its images and with its filters', () => {
  const shapes = (/** @type {import('./pages/shared/network.js').Size} */ size) =>
    Object.fromEntries(initialWeights(size).map(({ name, shape }) => [name, shape]));
  assert.deepEqual(shapes({ side: 64, width: 1 })['dense/kernel'], [16 * 16 * 64, 200]);
  assert.deepEqual(shapes({ side: 32, width: 4 })['conv2d_1/kernel'], [3, 3, 128, 256]);
  assert.deepEqual(shapes({ side: 32, width: 4 })['dense/kernel'], [8 * 8 * 256, 200]);
});

test('operations are counted by hand', () => {
  const convolutions = [2 * 32 * 32 * 9 * 3 * 32, 2 * 16 * 16 * 9 * 32 * 64];
  const dense = 2 * (4096 * 200 + 200 * 200 + 200 * 10);
  const infer = convolutions[0] + convolutions[1] + dense;
  const gradients = convolutions[0] + 2 * convolutions[1] + 2 * dense;
  assert.deepEqual(operationsOf(TUTORIAL), { infer, train: infer + gradients });
});

test('batches follow each other, begin again, and become epochs where there are many', () => {
  const cursor = new Cursor({ batch: 32, images: TRAIN_IMAGES });
  assert.deepEqual(cursor.take(1), { start: 0, images: 32, epochs: 1 });
  assert.deepEqual(cursor.take(158), { start: 32, images: 5056, epochs: 1 });
  assert.deepEqual(cursor.take(2), { start: 0, images: 64, epochs: 1 });
  assert.deepEqual(cursor.take(400), { start: 0, images: TRAIN_IMAGES, epochs: 3 });
  assert.deepEqual(cursor.take(1), { start: 0, images: 32, epochs: 1 });
});

test('a setting travels in an address', () => {
  const setting = { batch: 64, side: 96, width: 2, images: 1024 };
  assert.deepEqual(fromQuery(new URLSearchParams(`backend=cpu&${toQuery(setting)}`)), setting);
});

test('what is measured is every size with every batch', () => {
  const settings = settingsOf({ batches: [32, 64], growth: 'image' });
  assert.equal(settings.length, 8);
  assert.deepEqual(settings[0], { batch: 32, side: 32, width: 1, images: TRAIN_IMAGES });
  assert.equal(titleOf(settings[7]), 'batch 64, images 128 x 128');
  assert.equal(titleOf(settingsOf({ batches: [32], growth: 'width' })[2]), 'batch 32, filters x 4');
  assert.deepEqual(settingsOf({ batches: [8], growth: null }).map(titleOf), ['batch 8']);
});

test('enlarged images have squares for pixels', () => {
  const images = Uint8Array.from({ length: 2 * IMAGE_BYTES }, (_, i) => i % 251);
  const { images: larger, labels } = enlarged({ images, labels: Uint8Array.of(3, 4) }, 3);
  assert.equal(larger.length, 2 * 9 * IMAGE_BYTES);
  assert.deepEqual([...labels], [3, 4]);
  const original = (/** @type {number[]} */ [image, row, column, channel]) =>
    images[((image * 32 + row) * 32 + column) * 3 + channel];
  for (const [row, column] of [
    [0, 0],
    [47, 50],
    [95, 95],
  ]) {
    const at = ((96 + row) * 96 + column) * 3 + 1;
    assert.equal(larger[at], original([1, Math.floor(row / 3), Math.floor(column / 3), 1]));
  }
});

test('the loss of predictions is the mean cross-entropy', () => {
  const loss = crossEntropy([0.5, 0.5, 0.1, 0.9], Uint8Array.of(0, 1));
  assert.ok(Math.abs(loss + (Math.log(0.5) + Math.log(0.9)) / 2) < 1e-12);
});

test('the steady part of a run lies between the ends of its bursts', (t) => {
  let now = 0;
  t.mock.method(performance, 'now', () => now);
  const steady = new Steady();
  assert.equal(steady.rate, undefined);
  for (const at of [500, 500, 1500, 1500, 2500, 2500]) {
    now = at;
    steady.mark(10);
  }
  assert.deepEqual(steady.rate, { images: 40, seconds: 2 });

  now = 0;
  const sudden = new Steady();
  for (now = 500; now < 510; now++) sudden.mark(10);
  assert.equal(sudden.rate, undefined);
});

test('other libraries get the same numbers in their own order', () => {
  const values = Float32Array.from({ length: IMAGE_BYTES }, (_, i) => i);
  const image = imagesChannelsFirst(values);
  assert.equal(image[1024 + 32 + 5], (32 + 5) * 3 + 1);

  const kernel = channelsFirst({ name: 'conv2d/kernel', shape: [1, 2, 3, 4], values: values.slice(0, 24) });
  assert.deepEqual(kernel.shape, [4, 3, 1, 2]);
  // Output 1, input 2, column 1.
  assert.equal(kernel.values[(1 * 3 + 2) * 2 + 1], (1 * 3 + 2) * 4 + 1);

  const dense = Float32Array.from({ length: 4096 * 2 }, (_, i) => i);
  const rows = channelsFirst({ name: 'dense/kernel', shape: [4096, 2], values: dense });
  // Feature 7 at row 3, column 5, to unit 1.
  assert.equal(rows.values[((7 * 8 + 3) * 8 + 5) * 2 + 1], ((3 * 8 + 5) * 64 + 7) * 2 + 1);
});

test('weights become a safetensors file', () => {
  const file = toSafetensors([
    { name: 'a', shape: [2], values: Float32Array.of(1, 2) },
    { name: 'b', shape: [1], values: Float32Array.of(3) },
  ]);
  const length = Number(new DataView(file.buffer).getBigUint64(0, true));
  assert.equal(length % 8, 0);
  const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length)));
  assert.deepEqual(header.b, { dtype: 'F32', shape: [1], data_offsets: [8, 12] });
  assert.deepEqual([...new Float32Array(file.slice(8 + length).buffer)], [1, 2, 3]);

  const about = toSafetensors([], { design: '“é”' });
  const text = new TextDecoder().decode(about.subarray(8));
  assert.deepEqual(JSON.parse(text), { __metadata__: { design: '“é”' } });
});

test('spreads are told by their median and their ends', () => {
  assert.equal(withRange(spreadOf([3, 1, 2])), '2.00 (1.00 to 3.00)');
  assert.equal(spreadOf([4, 1, 2, 3]).median, 2.5);
  assert.equal(withRange(spreadOf([1234.5])), '1,235');
  assert.deepEqual([0.5, 1.02, NaN].map(percent), ['50.0 %', '102 %', '–']);
  assert.deepEqual([0, 0.5, 99.96, NaN].map(short), ['0.00', '0.500', '100.0', '–']);
});
