import { withTwins } from '../../draw/near.js';
import { Stage } from '../../draw/stage.js';
import { Player } from '../../player/player.js';
import { attachTold } from '../../player/told.js';
import { attachTransport } from '../../player/transport.js';
import { text } from '../../text.js';
import { byId, makeOption, write } from '../../views/dom.js';
import { attachChecked, numberWithin, showNumber } from '../../views/number-field.js';
import { CLASSES, LIMIT, PRESETS, logitsOf, networkLogits } from './logits.js';
import { SoftmaxView } from './softmax-view.js';

/**
 * @typedef {import('../../explain.js').Twins} Twins
 *
 * @typedef {object} Softmax
 * @property {Float32Array} z the logits with what is added to all
 * @property {number} largest
 * @property {Float32Array} shifted what each logit is less than the largest
 * @property {Float32Array} exps
 * @property {number} sum
 * @property {Float32Array} p
 * @property {number} total of the probabilities
 */

/** @type {import('../../player/player.js').Phase[]} */
const PHASES = [
  { name: 'move', ms: 80 },
  { name: 'subtract', ms: 120 },
  { name: 'exp', ms: 120 },
  { name: 'add', ms: 240 },
  { name: 'divide', ms: 120 },
];

/** The class that is right until the reader chooses: the cat of the two rivals. */
const RIGHT = 3;

/**
 * The softmax of ten logits, class by class.
 * @param {import('../index.js').FigureContext} context
 */
export function attachSoftmax(context) {
  const { address, pictures, state, twins: load } = context;
  const figure = byId('figure-softmax', HTMLElement);
  const stageHost = byId('softmax-stage', HTMLElement);
  const hint = byId('softmax-hint', HTMLElement);
  const add = byId('softmax-add', HTMLInputElement);
  const addSlider = byId('softmax-add-slider', HTMLInputElement);
  const right = byId('softmax-right', HTMLSelectElement);
  const [readout, loss, origin] = ['readout', 'loss', 'origin'].map((name) =>
    byId(`softmax-${name}`, HTMLElement),
  );
  const names = text.classNames;
  right.append(...names.map(makeOption));
  right.value = String(RIGHT);

  let logits = address.read('logits', logitsOf) ?? PRESETS.rivals;
  /** Where they come from, as a sentence, where that is not a preset. */
  let from = '';
  let added = 0;
  /** @type {Twins | null} */
  let twins = null;
  /** @type {Softmax | null} */
  let softmax = null;

  const stage = new Stage(stageHost, draw, () => player.skip());
  const player = new Player({ rows: CLASSES, columns: 1, phases: PHASES, changed: stage.mark });
  const transport = attachTransport(byId('softmax-player', HTMLElement), stageHost, player, {
    phaseNames: text.softmax.phases,
  });
  const told = attachTold(figure);
  const view = new SoftmaxView(stageHost, names, {
    player,
    hint,
    change(label, value) {
      logits = logits.with(label, value);
      from = '';
      take();
    },
  });
  transport.show();

  const presets = /** @type {HTMLButtonElement[]} */ ([...figure.querySelectorAll('[data-logits]')]);
  const isPreset = (/** @type {string | undefined} */ name) =>
    String(PRESETS[/** @type {'rivals'} */ (name)]) === String(logits);

  const compute = () => {
    if (!twins) return;
    softmax = softmaxOf(twins, logits, added);
    const label = Number(right.value);
    const { loss: size } = twins.crossEntropy(softmax.z, label);
    write(loss, text.softmax.loss(names[label], softmax.p[label], size));
    stage.mark();
  };

  function take() {
    view.fill(logits);
    for (const button of presets)
      button.setAttribute('aria-pressed', String(isPreset(button.dataset.logits)));
    const preset = Object.keys(PRESETS).find(isPreset) ?? 'own';
    write(origin, from || text.softmax.origins[preset]);
    address.write('logits', isPreset('rivals') ? null : logits.join(','));
    compute();
  }

  for (const button of presets) {
    button.addEventListener('click', () => {
      logits = PRESETS[/** @type {'rivals'} */ (button.dataset.logits)];
      from = '';
      take();
    });
  }
  byId('softmax-network', HTMLButtonElement).addEventListener('click', async () => {
    const picture = pictures.current;
    if (!picture) return;
    write(origin, text.softmax.asking);
    try {
      const found = await networkLogits(context, picture);
      if (!found) {
        write(origin, text.softmax.noNetwork);
        return;
      }
      logits = found;
      if (picture.label !== null) right.value = String(picture.label);
      from = text.softmax.from(picture.label === null ? null : names[picture.label], state.trained);
      take();
    } catch {
      write(origin, text.softmax.failed);
    }
  });

  const addToAll = (/** @type {number} */ value) => {
    added = value;
    showNumber(add, value);
    addSlider.value = String(value);
    compute();
  };
  attachChecked(add, hint, {
    read: numberWithin(-LIMIT, LIMIT),
    wrong: () => text.softmax.wrong,
    changed: addToAll,
  });
  addSlider.addEventListener('input', () => addToAll(Number(addSlider.value)));
  right.addEventListener('change', compute);
  take();
  withTwins(figure, load, (arrived) => {
    twins = arrived;
    compute();
  });

  /** @param {number} now */
  function draw(now) {
    const playing = player.tick(now);
    transport.show();
    if (!softmax) return playing;
    const { moment } = player;
    view.draw(softmax, moment);
    write(readout, text.softmax.readout(names[moment.cell], moment.cell, softmax));
    told(text.softmax.told(names[moment.cell], moment.cell, softmax), playing);
    return playing;
  }
}

/**
 * @param {Twins} twins
 * @param {number[]} logits
 * @param {number} added to each of them
 * @returns {Softmax}
 */
function softmaxOf(twins, logits, added) {
  const z = Float32Array.from(logits, (logit) => logit + added);
  const { largest, exps, sum, y: p } = twins.softmax(z);
  const ones = new Float32Array(CLASSES).fill(1);
  const [total] = twins.dense(p, ones, null, 1, false);
  return { z, largest, shifted: z.map((value) => value - largest), exps, sum, p, total };
}
