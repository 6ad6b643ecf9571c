import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Failure } from '../lib/failure.mjs';
import { readOptions } from './options.mjs';
import { channelsFirst, imagesChannelsFirst } from './pages/shared/channels-first.js';
import { toSafetensors } from './pages/shared/safetensors.js';
import { Steady } from './pages/shared/steady.js';
import { Cursor, IMAGE_BYTES, initialWeights, TRAIN_IMAGES } from './pages/shared/workload.js';
import { short, spreadOf, withRange } from './statistics.mjs';

test('the options have defaults, and a wrong one is told', () => {
  const options = readOptions([]);
  assert.deepEqual(options.peers, ['convlab-webgpu', 'convlab-cpu', 'tfjs', 'jax']);
  assert.equal(options.batch, 32);
  assert.equal(readOptions(['--batch', '128']).batch, 128);
  assert.deepEqual(readOptions(['--peers', 'jax,tfjs']).peers, ['jax', 'tfjs']);
  for (const wrong of [['--peers', 'pytorch'], ['--batch', '0'], ['--steps', '1'], ['--quick']]) {
    assert.throws(() => readOptions(wrong), Failure);
  }
});

test('the initial weights are the tutorial model and always the same', () => {
  const weights = initialWeights();
  assert.equal(
    weights.reduce((total, { values }) => total + values.length, 0),
    881_002,
  );
  assert.deepEqual(initialWeights(), weights);
  const [kernel, bias] = weights;
  const limit = Math.sqrt(6 / (9 * (3 + 32)));
  const largest = Math.max(...kernel.values.map(Math.abs));
  assert.ok(largest <= limit && largest > 0.98 * limit);
  assert.ok(bias.values.every((value) => value === 0));
});

test('batches follow each other, begin again, and become epochs where there are many', () => {
  const cursor = new Cursor();
  assert.deepEqual(cursor.take(1, 32), { start: 0, images: 32, epochs: 1 });
  assert.deepEqual(cursor.take(158, 32), { start: 32, images: 5056, epochs: 1 });
  assert.deepEqual(cursor.take(2, 32), { start: 0, images: 64, epochs: 1 });
  assert.deepEqual(cursor.take(400, 32), { start: 0, images: TRAIN_IMAGES, epochs: 3 });
  assert.deepEqual(cursor.take(1, 32), { start: 0, images: 32, epochs: 1 });
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
});

test('spreads are told by their median and their ends', () => {
  assert.equal(withRange(spreadOf([3, 1, 2])), '2.00 (1.00 to 3.00)');
  assert.equal(spreadOf([4, 1, 2, 3]).median, 2.5);
  assert.equal(withRange(spreadOf([1234.5])), '1,235');
  assert.deepEqual([0, 0.5, 99.96, NaN].map(short), ['0.00', '0.500', '100.0', '–']);
});
