import { INFERENCE_BATCH } from './pages/shared/workload.js';
import { short, spreadOf, withRange } from './statistics.mjs';

/**
 * @typedef {import('./compare.mjs').Comparison} Comparison
 * @typedef {import('./contender.mjs').Contender} Contender
 * @typedef {import('./options.mjs').Options} Options
 */

/** Operations for an image of the tutorial's model, every multiplication and addition counted. */
const TRAINING_OPERATIONS = 37.0e6;
const INFERENCE_OPERATIONS = 12.9e6;

/**
 * How far two libraries' losses may be apart: they sum in different orders and put Adam's epsilon in different
 * places, and every step multiplies what differs. Ten steps on, rounding alone may reach 1e-2.
 */
const SAME_LOSS = { first: 1e-3, last: 5e-3 };

/**
 * The measurements as a table and a few lines.
 *
 * @param {Comparison} comparison
 * @param {Options} options
 * @param {number} siteBytes compressed code of the whole site
 */
export function report({ adapter, browser, processor, ceilings, contenders, failures }, options, siteBytes) {
  const { multiplyAdd, matrixProduct, copy, dispatch, submit, readback } = ceilings;
  /** @param {number} operations */
  const dense = (operations) => short((multiplyAdd.median * 1e9) / operations);
  return [
    `Adapter: ${adapter} (Chromium ${browser}; ${processor})`,
    `Multiply-add peak ${withRange(multiplyAdd)} GFLOP/s; matrix product ${withRange(matrixProduct)} GFLOP/s; ` +
      `copy ${withRange(copy)} GB/s`,
    `A dispatch ${withRange(dispatch)} µs; with its own submit ${withRange(submit)} µs; ` +
      `and read back ${withRange(readback)} µs`,
    `At that peak, computed densely: ${dense(TRAINING_OPERATIONS)} images/s of training, ` +
      `${dense(INFERENCE_OPERATIONS)} of inference`,
    '',
    ...table([
      [
        'Library',
        `Training, images/s (batch ${options.batch})`,
        `Inference, images/s (batch ${INFERENCE_BATCH})`,
        'First step, s',
        'Code, kB gzip',
        'Cores',
        'Loss, step 1',
        `Loss, step ${options.steps}`,
      ],
      ...contenders.map(row),
    ]),
    '',
    ...Object.entries(failures).map(([name, sentence]) => `✗ ${name}: ${sentence}`),
    `The whole site's code: ${short(siteBytes / 1000)} kB gzip`,
    'Convlab is used through its public module, its worker at work and every batch reported to the page.',
    'Figures are medians, with the least and the most of the rounds. First step: from opening the page, the data on this ' +
      "machine. Code: with the benchmark's own page, about 2 kB. Cores: processor seconds a second while training; " +
      'fewer than elsewhere means that something else kept the machine busy.',
  ].join('\n');
}

/** @param {Contender} contender */
const row = (contender) => [
  contender.title,
  withRange(contender.spread('train', 'imagesPerSecond')),
  withRange(contender.spread('infer', 'imagesPerSecond')),
  withRange(spreadOf(contender.firstSteps)),
  short(contender.codeBytes / 1000),
  short(contender.spread('train', 'cores').median),
  ...contender.losses.map((loss) => loss.toFixed(4)),
];

/**
 * Whether all computed the same thing: a sentence if not.
 *
 * @param {Contender[]} contenders
 * @returns {string | undefined}
 */
export function disagreement(contenders) {
  for (const [index, tolerance] of [SAME_LOSS.first, SAME_LOSS.last].entries()) {
    const losses = contenders.map((contender) => contender.losses[index]);
    const apart = Math.max(...losses) - Math.min(...losses);
    if (contenders.length > 0 && !(apart <= tolerance)) {
      const which = index === 0 ? 'first' : 'last compared';
      return `The libraries did not compute the same: their losses of the ${which} step are ${apart.toPrecision(2)} apart.`;
    }
  }
  return undefined;
}

/**
 * Rows in Markdown, in columns that also a terminal aligns.
 *
 * @param {string[][]} rows the first one is the head
 */
function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((cells) => cells[column].length)));
  const lines = rows.map((cells) => `| ${cells.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`);
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [lines[0], rule, ...lines.slice(1)];
}

/**
 * Everything measured, for a file.
 *
 * @param {Comparison} comparison
 * @param {Options} options
 * @param {number} siteBytes
 */
export function toJson({ contenders, ...rest }, options, siteBytes) {
  const libraries = contenders.map(({ name, title, info, firstSteps, codeBytes, losses, samples }) => ({
    name,
    title,
    info,
    firstSteps,
    codeBytes,
    losses,
    samples,
  }));
  return JSON.stringify({ when: new Date().toISOString(), options, ...rest, siteBytes, libraries }, null, 2);
}
