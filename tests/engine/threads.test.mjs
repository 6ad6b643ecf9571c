import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openLab, referenceImages, SMALL, unpacked } from './support.mjs';

/** @typedef {import('./support.mjs').Given} Given */

/** Large enough to be shared, with whatever is random: dropouts before and behind the dense layer that is divided. */
const SHARED = {
  inputShape: [32, 32, 3],
  layers: [
    { type: 'Conv2D', filters: 20, kernelSize: 3, padding: 'same', activation: 'relu' },
    { type: 'MaxPooling2D' },
    { type: 'Dropout', rate: 0.25 },
    { type: 'Flatten' },
    { type: 'Dense', units: 24, activation: 'relu', kernelRegularizer: { l2: 1e-3 } },
    { type: 'BatchNormalization' },
    { type: 'Dropout', rate: 0.25 },
    { type: 'Dense', units: 10, activation: 'softmax' },
  ],
};

/** Five batches an epoch, the last of them partial. */
const RUN = { epochs: 2, batchSize: 10, seed: 5, augmentation: { flip: true, shift: 2 } };

/**
 * The figures of two runs whose sums are rounded differently.
 *
 * @param {{ loss: number[], val_loss: number[] }} actual
 * @param {{ loss: number[], val_loss: number[] }} expected
 */
function assertSameFigures(actual, expected) {
  for (const key of /** @type {const} */ (['loss', 'val_loss'])) {
    assert.equal(actual[key].length, expected[key].length);
    expected[key].forEach((value, epoch) => {
      const difference = Math.abs(value - actual[key][epoch]);
      assert.ok(difference < 1e-3, `${key} of epoch ${epoch + 1}: ${difference}`);
    });
  }
}

test('the same number of threads gives the same bits, in one go or in two, and another number the same figures', async (t) => {
  const { page, lab } = await openLab(t, 'cpu', { threads: 2 });
  const data = await referenceImages(page, 'train', 45);
  const judged = await referenceImages(page, 'test', 33);
  const runs = await lab.evaluate(async (lab, [spec, options, data, validationData]) => {
    const { convlab, packed } = /** @type {Window & Given} */ (/** @type {unknown} */ (window));
    const run = async (/** @type {import('../../web/convlab.js').Lab} */ lab) => {
      const model = await lab.model({ ...spec, seed: 2 });
      /** @type {number[]} */
      const threads = [];
      const onComputer = (/** @type {{ threads: number }} */ computer) => void threads.push(computer.threads);
      const history = await model.fit(data, { ...options, validationData, onComputer });
      return { threads, history, weights: await packed(await model.weights()) };
    };
    const broken = async () => {
      const model = await lab.model({ ...spec, seed: 2 });
      const abort = new AbortController();
      /** @type {Blob[]} */
      const checkpoints = [];
      const onCheckpoint = (/** @type {Blob | null} */ checkpoint, /** @type {boolean} */ over) => {
        if (checkpoint && !over) checkpoints.push(checkpoint);
      };
      const signal = abort.signal;
      const fitted = model.fit(data, { ...options, validationData, onCheckpoint, signal, paused: true });
      for (let step = 0; step < 7; step += 1) await model.step();
      await model.pause();
      abort.abort();
      await fitted;
      await model.dispose();
      const { model: other } = await lab.open(checkpoints[checkpoints.length - 1]);
      const history = await other.fit(data, { ...options, validationData, resume: true });
      return { history, weights: await packed(await other.weights()) };
    };
    const one = await convlab.createLab({ backend: 'cpu', threads: 1 });
    const three = await convlab.createLab({ backend: 'cpu', threads: 3 });
    // Two models take turns on the same threads.
    const [first, second] = await Promise.all([run(lab), run(lab)]);
    const runs = { first, second, broken: await broken(), one: await run(one), three: await run(three) };
    one.close();
    three.close();
    return runs;
  }, /** @type {const} */ ([SHARED, RUN, data, judged]));

  const { first, second, broken, one, three } = runs;
  assert.deepEqual(
    [first, second, one, three].map(({ threads }) => threads),
    [[2], [2], [1], [3]],
  );
  assert.deepEqual(second.history, first.history);
  assert.equal(second.weights, first.weights, 'the weights are the same, to the bit');
  assert.equal(broken.history.loss[0], first.history.loss[1]);
  assert.equal(broken.history.val_loss[0], first.history.val_loss[1]);
  assert.equal(broken.weights, first.weights, 'a run that was broken off comes to the same bits');
  for (const other of [one, three]) assertSameFigures(other.history, first.history);
});

test('a network that cannot be shared is computed on one thread, and says why', async (t) => {
  const { lab } = await openLab(t, 'cpu', { threads: 2 });
  const [info, computers] = await lab.evaluate(async (lab, [shared, small]) => {
    const norm = { ...shared, layers: [{ type: 'BatchNormalization' }, ...shared.layers] };
    const computers = [];
    for (const spec of [shared, norm, small]) {
      const model = await lab.model(spec);
      computers.push(model.computer);
      await model.dispose();
    }
    return /** @type {const} */ ([lab.info, computers]);
  }, /** @type {const} */ ([SHARED, SMALL]));
  assert.deepEqual([info.adapter, info.threads], ['WebAssembly SIMD on 2 threads', 2]);
  const [two, one] = ['WebAssembly SIMD on 2 threads', 'WebAssembly SIMD on one thread'];
  assert.deepEqual(computers, [
    { adapter: two, threads: 2, kernels: '', reason: '' },
    {
      adapter: one,
      threads: 1,
      kernels: '',
      reason:
        'This network is computed on one thread: a batch normalisation before its first dense layer needs the whole batch.',
    },
    {
      adapter: one,
      threads: 1,
      kernels: '',
      reason: 'This network is computed on one thread: it is too small to be divided.',
    },
  ]);
});

test('a run goes on with one thread where another ends, and loses nothing', async (t) => {
  const { page, lab } = await openLab(t, 'cpu', { threads: 3 });
  const data = await referenceImages(page, 'train', 45);
  const found = await lab.evaluate(async (lab, [spec, options, data]) => {
    const { convlab, packed } = /** @type {Window & Given} */ (/** @type {unknown} */ (window));
    const one = await convlab.createLab({ backend: 'cpu', threads: 1 });
    const unharmed = await (await one.model({ ...spec, seed: 2 })).fit(data, options);
    one.close();
    const model = await lab.model({ ...spec, seed: 2 });
    /** @type {import('../../web/protocol.js').Computer[]} */
    const computers = [];
    /** @type {string[]} */
    const phases = [];
    /** @type {string[]} */
    const batches = [];
    const history = await model.fit(data, {
      ...options,
      onComputer: (computer) => void computers.push(computer),
      onPhase: ({ phase }) => void phases.push(phase),
      onBatch({ epoch, batch }) {
        batches.push(`${epoch}.${batch}`);
        if (epoch === 2 && batch === 2) void lab.loseDevice();
      },
    });
    const again = await lab.model({ ...spec, seed: 2 });
    // What a helper alone knows is lost with it, and comes back from what was kept.
    const weights = [await packed(await again.weights())];
    await again.reset({ seed: 2 });
    weights.push(await packed(await again.weights()));
    return { unharmed, history, computers, phases, batches, weights, after: again.computer };
  }, /** @type {const} */ ([SHARED, RUN, data]));
  const reason = 'A thread of the CPU ended unexpectedly, so that one goes on alone.';
  const alone = { adapter: 'WebAssembly SIMD on one thread', threads: 1, kernels: '', reason };
  assert.deepEqual(found.computers, [
    { adapter: 'WebAssembly SIMD on 3 threads', threads: 3, kernels: '', reason: '' },
    alone,
  ]);
  assert.ok(found.phases.includes('lost'));
  const expected = [1, 2].flatMap((epoch) => [1, 2, 3, 4, 5].map((batch) => `${epoch}.${batch}`));
  assert.deepEqual(found.batches, expected, 'every batch is told once, in order');
  assertSameFigures(found.history, found.unharmed);
  assert.deepEqual(found.after, alone);
  assert.ok(unpacked(found.weights[0]).equals(unpacked(found.weights[1])));
});

test('where further threads do not start, one computes and says so', async (t) => {
  const { page, lab } = await openLab(t, 'cpu');
  // What a browser that refuses workers of workers does.
  await page.route('**/assets/worker-*.js', async (route) => {
    const response = await route.fetch();
    const refusal = `self.Worker = class { constructor() { setTimeout(() =>
      this.onerror(new ErrorEvent('error', { message: 'Refused.', cancelable: true }))); } postMessage() {} terminate() {} };`;
    await route.fulfill({ response, body: `${await response.text()};${refusal}` });
  });
  const info = await lab.evaluate(async () => {
    const { convlab } = /** @type {Window & Given} */ (/** @type {unknown} */ (window));
    const other = await convlab.createLab({ backend: 'cpu', threads: 2 });
    const { info } = other;
    other.close();
    return info;
  });
  assert.deepEqual([info.adapter, info.threads], ['WebAssembly SIMD on one thread', 1]);
  assert.equal(info.reason, 'The CPU’s further threads did not start, so that one computes alone: Refused.');
});

test('threads that cannot be are refused', async (t) => {
  const { page } = await openLab(t, 'cpu');
  const messages = await page.evaluate(async () => {
    const { convlab } = /** @type {Window & Given} */ (/** @type {unknown} */ (window));
    const messages = [];
    for (const threads of [0, 1.5, 17]) {
      messages.push(
        await convlab.createLab({ backend: 'cpu', threads }).then(String, (error) => error.message),
      );
    }
    return messages;
  });
  assert.deepEqual(messages, Array(3).fill('threads must be a whole number from 1 to 16.'));
});
