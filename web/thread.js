import './trusted.js';
import { loadCpu } from './engine/cpu-code.js';
import { Peers } from './engine/peers.js';

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

const code = loadCpu();

self.onmessage = async (/** @type {MessageEvent<Share>} */ { data: { spec, seed, number, ports } }) => {
  const peers = new Peers(number, ports);
  const { Helper } = await code;
  const helper = new Helper(spec, seed, peers);
  await helper.serve();
  helper.free();
};

await code;
self.postMessage('ready');
