/**
 * What comes of an advance, as the engine's numbers: a kind, the epoch and batch (from 0), images, their mean loss
 * and accuracy, the validation's, the learning rate, the best epoch so far (from 0), and whether the run ends early;
 * NaN where there is no such thing. `crates/web/src/events.rs` writes them.
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
 * @property {number} learningRate
 * @property {number} best
 * @property {boolean} stops
 */

const KINDS = /** @type {const} */ (['trained', 'validated', 'epoch']);
const WIDTH = 11;

/**
 * @param {Float64Array} numbers
 * @returns {Row[]}
 */
export function rowsOf(numbers) {
  return Array.from({ length: numbers.length / WIDTH }, (_, index) => {
    const row = numbers.subarray(index * WIDTH, (index + 1) * WIDTH);
    const [kind, epoch, batch, images, loss, accuracy, val_loss, val_accuracy, learningRate, best, stops] =
      row;
    const figures = { images, loss, accuracy, val_loss, val_accuracy };
    return { kind: KINDS[kind], epoch, batch, ...figures, learningRate, best, stops: stops === 1 };
  });
}
