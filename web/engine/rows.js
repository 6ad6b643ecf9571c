/**
 * What comes of an advance, as the engine's numbers: a kind, the epoch and batch (from 0), images, their mean loss
 * and accuracy, and the validation's. `crates/web/src/events.rs` writes them.
 *
 * @typedef {object} Row
 * @property {'trained' | 'validated' | 'epoch'} kind
 * @property {number} epoch
 * @property {number} batch
 * @property {number} images
 * @property {number} loss
 * @property {number} accuracy
 * @property {number} val_loss
 * @property {number} val_accuracy
 */

const KINDS = /** @type {const} */ (['trained', 'validated', 'epoch']);
const WIDTH = 8;

/**
 * @param {Float64Array} numbers
 * @returns {Row[]}
 */
export function rowsOf(numbers) {
  return Array.from({ length: numbers.length / WIDTH }, (_, index) => {
    const row = numbers.subarray(index * WIDTH, (index + 1) * WIDTH);
    const [kind, epoch, batch, images, loss, accuracy, val_loss, val_accuracy] = row;
    return { kind: KINDS[kind], epoch, batch, images, loss, accuracy, val_loss, val_accuracy };
  });
}
