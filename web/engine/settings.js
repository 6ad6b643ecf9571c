import { ConvlabError } from './error.js';

/**
 * @typedef {import('../protocol.js').FitSettings} FitSettings
 * @typedef {import('../protocol.js').EarlyStopping} EarlyStopping
 * @typedef {import('../protocol.js').Schedule} Schedule
 *
 * @typedef {object} FitChoices what a run can be told; the engine checks each
 * @property {number} [epochs] passes over the images; 1 by default
 * @property {number} [batchSize] images a step; 32 by default. The last batch of an epoch may be smaller
 * @property {boolean} [shuffle] whether each epoch visits the images in a new order; true by default
 * @property {number} [seed] of that order, of what layers drop and of how images are changed; 0 by default
 * @property {number} [learningRate] 0.001 by default; `model.setLearningRate` changes it in the midst of a run
 * @property {Partial<Schedule> | null} [schedule] how the rate changes from epoch to epoch (from 0): `constant` (the
 *   default); `step`, `learningRate * factor ** floor(epoch / every)`, by default half every 10 epochs; `cosine`,
 *   `minimum + (learningRate - minimum) * (1 + cos(pi * epoch / epochs)) / 2`, by default down to 0
 * @property {'adam' | 'sgd'} [optimizer] Keras's; adam by default. Another one than in the last run, or other constants,
 *   starts afresh; the same goes on
 * @property {number} [momentum] of `sgd`: `v = momentum * v - rate * gradient`, then `w += v`; 0 by default
 * @property {boolean} [nesterov] whether `sgd` looks ahead: `w += momentum * v - rate * gradient`; false by default
 * @property {import('../protocol.js').Loss} [loss] `logits` (the default) looks through a softmax at the end, as Keras
 *   on TensorFlow does; `double-softmax` takes the softmax of the probabilities once more, as Keras does where nothing
 *   looks through
 * @property {{ flip?: boolean, shift?: number } | null} [augmentation] how training images are changed, anew in each
 *   step: `flip` turns one of two over left to right, `shift` moves each by up to so many pixels (0 to 4) up or down and
 *   right or left, with 0 moving in; by default neither
 * @property {string} [kernels] what computes on WebGPU: `winograd` (the default), `subgroups`, `staged`, `half`, `tiled` or `plain` for the whole
 *   network, one of them for each of its steps in a row, or `measured` for whatever is the fastest here but `half`: the run then
 *   begins with `winograd`, tries the others between its steps, for a second in all, and goes on with what it found. `half` keeps what Winograd's
 *   transforms give in 16 bits, and `subgroups` exchanges numbers among neighbours, where the graphics card can; a run
 *   that is resumed where it cannot goes on with `winograd`. `onComputer` tells which they are, each time; asked for by name, they give the same bits
 *   again
 * @property {Partial<EarlyStopping> | null} [earlyStopping] Keras's `EarlyStopping`, with its defaults: ends the run
 *   after `patience` (0) epochs without a better `monitor` ('val_loss'); with `restoreBest` (false) the best epoch's
 *   weights and moving statistics are put back when the run ends by itself, and the optimiser starts afresh. By
 *   default a run goes on to its last epoch
 */

/** @type {Schedule} */
const SCHEDULE = { type: 'constant', every: 10, factor: 0.5, minimum: 0 };

/** @type {FitSettings['augmentation']} */
const AUGMENTATION = { flip: false, shift: 0 };

/** @type {EarlyStopping} */
const EARLY_STOPPING = { monitor: 'val_loss', patience: 0, restoreBest: false };

/**
 * What a run is told, with the default of what is left out.
 *
 * @param {FitChoices} choices
 * @returns {FitSettings}
 */
export function settingsOf(choices) {
  const {
    epochs = 1,
    batchSize = 32,
    shuffle = true,
    seed = 0,
    learningRate = 1e-3,
    schedule,
    optimizer = 'adam',
    momentum = 0,
    nesterov = false,
    loss = 'logits',
    augmentation,
    kernels = 'winograd',
    earlyStopping,
  } = choices;
  return {
    epochs,
    batchSize,
    shuffle,
    seed,
    learningRate,
    schedule: filled('schedule', SCHEDULE, schedule),
    optimizer,
    momentum,
    nesterov,
    loss,
    augmentation: filled('augmentation', AUGMENTATION, augmentation),
    kernels,
    earlyStopping: (earlyStopping ?? null) && filled('earlyStopping', EARLY_STOPPING, earlyStopping),
  };
}

/**
 * An option of several parts, with the default of each that is left out. What is no object the engine refuses.
 *
 * @template {object} T
 * @param {string} name
 * @param {T} defaults
 * @param {Partial<T> | null | undefined} given
 * @returns {T}
 */
function filled(name, defaults, given) {
  if (typeof given !== 'object') return given === undefined ? defaults : given;
  const unknown = Object.keys(given ?? {}).find((part) => !(part in defaults));
  if (unknown !== undefined) {
    const parts = Object.keys(defaults).join(', ');
    throw new ConvlabError('option', `${name} has no ${unknown}; it takes ${parts}.`);
  }
  return { ...defaults, ...given };
}
