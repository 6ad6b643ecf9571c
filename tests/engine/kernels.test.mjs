import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openLab, SMALL, smallImages } from './support.mjs';

/**
 * The names of the kernels that compile from now on.
 *
 * @param {import('playwright-core').Page} page
 */
async function pipelinesOf(page) {
  const [worker] = page.workers();
  return worker.evaluateHandle(() => {
    /** @type {string[]} */
    const made = [];
    const { createComputePipelineAsync } = GPUDevice.prototype;
    GPUDevice.prototype.createComputePipelineAsync = function (descriptor) {
      made.push(descriptor.label ?? '');
      return createComputePipelineAsync.call(this, descriptor);
    };
    return made;
  });
}

test('the fastest kernels are found between the steps of a run, told, and forced to the same bits', async (t) => {
  const { page, lab } = await openLab(t, 'webgpu');
  const data = await smallImages(page, 50);
  const seen = await lab.evaluate(async (lab, [spec, data]) => {
    /** @typedef {import('../../web/protocol.js').Computer} Computer */
    /** @param {string | undefined} kernels @param {number} [epochs] */
    const train = async (kernels, epochs = 2) => {
      const model = await lab.model({ ...spec, seed: 1 });
      /** @type {Computer[]} */
      const told = [];
      const onComputer = (/** @type {Computer} */ computer) => void told.push(computer);
      const { loss } = await model.fit(data, { batchSize: 25, epochs, kernels, onComputer });
      return { model, told, loss, weights: (await model.weights()).join() };
    };
    const searching = await train('measured', 10);
    const { model, told } = searching;
    // What one run does not find the next one goes on to find.
    for (let runs = 0; told.at(-1)?.search !== 'over' && runs < 100; runs++) {
      told.length = 0;
      const onComputer = (/** @type {Computer} */ computer) => void told.push(computer);
      await model.fit(data, { batchSize: 25, epochs: 10, kernels: 'measured', onComputer });
    }
    const found = told.at(-1)?.kernels ?? '';
    const [forced, again] = [await train(found), await train(found)];
    const usual = await train(undefined, 10);
    const plain = await train('plain');
    const refused = await train('fast').catch((error) => `${error.code}: ${error.message}`);
    return {
      losses: [searching.loss, usual.loss],
      found: found.split(' '),
      searched: told.map(({ search }) => search),
      first: told[0].kernels,
      since: (told.at(-1)?.since ?? 0) > 0,
      forced: forced.told.map(({ kernels, search }) => [kernels === found, search ?? null]),
      same: forced.weights === again.weights,
      usual: usual.told.map(({ kernels }) => kernels),
      plain: plain.told.map(({ kernels }) => kernels),
      refused,
    };
  }, /** @type {const} */ ([SMALL, data]));
  const { losses, found, since, ...rest } = seen;
  assert.ok(
    found.every((set) => ['plain', 'tiled', 'subgroups', 'staged', 'winograd'].includes(set)),
    found.join(),
  );
  assert.equal(since, found.join() !== 'winograd');
  for (const [epoch, loss] of losses[0].entries()) {
    assert.ok(Math.abs(loss - losses[1][epoch]) < 1e-4, JSON.stringify(losses));
  }
  assert.deepEqual(rest, {
    searched: ['on', 'over'],
    first: 'winograd',
    forced: [[true, null]],
    same: true,
    usual: ['winograd'],
    plain: ['plain'],
    refused:
      'option: There are no kernels “fast” for this network: it takes plain, tiled, staged, half, subgroups or ' +
      'winograd, or one of them for each step, in a row.',
  });
});

test('kernels with subgroups learn what the usual ones do', async (t) => {
  const { page, lab } = await openLab(t, 'webgpu');
  const data = await smallImages(page, 50);
  const made = await pipelinesOf(page);
  const losses = await lab.evaluate(async (lab, data) => {
    const conv = { type: 'Conv2D', kernelSize: 3, padding: 'same', activation: 'relu' };
    const layers = [
      { ...conv, filters: 29 },
      { ...conv, filters: 27 },
      { type: 'MaxPooling2D' },
      { type: 'Flatten' },
      { type: 'Dense', units: 3, activation: 'softmax' },
    ];
    const losses = [];
    for (const kernels of ['winograd', 'subgroups']) {
      const model = await lab.model({ inputShape: [8, 8, 1], layers, seed: 1 });
      losses.push((await model.fit(data, { batchSize: 25, epochs: 3, kernels })).loss);
    }
    return losses;
  }, data);
  const names = await made.evaluate((made) => made.filter((name) => name.endsWith('_subgroups')));
  assert.deepEqual(names.sort(), [
    'winograd_backward_product_subgroups',
    'winograd_product_subgroups',
    'winograd_product_subgroups',
  ]);
  for (const [epoch, loss] of losses[0].entries()) {
    assert.ok(Math.abs(loss - losses[1][epoch]) < 1e-4, JSON.stringify(losses));
  }
});

test('kernels that were made ready for the size of batches serve predictions and runs', async (t) => {
  const { page, lab } = await openLab(t, 'webgpu');
  const [many, few] = [await smallImages(page, 80), await smallImages(page, 3)];
  const made = await pipelinesOf(page);
  const model = await lab.evaluateHandle((lab, spec) => lab.model({ ...spec, batchSize: 40 }), SMALL);
  const ahead = await made.evaluate((made) => made.splice(0).length);
  assert.ok(ahead > 10, `${ahead} kernels compile with the model`);
  await model.evaluate((model, few) => model.predict(few), few);
  await model.evaluate((model, many) => model.fit(many, { epochs: 1, batchSize: 40 }), many);
  await model.evaluate((model, few) => model.predict(few), few);
  assert.deepEqual(await made.evaluate((made) => made), []);
});

test('the CPU has no choice of kernels', async (t) => {
  const { page, lab } = await openLab(t, 'cpu');
  const data = await smallImages(page, 50);
  const told = await lab.evaluate(async (lab, [spec, data]) => {
    const model = await lab.model(spec);
    /** @type {string[]} */
    const told = [];
    const onPhase = (/** @type {{ phase: string }} */ { phase }) => void told.push(phase);
    await model.fit(data, {
      kernels: 'measured',
      onComputer: ({ kernels }) => void told.push(kernels),
      onPhase,
    });
    return told;
  }, /** @type {const} */ ([SMALL, data]));
  assert.deepEqual(told.slice(0, 2), ['', 'upload']);
});
