import { createLab } from '../convlab.js';
import { misfitOf } from '../design/misfit.js';
import { text } from '../text.js';
import { compare } from './comparison.js';
import { hasLearned } from './state.js';

/**
 * @typedef {import('./state.js').State} State
 * @typedef {Awaited<ReturnType<typeof createLab>>} Lab
 * @typedef {Awaited<ReturnType<Lab['model']>>} Model
 * @typedef {{ loaded: number, total: number, unit: string, what: string }} Progress
 */

/**
 * What a run needs and keeps between runs: the engine, the data, the network. Each is made when it is first
 * needed and kept while it still serves, so that opening the page costs nothing and training again costs no
 * preparation.
 */
export class Engine {
  #state;
  #mark;
  /** @type {Lab | null} */
  #lab = null;
  /** @type {Model | null} */
  #model = null;
  /** The seed of the network's weights when they were fresh. */
  #seed = 0;
  /** What the loaded data was asked for with. */
  #dataKey = '';
  #guessing = false;
  /** When the network was last asked, in milliseconds of performance.now(). */
  guessedAt = 0;

  /**
   * @param {State} state
   * @param {() => void} mark says that the state has changed
   */
  constructor(state, mark) {
    this.#state = state;
    this.#mark = mark;
  }

  get model() {
    return this.#model;
  }

  /** How many images are loaded. */
  get images() {
    const { data } = this.#state;
    return { train: data?.train.shape[0] ?? 0, test: data?.test.shape[0] ?? 0 };
  }

  /** Whether the engine is there and computes where the settings say. */
  get isOpen() {
    const { settings } = this.#state;
    return this.#lab !== null && (hasLearned(this.#state) || this.#lab.info.requested === settings.backend);
  }

  /** Whether the network is there, made from the design and with weights of the seed that the settings say. */
  get hasModel() {
    const { settings, design, network } = this.#state;
    if (!this.isOpen || !this.#model) return false;
    return hasLearned(this.#state) || (this.#seed === settings.seed && network === design);
  }

  /** Whether the loaded data is what the settings ask for. */
  get hasData() {
    return this.#state.data !== null && this.#dataKey === this.#key();
  }

  /**
   * Starts the engine where it is not there yet, and anew where another backend is wanted and nothing would
   * be lost.
   */
  async open() {
    const { backend } = this.#state.settings;
    if (this.#lab && this.#lab.info.requested !== backend && !hasLearned(this.#state)) this.close();
    if (this.#lab) return this.#lab;
    this.#lab = await createLab({ backend });
    this.#state.info = this.#lab.info;
    this.#mark();
    return this.#lab;
  }

  /**
   * Loads as many images as the settings say. What was loaded stays until the new data is there.
   * @param {File[] | null} files the reader's own copy; null for the page's
   * @param {(progress: Progress) => void} onProgress
   * @param {AbortSignal} [signal]
   */
  async load(files, onProgress, signal) {
    const lab = await this.open();
    const { trainImages: train, validationImages: test } = this.#state.settings;
    const key = this.#key();
    this.#state.data = await lab.cifar10({ train, test, files: files ?? undefined, onProgress, signal });
    this.#dataKey = key;
  }

  /** Makes the next run load its data again. */
  forgetData() {
    this.#dataKey = '';
  }

  /**
   * The network: made where there is none of the design, and with fresh weights where the seed changed before it
   * learned anything.
   */
  async prepareModel() {
    const { settings, design } = this.#state;
    const { seed, batchSize } = settings;
    const learned = hasLearned(this.#state);
    const lab = await this.open();
    if (this.#model && !learned && this.#state.network !== design) await this.#dropModel();
    if (!this.#model) {
      const misfit = misfitOf(design.description);
      if (misfit) throw new Error(misfit);
      this.#take(await lab.model({ ...design.description, seed, batchSize }), design, seed);
      await this.guess();
    } else if (!learned && this.#seed !== seed) {
      await this.refresh();
    }
    return this.#model;
  }

  /**
   * What a saved model says of itself; fails where it is damaged.
   * @param {Uint8Array | Blob} file
   */
  async describe(file) {
    const lab = await this.open();
    return lab.describe(file);
  }

  /**
   * Takes a saved model in place of the network; where it cannot be taken, the network stays.
   * @param {import('./state.js').Design} design
   * @param {Uint8Array | Blob} file
   */
  async restore(design, file) {
    const misfit = misfitOf(design.description);
    if (misfit) throw new Error(misfit);
    const { seed, batchSize } = this.#state.settings;
    const lab = await this.open();
    const model = await lab.model({ ...design.description, seed, batchSize });
    try {
      await model.restore(file);
    } catch (error) {
      await model.dispose();
      throw error;
    }
    await this.#model?.dispose();
    this.#take(model, design, seed);
    await this.guess();
    return model;
  }

  /**
   * The whole model as a file.
   * @param {Parameters<Model['save']>[0]} options
   */
  async save(options) {
    return this.#needModel().save(options);
  }

  /** The network's description and its weights as safetensors; null where there is no network. */
  async network() {
    const { network } = this.#state;
    if (!this.#model || !network) return null;
    return { description: network.description, weights: await this.#model.weights() };
  }

  /** Mean loss and accuracy of the network on the test images that are loaded. */
  async evaluate() {
    const { data, settings } = this.#state;
    if (!data) throw new Error(text.status.noData);
    return this.#needModel().evaluate(data.test, { loss: settings.loss });
  }

  /**
   * What the network says about images, also in the middle of a run.
   * @param {import('./state.js').Dataset} images
   * @param {import('./aside.js').PredictOptions} [options]
   */
  async predict(images, options) {
    return this.#needModel().predict(images, options);
  }

  /**
   * What every layer of the network gives for a batch, also in the middle of a run; the loss is the one that is set.
   * @param {import('./state.js').Dataset} images
   * @param {import('./aside.js').InspectOptions} options
   */
  async inspect(images, options) {
    const { loss } = this.#state.settings;
    return this.#needModel().inspect(images, { loss, ...options });
  }

  /**
   * Trains networks of their own with different losses; the reader's is left alone.
   * @param {import('./comparison.js').Comparison} comparison
   */
  async compare(comparison) {
    return compare(await this.open(), comparison);
  }

  /** Gives the network fresh weights. */
  async refresh() {
    const { seed } = this.#state.settings;
    await this.#model?.reset({ seed });
    this.#seed = seed;
    await this.guess();
  }

  /** Asks the network about the images on show, unless it is being asked already or does not exist. */
  async guess() {
    const { strip } = this.#state;
    const { images } = strip;
    if (!this.#model || !images || this.#guessing) return;
    this.#guessing = true;
    this.guessedAt = performance.now();
    try {
      const probabilities = await this.#model.predict({ ...images, images: images.images.slice() });
      if (strip.images === images) strip.probabilities = probabilities;
      this.#mark();
    } catch {
      // A run that fails says so itself; the bars then stay as they were.
    } finally {
      this.#guessing = false;
    }
    if (strip.images !== images) await this.guess();
  }

  /** Ends the engine and its network; the data stays, it lies on the page's side. */
  close() {
    this.#lab?.close();
    this.#lab = null;
    this.#state.info = null;
    this.#forgetModel();
  }

  /**
   * @param {Model} model
   * @param {import('./state.js').Design} design
   * @param {number} seed
   */
  #take(model, design, seed) {
    this.#model = model;
    this.#seed = seed;
    this.noteComputer(model.computer);
    this.#state.hasModel = true;
    this.#state.network = design;
    this.#state.summary = model.summary();
  }

  /** @param {import('../protocol.js').Computer} computer of the network */
  noteComputer(computer) {
    if (this.#lab) this.#state.info = { ...this.#lab.info, ...computer };
  }

  async #dropModel() {
    await this.#model?.dispose();
    this.#forgetModel();
  }

  #forgetModel() {
    this.#model = null;
    this.#state.hasModel = false;
    this.#state.network = null;
    this.#state.strip.probabilities = null;
  }

  #needModel() {
    if (!this.#model) throw new Error(text.status.noModel);
    return this.#model;
  }

  #key() {
    const { trainImages, validationImages } = this.#state.settings;
    return `${trainImages} ${validationImages}`;
  }
}

/**
 * What an error says, as a sentence with an end.
 * @param {unknown} error
 * @param {string} otherwise where it says nothing
 */
export function sentenceOf(error, otherwise) {
  const message = error instanceof Error && error.message ? error.message.trim() : otherwise;
  return /[.?]$/.test(message) ? message : `${message}.`;
}
