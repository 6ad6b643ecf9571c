import { checkDataset } from './datasets.js';
import { ConvlabError } from './error.js';
import { inspectionOf } from './inspection.js';
import { summaryText } from './summary.js';
import { settingsOf } from './settings.js';

/**
 * @typedef {import('../protocol.js').BatchFigures} BatchFigures
 * @typedef {import('../protocol.js').Computer} Computer
 * @typedef {import('../protocol.js').Dataset} Dataset
 * @typedef {import('../protocol.js').EpochFigures} EpochFigures
 * @typedef {import('../protocol.js').Loss} Loss
 * @typedef {import('../protocol.js').Phase} Phase
 * @typedef {import('../protocol.js').Summary} Summary
 */

/**
 * @typedef {object} FitOptions what a run can be told is listed in `settings.js`; besides
 * @property {Dataset} [validationData] judged after each epoch
 * @property {AbortSignal} [signal] stops the run cleanly when aborted: `fit` resolves with `stopped: true`
 * @property {(figures: BatchFigures) => void} [onBatch] told of every batch, in order
 * @property {(figures: EpochFigures) => void} [onEpoch]
 * @property {(phase: Phase) => void} [onPhase] `upload`, `compile` (until the first step's figures are back),
 *   `train`, `validate` with the images done, `paused`; `lost` where the GPU is lost, with the seconds until another one is
 *   asked for: the run then goes on by itself, to the same bits
 * @property {(computer: Computer) => void} [onComputer] told what computes the run, when it begins and where that changes
 * @property {(checkpoint: Blob | null, over: boolean) => void} [onCheckpoint] told of all that the run goes on with, as
 *   a file for `restore`: every 30 seconds, at an epoch's end (not sooner than 5 seconds after the last one), where the run
 *   is paused, and at its end. Null where what makes the file could not be fetched: the next one tries again
 * @property {boolean} [resume] whether to go on with the run whose checkpoint was restored last, to the bits that it would
 *   have given without a break; all other options and the data must be that run's
 * @property {boolean} [paused] whether to stand still before the first batch, until `resume` or `step`
 *
 * @typedef {object} Figures an entry an epoch, as Keras's `History.history`
 * @property {number[]} loss
 * @property {number[]} accuracy
 * @property {number[]} val_loss empty without validation data
 * @property {number[]} val_accuracy
 *
 * @typedef {Figures & import('../protocol.js').FitEnd} History
 */

/** A network on the lab's device, with its weights and the optimiser's state. Made by `lab.model`. */
export class Model {
  #channel;
  #datasets;
  #number;
  #summary;
  #inputShape;
  #computer;

  /**
   * @param {import('./channel.js').Channel} channel
   * @param {import('./datasets.js').Datasets} datasets
   * @param {number} number the worker's name for it
   * @param {Summary} summary
   * @param {number[]} inputShape
   * @param {Computer} computer
   */
  constructor(channel, datasets, number, summary, inputShape, computer) {
    this.#channel = channel;
    this.#datasets = datasets;
    this.#number = number;
    this.#summary = summary;
    this.#inputShape = inputShape;
    this.#computer = computer;
  }

  /** What it is computed by: its name, how many threads, and a sentence that says why where it does not go without saying. */
  get computer() {
    return { ...this.#computer };
  }

  /**
   * The layers with their shapes and parameters, and Keras's own text of them.
   *
   * @returns {Summary & { text: string }} `text` is what Keras 3 prints
   */
  summary() {
    return { ...structuredClone(this.#summary), text: summaryText(this.#summary) };
  }

  /**
   * Trains. Other calls may be made meanwhile: they are served between two steps.
   *
   * @param {Dataset} data
   * @param {import('./settings.js').FitChoices & FitOptions} [options]
   * @returns {Promise<History>}
   */
  async fit(data, options = {}) {
    const settings = settingsOf(options);
    const { validationData, signal, onBatch, onEpoch, onPhase, onComputer, onCheckpoint } = options;
    const { paused = false, resume = false } = options;
    /** @type {Figures} */
    const figures = { loss: [], accuracy: [], val_loss: [], val_accuracy: [] };
    if (signal?.aborted) return { ...figures, stopped: true, stoppedEarly: false, bestEpoch: null };
    const training = this.#datasets.hold(data);
    const validation = validationData && this.#datasets.hold(validationData);
    const run = this.#channel.call(
      'fit',
      {
        ...this.#name,
        data: training.number,
        validation: validation?.number ?? null,
        settings,
        paused,
        resume,
        checkpoints: onCheckpoint !== undefined,
      },
      {
        signal,
        onNews: (news) => {
          if (news.type === 'batches') news.batches.forEach((figures) => onBatch?.(figures));
          if (news.type === 'phase') onPhase?.(news.phase);
          if (news.type === 'computer') {
            this.#computer = news.computer;
            onComputer?.(news.computer);
          }
          if (news.type === 'checkpoint') onCheckpoint?.(news.checkpoint, news.over);
          if (news.type === 'epoch') {
            append(figures, news.epoch);
            onEpoch?.(news.epoch);
          }
        },
      },
    );
    const [end] = await Promise.all([run, training.ready, validation?.ready]);
    return { ...figures, ...end };
  }

  /** Pauses the run; done when the model stands still. Without a run this does nothing, as the next two. */
  async pause() {
    await this.#channel.call('pause', this.#name);
  }

  /** Goes on with a paused run. */
  async resume() {
    await this.#channel.call('resume', this.#name);
  }

  /**
   * Trains exactly one more batch of the run, then pauses it; done when the batch is. If the batch ends an epoch,
   * its validation belongs to the step.
   */
  async step() {
    await this.#channel.call('step', this.#name);
  }

  /**
   * Changes the learning rate of the run in progress, from the next submitted batch on; its schedule is then relative to
   * the new rate. Without a run this rejects.
   *
   * @param {number} rate
   */
  async setLearningRate(rate) {
    await this.#channel.call('setLearningRate', { ...this.#name, rate });
  }

  /**
   * Mean loss and accuracy, in inference mode.
   *
   * @param {Dataset} data
   * @param {{ loss?: Loss }} [options]
   * @returns {Promise<{ loss: number, accuracy: number }>}
   */
  async evaluate(data, { loss = 'logits' } = {}) {
    return this.#ask('evaluate', data, loss);
  }

  /**
   * The network's output for each image, `[images, classes]`: probabilities, if it ends in a softmax.
   *
   * @param {Uint8Array | Float32Array | Dataset} images bytes are taken as `x / 255`, floats as they are
   * @param {Partial<import('../protocol.js').PredictOptions>} [options] `training` computes as a step of `fit` does, with
   *   the batch's own statistics and with what layers drop in step `step` of a run with seed `seed` (both 0 by default,
   *   where the steps of a run count from 1): all images as one batch, at most 512
   * @returns {Promise<Float32Array>}
   */
  async predict(images, { training = false, seed = 0, step = 0 } = {}) {
    const dataset = ArrayBuffer.isView(images) ? this.#unlabelled(images) : images;
    const { copy, transfer } = copied(dataset);
    const options = { training, seed, step };
    return this.#channel.call('predict', { ...this.#name, ...copy, ...options }, { transfer });
  }

  /**
   * Looks inside: what one batch makes of every layer's output, of the gradients, and what the weights are. Nothing of the
   * model or of a run is changed by it; in the midst of a run it is served between two steps.
   *
   * @param {Dataset} data at most 64 images, which are one batch
   * @param {Partial<import('../protocol.js').InspectOptions>} [options] `training` (true) computes as a step of `fit`
   *   does, with the batch's own statistics and what layers drop in step `step` of a run with seed `seed` (both 0);
   *   `backward` (as `training`) computes gradients, in training mode only; `image` (0) is the one whose maps are told
   * @returns {Promise<import('./inspection.js').Inspection>}
   */
  async inspect(data, options = {}) {
    const { loss = 'logits', training = true, seed = 0, step = 0, image = 0 } = options;
    const { backward = training } = options;
    const { copy, transfer } = copied(data);
    const sent = { ...this.#name, ...copy, options: { loss, training, seed, step, image, backward } };
    return inspectionOf(await this.#channel.call('inspect', sent, { transfer }));
  }

  /**
   * The gradient of the mean loss over all of a data set, in training mode and without an update, as a safetensors
   * file with Keras's weight names.
   *
   * @param {Dataset} data
   * @param {{ loss?: Loss }} [options]
   * @returns {Promise<Uint8Array>}
   */
  async gradients(data, { loss = 'logits' } = {}) {
    return this.#ask('gradients', data, loss);
  }

  /**
   * The weights as a safetensors file with Keras's names and shapes.
   *
   * @returns {Promise<Uint8Array>}
   */
  async weights() {
    return this.#channel.call('weights', this.#name);
  }

  /**
   * Takes the weights of a safetensors file and starts the optimiser afresh.
   *
   * @param {Uint8Array} file float32 tensors with exactly this model's names and shapes
   */
  async loadWeights(file) {
    if (!(file instanceof Uint8Array))
      throw new ConvlabError('weights', 'Weights must be given as a Uint8Array.');
    const copy = file.slice();
    await this.#channel.call('loadWeights', { ...this.#name, file: copy }, { transfer: [copy.buffer] });
  }

  /**
   * The whole model as one safetensors file: the weights, the design, and with `training` all that training goes on with.
   * `lab.open` makes a model of it, `restore` takes it up; the run in progress, if there is one, goes on.
   *
   * @param {object} [options]
   * @param {boolean} [options.training] whether the optimiser's state, and where the run stands, are saved too; false
   * @param {string[]} [options.classes] their names
   * @param {object} [options.notes] whatever is to be found again
   * @param {number} [options.learningRate] for those that go on with the optimiser's state elsewhere; 0.001
   * @returns {Promise<Uint8Array>}
   */
  async save({ training = false, classes = [], notes = {}, learningRate = 1e-3 } = {}) {
    const about = { classes, notes: JSON.stringify(notes), learningRate };
    return this.#channel.call('save', { ...this.#name, training, ...about });
  }

  /**
   * Takes up a file that `save` or `onCheckpoint` gave of a model of this design.
   *
   * @param {Uint8Array | Blob} file
   */
  async restore(file) {
    const copy = await bytesOf(file);
    await this.#channel.call('restore', { ...this.#name, file: copy }, { transfer: [copy.buffer] });
  }

  /** Asks the run in progress for a checkpoint, as soon as the work on its way is done. */
  async checkpoint() {
    await this.#channel.call('checkpoint', this.#name);
  }

  /**
   * Fresh weights, and the optimiser afresh.
   *
   * @param {{ seed?: number }} [options]
   */
  async reset({ seed = 0 } = {}) {
    await this.#channel.call('reset', { ...this.#name, seed });
  }

  /** Frees the model's memory; a run in progress stops. */
  async dispose() {
    await this.#channel.call('dispose', this.#name);
  }

  get #name() {
    return { model: this.#number };
  }

  /**
   * @template {'evaluate' | 'gradients'} T
   * @param {T} type
   * @param {Dataset} data
   * @param {Loss} loss
   * @returns {Promise<import('../protocol.js').Commands[T]['value']>}
   */
  async #ask(type, data, loss) {
    const { number, ready } = this.#datasets.hold(data);
    const answer = this.#channel.call(type, { ...this.#name, data: number, loss });
    const [value] = await Promise.all([answer, ready]);
    return value;
  }

  /**
   * @param {Uint8Array | Float32Array} images
   * @returns {Dataset}
   */
  #unlabelled(images) {
    const size = this.#inputShape.reduce((product, dim) => product * dim, 1);
    const count = images.length / size;
    if (!Number.isInteger(count) || count === 0) {
      const shape = this.#inputShape.join(' x ');
      throw new ConvlabError(
        'data',
        `The images must be a whole number of ${shape} values, but there are ${images.length}.`,
      );
    }
    return { images, shape: [count, ...this.#inputShape], labels: new Uint8Array(count) };
  }
}

/**
 * A few images on their way to the worker, which keeps none of them.
 *
 * @param {Dataset} dataset
 */
function copied(dataset) {
  checkDataset(dataset);
  const { images, labels } = dataset;
  const copy = { images: images.slice(), shape: [...dataset.shape], labels: labels.slice() };
  return { copy, transfer: [copy.images.buffer, copy.labels.buffer] };
}

/**
 * The bytes of a saved model, for the worker to keep.
 *
 * @param {Uint8Array | Blob} file
 */
export async function bytesOf(file) {
  if (file instanceof Blob) return new Uint8Array(await file.arrayBuffer());
  if (file instanceof Uint8Array) return file.slice();
  throw new ConvlabError('weights', 'A saved model must be given as a Uint8Array or a Blob.');
}

/**
 * @param {Figures} figures
 * @param {EpochFigures} epoch
 */
function append(figures, { loss, accuracy, val_loss, val_accuracy }) {
  figures.loss.push(loss);
  figures.accuracy.push(accuracy);
  if (val_loss !== undefined) figures.val_loss.push(val_loss);
  if (val_accuracy !== undefined) figures.val_accuracy.push(val_accuracy);
}
