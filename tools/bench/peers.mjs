/**
 * Who takes part.
 *
 * @typedef {object} Peer
 * @property {string} title what it is called in the table
 * @property {string} page its address: a page that sets `window.bench` (see `pages/shared/peer.js`)
 * @property {'webgpu' | 'wasm'} device what computes, and so whose ceiling its rates are a share of
 * @property {'page' | 'worker'} place where it computes
 * @property {string} [infersOnly] why it does not train
 * @property {boolean} [ours] whether it also computes larger networks than the tutorial's
 */

/** @type {Record<string, Peer>} */
export const PEERS = {
  'convlab-webgpu': {
    title: 'Convlab, WebGPU',
    page: 'convlab.html?backend=webgpu',
    device: 'webgpu',
    place: 'worker',
    ours: true,
  },
  'convlab-cpu': {
    title: 'Convlab, CPU',
    page: 'convlab.html?backend=cpu',
    device: 'wasm',
    place: 'worker',
    ours: true,
  },
  'convlab-cpu-all': {
    title: 'Convlab, CPU, all processors',
    page: 'convlab.html?backend=cpu&threads=all',
    device: 'wasm',
    place: 'worker',
    ours: true,
  },
  tfjs: {
    title: 'TensorFlow.js, WebGPU',
    page: 'tfjs-webgpu.html',
    device: 'webgpu',
    place: 'page',
  },
  'tfjs-wasm': {
    title: 'TensorFlow.js, Wasm',
    page: 'tfjs-wasm.html',
    device: 'wasm',
    place: 'page',
    infersOnly: "has no kernel for a convolution's gradient",
  },
  jax: {
    title: 'jax-js, WebGPU',
    page: 'jax.html?backend=webgpu',
    device: 'webgpu',
    place: 'page',
  },
  'jax-wasm': {
    title: 'jax-js, Wasm',
    page: 'jax.html?backend=wasm',
    device: 'wasm',
    place: 'page',
  },
  ort: {
    title: 'ONNX Runtime, WebGPU',
    page: 'ort-webgpu.html',
    device: 'webgpu',
    place: 'page',
    infersOnly: 'runs models and does not train them',
  },
  'ort-wasm': {
    title: 'ONNX Runtime, Wasm',
    page: 'ort-wasm.html',
    device: 'wasm',
    place: 'page',
    infersOnly: 'runs models and does not train them',
  },
};
