import { Channel } from './engine/channel.js';
import { Datasets } from './engine/datasets.js';
import { ConvlabError } from './engine/error.js';
import { bytesOf, Model } from './engine/model.js';

/**
 * Convlab's engine as a module: a lab in a worker of its own, its data sets and its models.
 *
 *     const lab = await createLab();
 *     const data = await lab.cifar10({ train: 5000, test: 2000 });
 *     const model = await lab.model({ ...presets.tutorial(), seed: 1 });
 *     const history = await model.fit(data.train, { epochs: 10, validationData: data.test });
 *
 * Everything rejects with a {@link ConvlabError}, whose message is a sentence for the reader.
 *
 * @module
 */

export { presets } from './presets.js';
export { ConvlabError };

/**
 * @typedef {import('./protocol.js').Dataset} Dataset
 * @typedef {import('./protocol.js').Info} Info
 * @typedef {import('./protocol.js').Opening} Opening
 * @typedef {import('./protocol.js').Progress} Progress
 */

const BACKENDS = ['auto', 'webgpu', 'cpu'];

/** The most threads that can be asked for. */
const MOST_THREADS = 16;

/**
 * Starts the engine.
 *
 * @param {object} [options]
 * @param {Info['requested']} [options.backend] `auto` (the default) takes WebGPU, the CPU where there is none, and
 *   the faster of the two where WebGPU is itself computed by the CPU; `lab.info.reason` says so in a sentence
 * @param {number} [options.threads] with which the CPU computes; by default half the processors, at most 4.
 *   A run gives the same bits again on the same number; one thread also serves where further ones do not start, and for
 *   networks that cannot be shared: `model.computer` tells
 * @param {(opening: Opening) => void} [options.onPhase]
 * @returns {Promise<Lab>}
 */
export async function createLab({ backend = 'auto', threads, onPhase } = {}) {
  if (!BACKENDS.includes(backend)) {
    throw new ConvlabError('option', "backend must be 'auto', 'webgpu' or 'cpu'.");
  }
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1 && threads <= MOST_THREADS)) {
    throw new ConvlabError('option', `threads must be a whole number from 1 to ${MOST_THREADS}.`);
  }
  const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module', name: 'convlab' });
  const channel = new Channel(worker);
  try {
    const info = await channel.call(
      'open',
      { backend, threads: threads ?? null },
      { onNews: (news) => news.type === 'opening' && onPhase?.(news.opening) },
    );
    return new Lab(channel, info);
  } catch (error) {
    channel.close(new ConvlabError('closed', 'The engine did not start.'));
    throw error;
  }
}

/** The engine: a device in a worker, which holds data sets and models. Made by {@link createLab}. */
export class Lab {
  #channel;
  #datasets;
  #models = 0;

  /**
   * @param {Channel} channel
   * @param {Info} info
   */
  constructor(channel, info) {
    this.#channel = channel;
    this.#datasets = new Datasets(channel);
    /** What computes, and why. */
    this.info = info;
  }

  /**
   * Loads the first images of CIFAR-10: from the site, only the parts that hold them, or from the reader's own
   * copy, which is read in the worker and sent nowhere.
   *
   * @param {object} options
   * @param {number} options.train training images, 1 to 50,000
   * @param {number} options.test test images, 1 to 10,000
   * @param {Iterable<File> | null} [options.files] `cifar-10-binary.tar.gz`, or its `.bin` files; of files that hold
   *   fewer images than asked for, those come that there are
   * @param {(progress: Progress) => void} [options.onProgress]
   * @param {AbortSignal} [options.signal] rejects with an `AbortError` when aborted
   * @returns {Promise<{ train: Dataset, test: Dataset, classes: string[] }>}
   */
  async cifar10({ train, test, files, onProgress, signal }) {
    for (const [name, count] of Object.entries({ train, test })) {
      if (!Number.isInteger(count) || count < 1) {
        throw new ConvlabError('option', `${name} must be a whole number of at least 1.`);
      }
    }
    signal?.throwIfAborted();
    const numbers = { train: this.#datasets.next(), test: this.#datasets.next() };
    const base = new URL('data/cifar10/', document.baseURI).href;
    const data = await this.#channel.call(
      'cifar10',
      { datasets: numbers, wanted: { train, test }, base, files: files ? [...files] : null },
      { signal, onNews: (news) => news.type === 'progress' && onProgress?.(news.progress) },
    );
    this.#datasets.note(data.train, numbers.train);
    this.#datasets.note(data.test, numbers.test);
    return data;
  }

  /**
   * Makes a model with fresh weights. Layers and their arguments are named as in Keras, in camel case, and have
   * Keras's defaults: Conv2D, MaxPooling2D, Flatten, Dense, Activation, Dropout, BatchNormalization.
   *
   * @param {object} description
   * @param {number[]} description.inputShape of one image, `[height, width, channels]`
   * @param {object[]} description.layers such as `{ type: 'Dense', units: 10, activation: 'softmax' }`
   * @param {number} [description.seed] of the weights; 0 by default
   * @param {number} [description.batchSize] of the runs to come, 32 by default: a GPU's kernels for it are made ready while
   *   nobody waits for them. A run may have another, and then waits for its own
   * @returns {Promise<Model>}
   */
  async model({ inputShape, layers, seed = 0, batchSize = 32 }) {
    const number = ++this.#models;
    const spec = JSON.stringify({ inputShape, layers });
    const { summary, computer } = await this.#channel.call('model', { model: number, spec, seed, batchSize });
    return new Model(this.#channel, this.#datasets, number, summary, [...inputShape], computer);
  }

  /**
   * Makes a model of a file that `model.save` gave, with its weights and whatever training goes on with.
   *
   * @param {Uint8Array | Blob} file
   * @returns {Promise<{ model: Model, about: import('./protocol.js').About }>}
   */
  async open(file) {
    const about = await this.describe(file);
    const model = await this.model(about.description);
    await model.restore(file);
    return { model, about };
  }

  /**
   * What a file that `model.save` gave says of itself; rejects where it is damaged.
   *
   * @param {Uint8Array | Blob} file
   * @returns {Promise<import('./protocol.js').About>}
   */
  async describe(file) {
    const copy = await bytesOf(file);
    return this.#channel.call('describe', { file: copy }, { transfer: [copy.buffer] });
  }

  /**
   * Loses the GPU, as a driver's reset does, or the CPU's further threads: to see what comes of it. On one thread of the CPU
   * it does nothing.
   */
  async loseDevice() {
    await this.#channel.call('loseDevice', {});
  }

  /** Ends the worker with everything in it. Data sets stay usable, in another lab too. */
  close() {
    this.#channel.close(new ConvlabError('closed', 'The engine has been closed.'));
  }
}
