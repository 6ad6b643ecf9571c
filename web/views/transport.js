import { text } from '../text.js';
import { byId, write } from './dom.js';
import { hasLearned, isFitting, isFree, isResting } from '../run/state.js';

/**
 * The buttons of a run, and the question before a reset that would lose something.
 * @param {import('../run/state.js').State} state
 * @param {import('../run/run.js').Run} run
 * @param {{ valid: () => boolean }} settings
 */
export function attachTransport(state, run, settings) {
  const [train, pause, step, stop, reset] = ['train', 'pause', 'step', 'stop', 'reset'].map((id) =>
    byId(id, HTMLButtonElement),
  );
  const confirm = byId('confirm-reset', HTMLDialogElement);

  byId('settings', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    if (isFree(state) && settings.valid()) void run.train();
  });
  pause.addEventListener('click', () => void (state.phase === 'paused' ? run.resume() : run.pause()));
  step.addEventListener('click', () => {
    if (!isResting(state.phase) || settings.valid()) void run.step();
  });
  stop.addEventListener('click', () => void run.stop());
  reset.addEventListener('click', () => {
    if (!hasLearned(state)) {
      void run.reset();
      return;
    }
    write(byId('confirm-what', HTMLElement), text.transport.confirmReset(state.history.length));
    confirm.returnValue = '';
    confirm.showModal();
  });
  confirm.addEventListener('close', () => {
    if (confirm.returnValue === 'reset') void run.reset();
  });

  addEventListener('beforeunload', (event) => {
    if (!isResting(state.phase)) event.preventDefault();
  });

  return {
    show() {
      const { phase } = state;
      const resting = isFree(state);
      train.disabled = !resting;
      pause.disabled = !isFitting(phase) || phase === 'pausing';
      step.disabled = !resting && phase !== 'paused';
      stop.disabled = isResting(phase) || phase === 'stopping';
      const nothingToReset = isResting(phase) && !hasLearned(state) && phase !== 'failed';
      reset.disabled = phase === 'stopping' || state.occupied || nothingToReset;
      write(pause, phase === 'paused' ? text.transport.resume : text.transport.pause);
    },
  };
}
