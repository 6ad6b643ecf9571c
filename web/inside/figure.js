import { Stage } from '../draw/stage.js';
import { sentenceOf } from '../run/engine.js';
import { isFitting } from '../run/state.js';
import { text } from '../text.js';
import { byId, makeOption, write } from '../views/dom.js';
import { attachPicker } from '../views/picker.js';
import { batchOf } from './batch.js';
import { attachHistograms } from './histograms.js';
import { attachLayerView } from './layer-view.js';
import { Looking } from './looking.js';
import { attachMask } from './mask-view.js';
import { attachNorm } from './norm-view.js';

const words = text.inside;

/**
 * Every layer of the network, as it is for a batch that begins with the chosen picture.
 * @param {import('../figures/index.js').FigureContext} context
 */
export function attachLayers(context) {
  const { state, run, pictures, twins: load, watch } = context;
  const figure = byId('figure-inside', HTMLElement);
  const status = byId('inside-status', HTMLElement);
  const now = byId('inside-now', HTMLButtonElement);
  const live = byId('inside-live', HTMLInputElement);
  const training = byId('inside-training', HTMLInputElement);
  const choice = byId('inside-layer', HTMLSelectElement);
  const [earlier, later] = ['earlier', 'later'].map((name) => byId(`inside-${name}`, HTMLButtonElement));
  const parts = byId('inside-parts', HTMLElement);
  const alive = byId('inside-alive', HTMLElement);
  attachPicker(byId('inside-picker', HTMLElement), pictures);
  const layerView = attachLayerView();
  const histograms = attachHistograms(byId('inside-histograms', HTMLElement));
  const norm = attachNorm(byId('inside-norm', HTMLElement));
  const mask = attachMask(byId('inside-mask', HTMLElement), () => void ask());
  /** @type {import('../explain.js').Twins | null} */
  let twins = null;
  void load().then(
    (loaded) => {
      twins = loaded;
      show();
    },
    () => {},
  );

  /** @type {{ inspection: import('../engine/inspection.js').Inspection, took: number, step: number, network: object } | null} */
  let seen = null;
  let chosen = '';
  let failure = '';
  let isVisible = false;
  /** Looks so far: each draws what is dropped anew. */
  let looks = 0;

  const looking = new Looking(async () => {
    const { resets } = state;
    const design = state.network;
    say();
    try {
      const batch = await batchOf(context);
      const began = performance.now();
      looks += 1;
      const step = looks;
      if (!batch || !design) return;
      const { seed } = state.settings;
      const inspection = await run.inspect(batch, { training: training.checked, seed, step, image: 0 });
      if (state.network !== design) return;
      seen = { inspection, took: performance.now() - began, step, network: design };
      failure = '';
      fillChoice();
      show();
    } catch (error) {
      // A network that was taken away in the midst is no failure of the reader's.
      if (state.resets === resets && state.network === design)
        failure = sentenceOf(error, text.status.unknown);
    } finally {
      setTimeout(consider);
    }
  });

  const consider = (isAsked = false) => {
    const begun =
      state.hasModel &&
      pictures.current !== null &&
      looking.consider({
        key: `${pictureNumber(pictures)} ${training.checked}`,
        network: `${state.resets} ${state.trained} ${designNumber(state.network)} ${state.data ? 1 : 0}`,
        isVisible: isVisible && document.visibilityState === 'visible',
        isLive: live.checked,
        isLearning: isFitting(state.phase),
        isAsked,
      });
    if (!begun) say();
  };
  const ask = async () => {
    if (!state.hasModel) {
      try {
        await run.build();
      } catch (error) {
        failure = sentenceOf(error, text.status.unknown);
      }
    }
    consider(true);
  };

  const say = () => {
    const isBehind = seen !== null && seen.network !== state.network;
    write(now, state.hasModel ? words.now : words.make);
    now.disabled = looking.isBusy;
    let sentence = state.hasModel ? words.ready : words.empty;
    if (seen && !isBehind) {
      const { inspection, took } = seen;
      sentence = words.seen(inspection, took, isFitting(state.phase) && live.checked);
    }
    if (looking.isBusy && !seen) sentence = words.looking;
    write(status, failure || sentence);
    parts.hidden = seen === null;
  };

  const fillChoice = () => {
    if (!seen) return;
    const { layers } = seen.inspection;
    const names = layers.map(({ name, outputShape }) => words.layer(name, outputShape));
    if (names.join() !== [...choice.options].map(({ text: name }) => name).join()) {
      choice.replaceChildren(...layers.map(({ name }, index) => makeOption(names[index], name)));
    }
    if (!layers.some(({ name }) => name === chosen)) chosen = layers[0]?.name ?? '';
    choice.value = chosen;
  };

  const show = () => {
    say();
    const place = seen ? seen.inspection.layers.findIndex(({ name }) => name === chosen) : -1;
    const layer = seen?.inspection.layers[place];
    if (!seen || !layer) return;
    earlier.disabled = place === 0;
    later.disabled = place === seen.inspection.layers.length - 1;
    layerView.show(layer);
    histograms.show([
      { name: words.output, stats: layer.output },
      { name: words.dOutput, stats: layer.dOutput },
      ...layer.parameters.flatMap(({ name, values, gradient }) => [
        { name, stats: values },
        { name: words.gradientOf(name), stats: gradient },
      ]),
    ]);
    write(alive, words.alive(layer));
    norm.show(layer.batchNorm);
    showMask(layer, place);
  };

  /** @param {import('../engine/inspection.js').LayerReport} layer @param {number} place */
  const showMask = (layer, place) => {
    const { layers } = state.network?.description ?? { layers: [] };
    const rate = Number(/** @type {{ rate?: number }} */ (layers[place])?.rate ?? 0);
    const isDropout = layer.type === 'Dropout' && training.checked;
    const ones = new Float32Array(layer.map.length).fill(1);
    const step = seen?.step ?? 0;
    const drawn =
      isDropout && twins
        ? twins.dropout(ones, rate, { seed: state.settings.seed, layer: place, step })
        : null;
    mask.show(drawn, { rate, step });
  };

  const turn = (/** @type {number} */ by) => {
    choice.selectedIndex += by;
    chosen = choice.value;
    show();
  };
  choice.addEventListener('change', () => turn(0));
  earlier.addEventListener('click', () => turn(-1));
  later.addEventListener('click', () => turn(1));
  now.addEventListener('click', () => void ask());
  for (const input of figure.querySelectorAll('input')) input.addEventListener('change', () => consider());
  pictures.onChange(() => consider());
  document.addEventListener('visibilitychange', () => consider());
  new IntersectionObserver((entries) => {
    isVisible = entries[entries.length - 1].isIntersecting;
    consider();
  }).observe(figure);
  const drawing = new Stage(parts, show);
  drawing.mark();
  watch(() => consider());
  consider();
}

/** @type {WeakMap<object, number>} */
const numbers = new WeakMap();
let given = 0;

/** A number for a thing, the same each time. @param {object | null} thing */
function designNumber(thing) {
  if (!thing) return 0;
  const number = numbers.get(thing) ?? (given += 1);
  numbers.set(thing, number);
  return number;
}

/** @param {import('../pictures.js').Pictures} pictures */
const pictureNumber = ({ current }) => designNumber(current);
