import assert from 'node:assert/strict';
import { test } from 'node:test';

import { BACKENDS, floatsOf, openLab, SMALL, smallImages, tensorsOf, unpacked } from './support.mjs';

/** @typedef {import('./support.mjs').Given} Given */

/** {@link SMALL} with what is random or keeps statistics. */
const RANDOM = {
  inputShape: [8, 8, 1],
  layers: [
    { type: 'Conv2D', filters: 4, kernelSize: 3 },
    { type: 'BatchNormalization' },
    { type: 'Activation', activation: 'relu' },
    { type: 'Flatten' },
    { type: 'Dropout', rate: 0.5 },
    { type: 'Dense', units: 3, activation: 'softmax' },
  ],
};

for (const backend of BACKENDS) {
  test(`what a run is told, ${backend}`, async (t) => {
    const { page, lab } = await openLab(t, backend);
    const data = await smallImages(page, 50);
    const judged = await smallImages(page, 21);

    await t.test('the learning rate follows its schedule and is told', async () => {
      const rates = await lab.evaluate(async (lab, [spec, data]) => {
        const model = await lab.model(spec);
        const told = [];
        for (const schedule of /** @type {const} */ ([
          undefined,
          { type: 'step', every: 2 },
          { type: 'cosine', minimum: 0.1 },
        ])) {
          /** @type {number[]} */
          const rates = [];
          const onEpoch = (/** @type {{ learningRate: number }} */ { learningRate }) =>
            void rates.push(learningRate);
          await model.fit(data, { epochs: 4, batchSize: 50, learningRate: 0.3, schedule, onEpoch });
          told.push(schedule?.type === 'cosine' ? rates.map((rate) => Number(rate.toFixed(6))) : rates);
        }
        return told;
      }, /** @type {const} */ ([SMALL, data]));
      assert.deepEqual(rates, [
        [0.3, 0.3, 0.3, 0.3],
        [0.3, 0.3, 0.15, 0.15],
        [0.3, 0.270711, 0.2, 0.129289],
      ]);
    });

    await t.test('a new learning rate serves the next step', async () => {
      const seen = await lab.evaluate(async (lab, [spec, data]) => {
        const model = await lab.model(spec);
        const refused = await model.setLearningRate(0.1).catch((error) => `${error.code}: ${error.message}`);
        /** @type {number[]} */
        const rates = [];
        const run = model.fit(data, {
          epochs: 2,
          batchSize: 25,
          optimizer: 'sgd',
          learningRate: 0,
          paused: true,
          onEpoch: ({ learningRate }) => void rates.push(learningRate),
        });
        const before = await model.weights();
        await model.step();
        const still = await model.weights();
        await model.setLearningRate(0.25);
        const wrong = await model.setLearningRate(-1).catch((error) => error.message);
        await model.step();
        const moved = await model.weights();
        await model.resume();
        await run;
        const same = (/** @type {Uint8Array} */ one, /** @type {Uint8Array} */ two) =>
          one.join() === two.join();
        return { refused, wrong, rates, still: same(before, still), moved: !same(still, moved) };
      }, /** @type {const} */ ([SMALL, data]));
      assert.deepEqual(seen, {
        refused: "option: No run is in progress; the next one's learningRate is an option of fit.",
        wrong: 'learningRate must be a finite number that is not negative.',
        rates: [0.25, 0.25],
        still: true,
        moved: true,
      });
    });

    await t.test('a step of gradient descent is the gradient times the rate, its penalty too', async () => {
      const kernelRegularizer = { l2: 0.25 };
      const layers = SMALL.layers.map((layer) =>
        layer.type === 'Dense' ? { ...layer, kernelRegularizer } : layer,
      );
      const { files, losses } = await lab.evaluate(
        async (lab, [spec, plain, data]) => {
          const { packed } = /** @type {Window & Given} */ (/** @type {unknown} */ (window));
          const bare = await lab.model({ ...plain, seed: 7 });
          const model = await lab.model({ ...spec, seed: 7 });
          const before = [await model.evaluate(data), await bare.evaluate(data)];
          const files = [await model.weights(), await model.gradients(data), await bare.gradients(data)];
          const { loss } = await model.fit(data, { batchSize: 50, optimizer: 'sgd', learningRate: 0.5 });
          files.push(await model.weights());
          return {
            files: await Promise.all(files.map((file) => packed(file.slice()))),
            losses: [before[0].loss, loss[0], before[1].loss],
          };
        },
        /** @type {const} */ ([{ ...SMALL, layers }, SMALL, data]),
      );
      const [before, gradients, bare, after] = files.map((file) => tensorsOf(unpacked(file)));
      const of = (/** @type {typeof before} */ file, /** @type {string} */ name) =>
        floatsOf(file[name].bytes);
      for (const name of Object.keys(before)) {
        const [w, g, g0, stepped] = [before, gradients, bare, after].map((file) => of(file, name));
        const l2 = name === 'dense/kernel' ? 0.25 : 0;
        w.forEach((weight, index) => {
          assert.ok(Math.abs(g[index] - (g0[index] + 2 * l2 * weight)) < 1e-5, `the gradient of ${name}`);
          assert.ok(Math.abs(stepped[index] - (weight - 0.5 * g[index])) < 1e-5, `the step of ${name}`);
        });
      }
      const squares = of(before, 'dense/kernel').reduce((sum, weight) => sum + weight ** 2, 0);
      assert.ok(Math.abs(losses[0] - (losses[2] + 0.25 * squares)) < 1e-5, 'evaluate tells of the penalty');
      assert.ok(Math.abs(losses[1] - losses[0]) < 1e-5, 'fit tells of it before the step');
    });

    await t.test('early stopping ends the run and puts the best weights back', async () => {
      const seen = await lab.evaluate(async (lab, [spec, data, validationData]) => {
        const model = await lab.model({ ...spec, seed: 3 });
        const options = { epochs: 40, batchSize: 10, learningRate: 0.03, seed: 2, validationData };
        const early = { patience: 2, restoreBest: true };
        const history = await model.fit(data, { ...options, earlyStopping: early });
        const again = await model.evaluate(validationData);
        const whole = await model.fit(data, { epochs: 1, validationData });
        const watched = { monitor: /** @type {const} */ ('loss'), patience: 3 };
        const finished = await model.fit(data, { epochs: 1, earlyStopping: watched });
        return { history, again, whole, finished };
      }, /** @type {const} */ ([RANDOM, data, judged]));
      const { history, again, whole, finished } = seen;
      assert.deepEqual([history.stopped, history.stoppedEarly], [false, true]);
      assert.equal(history.loss.length, Number(history.bestEpoch) + 2);
      assert.equal(Math.min(...history.val_loss), history.val_loss[Number(history.bestEpoch) - 1]);
      assert.ok(Math.abs(again.loss - Math.min(...history.val_loss)) < 1e-5);
      assert.deepEqual([whole.stoppedEarly, whole.bestEpoch], [false, null]);
      assert.deepEqual([finished.stoppedEarly, finished.bestEpoch], [false, 1]);
    });

    await t.test('changed images are learned from and not judged by', async () => {
      const losses = await lab.evaluate(async (lab, [spec, data]) => {
        const model = await lab.model({ ...spec, seed: 3 });
        const losses = [];
        for (const augmentation of [undefined, { flip: true }, { shift: 4 }, { shift: 4 }]) {
          const options = { epochs: 2, learningRate: 0, shuffle: false, batchSize: 50, augmentation };
          const { loss, val_loss } = await model.fit(data, { ...options, validationData: data });
          losses.push([loss[0], loss[1], val_loss[0], val_loss[1]]);
          await model.reset({ seed: 3 });
        }
        return losses;
      }, /** @type {const} */ ([SMALL, data]));
      const [plain, flipped, shifted, again] = losses;
      assert.equal(new Set(plain).size, 1, 'at a rate of 0 nothing changes');
      for (const changed of [flipped, shifted]) {
        assert.deepEqual(changed.slice(2), plain.slice(2));
        assert.equal(new Set(changed).size, 3, 'every step changes the images anew');
      }
      assert.deepEqual(again, shifted, 'one seed, the same changes');
    });

    await t.test('a prediction in training mode', async () => {
      const seen = await lab.evaluate(async (lab, [spec, data]) => {
        const model = await lab.model({ ...spec, seed: 3 });
        /** @type {import('../../web/protocol.js').PredictOptions[]} */
        const asked = [
          { training: false, seed: 0, step: 0 },
          { training: true, seed: 4, step: 1 },
          { training: true, seed: 4, step: 1 },
          { training: true, seed: 4, step: 2 },
          { training: true, seed: 5, step: 1 },
        ];
        const answers = [];
        for (const options of asked) answers.push((await model.predict(data, options)).join());
        const caught = (/** @type {Promise<unknown>} */ call) => call.then(String, (error) => error.message);
        const many = new Uint8Array(513 * 64);
        const refused = [
          await caught(model.predict(many, { training: true })),
          await caught(model.predict(data, { training: true, step: 0.5 })),
          (await model.predict(many)).length,
        ];
        return { answers, refused };
      }, /** @type {const} */ ([RANDOM, data]));
      assert.equal(new Set(seen.answers).size, 4);
      assert.equal(seen.answers[1], seen.answers[2]);
      assert.deepEqual(seen.refused, [
        'images must be at most 512 in training mode, where they are one batch.',
        'step must be a whole number from 0 to 4294967295.',
        513 * 3,
      ]);
    });
  });
}

test('what a run cannot be told', async (t) => {
  const { page, lab } = await openLab(t, 'cpu');
  const data = await smallImages(page, 6);
  /** @type {[object, string][]} */
  const wrong = [
    [{ optimizer: 'rmsprop' }, "optimizer must be 'adam' or 'sgd'."],
    [{ optimizer: 'sgd', momentum: 2 }, 'momentum must be a number from 0 to 1.'],
    [{ optimizer: 'sgd', nesterov: 'yes' }, 'nesterov must be true or false.'],
    [{ schedule: 'cosine' }, "schedule.type must be 'constant', 'step' or 'cosine'."],
    [{ schedule: { type: 'step', every: 0 } }, 'schedule.every must be a whole number of at least 1.'],
    [{ schedule: { type: 'step', factor: 0 } }, 'schedule.factor must be a number above 0 and at most 1.'],
    [
      { schedule: { type: 'cosine', minimum: 1 } },
      'schedule.minimum must be a number from 0 to learningRate.',
    ],
    [{ schedule: { type: 'cosine', min: 0 } }, 'schedule has no min; it takes type, every, factor, minimum.'],
    [{ augmentation: { shift: 5 } }, 'augmentation.shift must be a whole number from 0 to 4.'],
    [{ augmentation: { flip: 'yes' } }, 'augmentation.flip must be true or false.'],
    [
      { earlyStopping: { patience: 3 } },
      "earlyStopping.monitor must be 'loss' or 'accuracy' where there is no validation data.",
    ],
    [
      { earlyStopping: { monitor: 'lr' } },
      "earlyStopping.monitor must be 'loss', 'accuracy', 'val_loss' or 'val_accuracy'.",
    ],
    [
      { earlyStopping: { monitor: 'loss', patience: -1 } },
      'earlyStopping.patience must be a whole number from 0.',
    ],
    [{ shuffle: 'no' }, 'shuffle must be true or false.'],
  ];
  const messages = await lab.evaluate(async (lab, [spec, data, wrong]) => {
    const model = await lab.model(spec);
    const messages = [];
    for (const [options] of wrong) {
      messages.push(
        await model.fit(data, options).then(String, (error) => `${error.code}: ${error.message}`),
      );
    }
    const { loss } = await model.fit(data, { schedule: null, augmentation: null, earlyStopping: null });
    return [...messages, loss.length];
  }, /** @type {const} */ ([SMALL, data, wrong]));
  assert.deepEqual(messages, [...wrong.map(([, sentence]) => `option: ${sentence}`), 1]);

  await t.test('of rows and of regularisers', async () => {
    const messages = await lab.evaluate(async (lab, data) => {
      const dense = { type: 'Dense', units: 3 };
      const caught = (/** @type {Promise<unknown>} */ call) => call.then(String, (error) => error.message);
      const model = await lab.model({ inputShape: [64], layers: [dense] });
      const rows = { ...data, shape: [6, 64] };
      const messages = [await caught(model.fit(rows, { augmentation: { flip: true } }))];
      for (const kernelRegularizer of [0.1, { l1: 0.1 }, { l2: -1 }, { l2: 0.1, l1: 0 }]) {
        messages.push(
          await caught(lab.model({ inputShape: [64], layers: [{ ...dense, kernelRegularizer }] })),
        );
      }
      return messages;
    }, data);
    const regularizer =
      "The network's description cannot be read: kernelRegularizer of Dense must be " +
      '{ "l2": a number that is not negative }.';
    assert.deepEqual(messages, [
      "augmentation must be left out, since the network's images are no pictures of height, width and channels.",
      ...Array(4).fill(regularizer),
    ]);
  });
});
