import { whole } from '../readers.js';
import { sentenceOf } from '../run/engine.js';
import { isFree } from '../run/state.js';
import { text } from '../text.js';
import { byId, write } from '../views/dom.js';
import { attachField } from '../views/number-field.js';
import { attachComparisonCharts } from './logits/charts.js';

/**
 * @typedef {import('../run/state.js').Settings['loss']} Loss
 * @typedef {{ images: number, epochs: number, checks: number }} How
 */

const LOSSES = /** @type {const} */ (['logits', 'double-softmax']);
/** Images to check with. */
const CHECKS = 500;
/** Of the weights and of the order of the images. */
const SEED = 1;

/**
 * Two trainings that differ in their loss alone: taken on the scores, and on the softmax of the probabilities.
 * @param {import('./index.js').FigureContext} context
 */
export function attachLogits({ state, run }) {
  const status = byId('logits-status', HTMLElement);
  const result = byId('logits-result', HTMLElement);
  const bar = byId('logits-progress', HTMLProgressElement);
  const train = byId('logits-train', HTMLButtonElement);
  const stop = byId('logits-stop', HTMLButtonElement);
  const charts = attachComparisonCharts(byId('logits-charts', HTMLElement));
  const fields = /** @type {const} */ ([
    ['images', whole(500, 5000, 500)],
    ['epochs', whole(1, 10)],
  ]).map(([name, read]) => attachField(`logits-${name}`, { read, wrong: () => text.logits.wrong[name] }));
  let abort = new AbortController();

  /** @param {How} how @returns {Promise<string>} what came of it */
  const compare = async (how) => {
    const runs = charts.begin(how.epochs);
    write(result, text.logits.waiting);
    const { stopped } = await run.aside.compare({
      ...how,
      losses: LOSSES,
      seed: SEED,
      signal: abort.signal,
      onProgress: () => write(status, text.logits.fetching),
      onBatch(loss, done) {
        write(status, text.logits.training[loss]);
        bar.value = (LOSSES.indexOf(loss) + done) / LOSSES.length;
      },
      onEpoch(loss, figures) {
        runs[loss].push(figures);
        charts.show();
      },
    });
    if (stopped) return text.logits.stopped;
    const [once, twice] = LOSSES.map((loss) => runs[loss][how.epochs - 1]);
    write(result, text.logits.result(once, twice, how));
    return text.logits.done;
  };

  byId('logits-form', HTMLFormElement).addEventListener('submit', async (event) => {
    event.preventDefault();
    const [images, epochs] = fields.map(({ field, check }) => {
      const value = check();
      if (value === null) field.focus();
      return value;
    });
    if (images === null || epochs === null || train.disabled) return;
    if (!isFree(state)) {
      write(status, text.logits.refused);
      return;
    }
    abort = new AbortController();
    hand(train, stop);
    try {
      write(status, await compare({ images, epochs, checks: CHECKS }));
    } catch (error) {
      const aborted = abort.signal.aborted;
      write(
        status,
        aborted ? text.logits.stopped : text.logits.failed(sentenceOf(error, text.status.unknown)),
      );
    }
    hand(stop, train);
  });
  stop.addEventListener('click', () => abort.abort());
}

/**
 * Disables one button, enables another in its place, and hands the focus on.
 * @param {HTMLButtonElement} from
 * @param {HTMLButtonElement} to
 */
function hand(from, to) {
  const focused = document.activeElement === from;
  to.disabled = false;
  if (focused) to.focus({ preventScroll: true });
  from.disabled = true;
}
