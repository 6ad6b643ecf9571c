import { text } from '../text.js';
import { byId, write } from './dom.js';
import { isFree, isResting } from '../run/state.js';

/**
 * The drop zone for the reader's own copy of the data.
 * @param {import('../run/state.js').State} state
 * @param {import('../run/run.js').Run} run
 */
export function attachOwnCopy(state, run) {
  const zone = byId('own-copy', HTMLElement);
  const choose = byId('own-choose', HTMLButtonElement);
  const revert = byId('own-revert', HTMLButtonElement);
  const input = byId('own-files', HTMLInputElement);
  const progress = byId('own-progress', HTMLProgressElement);
  const status = byId('own-status', HTMLElement);
  const free = () => isFree(state);

  /** @param {Iterable<File> | null | undefined} files */
  const take = (files) => {
    const list = [...(files ?? [])];
    if (list.length > 0 && free()) void run.aside.useFiles(list);
  };

  choose.addEventListener('click', () => input.click());
  revert.addEventListener('click', () => void run.aside.useFiles(null));
  input.addEventListener('change', () => {
    take(input.files);
    input.value = '';
  });

  // A file that misses the zone would otherwise replace the page, and the run with it.
  for (const name of ['dragover', 'drop']) addEventListener(name, (event) => event.preventDefault());
  zone.addEventListener('dragover', () => zone.classList.toggle('over', free()));
  zone.addEventListener('dragleave', () => zone.classList.remove('over'));
  zone.addEventListener('drop', (event) => {
    zone.classList.remove('over');
    take(event.dataTransfer?.files);
  });

  return {
    show() {
      const { files, reading, loaded, total, message, wrong } = state.ownCopy;
      choose.disabled = !free();
      revert.disabled = !free();
      revert.hidden = files === null;
      zone.classList.toggle('reading', reading);
      status.classList.toggle('wrong', wrong);
      if (reading && total === 0) progress.removeAttribute('value');
      else progress.value = reading ? loaded / total : 0;
      write(status, isResting(state.phase) ? message || text.ownCopy.idle : text.ownCopy.locked);
    },
  };
}
