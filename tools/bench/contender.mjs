import { BenchPage } from './browser.mjs';
import { PEERS } from './peers.mjs';
import { INFERENCE_BATCH } from './pages/shared/workload.js';
import { spreadOf } from './statistics.mjs';

/**
 * @typedef {import('./options.mjs').Options} Options
 * @typedef {import('./pages/shared/peer.js').Rate} Rate
 * @typedef {import('./pages/shared/peer.js').Trained} Trained
 *
 * @typedef {{ page: BenchPage, opened: import('./pages/shared/peer.js').Opened }} Opening
 *
 * @typedef {object} Sample one measurement
 * @property {'train' | 'infer'} kind
 * @property {number} imagesPerSecond
 * @property {number} calls steps or passes in it
 * @property {number} seconds that the call took
 * @property {number} cores processor seconds of the browser for each second; null in JSON where unknown
 */

/** A shorter run does not tell how long a longer one would take. */
const TELLING_SECONDS = 0.5;

/** A library in its page, ready to be measured in turn with others. */
export class Contender {
  /** @type {Record<Sample['kind'], number>} steps and passes of a measurement, found out in `warmUp` */
  #calls = { train: 1, infer: 1 };
  /** @type {Sample[]} */
  samples = [];
  /** @type {number[]} losses of the first step and of the one that is compared */
  losses = [];
  /** @type {number[]} seconds from opening the page to the end of its first step, each in a new browser */
  firstSteps = [];

  /**
   * @param {string} name
   * @param {Opening} opening
   * @param {Options} options
   */
  constructor(name, { page, opened }, options) {
    this.name = name;
    this.page = page;
    this.info = opened.info;
    this.codeBytes = page.server.codeBytes();
    this.losses.push(opened.loss);
    this.firstSteps.push(opened.seconds);
    this.options = options;
  }

  /**
   * @param {string} name in {@link PEERS}
   * @param {Options} options
   */
  static async open(name, options) {
    return new Contender(name, await openPage(name, options), options);
  }

  get title() {
    return PEERS[this.name].title;
  }

  /** Trains up to the step whose loss is compared; that step alone, since some libraries tell only means. */
  async verify() {
    const { steps } = this.options;
    if (steps > 2) await this.#train(steps - 2);
    this.losses.push((await this.#train(1)).loss);
  }

  /** Lets everything compile that is compiled on the way, and finds out how much work fills a measurement. */
  async warmUp() {
    this.#calls.train = await this.#callsFor((calls) => this.#train(calls));
    this.#calls.infer = await this.#callsFor((calls) => this.#infer(calls));
  }

  /** Measures training, then inference, then the first step anew. */
  async measure() {
    this.samples.push(await this.#sample('train', (calls) => this.#train(calls)));
    this.samples.push(await this.#sample('infer', (calls) => this.#infer(calls)));
    const { page, opened } = await openPage(this.name, this.options);
    await page.close();
    this.firstSteps.push(opened.seconds);
  }

  /** @param {Sample['kind']} kind @param {'imagesPerSecond' | 'cores'} figure */
  spread(kind, figure) {
    const samples = this.samples.filter((sample) => sample.kind === kind);
    return spreadOf(samples.map((sample) => sample[figure]));
  }

  /** @param {number} steps @returns {Promise<Trained>} */
  #train(steps) {
    return this.page.call('bench.train', steps, this.options.batch);
  }

  /** @param {number} passes @returns {Promise<Rate>} */
  #infer(passes) {
    return this.page.call('bench.infer', passes, INFERENCE_BATCH);
  }

  /** @param {(calls: number) => Promise<Rate>} work */
  async #callsFor(work) {
    await work(1);
    let calls = 1;
    let { seconds } = await work(calls);
    if (seconds < TELLING_SECONDS) {
      calls = Math.ceil(TELLING_SECONDS / seconds);
      ({ seconds } = await work(calls));
    }
    return Math.max(1, Math.round((calls * this.options.seconds) / seconds));
  }

  /**
   * @param {Sample['kind']} kind
   * @param {(calls: number) => Promise<Rate & { steady?: Rate }>} work
   * @returns {Promise<Sample>}
   */
  async #sample(kind, work) {
    const calls = this.#calls[kind];
    const before = this.page.cpuSeconds;
    const result = await work(calls);
    const cores = (this.page.cpuSeconds - before) / result.seconds;
    const { images, seconds } = result.steady ?? result;
    return { kind, imagesPerSecond: images / seconds, calls, seconds: result.seconds, cores };
  }
}

/**
 * Opens a library's page, which trains its first step by itself.
 *
 * @param {string} name
 * @param {Options} options
 * @returns {Promise<Opening>}
 */
async function openPage(name, options) {
  const page = await BenchPage.open(`${PEERS[name].page}&batch=${options.batch}`, options);
  try {
    return { page, opened: await page.call('bench.opened') };
  } catch (error) {
    await page.close();
    throw error;
  }
}
