import { sentenceOf } from '../run/engine.js';
import { isResting } from '../run/state.js';
import { text } from '../text.js';
import { byId, make, write } from '../views/dom.js';
import { attachRoving } from '../views/roving.js';
import { save } from '../views/save.js';
import { accuracyOf, classFigures, confusionCsv, confusionOf, extremesOf, guessesOf } from './counting.js';
import { judge } from './judging.js';
import { picturesOf } from './pictures.js';
import { attachTable } from './table.js';

const words = text.mistakes;

/** Images that are shown at once. */
const PAGE = 24;
/** Images at each extreme. */
const EXTREME = 8;

/**
 * What a network takes the validation images for.
 *
 * @typedef {object} Verdict
 * @property {import('../run/state.js').Dataset} data
 * @property {Uint8Array} guesses
 * @property {(image: number, label: number) => number} probability
 * @property {number[][]} matrix
 * @property {{ resets: number, trained: number }} network when it was asked
 */

/** @param {import('../figures/index.js').FigureContext} context */
export function attachFigure({ state, run, stepThrough, watch }) {
  const [judging, stop, shares, csv, earlier, later] = [
    'judge',
    'stop',
    'shares',
    'csv',
    'earlier',
    'later',
  ].map((name) => byId(`mistakes-${name}`, HTMLButtonElement));
  const status = byId('mistakes-status', HTMLElement);
  const bar = byId('mistakes-progress', HTMLProgressElement);
  const what = byId('mistakes-what', HTMLElement);
  const list = byId('mistakes-list', HTMLElement);
  attachRoving(list);
  const extremes = attachExtremes();
  /** @type {Verdict | null} */
  let verdict = null;
  let cell = { truth: 0, guess: 0 };
  let first = 0;
  let asShares = false;
  let busy = false;
  let stopped = false;
  let failure = '';
  let onScreen = false;

  const table = attachTable((truth, guess) => {
    cell = { truth, guess };
    first = 0;
    showImages();
  });
  const showTable = () => {
    if (verdict) table.show(verdict.matrix, classFigures(verdict.matrix), asShares);
  };
  const showImages = () => {
    if (!verdict) return;
    const { data, guesses } = verdict;
    const found = [...data.labels.keys()].filter(
      (image) => data.labels[image] === cell.truth && guesses[image] === cell.guess,
    );
    const [truth, guess] = [cell.truth, cell.guess].map((label) => text.classNames[label]);
    write(what, words.found(truth, guess, found.length, first, Math.min(first + PAGE, found.length)));
    list.replaceChildren(...picturesOf(found.slice(first, first + PAGE), verdict, stepThrough));
    earlier.disabled = first === 0;
    later.disabled = first + PAGE >= found.length;
  };
  const turn = (/** @type {number} */ by) => {
    first += by;
    showImages();
  };
  earlier.addEventListener('click', () => turn(-PAGE));
  later.addEventListener('click', () => turn(PAGE));

  const ask = async () => {
    const { data, resets, trained } = state;
    if (busy || !data || !state.hasModel) return;
    [busy, stopped, failure] = [true, false, ''];
    const began = performance.now();
    const total = data.test.shape[0];
    say();
    try {
      const judged = await judge(
        data.test,
        (images) => run.aside.predict(images),
        (done) => {
          bar.value = done / total;
          const left = done > 0 ? ((performance.now() - began) / 1000 / done) * (total - done) : null;
          if (!stopped) write(status, words.judging(done, total, left));
          return !stopped;
        },
      );
      if (judged) {
        const guesses = guessesOf(judged);
        const probability = (/** @type {number} */ image, /** @type {number} */ label) =>
          judged.probabilities[image * judged.classes + label];
        const matrix = confusionOf(judged.labels, guesses, text.classNames.length);
        verdict = { data: data.test, guesses, probability, matrix, network: { resets, trained } };
        extremes.show(extremesOf(judged, guesses, EXTREME), verdict, stepThrough);
        showTable();
        cell = worstCell(matrix);
        first = 0;
        showImages();
        shares.disabled = csv.disabled = false;
      }
    } catch (error) {
      failure = sentenceOf(error, text.status.unknown);
    }
    busy = false;
    bar.value = 0;
    say();
  };

  const say = () => {
    const { data, hasModel, resets, trained } = state;
    const lacking = !hasModel || !data;
    judging.disabled = busy || lacking;
    stop.disabled = !busy;
    if (busy) return;
    let sentence = lacking ? words.lacking : words.ready(data.test.shape[0]);
    if (verdict) {
      const { network } = verdict;
      const same = network.resets === resets && network.trained === trained;
      sentence = words.verdict(accuracyOf(verdict.matrix), verdict.data.shape[0], network.trained, same);
    }
    if (stopped) sentence = words.stopped;
    write(status, failure || sentence);
  };

  judging.addEventListener('click', () => void ask());
  stop.addEventListener('click', () => (stopped = true));
  shares.addEventListener('click', () => {
    asShares = !asShares;
    shares.setAttribute('aria-pressed', String(asShares));
    showTable();
  });
  csv.addEventListener('click', () => {
    if (verdict)
      save(
        new Blob([confusionCsv(verdict.matrix, text.classNames)], { type: 'text/csv' }),
        'convlab-confusion.csv',
      );
  });
  addEventListener('recolour', showTable);
  new IntersectionObserver(([{ isIntersecting }]) => (onScreen = isIntersecting)).observe(
    byId('mistakes', HTMLElement),
  );
  let resting = isResting(state.phase);
  watch(() => {
    const rests = isResting(state.phase);
    if (rests && !resting && onScreen && verdict) void ask();
    resting = rests;
    say();
  });
  say();
}

/**
 * The commonest mistake.
 * @param {number[][]} matrix
 */
function worstCell(matrix) {
  const worst = { truth: 0, guess: 0, images: -1 };
  matrix.forEach((row, truth) =>
    row.forEach((images, guess) => {
      if (truth !== guess && images > worst.images) Object.assign(worst, { truth, guess, images });
    }),
  );
  return worst;
}

/** The lists of images at the extremes. */
function attachExtremes() {
  const host = byId('extremes', HTMLElement);
  const parts = /** @type {const} */ (['worst', 'best', 'unsure']).map((key) => {
    const part = make('div', 'extreme');
    const row = make('div', 'mistakes-list');
    row.setAttribute('role', 'toolbar');
    row.setAttribute('aria-label', words.extreme[key]);
    attachRoving(row);
    const empty = make('p', 'extreme-empty', words.extremeEmpty);
    part.append(make('h4', 'extreme-title', words.extreme[key]), empty, row);
    host.append(part);
    return { key, row, empty };
  });
  return {
    /**
     * @param {ReturnType<typeof extremesOf>} extremes
     * @param {Verdict} verdict
     * @param {import('../stepthrough/index.js').StepThrough} stepThrough
     */
    show(extremes, verdict, stepThrough) {
      for (const { key, row, empty } of parts) {
        row.replaceChildren(...picturesOf(extremes[key], verdict, stepThrough));
        empty.hidden = extremes[key].length > 0;
        write(empty, words.extremeNone);
      }
    },
  };
}
