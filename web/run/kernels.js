/**
 * Which kernels were the fastest, remembered by adapter, browser, network and batch size: they are measured once.
 *
 * @typedef {import('./state.js').State} State
 * @typedef {{ key: string, kernels: string }} Entry
 */

const KEY = 'convlab.kernels';

/** How many are remembered; the ones that were not asked for the longest go. */
const MOST = 24;

/** The sets of kernels that are tried. */
const SETS = 'plain|tiled|subgroups|staged|winograd';

/** Names of sets, one or one for each step of a network. */
const KERNELS = new RegExp(`^(${SETS})( (${SETS}))*$`);

export class KernelMemory {
  #storage;
  /** What the fastest of the present run depend on. */
  #key = '';

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
    this.#key = keyOf(state);
    if (kernels !== 'measured') return kernels;
    return this.#entries().find(({ key }) => key === this.#key)?.kernels ?? kernels;
  }

  /**
   * Remembers what the run found to be the fastest.
   *
   * @param {string} kernels
   */
  keep(kernels) {
    const key = this.#key;
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
  JSON.stringify([SETS, info?.adapter, navigator.userAgent, settings.batchSize, design.description]);
