/**
 * @typedef {import('../protocol.js').News} News
 * @typedef {import('./rows.js').Row} Row
 */

/**
 * Tells what comes of a run, each batch and each epoch once: where a run goes on from a checkpoint, it computes again what
 * has been told.
 */
export class Report {
  #tell;
  #batches;
  #epochs;
  #isValidated;
  /** The last epoch that has ended. */
  #ended = -1;
  /** When the epoch began, in milliseconds, moved on by its pauses. */
  #epochBegan = 0;

  /** The last batch that was told: its epoch and its place there, from 0. */
  told = { epoch: -1, batch: -1 };
  /** The best epoch so far, from 1, where early stopping watches; and whether it ended the run. */
  best = /** @type {number | null} */ (null);
  stoppedEarly = false;

  /**
   * @param {{ batches: number, epochs: number, isValidated: boolean }} run
   * @param {(news: News) => void} tell
   */
  constructor({ batches, epochs, isValidated }, tell) {
    this.#batches = batches;
    this.#epochs = epochs;
    this.#isValidated = isValidated;
    this.#tell = tell;
  }

  /** Starts the epoch's clock. */
  begin() {
    this.#epochBegan = performance.now();
  }

  /** @param {number} milliseconds that do not count for the epoch */
  leaveOut(milliseconds) {
    this.#epochBegan += milliseconds;
  }

  /**
   * @param {Row[]} rows of training steps
   * @returns {boolean} whether any of them is new
   */
  trained(rows) {
    const { told } = this;
    const isNew = (/** @type {Row} */ { epoch, batch }) =>
      epoch > told.epoch || (epoch === told.epoch && batch > told.batch);
    const batches = rows.filter(isNew).map(({ epoch, batch, images, loss, accuracy }) => {
      return { epoch: epoch + 1, batch: batch + 1, batches: this.#batches, images, loss, accuracy };
    });
    if (batches.length === 0) return false;
    this.#tell({ type: 'batches', batches });
    const { epoch, batch } = rows[rows.length - 1];
    this.told = { epoch, batch };
    return true;
  }

  /** @param {Row} row of an epoch's end */
  epoch({ epoch, loss, accuracy, val_loss, val_accuracy, learningRate, best, stops }) {
    const now = performance.now();
    const seconds = (now - this.#epochBegan) / 1000;
    const validated = this.#isValidated ? { val_loss, val_accuracy } : {};
    const figures = { loss, accuracy, ...validated, learningRate, seconds };
    if (epoch > this.#ended)
      this.#tell({ type: 'epoch', epoch: { epoch: epoch + 1, epochs: this.#epochs, ...figures } });
    this.#ended = Math.max(this.#ended, epoch);
    this.best = Number.isNaN(best) ? null : best + 1;
    this.stoppedEarly = stops;
    this.#epochBegan = now;
  }
}
