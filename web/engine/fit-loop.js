import { rowsOf } from './rows.js';
import { turn } from './turn.js';

/**
 * @typedef {import('../pkg/convlab_web.js').Model} Model
 * @typedef {import('../pkg/convlab_web.js').Dataset} Dataset
 * @typedef {import('../protocol.js').FitSettings} FitSettings
 * @typedef {import('../protocol.js').News} News
 */

/** As many batches as the backend finds good for one submission. */
const NO_LIMIT = 0xffffffff;

/**
 * One run: advances the model a little at a time, tells what came of it, and lets the worker take messages between
 * the advances, so that the run can be paused, stepped and stopped and the model be asked in its midst.
 */
export class FitLoop {
  #model;
  #lock;
  #tell;
  #settings;
  #batches;
  /** Images to validate on; 0 without validation. */
  #validation;

  #held;
  #stopped = false;
  /** Whether submitted work is on its way, and whether nothing is left to do, when the model was last looked at. */
  #underWay = false;
  #finished = false;
  /** Whether figures have come back: until then shaders are being compiled. */
  #warm = false;
  /** Whether an epoch's batches are done and its validation is not. */
  #validating = false;
  /** @type {(() => void)[]} calls of `step` that wait for their batch */
  #steps = [];
  /** @type {(() => void)[]} calls of `pause` that wait until the model stands still */
  #pauses = [];
  #wake = () => {};
  /** @type {() => void} */
  #begin = () => {};
  /** Settled when the run has begun, or will not. */
  #begun = /** @type {Promise<void>} */ (new Promise((resolve) => (this.#begin = resolve)));
  /** The best epoch so far, from 1, where early stopping watches; and whether it ended the run. */
  #best = /** @type {number | null} */ (null);
  #stoppedEarly = false;
  /** When the epoch began, in milliseconds, moved on by its pauses. */
  #epochBegan = 0;

  /**
   * @param {Model} model
   * @param {import('./lock.js').Lock} lock the model's
   * @param {{ images: number, validation: number, settings: FitSettings, paused: boolean }} run
   * @param {(news: News) => void} tell
   */
  constructor(model, lock, { images, validation, settings, paused }, tell) {
    this.#model = model;
    this.#lock = lock;
    this.#tell = tell;
    this.#settings = settings;
    this.#batches = Math.ceil(images / settings.batchSize);
    this.#validation = validation;
    this.#held = paused;
  }

  /**
   * Runs to the end, to `stop`, or until it no longer gets better. The weights are the model's in any case.
   *
   * @param {Dataset} data
   * @param {Dataset | undefined} validation
   */
  async run(data, validation) {
    try {
      this.#tell({ type: 'phase', phase: { phase: 'upload' } });
      await turn();
      await this.#use(() => this.#model.begin(data, validation?.share(), this.#settings));
      this.#begin();
      this.#epochBegan = performance.now();
      if (!this.#held) this.#enter();
      while (!this.#isOver) await this.#goOn();
      await this.#settle();
      return { stopped: this.#stopped, stoppedEarly: this.#stoppedEarly, bestEpoch: this.#best };
    } finally {
      this.#stopped = true;
      this.#begin();
      await this.#lock.run(() => this.#model.end());
      for (const resolve of [...this.#steps, ...this.#pauses]) resolve();
    }
  }

  /** Stands still after the work that is under way. */
  pause() {
    this.#held = true;
    return this.#waitIn(this.#pauses);
  }

  resume() {
    this.#held = false;
    this.#wake();
  }

  /** Trains one more batch, and the validation if it ends an epoch, then stands still. */
  step() {
    this.#held = true;
    return this.#waitIn(this.#steps);
  }

  /**
   * Changes the learning rate, for batches submitted from then on.
   *
   * @param {number} rate
   */
  async setLearningRate(rate) {
    await this.#begun;
    await this.#lock.run(() => this.#model.setLearningRate(rate));
  }

  stop() {
    this.#stopped = true;
    this.#wake();
  }

  get #isOver() {
    return this.#stopped || this.#finished;
  }

  /**
   * Has the model to itself and looks at where the run stands: afterwards the model may be answering others, and cannot
   * be looked at until it is done.
   *
   * @template T
   * @param {() => T | Promise<T>} work
   * @returns {Promise<T>}
   */
  #use(work) {
    return this.#lock.run(async () => {
      const value = await work();
      this.#underWay = this.#model.isUnderWay;
      this.#finished = this.#model.isFinished;
      return value;
    });
  }

  /** @param {(() => void)[]} queue */
  #waitIn(queue) {
    if (this.#stopped) return Promise.resolve();
    return /** @type {Promise<void>} */ (
      new Promise((resolve) => {
        queue.push(resolve);
        this.#wake();
      })
    );
  }

  async #goOn() {
    if (!this.#held) {
      await this.#advance(this.#warm ? NO_LIMIT : 1);
      return;
    }
    await this.#settle();
    const stepped = this.#steps.shift();
    if (stepped) {
      this.#enter();
      await this.#trainOne();
      stepped();
    } else if (!this.#isOver) {
      await this.#rest();
    }
  }

  /** One batch, whatever stands before it, and what belongs to the end of its epoch. */
  async #trainOne() {
    let trained = false;
    while (!this.#isOver && (!trained || this.#validating)) {
      const rows = await this.#advance(this.#validating ? NO_LIMIT : 1);
      trained ||= rows.some(({ kind }) => kind === 'trained');
    }
  }

  /** Waits for what is under way. */
  async #settle() {
    while (this.#underWay) await this.#advance(0);
  }

  /** Stands still until somebody wants something. */
  async #rest() {
    const began = performance.now();
    this.#tell({ type: 'phase', phase: { phase: 'paused' } });
    for (const resolve of this.#pauses.splice(0)) resolve();
    if (this.#held && this.#steps.length === 0 && !this.#stopped) {
      await /** @type {Promise<void>} */ (new Promise((resolve) => (this.#wake = resolve)));
    }
    this.#epochBegan += performance.now() - began;
    if (!this.#held) this.#enter();
  }

  /** Says what the next advance does. */
  #enter() {
    if (this.#validating) this.#tellValidated(0);
    else this.#tell({ type: 'phase', phase: { phase: this.#warm ? 'train' : 'compile' } });
  }

  /** @param {number} done */
  #tellValidated(done) {
    this.#tell({ type: 'phase', phase: { phase: 'validate', done, total: this.#validation } });
  }

  /** @param {number} limit */
  async #advance(limit) {
    const rows = rowsOf(await this.#use(() => this.#model.advance(limit)));
    const trained = rows.filter(({ kind }) => kind === 'trained');
    if (trained.length > 0) this.#tellTrained(trained);
    for (const row of rows) {
      if (row.kind === 'validated') this.#tellValidated(row.images);
      if (row.kind === 'epoch') this.#tellEpoch(row);
    }
    await turn();
    return rows;
  }

  /** @param {import('./rows.js').Row[]} rows */
  #tellTrained(rows) {
    const batches = rows.map(({ epoch, batch, images, loss, accuracy }) => {
      return { epoch: epoch + 1, batch: batch + 1, batches: this.#batches, images, loss, accuracy };
    });
    const wasWarm = this.#warm;
    this.#warm = true;
    if (!wasWarm) this.#enter();
    this.#tell({ type: 'batches', batches });
    this.#validating = this.#validation > 0 && batches[batches.length - 1].batch === this.#batches;
    if (this.#validating) this.#enter();
  }

  /** @param {import('./rows.js').Row} row */
  #tellEpoch({ epoch, loss, accuracy, val_loss, val_accuracy, learningRate, best, stops }) {
    const now = performance.now();
    const seconds = (now - this.#epochBegan) / 1000;
    const validated = this.#validation > 0 ? { val_loss, val_accuracy } : {};
    const { epochs } = this.#settings;
    const figures = { loss, accuracy, ...validated, learningRate, seconds };
    this.#tell({ type: 'epoch', epoch: { epoch: epoch + 1, epochs, ...figures } });
    this.#best = Number.isNaN(best) ? null : best + 1;
    this.#stoppedEarly = stops;
    this.#epochBegan = now;
    if (this.#validating) {
      this.#validating = false;
      if (!this.#isOver && !this.#held) this.#enter();
    }
  }
}
