import { text } from '../text.js';
import { byId, write } from '../views/dom.js';
import { attachPicker } from '../views/picker.js';

/**
 * The page's pictures to choose from, and the reader's own: chosen, dropped or pasted.
 *
 * @param {import('../pictures.js').Pictures} pictures
 * @param {() => boolean} isWanted whether a picture that is pasted anywhere is meant for here
 */
export function attachPicture(pictures, isWanted) {
  const zone = byId('yours-picture', HTMLElement);
  const status = byId('yours-picture-status', HTMLElement);
  const input = byId('yours-file', HTMLInputElement);
  attachPicker(byId('yours-picker', HTMLElement), pictures);

  /** @param {File | null | undefined} file */
  const take = async (file) => {
    const { sentence, wrong } = file
      ? await pictures.open(file)
      : { sentence: text.pixels.own.noFile, wrong: true };
    write(status, sentence);
    status.classList.toggle('wrong', wrong);
  };

  byId('yours-choose', HTMLButtonElement).addEventListener('click', () => input.click());
  input.addEventListener('change', () => {
    if (input.files?.[0]) void take(input.files[0]);
    input.value = '';
  });
  zone.addEventListener('dragover', () => zone.classList.add('over'));
  zone.addEventListener('dragleave', () => zone.classList.remove('over'));
  zone.addEventListener('drop', (event) => {
    zone.classList.remove('over');
    void take(event.dataTransfer?.files[0]);
  });
  document.addEventListener('paste', (event) => {
    const file = event.clipboardData?.files[0];
    if (file && isWanted()) void take(file);
  });
}
