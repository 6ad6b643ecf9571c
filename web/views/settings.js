import { oneOf, whole } from '../readers.js';
import { text } from '../text.js';
import { byId, write } from './dom.js';
import { attachField } from './number-field.js';
import { hasLearned, isFitting, isResting } from '../run/state.js';

/**
 * @typedef {import('../run/state.js').State} State
 * @typedef {import('../run/state.js').Settings} Settings
 */

/** How each field is read: its value, or null where it is not valid. */
const readers = {
  trainImages: whole(500, 50_000, 500),
  validationImages: whole(500, 10_000, 500),
  epochs: whole(1, 500),
  batchSize: whole(1, 512),
  learningRate: (/** @type {string} */ written) => {
    const value = Number(written);
    return written.trim() !== '' && value > 0 && value <= 1 ? value : null;
  },
  seed: whole(0, 4_294_967_295),
  loss: oneOf(/** @type {Settings['loss'][]} */ (['logits', 'double-softmax'])),
  backend: oneOf(/** @type {Settings['backend'][]} */ (['auto', 'webgpu', 'cpu'])),
  optimizer: oneOf(/** @type {Settings['optimizer'][]} */ (['adam', 'sgd'])),
  momentum: (/** @type {string} */ written) => {
    const value = Number(written);
    return written.trim() !== '' && value >= 0 && value < 1 ? value : null;
  },
  schedule: oneOf(/** @type {Settings['schedule'][]} */ (['constant', 'step', 'cosine'])),
  augmentation: oneOf(/** @type {Settings['augmentation'][]} */ (['none', 'flip', 'shift', 'both'])),
  kernels: oneOf(
    /** @type {Settings['kernels'][]} */ ([
      'measured',
      'winograd',
      'subgroups',
      'staged',
      'half',
      'tiled',
      'plain',
    ]),
  ),
  patience: whole(0, 500),
  monitor: oneOf(/** @type {Settings['monitor'][]} */ (['val_loss', 'val_accuracy', 'loss', 'accuracy'])),
};

const names = /** @type {(keyof Settings)[]} */ (Object.keys(readers));

/** What belongs to the network's weights and cannot change under them, by the ids of the fields. */
const BOUND = ['seed', 'backend', 'network'];

/** What can be changed while a run is on. */
const LIVE = 'learningRate';

/**
 * The form of settings: every field checked as it is typed in, the sentence at the field where it is wrong.
 * What differs from the usual stands in the address.
 * @param {State} state
 * @param {() => void} mark
 * @param {import('../address.js').Address} address
 * @param {import('../run/run.js').Run} run
 */
export function attachSettings(state, mark, address, run) {
  const fields = byId('fields', HTMLFieldSetElement);
  const controls = /** @type {HTMLInputElement[]} */ ([...fields.querySelectorAll('input, select')]);
  const locked = byId('locked', HTMLElement);
  const momentum = /** @type {HTMLElement} */ (byId('momentum', HTMLInputElement).closest('.field'));
  const inputs = names.map((name) => {
    /** @type {(written: string) => string | number | null} */
    const read = readers[name];
    const { field, check, set } = attachField(name, {
      read,
      wrong: () => text.fields.wrong[name],
      changed(value) {
        Object.assign(state.settings, { [name]: value });
        address.write(name, field.value === usual ? null : field.value);
        if (name === LIVE) void run.setLearningRate(state.settings.learningRate);
        mark();
      },
    });
    const usual = field.value;
    const asked = address.read(name, read);
    if (asked !== null) set(asked);
    return { name, field, check, set };
  });

  return {
    /**
     * Sets what is given, as if the reader had.
     * @param {Partial<Settings>} values
     */
    adopt(values) {
      for (const { name, set } of inputs) {
        const value = values[name];
        if (value !== undefined) set(String(value));
      }
    },

    /** Checks every field, and takes the reader to the first that is wrong. */
    valid() {
      const wrong = inputs.filter(({ check }) => check() === null);
      const first = wrong[0]?.field;
      const fold = first?.closest('details');
      if (fold) fold.open = true;
      first?.focus();
      return wrong.length === 0;
    },

    show() {
      const running = !isResting(state.phase);
      const locking = running || state.occupied;
      const learned = hasLearned(state);
      for (const control of controls) {
        const live = control.id === LIVE && isFitting(state.phase);
        const disabled = (locking && !live) || (learned && BOUND.includes(control.id));
        if (control.disabled !== disabled) control.disabled = disabled;
      }
      momentum.hidden = state.settings.optimizer !== 'sgd';
      let why = '';
      if (running) why = text.fields.lockedByRun;
      else if (locking) why = text.fields.lockedByOther;
      else if (learned) why = text.fields.lockedByModel;
      write(locked, why);
    },
  };
}
