import { sentenceOf } from '../run/engine.js';
import { text } from '../text.js';
import { bestOf, makeBars } from '../views/bars.js';
import { byId, make, write } from '../views/dom.js';
import { batchOf } from './batch.js';

const words = text.inside.modes;

/** Layers that do something else while the network learns. */
const DIFFERENT = ['Dropout', 'BatchNormalization'];

/**
 * What the network says of the chosen picture as it predicts and as it trains: the tutorial's warning, on real numbers.
 * @param {import('../figures/index.js').FigureContext} context
 */
export function attachModes(context) {
  const { state, run, pictures, watch } = context;
  const ask = byId('modes-ask', HTMLButtonElement);
  const switches = /** @type {const} */ (['predicting', 'training']).map((mode) => ({
    mode,
    input: byId(`modes-${mode}`, HTMLInputElement),
  }));
  const sentence = byId('modes-sentence', HTMLElement);
  const host = byId('modes-bars', HTMLElement);
  const bars = makeBars(text.classNames);
  const heading = make('p', 'modes-heading');
  host.append(heading, bars.element);
  let step = 0;
  let isBusy = false;
  let failure = '';
  /** @type {{ predicting: Float32Array, training: Float32Array, label: number | null, network: object | null,
   *   trained: number, step: number } | null} */
  let answers = null;

  const mode = () => (switches[1].input.checked ? 'training' : 'predicting');

  const show = () => {
    const { network, hasModel } = state;
    const different = (network ?? state.design).description.layers.filter((layer) =>
      DIFFERENT.includes(/** @type {{ type: string }} */ (layer).type),
    );
    const isNew = answers?.network === network && hasModel;
    write(ask, !hasModel ? words.make : isNew ? words.again : words.ask);
    ask.disabled = isBusy;
    write(heading, words.heading(mode()));
    bars.show(answers && isNew ? answers[mode()] : null, answers?.label ?? null);
    if (failure) write(sentence, failure);
    else if (!answers || !isNew) write(sentence, words.empty(different.length));
    else write(sentence, words.told({ ...figuresOf(answers), kinds: different.length, step: answers.step }));
  };

  const compare = async () => {
    if (isBusy) return;
    isBusy = true;
    failure = '';
    show();
    try {
      if (!state.hasModel) await run.build();
      const batch = await batchOf(context);
      const { network, trained } = state;
      if (batch) {
        step += 1;
        const { seed } = state.settings;
        const predicting = await run.aside.predict(copyOf(batch));
        const training = await run.aside.predict(copyOf(batch), { training: true, seed, step });
        answers = { predicting, training, label: pictures.current?.label ?? null, network, trained, step };
      }
    } catch (error) {
      failure = sentenceOf(error, text.status.unknown);
    }
    isBusy = false;
    show();
  };

  ask.addEventListener('click', () => void compare());
  for (const { input } of switches) input.addEventListener('change', show);
  pictures.onChange(() => {
    answers = null;
    show();
  });
  watch(show);
  show();
}

/** @param {import('../run/state.js').Dataset} batch */
const copyOf = ({ images, shape, labels }) => ({ images: images.slice(), shape, labels: labels.slice() });

/**
 * What is said of the answers: the most probable class in each mode, and how many images get another one.
 * @param {{ predicting: Float32Array, training: Float32Array }} answers `[images, classes]`
 */
function figuresOf({ predicting, training }) {
  const classes = text.classNames.length;
  const images = predicting.length / classes;
  const row = (/** @type {Float32Array} */ all, /** @type {number} */ image) =>
    all.subarray(image * classes, (image + 1) * classes);
  let changed = 0;
  let largest = 0;
  for (let image = 0; image < images; image += 1) {
    const [before, after] = [row(predicting, image), row(training, image)];
    if (bestOf(before) !== bestOf(after)) changed += 1;
    before.forEach((p, label) => (largest = Math.max(largest, Math.abs(p - after[label]))));
  }
  const answer = (/** @type {Float32Array} */ all) => {
    const label = bestOf(row(all, 0));
    return { name: text.classNames[label], p: all[label] };
  };
  return { predicting: answer(predicting), training: answer(training), changed, images, largest };
}
