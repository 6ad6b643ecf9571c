import * as tf from '@tensorflow/tfjs-core';

import { loadData, scaled } from './data.js';
import { ADAM, initialWeights } from './network.js';
import { pipelined, setting, timed } from './peer.js';
import { tutorial } from './tfjs-network.js';
import { Cursor, TEST_IMAGES, testStart, TRAIN_IMAGES } from './workload.js';

/**
 * TensorFlow.js with its Layers API, which is Keras's: the images lie on the device, training is `fit`.
 *
 * @typedef {import('./peer.js').Peer} Peer
 */

const { batch } = setting;
const cursor = new Cursor(setting);
/** @type {import('@tensorflow/tfjs-layers').Sequential} */
let model;
/** @type {{ train: tf.Tensor4D, labels: tf.Tensor1D, test: tf.Tensor4D }} */
let data;

/** @param {string} backend that the page has loaded @returns {Pick<Peer, 'open' | 'infer'>} */
export const inference = (backend) => ({
  async open() {
    if (!(await tf.setBackend(backend))) throw new Error(`TensorFlow.js finds no ${backend} here.`);
    await tf.ready();
    const { train, test } = await loadData();
    data = {
      train: tf.tensor4d(scaled(train.images), [TRAIN_IMAGES, 32, 32, 3]),
      labels: tf.tensor1d(Float32Array.from(train.labels)),
      test: tf.tensor4d(scaled(test.images), [TEST_IMAGES, 32, 32, 3]),
    };
    model = tutorial();
    model.setWeights(initialWeights(setting).map(({ values, shape }) => tf.tensor(values, shape)));
    const { learningRate, beta1, beta2, epsilon } = ADAM;
    model.compile({
      optimizer: tf.train.adam(learningRate, beta1, beta2, epsilon),
      loss: 'sparseCategoricalCrossentropy',
    });
    return { version: tf.version_core, backend: tf.getBackend(), parameters: model.countParams() };
  },

  async infer(passes) {
    return timed(passes * batch, () =>
      pipelined(passes, (index) => probabilities(data.test, testStart(index, batch, TEST_IMAGES))),
    );
  },
});

/** @param {number} steps @returns {Promise<import('./peer.js').Trained>} */
export async function train(steps) {
  const { start, images, epochs } = cursor.take(steps);
  return timed(images * epochs, async () => {
    const x = data.train.slice([start, 0, 0, 0], [images, 32, 32, 3]);
    const y = data.labels.slice([start], [images]);
    const { history } = await model.fit(x, y, { batchSize: batch, epochs, shuffle: false, verbose: 0 });
    tf.dispose([x, y]);
    await model.getWeights()[0].data();
    return { loss: Number(history.loss.at(-1)) };
  });
}

/** @returns {Promise<import('./peer.js').Answer>} */
export async function predict() {
  const labels = await data.labels.slice([0], [batch]).data();
  return { probabilities: await probabilities(data.train, 0), labels: Uint8Array.from(labels) };
}

/** @param {tf.Tensor4D} images @param {number} start of the batch in them */
async function probabilities(images, start) {
  const output = tf.tidy(() => model.predict(images.slice([start, 0, 0, 0], [batch, 32, 32, 3])));
  const tensor = /** @type {tf.Tensor} */ (output);
  const values = await tensor.data();
  tensor.dispose();
  return values;
}
