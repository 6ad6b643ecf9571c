import { createLab, presets } from '../../../web/convlab.js';
import { cut, loadData } from './shared/data.js';
import { query } from './shared/peer.js';

/**
 * @typedef {import('../../../web/protocol.js').EpochFigures} EpochFigures
 *
 * @typedef {object} Lesson
 * @property {number} train images
 * @property {number} test images
 * @property {number} epochs
 * @property {number} batch
 * @property {number} seed
 */

/**
 * Trains the tutorial's model, and hands each epoch's figures to `reportEpoch`, which the benchmark provides.
 *
 * @param {Lesson} lesson
 */
async function learn({ train, test, epochs, batch, seed }) {
  const reportEpoch = /** @type {(epoch: EpochFigures) => Promise<void>} */ (
    Reflect.get(window, 'reportEpoch')
  );
  const data = await loadData();
  const lab = await createLab({ backend: query.get('backend') === 'webgpu' ? 'webgpu' : 'cpu' });
  const model = await lab.model({ ...presets.tutorial(), seed });
  /** @type {Promise<void>[]} */
  const reports = [];
  const { val_accuracy } = await model.fit(first(data.train, train), {
    epochs,
    batchSize: batch,
    seed,
    validationData: first(data.test, test),
    onEpoch: (figures) => void reports.push(reportEpoch(figures)),
  });
  await Promise.all(reports);
  return { info: lab.info, accuracy: val_accuracy[epochs - 1] };
}

/** @param {import('./shared/data.js').Images} part @param {number} count */
const first = (part, count) => ({ ...cut(part, 0, count), shape: [count, 32, 32, 3] });

Object.assign(window, { learn });
