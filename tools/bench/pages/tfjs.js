import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import '@tensorflow/tfjs-backend-webgpu';
import { layers, sequential } from '@tensorflow/tfjs-layers';

import { loadData, scaled } from './shared/data.js';
import { pipelined, present, timed } from './shared/peer.js';
import { ADAM, Cursor, initialWeights, TEST_IMAGES, testStart, TRAIN_IMAGES } from './shared/workload.js';

/**
 * TensorFlow.js with its Layers API, which is Keras's: the images lie on the device, training is `fit`.
 */

const cursor = new Cursor();
/** @type {import('@tensorflow/tfjs-layers').Sequential} */
let model;
/** @type {{ train: tf.Tensor4D, labels: tf.Tensor1D, test: tf.Tensor4D }} */
let data;

present({
  async open() {
    if (!(await tf.setBackend('webgpu'))) throw new Error('TensorFlow.js finds no WebGPU here.');
    await tf.ready();
    const { train, test } = await loadData();
    data = {
      train: tf.tensor4d(scaled(train.images), [TRAIN_IMAGES, 32, 32, 3]),
      labels: tf.tensor1d(Float32Array.from(train.labels)),
      test: tf.tensor4d(scaled(test.images), [TEST_IMAGES, 32, 32, 3]),
    };
    model = tutorial();
    return { version: tf.version_core, backend: tf.getBackend(), parameters: model.countParams() };
  },

  async train(steps, batch) {
    const { start, images, epochs } = cursor.take(steps, batch);
    return timed(images * epochs, async () => {
      const x = data.train.slice([start, 0, 0, 0], [images, 32, 32, 3]);
      const y = data.labels.slice([start], [images]);
      const { history } = await model.fit(x, y, { batchSize: batch, epochs, shuffle: false, verbose: 0 });
      tf.dispose([x, y]);
      await model.getWeights()[0].data();
      return { loss: Number(history.loss.at(-1)) };
    });
  },

  async infer(passes, batch) {
    return timed(passes * batch, () =>
      pipelined(passes, async (index) => {
        const start = testStart(index, batch);
        const output = tf.tidy(() => model.predict(data.test.slice([start, 0, 0, 0], [batch, 32, 32, 3])));
        const probabilities = /** @type {tf.Tensor} */ (output);
        await probabilities.data();
        probabilities.dispose();
      }),
    );
  },
});

function tutorial() {
  const network = sequential({
    layers: [
      layers.conv2d({
        inputShape: [32, 32, 3],
        filters: 32,
        kernelSize: 3,
        padding: 'same',
        activation: 'relu',
      }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.conv2d({ filters: 64, kernelSize: 3, padding: 'same', activation: 'relu' }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.flatten(),
      layers.dense({ units: 200, activation: 'relu' }),
      layers.dense({ units: 200, activation: 'relu' }),
      layers.dense({ units: 10, activation: 'softmax' }),
    ],
  });
  network.setWeights(initialWeights().map(({ values, shape }) => tf.tensor(values, shape)));
  const { learningRate, beta1, beta2, epsilon } = ADAM;
  network.compile({
    optimizer: tf.train.adam(learningRate, beta1, beta2, epsilon),
    loss: 'sparseCategoricalCrossentropy',
  });
  return network;
}
