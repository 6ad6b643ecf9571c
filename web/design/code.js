import { sentenceOf } from '../run/engine.js';
import { text } from '../text.js';
import { byId, write } from '../views/dom.js';
import { readJson } from './json.js';
import { readKeras } from './keras/read.js';
import { kerasCode } from './keras/write.js';
import { imageMisfitOf } from './misfit.js';

const words = text.design.code;

/** How long a copy is confirmed, in milliseconds. */
const SHOWN = 2000;

/**
 * The design as Keras code and as JSON, to copy, and either of them read back.
 * @param {(description: import('./layers.js').Description) => void} take
 */
export function attachCode(take) {
  const listing = byId('design-code', HTMLElement);
  const copy = byId('design-copy', HTMLButtonElement);
  const forms = /** @type {const} */ (['keras', 'json']).map((form) => ({
    form,
    input: byId(`design-as-${form}`, HTMLInputElement),
  }));
  const pasted = byId('design-paste', HTMLTextAreaElement);
  const read = byId('design-read', HTMLButtonElement);
  const said = byId('design-read-status', HTMLElement);
  /** @type {import('./layers.js').Description | null} */
  let design = null;

  const show = () => {
    if (!design) return;
    const isKeras = forms[0].input.checked;
    write(listing, isKeras ? kerasCode(design) : JSON.stringify(design, null, 2));
  };
  for (const { input } of forms) input.addEventListener('change', show);
  copy.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(listing.textContent ?? '');
      write(copy, words.copied);
    } catch {
      getSelection()?.selectAllChildren(listing);
      write(copy, words.select);
    }
    setTimeout(() => write(copy, words.copy), SHOWN);
  });
  read.addEventListener('click', () => {
    const source = pasted.value.trim();
    said.classList.remove('wrong');
    try {
      if (source === '') throw new Error(words.nothing);
      const description = source.startsWith('{') ? readJson(source) : readKeras(pasted.value);
      // The shape of the images is no field of the editor: it could not be mended there.
      const misfit = imageMisfitOf(description);
      if (misfit) throw new Error(misfit);
      take(description);
      write(said, words.done(description.layers.length));
    } catch (error) {
      said.classList.add('wrong');
      write(said, sentenceOf(error, text.status.unknown));
    }
  });
  return {
    /** @param {import('./layers.js').Description} description */
    show(description) {
      design = description;
      show();
    },
  };
}
