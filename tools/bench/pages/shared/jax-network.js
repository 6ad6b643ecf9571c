import { lax, nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax';

import { ADAM } from './network.js';

/**
 * The tutorial's network and Adam, written out in jax-js. A function uses up its arguments: `.ref` is one
 * more reference where an array is used twice.
 *
 * @typedef {np.Array} Tensor
 * @typedef {Record<string, Tensor>} Tensors by the weights' names
 *
 * @typedef {object} State
 * @property {Tensors} weights
 * @property {Tensors} mean Adam's first moments
 * @property {Tensors} square its second moments
 * @property {Tensor} step how many have been made
 */

/** @param {Tensors} weights @param {Tensor} images `[n, 3, 32, 32]` @returns {Tensor} `[n, 10]` */
export function logits(weights, images) {
  const count = images.shape[0];
  let x = convolve(images, weights['conv2d/kernel'], weights['conv2d/bias']);
  x = convolve(x, weights['conv2d_1/kernel'], weights['conv2d_1/bias']);
  x = x.reshape([count, -1]);
  x = nn.relu(dense(x, weights['dense/kernel'], weights['dense/bias']));
  x = nn.relu(dense(x, weights['dense_1/kernel'], weights['dense_1/bias']));
  return dense(x, weights['dense_2/kernel'], weights['dense_2/bias']);
}

/** @param {Tensor} x @param {Tensor} kernel @param {Tensor} bias */
const dense = (x, kernel, bias) => np.matmul(x, kernel).add(bias);

/**
 * Convolution, ReLU and 2 by 2 max pooling. The maximum over two axes of a reshaped tensor is the library's
 * faster way to pool.
 *
 * @param {Tensor} x
 * @param {Tensor} kernel
 * @param {Tensor} bias
 */
function convolve(x, kernel, bias) {
  const channels = bias.shape[0];
  const y = nn.relu(lax.conv(x, kernel, [1, 1], 'SAME').add(bias.reshape([1, channels, 1, 1])));
  const [count, , height, width] = y.shape;
  return np.max(y.reshape([count, channels, height / 2, 2, width / 2, 2]), [3, 5]);
}

/** @param {Tensors} weights @param {Tensor} images @param {Tensor} labels one-hot */
function meanLoss(weights, images, labels) {
  const count = images.shape[0];
  return nn
    .logSoftmax(logits(weights, images))
    .mul(labels)
    .sum()
    .mul(-1 / count);
}

/**
 * One step of training.
 *
 * @param {State} state
 * @param {Tensor} images
 * @param {Tensor} labels one-hot
 * @returns {[State, Tensor]} the new state, and the loss before it
 */
export function trainStep(state, images, labels) {
  const { learningRate, beta1, beta2, epsilon } = ADAM;
  const [loss, gradients] = valueAndGrad(meanLoss)(tree.ref(state.weights), images, labels);
  const step = state.step.add(1);
  const correction1 = np.subtract(1, np.exp(step.ref.mul(Math.log(beta1))));
  const correction2 = np.subtract(1, np.exp(step.ref.mul(Math.log(beta2))));
  /** @type {State} */
  const next = { weights: {}, mean: {}, square: {}, step };
  for (const [name, gradient] of Object.entries(/** @type {Tensors} */ (gradients))) {
    const mean = state.mean[name].mul(beta1).add(gradient.ref.mul(1 - beta1));
    const square = state.square[name].mul(beta2).add(gradient.ref.mul(gradient).mul(1 - beta2));
    const scale = np.sqrt(square.ref.div(correction2.ref)).add(epsilon);
    const change = mean.ref.div(correction1.ref).mul(learningRate).div(scale);
    next.weights[name] = state.weights[name].sub(change);
    next.mean[name] = mean;
    next.square[name] = square;
  }
  tree.dispose([correction1, correction2]);
  return [next, loss];
}
