import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openPage } from '../support/page.mjs';
import { openLab, referenceImages, SMALL, tutorialModel } from './support.mjs';

/**
 * @typedef {object} Given
 * @property {typeof import('../../web/convlab.js') & typeof import('../../web/explain.js')} convlab
 * @property {(name: string) => Promise<Uint8Array<ArrayBuffer>>} given
 *
 * @typedef {import('../../web/explain.js').Sliding} Sliding
 */

/** @param {import('node:test').TestContext} t */
async function openTwins(t) {
  const { page } = await openPage(t, { webgpu: false });
  await page.waitForFunction(() => 'convlab' in window);
  return page.evaluateHandle(() => {
    const { convlab } = /** @type {Window & Given} */ (/** @type {unknown} */ (window));
    return convlab.loadTwins();
  });
}

test('the twins compute small examples, and say how', async (t) => {
  const twins = await openTwins(t);

  await t.test('where windows lie', async () => {
    /** @type {(sliding: Omit<Sliding, 'strides'>) => Promise<unknown>} */
    const place = (sliding) =>
      twins.evaluate((twins, sliding) => twins.place({ ...sliding, strides: [2, 3] }), sliding);
    assert.deepEqual(await place({ input: [5, 4, 1], size: [2, 2], padding: 'valid' }), {
      output: [2, 1],
      before: [0, 0],
      after: [0, 0],
      unused: [1, 2],
    });
    assert.deepEqual(await place({ input: [5, 4, 1], size: [3, 2], padding: 'same' }), {
      output: [3, 2],
      before: [1, 0],
      after: [1, 1],
      unused: [0, 0],
    });
    assert.equal(await place({ input: [2, 2, 1], size: [3, 3], padding: 'valid' }), null);
  });

  await t.test('dropout', async () => {
    const { once, again, other, ones, refused } = await twins.evaluate((twins) => {
      const values = new Float32Array(64).fill(3);
      const draws = { seed: 5, layer: 1, step: 2 };
      const told = (/** @type {() => unknown} */ work) => {
        try {
          return work();
        } catch (error) {
          return /** @type {Error} */ (error).message;
        }
      };
      return {
        once: [...twins.dropout(values, 0.25, draws)],
        again: [...twins.dropout(values, 0.25, draws)],
        other: [...twins.dropout(values, 0.25, { ...draws, step: 3 })],
        ones: [...twins.dropout(Float32Array.of(1, 2), 0)],
        refused: [told(() => twins.dropout(values, 1)), told(() => twins.dropout(values, 0.5, { seed: -1 }))],
      };
    });
    assert.deepEqual(once, again);
    assert.notDeepEqual(once, other);
    assert.deepEqual([...new Set(once)].toSorted(), [0, 4]);
    const kept = once.filter((value) => value > 0).length;
    assert.ok(kept > 36 && kept < 60, `${kept} of 64 are kept`);
    assert.deepEqual(ones, [1, 2]);
    assert.deepEqual(refused, [
      'The rate must be from 0 to below 1.',
      'The seed must be a whole number from 0 to 9007199254740991.',
    ]);
  });

  await t.test('a batch normalisation', async () => {
    const { batch, scaled, judged, moved, refused } = await twins.evaluate((twins) => {
      // Two channels: 1, 3, 5, 7 and 0, 0, 0, 8.
      const values = Float32Array.of(1, 0, 3, 0, 5, 0, 7, 8);
      const [gamma, beta] = [Float32Array.of(2, 1), Float32Array.of(0.5, 0)];
      const { y, mean, variance } = twins.batchNorm(values, 2, { epsilon: 4 });
      const told = (/** @type {() => unknown} */ work) => {
        try {
          return work();
        } catch (error) {
          return /** @type {Error} */ (error).message;
        }
      };
      const given = { mean: Float32Array.of(4, 0), variance: Float32Array.of(8.999, 0.999) };
      return {
        batch: [y, mean, variance].map((numbers) => [...numbers]),
        scaled: [...twins.batchNorm(values, 2, { gamma, beta, epsilon: 4 }).y],
        judged: [...twins.batchNormInference(values, 2, given)],
        moved: [...twins.movingAverage(Float32Array.of(0, 1), Float32Array.of(4, 5))],
        refused: [
          told(() => twins.batchNorm(values, 3)),
          told(() => twins.batchNorm(values, 2, { gamma: Float32Array.of(1) })),
          told(() => twins.movingAverage(Float32Array.of(0, 1), Float32Array.of(4))),
        ],
      };
    });
    const [y, mean, variance] = batch;
    assert.deepEqual(
      [mean, variance],
      [
        [4, 2],
        [5, 12],
      ],
    );
    const close = (/** @type {number[]} */ actual, /** @type {number[]} */ expected) =>
      actual.forEach((value, at) => assert.ok(Math.abs(value - expected[at]) < 1e-6, `${actual}`));
    // (x - mean) / 3 and / 4
    const normal = [-1, -0.5, -1 / 3, -0.5, 1 / 3, -0.5, 1, 1.5];
    close(y, normal);
    close(
      scaled,
      normal.map((value, at) => (at % 2 ? value : 2 * value + 0.5)),
    );
    close(judged, [-1, 0, -1 / 3, 0, 1 / 3, 0, 1, 8]);
    close(moved, [0.04, 1.04]);
    assert.deepEqual(refused, [
      'values must have 9 elements, but has 8.',
      'gamma must have 2 elements, but has 1.',
      'batch must have 2 elements, but has 1.',
    ]);
  });

  await t.test('a convolution', async () => {
    const { y, inside, corner, weight, pixel } = await twins.evaluate((twins) => {
      /** @type {Sliding} */
      const sliding = { input: [3, 3, 1], size: [2, 2], strides: [1, 1], padding: 'same', filters: 1 };
      const x = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
      const kernel = Float32Array.of(1, 10, 100, 1000);
      const bias = Float32Array.of(-9000);
      const dY = new Float32Array(9).fill(1);
      return {
        y: [...twins.conv2d(sliding, x, kernel, null, false)],
        inside: twins.traceConv2d(sliding, x, kernel, bias, true, { y: 0, x: 1, channel: 0 }),
        corner: twins.traceConv2d(sliding, x, kernel, null, false, { y: 2, x: 2, channel: 0 }),
        weight: twins.traceConvBackwardKernel(sliding, x, dY, { u: 1, v: 1, c: 0, o: 0 }),
        pixel: twins.traceConvBackwardInput(sliding, dY, kernel, { row: 0, column: 1, c: 0 }),
      };
    });
    assert.deepEqual(y, [5421, 6532, 603, 8754, 9865, 906, 87, 98, 9]);
    assert.deepEqual([inside.bias, inside.sum, inside.y], [-9000, -2468, 0]);
    assert.deepEqual(
      inside.terms.map(({ product }) => product),
      [2, 30, 500, 6000],
    );
    const [pixelTerm, paddingTerm] = corner.terms;
    const cell = { u: 0, c: 0, row: 2 };
    assert.deepEqual(pixelTerm, { ...cell, v: 0, column: 2, inside: true, x: 9, weight: 1, product: 9 });
    assert.deepEqual(paddingTerm, { ...cell, v: 1, column: 3, inside: false, x: 0, weight: 10, product: 0 });
    assert.deepEqual([weight.terms.length, weight.sum], [9, 28]);
    assert.deepEqual(pixel, {
      terms: [
        { u: 0, v: 0, i: 0, j: 1, o: 0, dY: 1, weight: 1, product: 1 },
        { u: 0, v: 1, i: 0, j: 0, o: 0, dY: 1, weight: 10, product: 10 },
      ],
      sum: 11,
    });
  });

  await t.test('a pool', async () => {
    const { winners, trace, back, dX } = await twins.evaluate((twins) => {
      /** @type {Sliding} */
      const sliding = { input: [2, 3, 1], size: [2, 2], strides: [1, 1], padding: 'valid' };
      const x = Float32Array.of(1, 7, 2, 3, 7, 4);
      const { winners } = twins.maxPool(sliding, x);
      const dY = Float32Array.of(10, 1);
      return {
        winners: [...winners],
        trace: twins.traceMaxPool(sliding, x, { y: 0, x: 1, channel: 0 }),
        back: twins.traceMaxPoolBackward(sliding, winners, dY, { row: 0, column: 1, c: 0 }),
        dX: [...twins.maxPoolBackward(sliding, winners, dY)],
      };
    });
    assert.deepEqual([winners, trace.winner, trace.y], [[1, 0], 0, 7]);
    assert.deepEqual(trace.terms[0], { u: 0, v: 0, row: 0, column: 1, inside: true, x: 7, wins: true });
    assert.equal(trace.terms[2].wins, false, 'the first of equals wins');
    assert.deepEqual(back, {
      terms: [
        { i: 0, j: 1, dY: 1, wins: true },
        { i: 0, j: 0, dY: 10, wins: true },
      ],
      sum: 11,
    });
    assert.deepEqual(dX, [0, 11, 0, 0, 0, 0]);
  });

  await t.test('dense layers, losses and Adam', async () => {
    const { unit, input, softmax, entropy, adam } = await twins.evaluate((twins) => {
      const kernel = Float32Array.of(1, 2, 3, 4, 5, 6);
      const softmax = twins.softmax(Float32Array.of(0, Math.log(3)));
      const entropy = twins.crossEntropy(Float32Array.of(0, Math.log(3)), 1);
      return {
        unit: twins.traceDense(Float32Array.of(1, 10), kernel, Float32Array.of(-60, 0, -70), 3, true, 0),
        input: twins.traceDenseBackwardInput(Float32Array.of(1, 0, -1), kernel, 3, 1),
        softmax: { ...softmax, exps: [...softmax.exps], y: [...softmax.y] },
        entropy: { ...entropy, dLogits: [...entropy.dLogits], y: [...entropy.y] },
        adam: twins.adam({ w: 1, g: 2, m: 0, v: 0, step: 1, learningRate: 1e-3 }),
      };
    });
    assert.deepEqual(unit, {
      terms: [
        { i: 0, x: 1, weight: 1, product: 1 },
        { i: 1, x: 10, weight: 4, product: 40 },
      ],
      bias: -60,
      sum: -19,
      y: 0,
    });
    assert.deepEqual([input.terms[2].product, input.sum], [-6, -2]);
    close('softmax', softmax.y, [0.25, 0.75], 1e-6);
    close('exponentials', [...softmax.exps, softmax.sum], [1 / 3, 1, 4 / 3], 1e-6);
    close('gradient', entropy.dLogits, [0.25, -0.25], 1e-6);
    close('loss', [entropy.loss], [-Math.log(0.75)], 1e-6);
    close('means', [adam.m, adam.v, adam.mHat, adam.vHat], [0.2, 0.004, 2, 4], 1e-4);
    close('step', [adam.change, adam.w], [-1e-3, 0.999], 1e-6);
  });
});

test('what does not fit is refused with a sentence, and the twins go on', async (t) => {
  const twins = await openTwins(t);
  const sentences = await twins.evaluate((twins, small) => {
    /** @type {Sliding} */
    const sliding = { input: [2, 2, 1], size: [2, 2], strides: [1, 1], padding: 'valid', filters: 1 };
    const four = Float32Array.of(1, 2, 3, 4);
    const wrong = [
      () => twins.conv2d(sliding, new Float32Array(3), four, null, false),
      () => twins.conv2d(sliding, four, four, four, false),
      () => twins.traceConv2d(sliding, four, four, null, false, { y: 0, x: 1, channel: 0 }),
      () => twins.conv2d({ ...sliding, size: [3, 3] }, four, new Float32Array(9), null, false),
      () => twins.conv2d({ ...sliding, strides: [0, 1] }, four, four, null, false),
      () => twins.maxPool({ ...sliding, input: [65536, 65536, 4] }, four),
      () => twins.dense(four, new Float32Array(0), null, 0, false),
      () => twins.crossEntropy(four, 4),
      () => twins.adam({ w: 0, g: 0, m: 0, v: 0, step: 0, learningRate: 1 }),
      () => twins.walk(small, new Uint8Array(3)),
    ];
    const refused = wrong.map((call) => {
      try {
        call();
        return 'not refused';
      } catch (error) {
        const { name, code, message } = /** @type {import('../../web/convlab.js').ConvlabError} */ (error);
        return `${name} ${code}: ${message}`;
      }
    });
    return [...refused, twins.conv2d(sliding, four, four, null, false)[0]];
  }, SMALL);
  const sizes = 'must name sizes of at least 1, and of 33554432 numbers in all at most.';
  assert.deepEqual(sentences, [
    'ConvlabError option: x must have 4 elements, but has 3.',
    'ConvlabError option: bias must have 1 elements, but has 4.',
    'ConvlabError option: The place [0, 1, 0] lies outside of [1, 1, 1].',
    'ConvlabError option: The window is larger than the picture.',
    `ConvlabError option: strides ${sizes}`,
    `ConvlabError option: input ${sizes}`,
    `ConvlabError option: kernel ${sizes}`,
    'ConvlabError option: The place [4] lies outside of [4].',
    'ConvlabError option: step must be at least 1.',
    'ConvlabError weights: These weights do not fit the network: the file is no safetensors file.',
    30,
  ]);
});

test("a walk through the tutorial's model gives what the engine gives", async (t) => {
  const { page, lab } = await openLab(t, 'cpu');
  const model = await tutorialModel(page, lab, { golden: true });
  const images = await referenceImages(page, 'test', 1);
  const walked = await images.evaluate(async ({ images, labels }) => {
    const { convlab, given } = /** @type {Window & Given} */ (/** @type {unknown} */ (window));
    const twins = await convlab.loadTwins();
    const walk = twins.walk(convlab.presets.tutorial(), await given('weights'));
    const steps = { forward: 1, backward: 1 };
    const early = (() => {
      try {
        return String(walk.forwardStep());
      } catch (error) {
        return /** @type {Error} */ (error).message;
      }
    })();
    walk.start(/** @type {Uint8Array} */ (images));
    while (walk.forwardStep()) steps.forward += 1;
    const { loss } = walk.judge(labels[0]);
    while (walk.backwardStep()) steps.backward += 1;

    // One value of the second convolution, and one of its gradient, explained.
    const { sliding, relu } = walk.layers[2];
    if (!sliding) throw new Error('conv2d_1 slides');
    const [x, y, kernel] = [walk.input(2), walk.output(2), walk.kernel(2)];
    const [dZ, dKernel] = [walk.dPreActivation(2), walk.dKernel(2)];
    if (!kernel || !dZ || !dKernel) throw new Error('conv2d_1 has a kernel');
    const trace = twins.traceConv2d(sliding, x, kernel, walk.bias(2), relu, { y: 3, x: 0, channel: 5 });
    const back = twins.traceConvBackwardKernel(sliding, x, dZ, { u: 0, v: 2, c: 7, o: 5 });
    const result = {
      early,
      steps,
      loss,
      label: labels[0],
      layers: walk.layers,
      probabilities: [...walk.probabilities],
      dLogits: [...(walk.dPreActivation(7) ?? [])],
      dOutput: walk.dOutput(7),
      flat: [walk.input(4).length, walk.output(4).length],
      explained: [trace.y, back.sum],
      kept: [y[(3 * 16 + 0) * 64 + 5], dKernel[(2 * 32 + 7) * 64 + 5]],
    };
    walk.free();
    return result;
  });

  assert.equal(walked.early, 'The walk begins with start(image).');
  assert.deepEqual(walked.steps, { forward: 8, backward: 7 });
  assert.deepEqual(
    walked.layers.map(({ name, op }) => [name, op]),
    [
      ['conv2d', 0],
      ['max_pooling2d', 1],
      ['conv2d_1', 2],
      ['max_pooling2d_1', 3],
      ['flatten', null],
      ['dense', 4],
      ['dense_1', 5],
      ['dense_2', 6],
    ],
  );
  assert.deepEqual(walked.flat, [4096, 4096]);
  assert.deepEqual(walked.explained, walked.kept, 'a trace has the bits of what it explains');

  const predicted = await model.evaluate(
    async (model, data) => [...(await model.predict(data)).slice(0, 10)],
    images,
  );
  close('probabilities', walked.probabilities, predicted, 1e-5);
  const target = predicted.map((probability, index) => probability - Number(index === walked.label));
  close('the gradient by the logits', walked.dLogits, target, 1e-5);
  assert.equal(walked.dOutput, null, 'the loss looks through the softmax');
  close('loss', [walked.loss], [-Math.log(predicted[walked.label])], 1e-4);
});

/**
 * @param {string} what
 * @param {number[]} actual
 * @param {number[]} expected
 * @param {number} tolerance largest absolute difference
 */
function close(what, actual, expected, tolerance) {
  assert.equal(actual.length, expected.length, `${what}: length`);
  actual.forEach((value, index) => {
    const difference = Math.abs(value - expected[index]);
    assert.ok(difference <= tolerance, `${what}, value ${index}: ${value} against ${expected[index]}`);
  });
}

test('a walk in training mode gives what the engine gives for the first image of a batch', async (t) => {
  const { page, lab } = await openLab(t, 'cpu');
  const images = await referenceImages(page, 'test', 8);
  const told = await lab.evaluate(async (lab, data) => {
    const { convlab } = /** @type {Window & Given} */ (/** @type {unknown} */ (window));
    const norm = { type: 'BatchNormalization', momentum: 0.5 };
    const description = {
      inputShape: [32, 32, 3],
      layers: [
        { type: 'SeparableConv2D', filters: 4, kernelSize: 3, strides: 2, padding: 'same' },
        norm,
        { type: 'Activation', activation: 'relu' },
        { type: 'DepthwiseConv2D', kernelSize: 3, padding: 'same' },
        { type: 'Add', inputs: ['depthwise_conv2d', 'activation'] },
        { type: 'GlobalAveragePooling2D' },
        norm,
        { type: 'Dropout', rate: 0.25 },
        { type: 'Dense', units: 10, activation: 'softmax' },
      ],
    };
    const model = await lab.model({ ...description, seed: 4 });
    const how = { seed: 9, step: 3 };
    const batch = { ...data, labels: data.labels };
    const { layers } = await model.inspect(batch, how);
    const twins = await convlab.loadTwins();
    const walk = twins.walk(description, await model.weights());
    const [count] = data.shape;
    walk.train({ ...how, images: count, layers });
    walk.start(/** @type {Uint8Array} */ (data.images).slice(0, 3072));
    while (walk.forwardStep());
    walk.judge(data.labels[0]);
    while (walk.backwardStep());
    const predicted = await model.predict(batch, { training: true, ...how });
    return {
      maps: layers.map(({ map }, layer) => [[...map], [...walk.output(layer)]]),
      probabilities: [[...predicted.slice(0, 10)], [...walk.probabilities]],
      back: walk.dInput(0).length,
    };
  }, images);
  for (const [layer, [engine, walked]] of told.maps.entries()) {
    const apart = Math.max(...engine.map((value, at) => Math.abs(value - walked[at])));
    assert.ok(apart < 1e-5, `layer ${layer}: ${apart}`);
  }
  const [engine, walked] = told.probabilities;
  engine.forEach((p, at) => assert.ok(Math.abs(p - walked[at]) < 1e-6));
  assert.equal(told.back, 3072, 'and it comes back to the image');
});
