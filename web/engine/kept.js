import { isLost } from './devices.js';
import { filing } from './filing.js';
import { Lock } from './lock.js';

/**
 * @typedef {import('./code.js').Model} Model
 * @typedef {import('./filing.js').Standing} Standing
 */

/** A model, what it can be made again from, and the run that is on. */
export class Kept {
  #devices;
  #seed;
  #batchSize;
  #made;
  /** The model as it stands, or as it stood at the run's last checkpoint. @type {Standing | null} */
  #last = null;

  /** Lets work on the model through one piece at a time. */
  lock = new Lock();
  /** How often it was made again. */
  generation = 0;
  /** @type {{ loop: import('./fit-loop.js').FitLoop, over: Promise<unknown> } | null} */
  fit = null;

  /**
   * @param {import('./devices.js').Devices} devices
   * @param {string} spec
   * @param {number} seed
   * @param {number} batchSize of the runs to come
   */
  constructor(devices, spec, seed, batchSize) {
    this.#devices = devices;
    /** Its design in JSON. */
    this.description = spec;
    this.#seed = seed;
    this.#batchSize = batchSize;
    this.#made = devices.place.make(spec, seed);
    devices.add(this);
  }

  get model() {
    return this.#made.model;
  }

  /** What computes it. */
  get computer() {
    return this.#devices.computerOf(this.#made);
  }

  get devices() {
    return this.#devices;
  }

  /** Waits until there is room for the model. Kernels compile behind that. */
  async settle() {
    await this.use((model) => model.settle(this.#batchSize));
  }

  /**
   * Has the model to itself; where the device is lost meanwhile, once more on the next one.
   *
   * @template T
   * @param {(model: Model) => T | Promise<T>} work
   * @returns {Promise<T>}
   */
  async use(work) {
    for (;;) {
      const before = this.generation;
      try {
        const value = await this.lock.run(() => work(this.model));
        if (!this.fit) this.#devices.worked();
        return value;
      } catch (error) {
        if (!isLost(error)) throw error;
        if (this.generation === before) await this.#devices.recover();
      }
    }
  }

  /** @param {number} seed */
  async reset(seed) {
    await this.use((model) => model.reset(seed));
    this.#seed = seed;
    this.#last = null;
  }

  /** @param {Uint8Array} file */
  async loadWeights(file) {
    const arena = await filing(({ readWeights }) => readWeights(this.description, file));
    await this.use((model) => model.takeUp(new Float64Array(), arena));
    await this.keep();
  }

  /** @param {Uint8Array} file that `save` gave */
  async restore(file) {
    const standing = await filing(({ readModel }) => readModel(this.description, file));
    await this.use((model) => model.takeUp(...standing));
    this.#last = standing;
  }

  /** Keeps the model as it stands, where it could be lost. */
  async keep() {
    if (this.#devices.canBeLost) this.#last = await this.use((model) => model.standing(true));
  }

  /** @param {Standing} checkpoint of the run that is on */
  keepCheckpoint(checkpoint) {
    this.#last = checkpoint;
  }

  /**
   * Makes the model again as it was kept.
   *
   * @param {import('./code.js').Place} place
   */
  async rebuild(place) {
    await this.lock.run(async () => {
      const made = place.make(this.description, this.#seed);
      const { model } = made;
      await model.settle(this.#batchSize);
      if (this.#last) model.takeUp(...this.#last);
      this.model.free();
      this.#made = made;
      this.generation += 1;
    });
  }

  /** Frees the model's memory; a run that is on ends. */
  async dispose() {
    this.#devices.remove(this);
    this.fit?.loop.stop();
    await this.fit?.over.catch(() => {});
    await this.lock.run(() => this.model.free());
  }
}
