import { sentenceOf } from '../run/engine.js';
import { text } from '../text.js';
import { byId, write } from '../views/dom.js';
import { readKeras } from './keras/read.js';
import { kerasCode } from './keras/write.js';

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
      const description = source.startsWith('{') ? descriptionIn(source) : readKeras(pasted.value);
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

/** @param {string} source @returns {import('./layers.js').Description} */
function descriptionIn(source) {
  let json;
  try {
    json = JSON.parse(source);
  } catch (error) {
    throw new Error(words.noJson(error instanceof Error ? error.message : ''));
  }
  const { inputShape, layers } = json ?? {};
  const isList = (/** @type {unknown} */ list) => Array.isArray(list) && list.length > 0;
  const areLayers =
    isList(layers) && layers.every((/** @type {any} */ layer) => text.design.types.includes(layer?.type));
  if (!isList(inputShape) || !areLayers) throw new Error(words.noDesign);
  return { inputShape, layers };
}
