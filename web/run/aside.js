import { text } from '../text.js';
import { sentenceOf } from './engine.js';
import { isFree } from './state.js';

/**
 * @typedef {Parameters<import('../engine/model.js').Model['predict']>[1]} PredictOptions
 * @typedef {Parameters<import('../engine/model.js').Model['inspect']>[1]} InspectOptions
 */

/** What the engine does outside of a run, a step at a time. */
export class Aside {
  #state;
  #mark;
  #engine;
  /** @type {Promise<unknown>} settled when what has the engine to itself is over */
  #over = Promise.resolve();

  /**
   * @param {import('./state.js').State} state
   * @param {() => void} mark says that the state has changed
   * @param {import('./engine.js').Engine} engine
   */
  constructor(state, mark, engine) {
    this.#state = state;
    this.#mark = mark;
    this.#engine = engine;
  }

  /** What of a run's preparations is there already, as the settings ask for it. */
  get has() {
    return { engine: this.#engine.isOpen, data: this.#engine.hasData, model: this.#engine.hasModel };
  }

  /** Starts the engine. */
  async open() {
    await this.#alone(() => this.#engine.open());
  }

  /**
   * Loads the data, unless it is there.
   * @param {(progress: import('./engine.js').Progress) => void} [onProgress]
   */
  async load(onProgress = () => {}) {
    if (this.#engine.hasData) return;
    await this.#alone(() => this.#engine.load(this.#state.ownCopy.files, onProgress));
  }

  /** Makes the network, with fresh weights and without any data. */
  async build() {
    await this.#alone(() => this.#engine.prepareModel());
  }

  /**
   * What a saved model says of itself; fails where it is damaged.
   * @param {Uint8Array | Blob} file
   */
  async describe(file) {
    return this.#alone(() => this.#engine.describe(file));
  }

  /**
   * Takes a saved model in place of the network.
   * @param {import('./state.js').Design} design
   * @param {Uint8Array | Blob} file
   */
  async restore(design, file) {
    await this.#alone(() => this.#engine.restore(design, file));
  }

  /** Judges the network on the test images that are loaded. @returns {Promise<{ loss: number, accuracy: number }>} */
  async evaluate() {
    return this.#alone(() => this.#engine.evaluate());
  }

  /**
   * What the network says about images, also in the middle of a run.
   * @param {import('./state.js').Dataset} images
   * @param {PredictOptions} [options] for the network as it computes in `fit`
   * @returns {Promise<Float32Array>} [images, 10]
   */
  async predict(images, options) {
    return this.#engine.predict(images, options);
  }

  /**
   * Looks inside the network: what every layer gives for a batch, and the gradients, also in the middle of a run.
   * @param {import('./state.js').Dataset} images
   * @param {InspectOptions} options
   */
  async inspect(images, options) {
    return this.#engine.inspect(images, options);
  }

  /**
   * Trains networks of their own, one for each loss; the reader's network, data and charts are left alone.
   * @param {import('./comparison.js').Comparison} comparison
   */
  async compare(comparison) {
    return this.#alone(() => this.#engine.compare(comparison));
  }

  /**
   * Takes the reader's own files as the data, or the page's copy again. What was loaded stays until the new
   * data is there, and for good if it is refused.
   * @param {File[] | null} files
   */
  async useFiles(files) {
    const { ownCopy } = this.#state;
    if (!isFree(this.#state)) return;
    const say = (/** @type {Partial<typeof ownCopy>} */ news) => {
      Object.assign(ownCopy, news);
      this.#mark();
    };
    if (!files) {
      this.#engine.forgetData();
      say({ files: null, message: text.ownCopy.reverted, wrong: false });
      return;
    }
    say({ reading: true, loaded: 0, total: 0, message: text.ownCopy.reading, wrong: false });
    const loading = this.#engine.load(files, ({ loaded, total }) => {
      say({ loaded, total, message: text.ownCopy.progress(loaded, total) });
    });
    this.#over = Promise.allSettled([loading]);
    try {
      await loading;
      const { train, test } = this.#engine.images;
      say({ files, reading: false, message: text.ownCopy.done(train, test) });
    } catch (error) {
      const { train, test } = this.#engine.images;
      const kept = train > 0 ? text.ownCopy.kept(train, test) : text.ownCopy.keptNothing;
      const message = text.ownCopy.failed(sentenceOf(error, text.status.unknown), kept);
      say({ reading: false, message, wrong: true });
    }
  }

  /** Waits until nothing has the engine to itself; a run may be on. */
  async idle() {
    while (this.#state.occupied || this.#state.ownCopy.reading) await this.#over;
  }

  /**
   * Something that needs the engine to itself, while no run is on; it waits for its turn.
   * @template T
   * @param {() => Promise<T>} deed
   * @returns {Promise<T>}
   */
  async #alone(deed) {
    await this.idle();
    if (!isFree(this.#state)) throw new Error(text.status.occupied);
    this.#state.occupied = true;
    this.#mark();
    const done = deed().finally(() => {
      this.#state.occupied = false;
      this.#mark();
    });
    this.#over = Promise.allSettled([done]);
    return done;
  }
}
