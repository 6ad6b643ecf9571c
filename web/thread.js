import './trusted.js';
import { Peers } from './engine/peers.js';
import init, { Helper } from './pkg/cpu/convlab_cpu.js';

/**
 * Another thread of the CPU backend: it holds a share of each model that the worker's first thread makes, and computes what
 * that thread orders through the share's lines.
 *
 * @typedef {object} Share what is sent for each model
 * @property {string} spec
 * @property {number} seed
 * @property {number} number this thread's
 * @property {(MessagePort | null)[]} ports to each thread
 */

// What fails in a promise is told like any other error: the first thread then goes on without this one.
self.addEventListener('unhandledrejection', ({ reason }) => reportError(reason));

// The first message is the engine's program; then comes a share for each model.
self.onmessage = async (/** @type {MessageEvent<WebAssembly.Module>} */ { data: program }) => {
  await init({ module_or_path: program });
  self.onmessage = serve;
  self.postMessage('ready');
};

/** @param {MessageEvent<Share>} event */
async function serve({ data: { spec, seed, number, ports } }) {
  const helper = new Helper(spec, seed, new Peers(number, ports));
  await helper.serve();
  helper.free();
}
