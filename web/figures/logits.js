import { whole } from '../readers.js';
import { sentenceOf } from '../run/engine.js';
import { isFree } from '../run/state.js';
import { text } from '../text.js';
import { byId, write } from '../views/dom.js';
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
  const readImages = attachField('images', whole(500, 5000, 500));
  const readEpochs = attachField('epochs', whole(1, 10));
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
    const [images, epochs] = [readImages(), readEpochs()];
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

/**
 * A number field with its sentence where it is wrong.
 * @param {'images' | 'epochs'} name
 * @param {(written: string) => number | null} reader
 * @returns {() => number | null} reads it, and takes the reader there where it is wrong
 */
function attachField(name, reader) {
  const input = byId(`logits-${name}`, HTMLInputElement);
  const hint = byId(`logits-${name}-hint`, HTMLElement);
  const usual = hint.textContent ?? '';
  const read = () => {
    const value = reader(input.value);
    input.setAttribute('aria-invalid', String(value === null));
    hint.classList.toggle('wrong', value === null);
    write(hint, value === null ? text.logits.wrong[name] : usual);
    return value;
  };
  input.addEventListener('input', read);
  return () => {
    const value = read();
    if (value === null) input.focus();
    return value;
  };
}
