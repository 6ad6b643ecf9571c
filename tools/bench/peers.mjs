/**
 * Who takes part: the address of a page that sets `window.bench` (see `pages/shared/peer.js`), and what it is
 * called in the table.
 *
 * @type {Record<string, { title: string, page: string }>}
 */
export const PEERS = {
  'convlab-webgpu': { title: 'Convlab, WebGPU', page: 'convlab.html?backend=webgpu' },
  'convlab-cpu': { title: 'Convlab, CPU', page: 'convlab.html?backend=cpu' },
  tfjs: { title: 'TensorFlow.js, WebGPU', page: 'tfjs.html?backend=webgpu' },
  jax: { title: 'jax-js, WebGPU', page: 'jax.html?backend=webgpu' },
};
