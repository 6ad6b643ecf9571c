import { chooseDevice } from './choose-device.js';
import { openCpu, openGpu } from './code.js';
import { ConvlabError } from './error.js';

/**
 * How long to wait, in milliseconds, before each attempt to get a device again: a driver is back after a second, and a
 * browser that holds a page's own work for the cause gives none for two minutes.
 */
const WAITS = [1_000, 120_000];

/** @param {unknown} error */
export const isLost = (error) => error instanceof Error && 'code' in error && error.code === 'device-lost';

/**
 * The device that models are computed on, and what happens when it is lost: a new one is asked for, and all models are
 * made again from what was kept of them.
 */
export class Devices {
  /** @type {import('./code.js').Place | null} */
  #place = null;
  /** @type {import('../protocol.js').Info | null} */
  #info = null;
  /** @type {Set<import('./kept.js').Kept>} */
  #models = new Set();
  /** Attempts since work was last done that had not been done before. */
  #attempts = 0;
  /** @type {Promise<void> | null} */
  #recovery = null;
  /** @type {Set<(seconds: number) => void>} told how long until the next attempt */
  #waiting = new Set();

  /**
   * @param {import('../protocol.js').Info['requested']} backend
   * @param {number} threads of the CPU
   * @param {(phase: import('../protocol.js').Opening['phase']) => void} onPhase
   */
  async open(backend, threads, onPhase) {
    const { info, ...place } = await chooseDevice(backend, threads, onPhase);
    this.#place = place;
    this.#info = info;
    return info;
  }

  get place() {
    if (!this.#place) throw new ConvlabError('closed', 'The engine has no device.');
    return this.#place;
  }

  /** Whether models have to be kept elsewhere too. */
  get canBeLost() {
    return this.isGpu || this.place.threads > 1;
  }

  /** Whether WebGPU computes. */
  get isGpu() {
    return this.#info?.backend === 'webgpu';
  }

  /**
   * What computes a model.
   *
   * @param {import('./code.js').Made} made
   * @returns {import('../protocol.js').Computer}
   */
  computerOf({ adapter, threads, reason }) {
    const { adapter: usual = '', reason: why = '' } = this.#info ?? {};
    return {
      adapter: adapter ?? usual,
      threads,
      reason: [why, reason].filter(Boolean).join(' '),
      kernels: '',
    };
  }

  /** @param {import('./kept.js').Kept} model that is to be made again on a new device */
  add(model) {
    this.#models.add(model);
  }

  /** @param {import('./kept.js').Kept} model */
  remove(model) {
    this.#models.delete(model);
  }

  /** The device did what it had not done before: should it be lost again, that is another matter. */
  worked() {
    this.#attempts = 0;
  }

  /**
   * Gets a device in place of the one that was lost, and makes all models again. Fails where there is none after the
   * last attempt; a later call tries once more, at once.
   *
   * @param {(seconds: number) => void} [onWait]
   */
  async recover(onWait = () => {}) {
    this.#waiting.add(onWait);
    this.#recovery ??= this.#recover().finally(() => {
      this.#recovery = null;
    });
    try {
      await this.#recovery;
    } finally {
      this.#waiting.delete(onWait);
    }
  }

  async #recover() {
    if (!this.isGpu) return this.#recoverAlone();
    for (;;) {
      const wait = WAITS[this.#attempts] ?? 0;
      const isLast = this.#attempts + 1 >= WAITS.length;
      this.#attempts += 1;
      for (const tell of this.#waiting) tell(wait / 1000);
      await new Promise((resolve) => setTimeout(resolve, wait));
      try {
        return await this.#moveTo(await openGpu());
      } catch (error) {
        const what = error instanceof Error ? error.message : String(error);
        if (isLast) throw new ConvlabError('device-lost', `The GPU was lost and did not come back. ${what}`);
      }
    }
  }

  /** A further thread of the CPU ended: the first one goes on alone. */
  async #recoverAlone() {
    for (const tell of this.#waiting) tell(0);
    const place = await openCpu(1);
    await this.#moveTo(place);
    if (!this.#info) return;
    const { adapter } = place.device;
    const reason = 'A thread of the CPU ended unexpectedly, so that one goes on alone.';
    this.#info = { ...this.#info, adapter, threads: 1, reason };
  }

  /** @param {import('./code.js').Place} place that takes over all models */
  async #moveTo(place) {
    for (const model of this.#models) await model.rebuild(place);
    this.#place?.free();
    this.#place = place;
  }
}
