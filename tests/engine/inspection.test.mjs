import assert from 'node:assert/strict';
import { test } from 'node:test';

import { BACKENDS, floatsOf, openLab, smallImages, tensorsOf, unpacked } from './support.mjs';

/** @typedef {import('./support.mjs').Given} Given */

/** What is random, keeps statistics, or is passed on. */
const NETWORK = {
  inputShape: [8, 8, 1],
  layers: [
    { type: 'Conv2D', filters: 4, kernelSize: 3, activation: 'relu' },
    { type: 'MaxPooling2D' },
    { type: 'BatchNormalization' },
    { type: 'Flatten' },
    { type: 'Dropout', rate: 0.5 },
    { type: 'Dense', units: 3, activation: 'softmax' },
  ],
};

for (const backend of BACKENDS) {
  test(`looking inside, ${backend}`, async (t) => {
    const { page, lab } = await openLab(t, backend);
    const data = await smallImages(page, 50);
    const few = await smallImages(page, 12);

    await t.test('every layer tells of its output, its gradient and its weights', async () => {
      const { seen, file, gradients, predicted } = await lab.evaluate(async (lab, [spec, few]) => {
        const { packed } = /** @type {Window & Given} */ (/** @type {unknown} */ (window));
        const model = await lab.model({ ...spec, seed: 3 });
        const found = await model.inspect(few, { image: 5 });
        const judged = await model.inspect(few, { training: false, image: 5 });
        const [file, gradients] = [await model.weights(), await model.gradients(few)];
        const predicted = await model.predict(few);
        const seen = [found, judged].map(({ layers, ...figures }) => ({
          ...figures,
          layers: layers.map((layer) => ({
            ...layer,
            map: [...layer.map],
            total: layer.output.counts.reduce((sum, count) => sum + count, 0),
            counts: layer.output.counts.length,
            batchNorm: layer.batchNorm && Object.values(layer.batchNorm).map((array) => array?.length),
            parameters: layer.parameters.map((each) => ({ ...each, data: each.data && [...each.data] })),
          })),
        }));
        return {
          seen,
          file: await packed(file.slice()),
          gradients: await packed(gradients.slice()),
          predicted: [...predicted],
        };
      }, /** @type {const} */ ([NETWORK, few]));
      const [found, judged] = seen;
      assert.deepEqual(
        found.layers.map(({ name, type, outputShape }) => [name, type, outputShape.join()]),
        [
          ['conv2d', 'Conv2D', '6,6,4'],
          ['max_pooling2d', 'MaxPooling2D', '3,3,4'],
          ['batch_normalization', 'BatchNormalization', '3,3,4'],
          ['flatten', 'Flatten', '36'],
          ['dropout', 'Dropout', '36'],
          ['dense', 'Dense', '3'],
        ],
      );
      for (const { outputShape, map, total, counts, output, dOutput } of found.layers) {
        const size = outputShape.reduce((product, dim) => product * dim, 1);
        assert.deepEqual([map.length, counts, total], [size, 41, 12 * size]);
        assert.ok(output.min <= output.mean && output.mean <= output.max && output.deviation >= 0);
        assert.ok(dOutput && dOutput.max > 0);
      }
      const [conv, , norm, flatten, dropout, dense] = found.layers;
      assert.equal(conv.dead?.of, 4);
      assert.ok(Number(conv.zeros) >= Number(conv.dead?.units) / 4);
      assert.deepEqual(norm.batchNorm, [4, 4, 4, 4, 4, 4]);
      assert.deepEqual(flatten.map, norm.map);
      assert.deepEqual([norm.dead, dense.dead, dense.zeros], [null, null, null]);
      // Half of what is kept is doubled, the rest is 0.
      const kept = dropout.map.filter((value) => value !== 0).length;
      assert.ok(kept > 5 && kept < 31, `${kept} of 36 are kept`);

      const [weights, slopes] = [file, gradients].map((text) => tensorsOf(unpacked(text)));
      for (const { name, shape, data, values, gradient } of found.layers.flatMap((each) => each.parameters)) {
        const numbers = floatsOf(weights[name].bytes);
        assert.deepEqual(shape, weights[name].shape);
        assert.deepEqual(data, [...numbers], name);
        assert.equal(values.max, Math.max(...numbers));
        if (!(name in slopes)) assert.equal(gradient, null, name);
        // Of the same seed and step as `gradients` has.
        else
          assert.ok(Math.abs(Number(gradient?.max) - Math.max(...floatsOf(slopes[name].bytes))) < 1e-6, name);
      }
      assert.equal(found.steps, 0);

      assert.ok(judged.layers[5].map.every((value, unit) => Math.abs(value - predicted[15 + unit]) < 1e-6));
      assert.ok(judged.layers.every((layer) => layer.dOutput === null));
      assert.deepEqual(judged.layers[4].map, judged.layers[3].map, 'nothing is dropped in inference');
    });

    await t.test('a run that is looked into ends in the same bits', async () => {
      const { ends, counts } = await lab.evaluate(async (lab, [spec, data, few]) => {
        const { packed } = /** @type {Window & Given} */ (/** @type {unknown} */ (window));
        const ends = [];
        /** @type {number[]} */
        const counts = [];
        for (const looks of [false, true]) {
          const model = await lab.model({ ...spec, seed: 3 });
          const run = model.fit(data, { epochs: 6, batchSize: 10, seed: 4, paused: true });
          const look = async () => void (looks && counts.push((await model.inspect(few)).steps));
          await look();
          await model.step();
          await look();
          await model.resume();
          while (looks && counts.at(-1) !== 30) await look();
          const { loss } = await run;
          ends.push(`${loss} ${await packed((await model.weights()).slice())}`);
        }
        return { ends, counts };
      }, /** @type {const} */ ([NETWORK, data, few]));
      assert.ok(ends[0] === ends[1], 'losses and weights');
      assert.deepEqual(counts.slice(0, 2), [0, 1]);
      assert.deepEqual(
        counts,
        counts.toSorted((one, two) => one - two),
      );
    });

    await t.test('what cannot be looked at is refused with a sentence', async () => {
      const sentences = await lab.evaluate(async (lab, [spec, data, few]) => {
        const model = await lab.model(spec);
        const images = new Uint8Array(65 * 64);
        const many = { images, shape: [65, 8, 8, 1], labels: new Uint8Array(65) };
        const told = (/** @type {Promise<unknown>} */ promise) =>
          promise.catch(({ code, message }) => `${code}: ${message}`);
        return [
          await told(model.inspect(many)),
          await told(model.inspect(few, { image: 12 })),
          await told(model.inspect(few, { image: -1 })),
          await told(model.inspect(few, { training: false, backward: true })),
          await told(model.inspect(data, { step: 0.5 })),
        ];
      }, /** @type {const} */ ([NETWORK, data, few]));
      assert.deepEqual(sentences, [
        'option: images must be at most 64, which are one batch.',
        'option: image must be the place of one of the images, from 0.',
        'option: image must be a whole number from 0.',
        'option: backward must be false where training is false.',
        'option: step must be a whole number from 0 to 4294967295.',
      ]);
    });
  });
}

test('what a dropout drops can be drawn without the engine', async (t) => {
  const { lab } = await openLab(t, 'cpu');
  const { map, drawn } = await lab.evaluate(async (lab) => {
    const { loadTwins } = /** @type {Window & { convlab: typeof import('../../web/explain.js') }} */ (
      /** @type {unknown} */ (window)
    ).convlab;
    const layers = [
      { type: 'Dropout', rate: 0.25 },
      { type: 'Flatten' },
      { type: 'Dropout', rate: 0.5 },
      { type: 'Dense', units: 10 },
    ];
    const model = await lab.model({ inputShape: [4, 4, 3], layers, seed: 1 });
    const data = { images: new Uint8Array(2 * 48).fill(255), shape: [2, 4, 4, 3], labels: new Uint8Array(2) };
    const { layers: seen } = await model.inspect(data, { seed: 7, step: 3 });
    const twins = await loadTwins();
    const first = twins.dropout(new Float32Array(48).fill(1), 0.25, { seed: 7, layer: 0, step: 3 });
    return {
      map: [[...seen[0].map], [...seen[2].map]],
      drawn: [[...first], [...twins.dropout(first, 0.5, { seed: 7, layer: 2, step: 3 })]],
    };
  });
  assert.deepEqual(map, drawn);
  assert.ok(drawn[0].includes(0) && drawn[0].some((value) => value > 1));
});
