import { presets } from '../presets.js';
import { Envelope } from './envelope.js';

/**
 * @typedef {{ images: Uint8Array | Float32Array, shape: number[], labels: Uint8Array }} Dataset
 *   images [n, 32, 32, 3], bytes; labels [n]
 * @typedef {{ train: Dataset, test: Dataset, classes: string[] }} Data
 *
 * @typedef {object} Settings
 * @property {number} trainImages
 * @property {number} validationImages
 * @property {number} epochs
 * @property {number} batchSize images a step
 * @property {number} learningRate
 * @property {number} seed
 * @property {'logits' | 'double-softmax'} loss
 * @property {'auto' | 'webgpu' | 'cpu'} backend
 * @property {'adam' | 'sgd'} optimizer
 * @property {number} momentum of `sgd`
 * @property {'constant' | 'step' | 'cosine'} schedule how the learning rate changes from epoch to epoch
 * @property {'none' | 'flip' | 'shift' | 'both'} augmentation how training images are changed
 * @property {'measured' | 'winograd' | 'subgroups' | 'staged' | 'half' | 'tiled' | 'plain'} kernels what computes on WebGPU
 * @property {number} patience epochs without improvement after which a run ends; 0 for never
 * @property {'val_loss' | 'val_accuracy' | 'loss' | 'accuracy'} monitor what has to improve
 *
 * @typedef {import('../presets.js').Description} Description
 *
 * @typedef {object} Design a network that could be made
 * @property {import('../presets.js').Preset | 'own'} preset its name
 * @property {Description} description
 *
 * @typedef {{ loss: number, accuracy: number, val_loss?: number, val_accuracy?: number }} Figures  as Keras's
 *   history has them
 * @typedef {Figures & { at: number, seconds: number }} Epoch  with its place on the charts' x axis, in epochs, and how
 *   long it took
 *
 * @typedef {'empty' | 'engine' | 'data' | 'upload' | 'compile' | 'lost' | 'train' | 'validate' | 'pausing' | 'paused'
 *   | 'stopping' | 'stopped' | 'finished' | 'failed'} Phase
 */

/** The phases in which no run is on. @type {ReadonlySet<Phase>} */
const RESTING = new Set(/** @type {Phase[]} */ (['empty', 'stopped', 'finished', 'failed']));

/** The phases in which the engine is at work on the batches of a run. @type {ReadonlySet<Phase>} */
const FITTING = new Set(
  /** @type {Phase[]} */ (['upload', 'compile', 'lost', 'train', 'validate', 'pausing', 'paused']),
);

/** @param {Phase} phase */
export const isResting = (phase) => RESTING.has(phase);

/** @param {Phase} phase */
export const isFitting = (phase) => FITTING.has(phase);

/**
 * Whether the network knows something that would be lost.
 * @param {State} state
 */
export const hasLearned = ({ trained, opened }) => trained > 0 || opened !== '';

/**
 * Whether the engine is free for something new: no run is on, and nothing else has it to itself.
 * @param {State} state
 */
export const isFree = ({ phase, ownCopy, occupied }) => isResting(phase) && !ownCopy.reading && !occupied;

/** The run at hand: one call of `fit`. Times in seconds. */
const emptyRun = () => ({
  epoch: 0,
  epochs: 0,
  batch: 0,
  batches: 0,
  /** What the settings were when it began. @type {Settings | null} */
  settings: null,
  /** Where on the charts' x axis it begins: epochs trained before, with the part of one that was stopped. */
  origin: 0,
  imagesPerSecond: 0,
  /** @type {number | null} null until the speed is known well enough */
  secondsLeft: null,
  elapsed: 0,
  /** How far, in the phase at hand. */
  progress: { loaded: 0, total: 0, unit: '', what: '' },
  /** When the phase at hand began, in milliseconds of performance.now(). */
  phaseSince: 0,
  /** The epoch of this run that was the best, where early stopping watched for it. @type {number | null} */
  bestEpoch: null,
  stoppedEarly: false,
  /** Seconds from the phase's beginning until another device is asked for, where the GPU was lost. */
  lostFor: 0,
  /** The engine's sentence about a loss that went out of all bounds, which ended the run. */
  diverged: '',
  /** How long the preparations took. @type {{ engine?: number, data?: number, prepare?: number }} */
  took: {},
});

/** What the settings are until the reader changes them. */
export const usualSettings = () => createState().settings;

/** Everything the page knows, in one plain object; views read it, `run.js` and the settings write it. */
export const createState = () => ({
  /** @type {Phase} */
  phase: 'empty',
  /** The last valid settings. @type {Settings} */
  settings: {
    trainImages: 5000,
    validationImages: 2000,
    epochs: 10,
    batchSize: 32,
    learningRate: 0.001,
    seed: 1,
    loss: 'logits',
    backend: 'auto',
    optimizer: 'adam',
    momentum: 0.9,
    schedule: 'constant',
    augmentation: 'none',
    kernels: 'measured',
    patience: 0,
    monitor: 'val_loss',
  },
  /** What computes, and why. @type {import('../protocol.js').Info | null} */
  info: null,
  /** @type {Data | null} */
  data: null,
  /** What the next network is made from. @type {Design} */
  design: { preset: 'tutorial', description: presets.tutorial() },
  /** Earlier runs that are drawn behind the present one. @type {{ id: string, name: string, history: Epoch[] }[]} */
  overlay: [],
  /** The reader's own design, once there is one. @type {import('../presets.js').Description | null} */
  own: null,
  /** What the network that exists was made from. @type {Design | null} */
  network: null,
  /** Whether a network with weights of its own exists. */
  hasModel: false,
  /** The network's summary once there is one, as `model.summary()` gives it. @type {Summary | null} */
  summary: null,
  run: emptyRun(),
  /** All epochs since the last reset. @type {Epoch[]} */
  history: [],
  /** Every batch's own figures since the last reset, over x in epochs. */
  batches: { loss: new Envelope(), accuracy: new Envelope() },
  /** Where the charts' lines end, in epochs. */
  trained: 0,
  /** The name of the file that the network was opened from, or what else brought it back; empty where it is the page's own. */
  opened: '',
  /** Whether the reader's last deed was a reset. */
  wasReset: false,
  /** The name of what was trained since the last reset, for whatever is kept of it. */
  runId: /** @type {string} */ (crypto.randomUUID()),
  /** How often the reader has reset. */
  resets: 0,
  /** Whether something other than a run has the engine to itself. */
  occupied: false,
  /** @type {{ what: string, safe: string, todo: string, code: string } | null} */
  failure: null,
  ownCopy: {
    /** @type {File[] | null} null where the page's own copy is used */
    files: null,
    reading: false,
    loaded: 0,
    total: 0,
    message: '',
    wrong: false,
  },
  strip: {
    /** The images on show. @type {Dataset | null} */
    images: null,
    /** [images * 10], or null before the first guess. @type {Float32Array | null} */
    probabilities: null,
  },
});

/**
 * @typedef {ReturnType<typeof createState>} State
 * @typedef {ReturnType<import('../engine/model.js').Model['summary']>} Summary
 */

/**
 * Begins a new run in the state.
 * @param {State} state
 */
export function beginRun(state) {
  state.run = {
    ...emptyRun(),
    settings: { ...state.settings },
    epochs: state.settings.epochs,
    origin: state.trained,
  };
  state.failure = null;
  state.wasReset = false;
}

/**
 * Forgets what was trained; settings, data and the pictures on show stay.
 * @param {State} state
 */
export function forgetRun(state) {
  state.run = emptyRun();
  state.history = [];
  state.batches = { loss: new Envelope(), accuracy: new Envelope() };
  state.trained = 0;
  state.opened = '';
  state.runId = crypto.randomUUID();
  state.failure = null;
  state.resets += 1;
}
