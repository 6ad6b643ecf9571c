import { BenchPage } from './browser.mjs';
import { operationsOf } from './pages/shared/network.js';
import { toQuery } from './pages/shared/workload.js';
import { PEERS } from './peers.mjs';
import { spreadOf } from './statistics.mjs';

/**
 * @typedef {import('./options.mjs').Options} Options
 * @typedef {import('./pages/shared/peer.js').Rate} Rate
 * @typedef {import('./pages/shared/peer.js').Trained} Trained
 * @typedef {import('./pages/shared/workload.js').Setting} Setting
 *
 * @typedef {{ page: BenchPage, opened: import('./pages/shared/peer.js').Opened }} Opening
 *
 * @typedef {'train' | 'infer'} Kind
 *
 * @typedef {object} Sample one measurement
 * @property {Kind} kind
 * @property {number} imagesPerSecond
 * @property {number} calls steps or passes in it
 * @property {number} seconds that the call took
 * @property {number} cores processor seconds of the browser for each second; null in JSON where unknown
 */

/** A shorter run does not tell how long a longer one would take. */
const TELLING_SECONDS = 0.5;

/** A library in its page, ready to be measured in turn with others. */
export class Contender {
  /** @type {Record<Kind, number>} steps and passes of a measurement, found out in `warmUp` */
  #calls = { train: 1, infer: 1 };
  /** @type {Sample[]} */
  samples = [];
  /** @type {number[]} losses of the first step and, where it trains, of the one that is compared */
  losses = [];
  /** @type {number[]} seconds from opening the page to the end of its first step, each in a new browser */
  firstSteps = [];
  /** @type {import('./counting.mjs').Counts | null} */
  counts = null;

  /**
   * @param {string} name
   * @param {Setting} setting
   * @param {Opening} opening
   * @param {Options} options
   */
  constructor(name, setting, { page, opened }, options) {
    this.name = name;
    this.setting = setting;
    this.page = page;
    this.info = opened.info;
    this.codeBytes = page.server.codeBytes();
    this.losses.push(opened.loss);
    this.firstSteps.push(opened.seconds);
    this.options = options;
  }

  /**
   * @param {string} name in {@link PEERS}
   * @param {Setting} setting
   * @param {Options} options
   */
  static async open(name, setting, options) {
    return new Contender(name, setting, await openPage(name, setting, options), options);
  }

  get title() {
    return PEERS[this.name].title;
  }

  get device() {
    return PEERS[this.name].device;
  }

  /** Why it does not train, where it does not. */
  get infersOnly() {
    return PEERS[this.name].infersOnly;
  }

  /** @returns {Kind[]} what it does */
  get kinds() {
    return this.infersOnly ? ['infer'] : ['train', 'infer'];
  }

  /** Trains up to the step whose loss is compared; that step alone, since some libraries tell only means. */
  async verify() {
    const { steps } = this.options;
    if (this.infersOnly) return;
    if (steps > 2) await this.#train(steps - 2);
    this.losses.push((await this.#train(1)).loss);
  }

  /** Lets everything compile that is compiled on the way, and finds out how much work fills a measurement. */
  async warmUp() {
    for (const kind of this.kinds) this.#calls[kind] = await this.#callsFor(kind);
  }

  /** Measures training, then inference, then the first step anew. */
  async measure() {
    for (const kind of this.kinds) this.samples.push(await this.#sample(kind));
    const { page, opened } = await openPage(this.name, this.setting, this.options);
    await page.close();
    this.firstSteps.push(opened.seconds);
  }

  /**
   * @param {Kind} kind
   * @param {'imagesPerSecond' | 'cores'} figure
   * @returns {import('./statistics.mjs').Spread | null} nothing where it does not do that
   */
  spread(kind, figure) {
    const samples = this.samples.filter((sample) => sample.kind === kind);
    return samples.length > 0 ? spreadOf(samples.map((sample) => sample[figure])) : null;
  }

  /**
   * Operations a second at the median rate as a part of what the device could do, both in GFLOP/s. Computed densely: who
   * needs fewer operations may come to more than all.
   *
   * @param {Kind} kind
   * @param {import('./compare.mjs').Spreads} ceilings
   */
  share(kind, ceilings) {
    const rate = this.spread(kind, 'imagesPerSecond');
    const peak = this.device === 'webgpu' ? ceilings.multiplyAdd : ceilings.wasm;
    return rate && (rate.median * operationsOf(this.setting)[kind]) / (peak.median * 1e9);
  }

  /** @param {number} steps @returns {Promise<Trained>} */
  #train(steps) {
    return this.page.call('bench.train', steps);
  }

  /** @param {Kind} kind */
  async #callsFor(kind) {
    const work = (/** @type {number} */ calls) => this.page.call(`bench.${kind}`, calls);
    await work(1);
    let calls = 1;
    let { seconds } = await work(calls);
    if (seconds < TELLING_SECONDS) {
      calls = Math.ceil(TELLING_SECONDS / seconds);
      ({ seconds } = await work(calls));
    }
    return Math.max(1, Math.round((calls * this.options.seconds) / seconds));
  }

  /** @param {Kind} kind @returns {Promise<Sample>} */
  async #sample(kind) {
    const calls = this.#calls[kind];
    const before = this.page.cpuSeconds;
    /** @type {Rate & { steady?: Rate }} */
    const result = await this.page.call(`bench.${kind}`, calls);
    const cores = (this.page.cpuSeconds - before) / result.seconds;
    const { images, seconds } = result.steady ?? result;
    return { kind, imagesPerSecond: images / seconds, calls, seconds: result.seconds, cores };
  }
}

/**
 * Opens a library's page, which trains its first step by itself.
 *
 * @param {string} name
 * @param {Setting} setting
 * @param {{ gpu: boolean, counting?: boolean }} options
 * @returns {Promise<Opening>}
 */
export async function openPage(name, setting, options) {
  const address = PEERS[name].page;
  const page = await BenchPage.open(
    `${address}${address.includes('?') ? '&' : '?'}${toQuery(setting)}`,
    options,
  );
  try {
    return { page, opened: await page.call('bench.opened') };
  } catch (error) {
    await page.close();
    throw error;
  }
}
