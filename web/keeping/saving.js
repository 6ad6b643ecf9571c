import { descriptionOf, editedOf } from '../design/layers.js';
import { pack } from '../design/packed.js';
import { ofFiles, toFormat } from '../files.js';
import { presetNames, presets } from '../presets.js';
import { sentenceOf } from '../run/engine.js';
import { hasLearned, isFree } from '../run/state.js';
import { text } from '../text.js';
import { byId, makeOption, write } from '../views/dom.js';
import { save } from '../views/save.js';
import { isMemo } from './memo.js';

/**
 * @typedef {import('../files.js').Format} Format
 * @typedef {import('../run/state.js').Design} Design
 */

const FORMATS = /** @type {const} */ (['keras', 'safetensors', 'layers', 'onnx']);

/** Formats that have a place for what training goes on with. @type {ReadonlySet<Format>} */
const TRAINING = new Set(/** @type {Format[]} */ (['keras', 'safetensors']));

/** What the files are called. */
export const NAME = 'cifar10';

/**
 * The network as files of a format, with all that this page would find again.
 *
 * @param {import('../run/run.js').Run} run
 * @param {Format} format
 * @param {boolean} training whether the optimiser's state goes with it
 */
export async function filesOf(run, format, training) {
  const { file, memo } = await run.save(training);
  return toFormat(format, file, { name: NAME, classes: text.classNames, notes: memo ?? {} });
}

/** @param {{ name: string, bytes: Uint8Array<ArrayBuffer> }[]} files */
export function handOver(files) {
  for (const { name, bytes } of files) save(new Blob([bytes], { type: 'application/octet-stream' }), name);
}

/**
 * The figure that saves the network in a format of one's choice, and opens one.
 *
 * @param {import('../figures/index.js').Context} context
 * @param {{ adopt: (settings: Partial<import('../run/state.js').Settings>) => void }} settings
 */
export function attachSaving({ state, run, watch }, settings) {
  const said = text.saving;
  const choice = byId('save-format', HTMLSelectElement);
  const hint = byId('save-hint', HTMLElement);
  const training = byId('save-training', HTMLInputElement);
  const trainingHint = byId('save-training-hint', HTMLElement);
  const button = byId('save-button', HTMLButtonElement);
  const code = byId('save-code', HTMLElement);
  const status = byId('save-status', HTMLElement);
  const zone = byId('open-model', HTMLElement);
  const choose = byId('open-choose', HTMLButtonElement);
  const input = byId('open-files', HTMLInputElement);
  const opened = byId('open-status', HTMLElement);
  const confirm = byId('confirm-open', HTMLDialogElement);
  choice.append(...FORMATS.map((format) => makeOption(said.formats[format], format)));
  const format = () => FORMATS.find((each) => each === choice.value) ?? 'keras';
  let busy = false;
  /** @type {File[]} */
  let asked = [];

  button.addEventListener('click', async () => {
    busy = true;
    show();
    write(status, said.saving);
    try {
      if (!state.hasModel) await run.build();
      const files = await filesOf(run, format(), training.checked && TRAINING.has(format()));
      handOver(files);
      write(
        status,
        said.saved(
          files.map(({ name, bytes }) => ({ name, bytes: bytes.length })),
          state.trained,
        ),
      );
    } catch (error) {
      write(status, sentenceOf(error, text.status.unknown));
    }
    busy = false;
    show();
  });

  /** @param {File[]} files */
  const open = async (files) => {
    busy = true;
    show();
    write(opened, said.opening(files[0].name));
    opened.classList.remove('wrong');
    try {
      const file = await ofFiles(files);
      const about = await run.aside.describe(file);
      const memo = memoOf(about.notes);
      const design = memo?.design ?? designOf(about.description);
      settings.adopt(memo?.settings ?? settingsOf(about.training));
      if (memo && about.run && !memo.over) {
        write(opened, said.goesOn(files[0].name));
        void run.goOn(memo, file);
      } else {
        await run.adopt({ file, name: files[0].name, design, memo });
        write(opened, said.opened(files[0].name, design.preset, state.trained, about.training !== null));
      }
    } catch (error) {
      opened.classList.add('wrong');
      write(opened, said.refused(sentenceOf(error, text.status.unknown), state.hasModel));
    }
    busy = false;
    show();
  };

  /** @param {Iterable<File> | null | undefined} files */
  const take = (files) => {
    asked = [...(files ?? [])];
    if (asked.length === 0 || busy || !isFree(state)) return;
    if (!hasLearned(state)) return void open(asked);
    write(byId('confirm-open-what', HTMLElement), said.confirm(state.trained));
    confirm.returnValue = '';
    confirm.showModal();
  };
  confirm.addEventListener('close', () => {
    if (confirm.returnValue === 'open') void open(asked);
  });
  choose.addEventListener('click', () => input.click());
  input.addEventListener('change', () => {
    take(input.files);
    input.value = '';
  });
  zone.addEventListener('dragover', (event) => {
    event.preventDefault();
    zone.classList.toggle('over', isFree(state));
  });
  zone.addEventListener('dragleave', () => zone.classList.remove('over'));
  zone.addEventListener('drop', (event) => {
    zone.classList.remove('over');
    take(event.dataTransfer?.files);
  });
  choice.addEventListener('change', () => show());

  const show = () => {
    const now = format();
    write(hint, said.hints[now]);
    write(code, said.code[now]);
    training.disabled = !TRAINING.has(now);
    write(trainingHint, TRAINING.has(now) ? said.trainingHint : said.noTraining);
    button.disabled = busy || (!state.hasModel && !isFree(state));
    choose.disabled = busy || !isFree(state);
  };
  watch(show);
  show();
}

/** @param {string} notes @returns {import('./memo.js').Memo | null} */
function memoOf(notes) {
  try {
    const memo = JSON.parse(notes);
    return isMemo(memo) ? memo : null;
  } catch {
    return null;
  }
}

/**
 * A description as a design: a preset where it is one.
 *
 * @param {import('../presets.js').Description} description
 * @returns {Design}
 */
function designOf(description) {
  const plain = (/** @type {import('../presets.js').Description} */ each) =>
    pack(descriptionOf(editedOf(each)));
  const packed = plain(description);
  const preset = presetNames.find((name) => plain(presets[name]()) === packed);
  return preset ? { preset, description: presets[preset]() } : { preset: 'own', description };
}

/**
 * The settings with which training goes on as the file says.
 *
 * @param {import('../protocol.js').About['training']} training
 * @returns {Partial<import('../run/state.js').Settings>}
 */
function settingsOf(training) {
  if (!training) return {};
  const { optimizer, momentum, learningRate } = training;
  return { optimizer, learningRate, ...(optimizer === 'sgd' ? { momentum: momentum ?? 0 } : {}) };
}
