import { sentenceOf } from '../../run/engine.js';
import { isFree, usualSettings } from '../../run/state.js';
import { text } from '../../text.js';
import { byId, write } from '../../views/dom.js';
import { attachField } from '../../views/number-field.js';
import { attachComparisonCharts } from './charts.js';

/** Of the weights and of the order of the images. */
const SEED = 1;
/** From this share on, the time left is said. */
const ENOUGH = 0.02;

/**
 * @typedef {import('../../run/comparison.js').Variant} Variant
 * @typedef {import('./charts.js').Figures} Figures
 * @typedef {{ images: number, epochs: number, checks: number }} How
 *
 * @typedef {object} Comparison
 * @property {string} id the figure's: its parts are `{id}-form`, `{id}-charts`, ...
 * @property {Variant[]} variants the networks, in the order of their training
 * @property {string[]} names what each is called
 * @property {number} checks images to check with
 * @property {[(written: string) => number | null, (written: string) => number | null]} readers of images and epochs
 * @property {{ at: number, name: string }[]} [marks] more hairlines for the loss
 * @property {{ wrong: { images: string, epochs: string }, result: (runs: Figures[][], how: How) => string }} words
 */

/**
 * Several networks that are trained one after the other, from the same weights and with the same images in the same
 * order, so that nothing but what the figure is about differs. The reader's own network is left alone.
 *
 * @param {import('../index.js').FigureContext} context
 * @param {Comparison} comparison
 */
export function attachComparison(
  { state, run, keepRun },
  { id, variants, names, checks, readers, marks, words },
) {
  const part = (/** @type {string} */ name) => byId(`${id}-${name}`, HTMLElement);
  const status = part('status');
  const result = part('result');
  const bar = byId(`${id}-progress`, HTMLProgressElement);
  const train = byId(`${id}-train`, HTMLButtonElement);
  const stop = byId(`${id}-stop`, HTMLButtonElement);
  const charts = attachComparisonCharts(part('charts'), names, marks);
  const fields = /** @type {const} */ (['images', 'epochs']).map((name, index) =>
    attachField(`${id}-${name}`, { read: readers[index], wrong: () => words.wrong[name] }),
  );
  let abort = new AbortController();

  /** @param {How} how @returns {Promise<string>} what came of it */
  const compare = async (how) => {
    const runs = charts.begin(how.epochs);
    const { images: trainImages, checks: validationImages, epochs } = how;
    const keepers = variants.map(({ preset, options }, network) =>
      keepRun(names[network], {
        network: preset,
        settings: {
          ...usualSettings(),
          trainImages,
          validationImages,
          epochs,
          seed: SEED,
          ...lossOf(options),
        },
      }),
    );
    /** @type {import('../../run/state.js').Epoch[][]} */
    const histories = variants.map(() => []);
    let began = 0;
    write(result, text.comparison.waiting);
    const { stopped } = await run.aside.compare({
      ...how,
      variants,
      seed: SEED,
      signal: abort.signal,
      onProgress: () => write(status, text.comparison.fetching),
      onBatch(network, done) {
        began ||= performance.now();
        const share = (network + done) / variants.length;
        const left = ((performance.now() - began) / 1000 / share) * (1 - share);
        write(status, text.comparison.training(names[network], share > ENOUGH ? left : null));
        bar.value = share;
      },
      onEpoch(network, figures) {
        runs[network].push(figures);
        histories[network].push({ ...figures, at: histories[network].length + 1 });
        keepers[network]([...histories[network]]);
        charts.show();
      },
    });
    if (stopped) return text.comparison.stopped;
    write(result, words.result(runs, how));
    return text.comparison.done;
  };

  byId(`${id}-form`, HTMLFormElement).addEventListener('submit', async (event) => {
    event.preventDefault();
    const [images, epochs] = fields.map(({ field, check }) => {
      const value = check();
      if (value === null) field.focus();
      return value;
    });
    if (images === null || epochs === null || train.disabled) return;
    if (!isFree(state)) {
      write(status, text.comparison.refused);
      return;
    }
    abort = new AbortController();
    hand(train, stop);
    try {
      write(status, await compare({ images, epochs, checks }));
    } catch (error) {
      const aborted = abort.signal.aborted;
      const failed = text.comparison.failed(sentenceOf(error, text.status.unknown));
      write(status, aborted ? text.comparison.stopped : failed);
    }
    hand(stop, train);
  });
  stop.addEventListener('click', () => abort.abort());
}

/** The loss among what is told a training. @param {import('../../run/comparison.js').Variant['options']} options */
const lossOf = ({ loss }) => (loss ? { loss } : {});

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
