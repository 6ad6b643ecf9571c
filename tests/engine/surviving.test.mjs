import assert from 'node:assert/strict';
import { test } from 'node:test';

import { BACKENDS, openLab, smallImages, unpacked } from './support.mjs';

/** @typedef {import('./support.mjs').Given} Given */

/** Whatever is random or remembered: a run that is broken off must come to the same bits all the same. */
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

/** Twenty batches an epoch. */
const RUN = {
  epochs: 3,
  batchSize: 10,
  seed: 5,
  learningRate: 0.01,
  augmentation: { shift: 1 },
  earlyStopping: { patience: 9, restoreBest: true },
};

test('a run goes on with the usual kernels where its own need what the device has not', async (t) => {
  const { page, lab } = await openLab(t, 'webgpu');
  const data = await smallImages(page, 200);
  const found = await lab.evaluate(
    async (lab, [spec, options, data]) => {
      const abort = new AbortController();
      /** @type {Blob[]} */
      const checkpoints = [];
      const onCheckpoint = (/** @type {Blob | null} */ checkpoint) =>
        void (checkpoint && checkpoints.push(checkpoint));
      const first = await lab.model({ ...spec, seed: 2 });
      const run = first.fit(data, { ...options, onCheckpoint, signal: abort.signal, paused: true });
      await first.step();
      await first.pause();
      abort.abort();
      await run;

      /** @type {string[]} */
      const told = [];
      const { model } = await lab.open(checkpoints[0]);
      const half = {
        ...options,
        kernels: 'half',
        onComputer: (/** @type {{ kernels: string }} */ { kernels }) => void told.push(kernels),
      };
      await model.fit(data, { ...half, resume: true });
      const afresh = await model.fit(data, half).catch((error) => error.code);
      const hasHalf = (await navigator.gpu.requestAdapter())?.features.has('shader-f16') ?? false;
      return { told, afresh, hasHalf };
    },
    /** @type {const} */ ([RANDOM, { ...RUN, earlyStopping: null }, data]),
  );
  if (found.hasHalf) assert.deepEqual([...new Set(found.told)], ['half']);
  else assert.deepEqual([found.told, found.afresh], [['winograd'], 'option']);
});

for (const backend of BACKENDS) {
  test(`a run that is broken off comes to the same bits, ${backend}`, async (t) => {
    const { page, lab } = await openLab(t, backend);
    const data = await smallImages(page, 200);
    const judged = await smallImages(page, 33);

    const found = await lab.evaluate(async (lab, [spec, options, data, validationData]) => {
      const { convlab, packed } = /** @type {Window & Given} */ (/** @type {unknown} */ (window));
      const whole = await lab.model({ ...spec, seed: 2 });
      const unbroken = await whole.fit(data, { ...options, validationData });

      const first = await lab.model({ ...spec, seed: 2 });
      const abort = new AbortController();
      /** @type {Blob[]} */
      const checkpoints = [];
      const onCheckpoint = (/** @type {Blob | null} */ checkpoint, /** @type {boolean} */ over) => {
        if (checkpoint && !over) checkpoints.push(checkpoint);
      };
      const broken = { ...options, validationData, onCheckpoint, signal: abort.signal, paused: true };
      const run = first.fit(data, broken);
      for (let step = 0; step < 27; step += 1) await first.step();
      await first.pause();
      abort.abort();
      await run;

      const other = await convlab.createLab({ backend: lab.info.backend });
      const checkpoint = checkpoints[checkpoints.length - 1];
      const { model, about } = await other.open(checkpoint);
      const resumed = await model.fit(data, { ...options, validationData, resume: true });
      const again = await model.fit(data, { ...options, resume: true }).catch((error) => error.message);
      const files = [await packed(await whole.weights()), await packed(await model.weights())];
      other.close();
      return { unbroken, resumed, run: about.run, training: about.training, files, again };
    }, /** @type {const} */ ([RANDOM, RUN, data, judged]));
    assert.deepEqual(
      found.run,
      { epoch: 1, batches: 7 },
      'the checkpoint is in the midst of the second epoch',
    );
    assert.equal(found.training?.learningRate, 0.01);
    assert.equal(found.training.steps, 27);
    for (const figure of /** @type {const} */ (['loss', 'accuracy', 'val_loss', 'val_accuracy']))
      assert.deepEqual(found.resumed[figure], found.unbroken[figure].slice(1), figure);
    assert.equal(found.resumed.bestEpoch, found.unbroken.bestEpoch);
    const [whole, resumed] = found.files.map(unpacked);
    assert.ok(whole.equals(resumed), 'the weights are the same, to the bit');
    assert.match(found.again, /^resume must be false/, 'a run that is over cannot be gone on with');
  });

  test(`a saved model trains on as if nothing had been, ${backend}`, async (t) => {
    const { page, lab } = await openLab(t, backend);
    const data = await smallImages(page, 60);
    const [straight, reopened, refused] = await lab.evaluate(async (lab, [spec, data]) => {
      const { convlab, packed } = /** @type {Window & Given} */ (/** @type {unknown} */ (window));
      const model = await lab.model({ ...spec, seed: 2 });
      await model.fit(data, { epochs: 2, seed: 1 });
      const file = await model.save({ training: true, classes: ['a', 'b', 'c'], notes: { by: 'me' } });
      const bare = await model.save();
      await model.fit(data, { epochs: 1, seed: 9 });
      const other = await convlab.createLab({ backend: lab.info.backend });
      const { model: again, about } = await other.open(file);
      if (about.classes.join() !== 'a,b,c' || about.notes !== '{"by":"me"}')
        throw new Error('what it says is lost');
      await again.fit(data, { epochs: 1, seed: 9 });
      const files = [await packed(await model.weights()), await packed(await again.weights())];
      const damaged = bare.slice();
      damaged[damaged.length - 1] ^= 1;
      const refusals = [];
      for (const wrong of [damaged, await model.weights(), new Uint8Array(3)])
        refusals.push(
          await other.open(wrong).then(
            () => '',
            (error) => `${error.code}: ${error.message}`,
          ),
        );
      const foreign = await other.model({ ...spec, layers: spec.layers.slice(2) });
      refusals.push(
        await foreign.restore(file).then(
          () => '',
          (error) => `${error.code}: ${error.message}`,
        ),
      );
      other.close();
      return [...files, refusals];
    }, /** @type {const} */ ([RANDOM, data]));
    assert.ok(unpacked(String(straight)).equals(unpacked(String(reopened))));
    assert.deepEqual(refused, [
      'weights: These weights do not fit the network: the file is damaged: its checksum is another.',
      'weights: These weights do not fit the network: the file holds weights, but no design of a network that they belong to.',
      'weights: These weights do not fit the network: the file is no safetensors file.',
      "weights: These weights do not fit the network: the file's network is another.",
    ]);
  });
}

test('a lost GPU costs no bit, however often it is lost', async (t) => {
  const { page, lab } = await openLab(t, 'webgpu');
  const data = await smallImages(page, 200);
  const judged = await smallImages(page, 33);
  const found = await lab.evaluate(async (lab, [spec, options, data, validationData]) => {
    const { packed } = /** @type {Window & Given} */ (/** @type {unknown} */ (window));
    const whole = await lab.model({ ...spec, seed: 2 });
    const unbroken = await whole.fit(data, { ...options, validationData });

    const model = await lab.model({ ...spec, seed: 2 });
    /** @type {string[]} */
    const told = [];
    /** @type {string[]} */
    const phases = [];
    const lossesAt = new Set(['1.5', '2.9', '3.11']);
    const history = await model.fit(data, {
      ...options,
      validationData,
      onPhase: ({ phase, seconds }) => void phases.push(phase === 'lost' ? `${phase} ${seconds}` : phase),
      onBatch({ epoch, batch }) {
        told.push(`${epoch}.${batch}`);
        if (lossesAt.has(`${epoch}.${batch}`)) void lab.loseDevice();
      },
    });
    const files = [await packed(await whole.weights()), await packed(await model.weights())];

    const before = await model.predict(data.images.slice(0, 640));
    await lab.loseDevice();
    const after = await model.predict(data.images.slice(0, 640));
    const others = await packed(await whole.weights());
    return { unbroken, history, told, phases, files, others, same: before.join() === after.join() };
  }, /** @type {const} */ ([RANDOM, RUN, data, judged]));
  const lost = found.phases.filter((phase) => phase.startsWith('lost'));
  assert.deepEqual(lost, ['lost 1', 'lost 1', 'lost 1']);
  const expected = [1, 2, 3].flatMap((epoch) =>
    Array.from({ length: 20 }, (_, batch) => `${epoch}.${batch + 1}`),
  );
  assert.deepEqual(found.told, expected, 'each batch is told once');
  assert.deepEqual(found.history, found.unbroken);
  const [whole, model] = found.files.map(unpacked);
  assert.ok(whole.equals(model), 'the weights are the same, to the bit');
  assert.ok(found.same, 'a model that rests is as it was');
  assert.ok(unpacked(found.others).equals(whole), 'and so is every other');
});

test('a run is stopped while it waits for a GPU', async (t) => {
  const { page, lab } = await openLab(t, 'webgpu');
  const data = await smallImages(page, 60);
  const end = await lab.evaluate(async (lab, [spec, data]) => {
    const model = await lab.model(spec);
    const abort = new AbortController();
    return model.fit(data, {
      epochs: 50,
      signal: abort.signal,
      onBatch: ({ epoch, batch }) => void (epoch === 1 && batch === 2 && lab.loseDevice()),
      onPhase: ({ phase }) => void (phase === 'lost' && abort.abort()),
    });
  }, /** @type {const} */ ([RANDOM, data]));
  assert.equal(end.stopped, true);
});

test('a crash of the browser’s GPU process costs no bit', async (t) => {
  const { page, lab } = await openLab(t, 'webgpu');
  const data = await smallImages(page, 200);
  const begun = await lab.evaluateHandle(
    async (lab, [spec, options, data]) => {
      const whole = await lab.model({ ...spec, seed: 2 });
      await whole.fit(data, options);
      const model = await lab.model({ ...spec, seed: 2 });
      /** @type {string[]} */
      const phases = [];
      const over = model.fit(data, {
        ...options,
        paused: true,
        onPhase: ({ phase }) => void phases.push(phase),
      });
      for (let step = 0; step < 29; step += 1) await model.step();
      return { whole, model, over, phases };
    },
    /** @type {const} */ ([RANDOM, { ...RUN, earlyStopping: null }, data]),
  );
  const session = await page.context().browser()?.newBrowserCDPSession();
  assert.ok(session);
  await session.send('Browser.crashGpuProcess');
  const found = await begun.evaluate(async ({ whole, model, over, phases }) => {
    const { packed } = /** @type {Window & Given} */ (/** @type {unknown} */ (window));
    await model.resume();
    await over;
    return { files: [await packed(await whole.weights()), await packed(await model.weights())], phases };
  });
  assert.ok(found.phases.includes('lost'), 'it was lost indeed');
  const [whole, model] = found.files.map(unpacked);
  assert.ok(whole.equals(model));
});

test('where no GPU comes back it is said, and the checkpoint goes on elsewhere', async (t) => {
  const { page, lab } = await openLab(t, 'webgpu');
  const data = await smallImages(page, 60);
  const [worker] = page.workers();
  await worker.evaluate(() => {
    // A thousand times as fast, so that two minutes are not waited for.
    const wait = self.setTimeout;
    Object.assign(self, {
      setTimeout: (/** @type {() => void} */ then, /** @type {number} */ ms) => wait(then, ms / 1000),
    });
    navigator.gpu.requestAdapter = async () => null;
  });
  const found = await lab.evaluate(async (lab, [spec, data]) => {
    const { convlab } = /** @type {Window & Given} */ (/** @type {unknown} */ (window));
    const model = await lab.model(spec);
    /** @type {(number | undefined)[]} */
    const waits = [];
    /** @type {Blob[]} */
    const checkpoints = [];
    const run = model.fit(data, {
      epochs: 3,
      paused: true,
      onCheckpoint: (checkpoint) => void (checkpoint && checkpoints.push(checkpoint)),
      onPhase: ({ phase, seconds }) => void (phase === 'lost' && waits.push(seconds)),
    });
    const failed = run.catch((error) => `${error.code}: ${error.message}`);
    await model.step();
    await model.pause();
    await lab.loseDevice();
    await model.resume();
    const error = await failed;
    const other = await convlab.createLab({ backend: 'cpu' });
    const { model: again } = await other.open(checkpoints[0]);
    const history = await again.fit(data, { epochs: 3, resume: true });
    return { waits, error, epochs: history.loss.length };
  }, /** @type {const} */ ([RANDOM, data]));
  assert.deepEqual(found.waits, [1, 120]);
  assert.match(
    String(found.error),
    /^device-lost: The GPU was lost and did not come back\. There is no WebGPU adapter here/,
  );
  assert.equal(found.epochs, 3);
});

test('what the GPU has no room for is named and undone', async (t) => {
  const { page, lab } = await openLab(t, 'webgpu');
  const data = await smallImages(page, 60);
  const [worker] = page.workers();
  const model = await lab.evaluateHandle(async (lab, [spec, data]) => {
    const model = await lab.model(spec);
    await model.fit(data, { epochs: 1 });
    return model;
  }, /** @type {const} */ ([RANDOM, data]));
  const before = await model.evaluate(async (model, data) => [...(await model.predict(data))], data);
  await worker.evaluate(() => {
    const { popErrorScope } = GPUDevice.prototype;
    let left = 1;
    GPUDevice.prototype.popErrorScope = async function () {
      const error = await popErrorScope.call(this);
      return left-- > 0 ? new GPUOutOfMemoryError('no memory left') : error;
    };
  });
  const refused = await model.evaluate(
    (model, data) =>
      model
        .fit(data, { epochs: 1, batchSize: 50 })
        .then(String, (error) => `${error.code}: ${error.message}`),
    data,
  );
  assert.match(refused, /^limit: The GPU has no room for 60 images and batches of 50: a smaller batch,/);
  const after = await model.evaluate(async (model, data) => [...(await model.predict(data))], data);
  assert.deepEqual(after, before, 'nothing of the model is lost');
  const epochs = await model.evaluate(
    async (model, data) => (await model.fit(data, { epochs: 2 })).loss.length,
    data,
  );
  assert.equal(epochs, 2, 'and it trains on');
});

test('what is larger than the GPU allows is named, and what fits goes on', async (t) => {
  const { page, lab } = await openLab(t, 'webgpu');
  const [data, few] = [await smallImages(page, 4096), await smallImages(page, 4)];
  const { refused, epochs } = await lab.evaluate(async (lab, [data, few]) => {
    const model = await lab.model({
      inputShape: [8, 8, 1],
      layers: [
        { type: 'Conv2D', filters: 4096, kernelSize: 3, padding: 'same' },
        { type: 'GlobalAveragePooling2D' },
        { type: 'Dense', units: 3, activation: 'softmax' },
      ],
    });
    const refused = await model
      .fit(data, { epochs: 1, batchSize: 4096 })
      .then(String, (error) => `${error.code}: ${error.message}`);
    const { loss } = await model.fit(few, { epochs: 2, batchSize: 4 });
    return { refused, epochs: loss.length };
  }, /** @type {const} */ ([data, few]));
  assert.match(
    refused,
    /^limit: a feature map at batch size 4096 needs 4294967296 bytes, but this GPU allows/,
  );
  assert.equal(epochs, 2);
});

test('a shader that does not compile is named, with its line', async (t) => {
  const { page, lab, problems } = await openLab(t, 'webgpu');
  const data = await smallImages(page, 60);
  const [worker] = page.workers();
  await worker.evaluate(() => {
    const { createShaderModule } = GPUDevice.prototype;
    GPUDevice.prototype.createShaderModule = function (descriptor) {
      const broken = descriptor.label === 'softmax_cross_entropy';
      const code = broken ? descriptor.code.replace('fn main(', 'fn main(nothing: never, ') : descriptor.code;
      return createShaderModule.call(this, { ...descriptor, code });
    };
  });
  const refused = await lab.evaluate(async (lab, [spec, data]) => {
    const model = await lab.model(spec);
    return model.fit(data).then(String, (error) => `${error.code}: ${error.message}`);
  }, /** @type {const} */ ([RANDOM, data]));
  assert.match(refused, /^device: The GPU refused an operation/);
  assert.match(refused, /softmax_cross_entropy/);
  assert.match(refused, /:\d+:\d+ error: /);
  problems.splice(0);
});
