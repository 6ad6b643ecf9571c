import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  BACKENDS,
  floatsOf,
  openLab,
  reference,
  referenceImages,
  tensorsOf,
  tutorialModel,
  unpacked,
} from './support.mjs';

/** @typedef {import('./support.mjs').Given} Given */

const LOSSES = /** @type {const} */ ([
  { loss: 'logits', name: 'logits' },
  { loss: 'double-softmax', name: 'double' },
]);

const trajectories = JSON.parse(reference('A_seed1.json').toString());
const fits = JSON.parse(reference('fit_A_100images.json').toString());

/**
 * @param {ArrayLike<number>} actual
 * @param {ArrayLike<number>} expected
 * @param {number} tolerance largest absolute difference
 * @param {string} what
 */
function assertClose(actual, expected, tolerance, what) {
  assert.equal(actual.length, expected.length, `${what}: length`);
  for (let index = 0; index < actual.length; index += 1) {
    const difference = Math.abs(actual[index] - expected[index]);
    assert.ok(
      difference <= tolerance,
      `${what}, value ${index}: ${actual[index]} against ${expected[index]}, ${difference} > ${tolerance}`,
    );
  }
}

const PLACES = [
  ...BACKENDS.map((backend) => ({ backend, threads: 1 })),
  { backend: /** @type {const} */ ('cpu'), threads: 3 },
];

for (const { backend, threads } of PLACES) {
  test(`Keras's own figures come out, ${backend}, threads: ${threads}`, async (t) => {
    const { page, lab } = await openLab(t, backend, { threads });
    assert.equal(await lab.evaluate((lab) => lab.info.threads), threads);
    const test = await referenceImages(page, 'test', 100);
    const train = await referenceImages(page, 'train', 160);

    for (const { loss, name } of LOSSES) {
      await t.test(`losses of the first five steps, ${loss}`, async () => {
        const model = await tutorialModel(page, lab, { golden: true });
        const figures = await model.evaluate(async (model, [data, loss]) => {
          /** @type {{ loss: number, accuracy: number }[]} */
          const figures = [];
          await model.fit(data, { shuffle: false, loss, onBatch: (batch) => void figures.push(batch) });
          await model.dispose();
          return figures;
        }, /** @type {const} */ ([train, loss]));
        const expected = trajectories[name].float32_keras;
        const { loss: losses, accuracy } = expected;
        assertClose(
          figures.map(({ loss }) => loss),
          losses.slice(0, 5),
          2e-4,
          'loss',
        );
        assertClose(
          figures.slice(0, 4).map(({ accuracy }) => accuracy),
          accuracy.slice(0, 4),
          1e-6,
          'accuracy',
        );
      });

      await t.test(`gradients of the first step, ${loss}`, async () => {
        const model = await tutorialModel(page, lab, { golden: true });
        const file = await model.evaluate(async (model, [{ images, labels }, loss]) => {
          const { packed } = /** @type {Window & Given} */ (/** @type {unknown} */ (window));
          const batch = {
            images: images.slice(0, 32 * 3072),
            shape: [32, 32, 32, 3],
            labels: labels.slice(0, 32),
          };
          const file = await model.gradients(batch, { loss });
          await model.dispose();
          return packed(file);
        }, /** @type {const} */ ([train, loss]));
        const actual = tensorsOf(unpacked(file));
        const expected = tensorsOf(reference(`A_seed1_${name}_grad1.safetensors`));
        assert.equal(Object.keys(actual).length, 10);
        for (const [key, tensor] of Object.entries(expected)) {
          assertSameDirection(rowsOf(actual, key), floatsOf(tensor.bytes), 1e-3, key);
        }
      });

      await t.test(`three epochs with a partial batch, ${loss}`, async () => {
        const model = await tutorialModel(page, lab, { golden: true });
        const history = await model.evaluate(async (model, [{ images, labels }, validationData, loss]) => {
          const data = {
            images: images.slice(0, 100 * 3072),
            shape: [100, 32, 32, 3],
            labels: labels.slice(0, 100),
          };
          const history = await model.fit(data, { epochs: 3, shuffle: false, loss, validationData });
          await model.dispose();
          return history;
        }, /** @type {const} */ ([train, test, loss]));
        const expected = fits[name].history_float32_keras;
        // Of the third epoch float32 noise makes more than a wrong implementation would.
        for (const key of /** @type {const} */ (['loss', 'val_loss'])) {
          assertClose(history[key].slice(0, 2), expected[key].slice(0, 2), 5e-3, key);
        }
        for (const key of /** @type {const} */ (['accuracy', 'val_accuracy'])) {
          assertClose(history[key].slice(0, 2), expected[key].slice(0, 2), 0.02, key);
        }
      });
    }

    await t.test('probabilities before and after the first step', async () => {
      const model = await tutorialModel(page, lab, { golden: true });
      const [before, after] = await model.evaluate(async (model, [{ images, labels }, test]) => {
        const before = await model.predict(test);
        const batch = {
          images: images.slice(0, 32 * 3072),
          shape: [32, 32, 32, 3],
          labels: labels.slice(0, 32),
        };
        await model.fit(batch, { shuffle: false });
        const after = await model.predict(test.images);
        await model.dispose();
        return [Array.from(before), Array.from(after)];
      }, /** @type {const} */ ([train, test]));
      const expected = tensorsOf(reference('A_seed1_logits_inference.safetensors'));
      assertClose(before, floatsOf(expected.probabilities_after_0.bytes), 1e-5, 'before');
      assertClose(after, floatsOf(expected.probabilities_after_1.bytes), 1e-3, 'after');
    });
  });
}

/**
 * The values of a tensor; of `name[::16]` every sixteenth row, as the reference writes it.
 *
 * @param {ReturnType<typeof tensorsOf>} tensors
 * @param {string} key
 */
function rowsOf(tensors, key) {
  const [, name, every] = /** @type {RegExpExecArray} */ (/^(.*?)(?:\[::(\d+)\])?$/.exec(key));
  const { shape, bytes } = tensors[name];
  const values = floatsOf(bytes);
  const width = shape[shape.length - 1];
  return every ? values.filter((_, index) => Math.floor(index / width) % Number(every) === 0) : values;
}

/**
 * @param {Float32Array} actual
 * @param {Float32Array} expected
 * @param {number} tolerance largest relative difference in the L2 norm
 * @param {string} what
 */
function assertSameDirection(actual, expected, tolerance, what) {
  assert.equal(actual.length, expected.length, `${what}: length`);
  const norm = (/** @type {Float32Array} */ values) =>
    Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  const difference = norm(expected.map((value, index) => value - actual[index])) / norm(expected);
  assert.ok(difference <= tolerance, `${what}: relative difference ${difference} > ${tolerance}`);
}
