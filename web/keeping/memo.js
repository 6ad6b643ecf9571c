import { Envelope } from '../run/envelope.js';

/**
 * What the page remembers of a run beside the engine's own file: the settings, the charts, and where it stood.
 *
 * @typedef {import('../run/state.js').State} State
 *
 * @typedef {object} Memo
 * @property {1} version
 * @property {string} runId the run’s name
 * @property {boolean} over whether the run had come to its end, or was stopped
 * @property {import('../run/state.js').Design} design
 * @property {import('../run/state.js').Settings} settings
 * @property {'webgpu' | 'cpu'} backend what computed
 * @property {boolean} ownCopy whether the images were the reader's own copy
 * @property {number} fits how often the network had been fitted before this run
 * @property {number} origin where the run began on the charts' x axis
 * @property {number} trained where it stood there
 * @property {string} [kernels] what computed it on WebGPU
 * @property {{ epoch: number, epochs: number, batch: number, batches: number }} place
 * @property {import('../run/state.js').Epoch[]} history
 * @property {{ loss: import('../run/envelope.js').Snapshot, accuracy: import('../run/envelope.js').Snapshot }} batches
 */

/**
 * @param {State} state
 * @param {{ fits: number, over: boolean }} run
 * @returns {Memo | null} null where no run has begun
 */
export function memoOf(state, { fits, over }) {
  const { network, run, settings, info, ownCopy, trained, history, batches } = state;
  if (!network || !run.settings || !info) return null;
  const { epoch, epochs, batch } = run;
  return {
    version: 1,
    runId: state.runId,
    over,
    design: structuredClone(network),
    settings: { ...run.settings, learningRate: settings.learningRate },
    backend: info.backend,
    // Where the fastest are still looked for, a run that is taken up looks again.
    kernels: info.search === 'on' ? undefined : info.kernels,
    ownCopy: ownCopy.files !== null,
    fits,
    origin: run.origin,
    trained,
    place: { epoch, epochs, batch, batches: run.batches },
    history: [...history],
    batches: { loss: batches.loss.snapshot(), accuracy: batches.accuracy.snapshot() },
  };
}

/**
 * Whether something is a memo of this version of the page.
 *
 * @param {any} memo
 * @returns {memo is Memo}
 */
export const isMemo = (memo) =>
  memo?.version === 1 &&
  typeof memo.runId === 'string' &&
  Array.isArray(memo.design?.description?.layers) &&
  typeof memo.settings?.epochs === 'number' &&
  Array.isArray(memo.history) &&
  typeof memo.trained === 'number' &&
  typeof memo.place?.epochs === 'number' &&
  Array.isArray(memo.batches?.loss?.buckets) &&
  Array.isArray(memo.batches?.accuracy?.buckets);

/**
 * Puts the page where a memo says that it stood. The settings are the panel's own affair.
 *
 * @param {State} state
 * @param {Memo} memo
 */
export function recall(state, { design, history, batches, trained }) {
  state.design = design;
  if (design.preset === 'own') state.own = design.description;
  state.history = [...history];
  state.batches = { loss: Envelope.of(batches.loss), accuracy: Envelope.of(batches.accuracy) };
  state.trained = trained;
}
