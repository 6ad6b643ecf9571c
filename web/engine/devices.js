import { chooseDevice } from './choose-device.js';
import { openGpu } from './code.js';
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
  #canBeLost = false;
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
   * @param {(phase: import('../protocol.js').Opening['phase']) => void} onPhase
   */
  async open(backend, onPhase) {
    const { info, ...place } = await chooseDevice(backend, onPhase);
    this.#place = place;
    this.#canBeLost = info.backend === 'webgpu';
    return info;
  }

  get place() {
    if (!this.#place) throw new ConvlabError('closed', 'The engine has no device.');
    return this.#place;
  }

  /** Whether models have to be kept elsewhere too. */
  get canBeLost() {
    return this.#canBeLost;
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
    for (;;) {
      const wait = WAITS[this.#attempts] ?? 0;
      const isLast = this.#attempts + 1 >= WAITS.length;
      this.#attempts += 1;
      for (const tell of this.#waiting) tell(wait / 1000);
      await new Promise((resolve) => setTimeout(resolve, wait));
      try {
        const place = await openGpu();
        for (const model of this.#models) await model.rebuild(place);
        this.#place?.device.free();
        this.#place = place;
        return;
      } catch (error) {
        const what = error instanceof Error ? error.message : String(error);
        if (isLast) throw new ConvlabError('device-lost', `The GPU was lost and did not come back. ${what}`);
      }
    }
  }
}
