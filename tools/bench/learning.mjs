import { Failure } from '../lib/failure.mjs';
import { BenchPage } from './browser.mjs';

/** @typedef {import('../../web/protocol.js').EpochFigures} EpochFigures */

/** What the tutorial trains; one seed, so that a run can be repeated. */
const LESSON = { train: 5000, test: 2000, epochs: 10, batch: 32, seed: 1 };

/** Keras reaches 0.526 on average over its seeds, with a deviation of 0.023. */
const ENOUGH = 0.48;

/**
 * Whether the network learns as well as Keras's: trains it in the browser, shows each epoch, and fails where
 * the accuracy on images that it has not seen stays too low.
 *
 * @param {import('./options.mjs').Options} options
 * @param {import('../lib/progress.mjs').Progress} progress
 */
export async function checkLearning(options, progress) {
  const page = await BenchPage.open(`learning.html?backend=${options.backend}`, options);
  try {
    await page.page.exposeFunction('reportEpoch', (/** @type {EpochFigures} */ figures) =>
      progress.say(lineOf(figures)),
    );
    const { info, accuracy } = await page.call('learn', LESSON);
    const where = `${info.backend}, ${info.adapter}`;
    if (!(accuracy >= ENOUGH)) {
      throw new Failure(
        `val_accuracy is ${accuracy.toFixed(4)} on ${where}: at least ${ENOUGH} was expected.`,
      );
    }
    progress.say(`\nval_accuracy ${accuracy.toFixed(4)} on ${where}: Keras's range begins at ${ENOUGH}.`);
  } finally {
    await page.close();
  }
}

/** @param {EpochFigures} figures */
function lineOf({ epoch, epochs, seconds, ...figures }) {
  const columns = /** @type {const} */ (['loss', 'accuracy', 'val_loss', 'val_accuracy']);
  const values = columns.map((name) => `${name} ${figures[name]?.toFixed(4)}`);
  return `  epoch ${String(epoch).padStart(2)} of ${epochs}, ${seconds.toFixed(1)} s: ${values.join(', ')}`;
}
