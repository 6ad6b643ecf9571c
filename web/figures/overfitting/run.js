/**
 * The run that the chapter shows, made by `tools/figures/overfitting.mjs`, and what there is to say about it.
 *
 * @typedef {object} RunSettings
 * @property {number} trainImages
 * @property {number} validationImages
 * @property {number} epochs
 * @property {number} batchSize
 * @property {number} learningRate
 * @property {number} seed
 *
 * @typedef {object} RecordedRun figures of every epoch
 * @property {RunSettings} settings
 * @property {number[]} loss
 * @property {number[]} accuracy
 * @property {number[]} val_loss
 * @property {number[]} val_accuracy
 *
 * @typedef {{ epoch: number, loss: number, accuracy: number, val_loss: number, val_accuracy: number }} Epoch
 */

/**
 * The epoch of the lowest validation loss, and the last.
 * @param {RecordedRun} run
 * @returns {{ best: Epoch, last: Epoch }}
 */
export function turningPoint(run) {
  const best = run.val_loss.indexOf(Math.min(...run.val_loss));
  return { best: epochOf(run, best), last: epochOf(run, run.val_loss.length - 1) };
}

/** @param {RecordedRun} run @param {number} index @returns {Epoch} counted from 1 */
export const epochOf = ({ loss, accuracy, val_loss, val_accuracy }, index) => ({
  epoch: index + 1,
  loss: loss[index],
  accuracy: accuracy[index],
  val_loss: val_loss[index],
  val_accuracy: val_accuracy[index],
});
