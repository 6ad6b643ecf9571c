import { ConvlabError } from './error.js';
import { Peers } from './peers.js';

/**
 * Threads that compute models together: this worker and helpers, each a worker with its own instance of the engine's code.
 * They share no memory, which pages without special headers may not: messages pass between them.
 */
export class Threads {
  #helpers;
  /** The first thread's lines, a set for each model. @type {Peers[]} */
  #lines = [];
  #isLost = false;

  /** @param {Worker[]} helpers that are ready */
  constructor(helpers) {
    this.#helpers = helpers;
    for (const helper of helpers) {
      helper.onerror = (event) => {
        event.preventDefault();
        this.lose();
      };
    }
  }

  /**
   * Starts so many threads; fails where one does not start.
   *
   * @param {number} count
   * @param {WebAssembly.Module} program the engine's
   */
  static async start(count, program) {
    const helpers = Array.from(
      { length: count - 1 },
      () => new Worker(new URL('../thread.js', import.meta.url), { type: 'module', name: 'convlab thread' }),
    );
    try {
      await Promise.all(helpers.map((helper) => ready(helper, program)));
    } catch (error) {
      for (const helper of helpers) helper.terminate();
      throw error;
    }
    return new Threads(helpers);
  }

  /** How many there are. */
  get count() {
    return this.#helpers.length + 1;
  }

  /**
   * Makes the helpers' shares of a model, and gives the lines to them.
   *
   * @param {string} spec
   * @param {number} seed
   */
  share(spec, seed) {
    const ports = mesh(this.count);
    this.#helpers.forEach((helper, index) => {
      const number = index + 1;
      const own = ports[number];
      const transfer = own.filter((port) => port !== null);
      helper.postMessage({ spec, seed, number, ports: own }, transfer);
    });
    const lines = new Peers(0, ports[0]);
    if (this.#isLost) lines.close();
    this.#lines = [...this.#lines.filter((lines) => !lines.isClosed), lines];
    return lines;
  }

  /** Ends the helpers: what is asked of a shared model from then on fails. */
  lose() {
    this.#isLost = true;
    for (const helper of this.#helpers) helper.terminate();
    for (const lines of this.#lines) lines.close();
  }
}

/** @param {Worker} helper @param {WebAssembly.Module} program */
function ready(helper, program) {
  return new Promise((resolve, reject) => {
    helper.postMessage(program);
    helper.onmessage = resolve;
    helper.onerror = (event) => {
      event.preventDefault();
      reject(new ConvlabError('internal', event.message || 'It could not be loaded.'));
    };
  });
}

/**
 * A port from each thread to each other one.
 *
 * @param {number} count
 */
function mesh(count) {
  /** @type {(MessagePort | null)[][]} */
  const ports = Array.from({ length: count }, () => Array(count).fill(null));
  for (let one = 0; one < count; one += 1) {
    for (let other = 0; other < one; other += 1) {
      const { port1, port2 } = new MessageChannel();
      ports[one][other] = port1;
      ports[other][one] = port2;
    }
  }
  return ports;
}
