import { blockUntilReady, defaultDevice, init, jit, nn, numpy as np, tree } from '@jax-js/jax';

import { channelsFirst, imagesChannelsFirst } from './shared/channels-first.js';
import { cut, loadData, scaled } from './shared/data.js';
import { logits, trainStep } from './shared/jax-network.js';
import { CLASSES, initialWeights } from './shared/network.js';
import { pipelined, present, query, setting, timed } from './shared/peer.js';
import { Cursor, TEST_IMAGES, testStart } from './shared/workload.js';

/**
 * jax-js: one compiled function for a whole step, Adam included. A batch is uploaded when it is first met and
 * stays on the device.
 *
 * @typedef {import('./shared/data.js').Images} Images
 * @typedef {import('./shared/jax-network.js').State} State
 */

const backend = query.get('backend') === 'wasm' ? 'wasm' : 'webgpu';
const { batch } = setting;
const cursor = new Cursor(setting);
const step = jit(trainStep);
const predict = jit((weights, images) => nn.softmax(logits(weights, images)));

/** @type {{ train: Images, test: Images }} */
let data;
/** @type {State} */
let state;
/** @type {Map<string, { images: np.Array, labels: np.Array }>} */
const resident = new Map();

present({
  async open() {
    const devices = await init(backend);
    if (!devices.includes(backend)) throw new Error(`jax-js finds no ${backend} here.`);
    defaultDevice(backend);
    data = await loadData();
    const weights = initialWeights(setting).map(channelsFirst);
    const zeros = () => Object.fromEntries(weights.map(({ name, shape }) => [name, np.zeros(shape)]));
    state = {
      weights: Object.fromEntries(
        weights.map(({ name, shape, values }) => [name, np.array(values).reshape(shape)]),
      ),
      mean: zeros(),
      square: zeros(),
      step: np.array(0),
    };
    return { backend };
  },

  async train(steps) {
    return timed(steps * batch, async () => {
      let loss = np.array(0);
      for (let i = 0; i < steps; i++) {
        const { start } = cursor.take(1);
        const { images, labels } = onDevice('train', start);
        loss.dispose();
        [state, loss] = step(state, images.ref, labels.ref);
      }
      await blockUntilReady(state.weights);
      return { loss: (await loss.data())[0] };
    });
  },

  async infer(passes) {
    return timed(passes * batch, () =>
      pipelined(passes, (index) => {
        const { images } = onDevice('test', testStart(index, batch, TEST_IMAGES));
        return predict(tree.ref(state.weights), images.ref).data();
      }),
    );
  },
});

/**
 * A batch as tensors.
 *
 * @param {'train' | 'test'} part
 * @param {number} start
 */
function onDevice(part, start) {
  const key = `${part} ${start}`;
  const known = resident.get(key);
  if (known) return known;
  const { images, labels } = cut(data[part], start, batch);
  const oneHot = new Float32Array(batch * CLASSES);
  labels.forEach((label, image) => (oneHot[image * CLASSES + label] = 1));
  const made = {
    images: np.array(imagesChannelsFirst(scaled(images))).reshape([batch, 3, 32, 32]),
    labels: np.array(oneHot).reshape([batch, CLASSES]),
  };
  resident.set(key, made);
  return made;
}
