/**
 * Which kernels were the fastest, remembered by adapter, browser, network and batch size: they are measured once.
 *
 * @typedef {import('./state.js').State} State
 * @typedef {{ key: string, kernels: string }} Entry
 */

const KEY = 'convlab.kernels';

/** How many are remembered; the ones that were not asked for the longest go. */
const MOST = 24;

/** Names of sets of kernels, one or one for each step of a network. */
const KERNELS = /^(plain|tiled|subgroups|staged|winograd)( (plain|tiled|subgroups|staged|winograd))*$/;

export class KernelMemory {
  #storage;

  /** @param {Storage | null} storage null where the browser gives none */
  constructor(storage) {
    this.#storage = storage;
  }

  /**
   * What a run asks for: the fastest ones by name, where they are known.
   *
   * @param {State} state
   */
  ask(state) {
    const { kernels } = state.settings;
    if (kernels !== 'measured') return kernels;
    const key = keyOf(state);
    return this.#entries().find((entry) => entry.key === key)?.kernels ?? kernels;
  }

  /**
   * Remembers what a run computes with, if that was to be the fastest.
   *
   * @param {State} state
   * @param {string} kernels
   */
  keep(state, kernels) {
    if (!kernels || state.settings.kernels !== 'measured') return;
    const key = keyOf(state);
    const others = this.#entries().filter((entry) => entry.key !== key);
    try {
      this.#storage?.setItem(KEY, JSON.stringify([{ key, kernels }, ...others].slice(0, MOST)));
    } catch {
      // They are measured again next time.
    }
  }

  /** @returns {Entry[]} */
  #entries() {
    try {
      const written = JSON.parse(this.#storage?.getItem(KEY) ?? '[]');
      return written.filter((/** @type {Entry} */ { key, kernels }) => key && KERNELS.test(kernels));
    } catch {
      return [];
    }
  }
}

/**
 * What the fastest kernels depend on.
 *
 * @param {State} state
 */
const keyOf = ({ info, design, settings }) =>
  JSON.stringify([info?.adapter, navigator.userAgent, settings.batchSize, design.description]);
