import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openPage } from '../support/page.mjs';
import { openLab, SMALL, smallImages } from './support.mjs';

/** @typedef {import('./support.mjs').Given} Given */

test('what cannot be is refused with a sentence, and the engine goes on', async (t) => {
  const { page, lab } = await openLab(t, 'cpu');
  const data = await smallImages(page, 6);

  await t.test('networks', async () => {
    const conv = { type: 'Conv2D', filters: 2, kernelSize: 3 };
    /** @type {[object, string][]} */
    const wrong = [
      [
        { ...SMALL, layers: [{ ...conv, kernelSize: 9 }] },
        'conv2d: the input (None, 8, 8, 1) is smaller than the 9x9 kernel.',
      ],
      [
        { ...SMALL, layers: [conv] },
        'The last layer must give one row of classes an image, but it gives (None, 6, 6, 2).',
      ],
      [
        { ...SMALL, layers: [{ type: 'Dense', units: 3 }] },
        'dense: the input (None, 8, 8, 1) is a picture; put a Flatten before it.',
      ],
      [
        { ...SMALL, layers: [{ ...conv, filter: 1 }] },
        "The network's description cannot be read: Conv2D has no argument filter; it takes name, inputs, filters, kernelSize, strides, padding, useBias, activation, kernelRegularizer.",
      ],
      [
        { ...SMALL, layers: [{ type: 'LSTM' }] },
        "The network's description cannot be read: there is no layer LSTM; there are Conv2D, DepthwiseConv2D, SeparableConv2D, MaxPooling2D, AveragePooling2D, GlobalAveragePooling2D, Flatten, Dense, Activation, Dropout, BatchNormalization, Add.",
      ],
      [{ ...SMALL, seed: 0.5 }, 'seed must be a whole number from 0 to 9007199254740991.'],
    ];
    for (const [description, sentence] of wrong) {
      const message = await lab.evaluate((lab, description) => {
        return lab.model(/** @type {any} */ (description)).then(String, (error) => error.message);
      }, description);
      assert.equal(message, sentence);
    }
  });

  await t.test('options, images and weights', async () => {
    const messages = await lab.evaluate(async (lab, [spec, data]) => {
      const model = await lab.model(spec);
      const { images, labels } = data;
      const caught = (/** @type {() => Promise<unknown>} */ call) =>
        call().then(String, (error) => `${error.code}: ${error.message}`);
      const wrong = /** @type {any} */ ({ images: [...images], shape: data.shape, labels });
      const other = { images: new Uint8Array(27), shape: [1, 3, 3, 3], labels: new Uint8Array(1) };
      /** @type {(() => Promise<unknown>)[]} */
      const calls = [
        () => model.fit(data, { epochs: 0 }),
        () => model.fit(data, { batchSize: 2.5 }),
        () => model.fit(data, { learningRate: -1 }),
        () => model.fit(data, { loss: /** @type {any} */ ('mse') }),
        () => model.fit(other),
        () => model.fit(data, { validationData: other }),
        () => model.fit({ ...data, labels: labels.map(() => 3) }),
        () => model.fit({ ...data, images: images.slice(1) }),
        () => model.fit({ ...data, shape: [5, 8, 8, 1] }),
        () => model.evaluate(wrong),
        () => model.predict(images.slice(1)),
        () => model.loadWeights(Uint8Array.of(1, 2, 3)),
        () => lab.cifar10({ train: 0, test: 1 }),
        () => lab.cifar10({ train: 50_001, test: 1 }),
      ];
      calls.push(() => model.fit(data).then(({ loss }) => loss.length));
      const messages = [];
      for (const call of calls) messages.push(await caught(call));
      return messages;
    }, /** @type {const} */ ([SMALL, data]));
    assert.deepEqual(messages, [
      'option: epochs must be a whole number of at least 1.',
      'option: batchSize must be a whole number of at least 1.',
      'option: learningRate must be a finite number that is not negative.',
      "option: loss must be 'logits' or 'double-softmax'.",
      'data: The network takes images of shape (None, 8, 8, 1), but these are (None, 3, 3, 3).',
      'data: The network takes images of shape (None, 8, 8, 1), but these are (None, 3, 3, 3).',
      'data: Image 0 has the label 3, but there are only 3 classes.',
      "data: The data set's images should have 384 elements, but there are 383.",
      "data: A data set's shape must be [images, height, width, channels], with a label an image.",
      "data: A data set's images must be a Uint8Array or a Float32Array.",
      'data: The images must be a whole number of 8 x 8 x 1 values, but there are 383.',
      'weights: These weights do not fit the network: the file is no safetensors file.',
      'option: train must be a whole number of at least 1.',
      'option: train must be a whole number from 1 to 50000.',
      '1',
    ]);
  });

  await t.test('calls after the end', async () => {
    const message = await lab.evaluate(async (lab, spec) => {
      const model = await lab.model(spec);
      const run = model.predict(new Uint8Array(64));
      lab.close();
      const codes = [run, model.weights(), lab.model(spec)].map((call) =>
        call.then(String, (error) => error.code),
      );
      return (await Promise.all(codes)).join(' ');
    }, SMALL);
    assert.equal(message, 'closed closed closed');
  });
});

test("the tutorial's summary is Keras's own", async (t) => {
  const { lab } = await openLab(t, 'cpu');
  const summary = await lab.evaluate(async (lab) => {
    const { convlab } = /** @type {Window & Given} */ (/** @type {unknown} */ (window));
    return (await lab.model(convlab.presets.tutorial())).summary();
  });
  assert.deepEqual([summary.total, summary.trainable, summary.nonTrainable], [881_002, 881_002, 0]);
  assert.deepEqual(summary.rows[2], {
    name: 'conv2d_1',
    type: 'Conv2D',
    outputShape: '(None, 16, 16, 64)',
    params: 18_496,
    connectedTo: null,
  });
  assert.match(summary.text, /^Model: "sequential"\n┏━+┳━+┳━+┓\n┃ Layer \(type\)/);
  assert.match(summary.text, /Total params: 881,002 \(3\.36 MB\)/);
});

test('the backend is chosen, and the choice is explained', async (t) => {
  await t.test('without WebGPU', async (t) => {
    const { page, lab } = await openLab(t, 'auto', { webgpu: false });
    const info = await lab.evaluate((lab) => lab.info);
    assert.deepEqual([info.backend, info.requested], ['cpu', 'auto']);
    assert.match(
      info.reason,
      /no graphics card for WebGPU.*Training runs on the CPU instead, more slowly\.$/,
    );
    const refused = await page.evaluate(() => {
      const { convlab } = /** @type {Window & Given} */ (/** @type {unknown} */ (window));
      return convlab
        .createLab({ backend: 'webgpu' })
        .then(String, (error) => `${error.code}: ${error.message}`);
    });
    assert.match(refused, /^no-webgpu: The browser finds no graphics card.*backend 'cpu'\.$/);
  });

  await t.test('where the CPU plays WebGPU, the faster one wins a trial', async (t) => {
    const { lab } = await openLab(t, 'auto');
    const info = await lab.evaluate((lab) => lab.info);
    assert.ok(['cpu', 'webgpu'].includes(info.backend));
    assert.match(
      info.reason,
      /^WebGPU is played by the CPU here.* WebAssembly trained \d[\d,]*(\.\d)? images a second, WebGPU .*\.$/,
    );
  });

  await t.test('as asked for', async (t) => {
    const { page } = await openPage(t);
    await page.waitForFunction(() => 'convlab' in window);
    const infos = await page.evaluate(async () => {
      const { convlab } = /** @type {Window & Given} */ (/** @type {unknown} */ (window));
      const infos = [];
      for (const backend of /** @type {const} */ (['cpu', 'webgpu'])) {
        const lab = await convlab.createLab({ backend });
        infos.push(lab.info);
        lab.close();
      }
      return infos;
    });
    assert.deepEqual(
      infos.map(({ backend, reason }) => [backend, reason]),
      [
        ['cpu', ''],
        ['webgpu', ''],
      ],
    );
    assert.match(infos[1].adapter, /swiftshader/i);
  });
});
