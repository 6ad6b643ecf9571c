import { Cadence } from './cadence.js';
import { isLost } from './devices.js';
import { ConvlabError } from './error.js';
import { modelFile } from './filing.js';
import { Report } from './report.js';
import { rowsOf } from './rows.js';
import { turn } from './turn.js';

/**
 * @typedef {import('./code.js').Model} Model
 * @typedef {import('./code.js').Dataset} Dataset
 * @typedef {import('../protocol.js').FitSettings} FitSettings
 * @typedef {import('../protocol.js').News} News
 */

/** The kernels with which a run begins that looks for the fastest ones. */
const USUAL = 'winograd';

/** As many batches as the backend finds good for one submission. */
const NO_LIMIT = 0xffffffff;

/**
 * One run: advances the model a little at a time, tells what came of it, and lets the worker take messages between
 * the advances, so that the run can be paused, stepped and stopped and the model be asked in its midst.
 *
 * Where the device is lost, the run goes on from its last checkpoint on the next one, and comes to the same bits.
 */
export class FitLoop {
  #kept;
  #tell;
  #settings;
  #batches;
  /** Whether the run goes on from where the kept model stands. */
  #resume;
  /** Whether checkpoints are told. */
  #checkpoints;
  /** Images to validate on; 0 without validation. */
  #validation;
  /** The data, once the run has begun. @type {[Dataset, Dataset | undefined] | null} */
  #data = null;
  /** Of which making of the model the run is. */
  #generation = 0;

  #held;
  #stopped = false;
  /** Whether submitted work is on its way, and whether nothing is left to do, when the model was last looked at. */
  #underWay = false;
  #finished = false;
  /** Whether figures have come back: until then shaders are being compiled. */
  #warm = false;
  /** Whether the fastest kernels are looked for; and whether the next ones that are to be tried are ready, or the first. */
  #searching = false;
  #canTune = false;
  /** Whether an epoch's batches are done and its validation is not. */
  #validating = false;
  /** @type {(() => void)[]} calls of `step` that wait for their batch */
  #steps = [];
  /** @type {(() => void)[]} calls of `pause` that wait until the model stands still */
  #pauses = [];
  #wake = () => {};
  /** @type {() => void} */
  #stop = () => {};
  /** Settled when the run is stopped. */
  #stops = /** @type {Promise<void>} */ (new Promise((resolve) => (this.#stop = resolve)));
  /** @type {() => void} */
  #begin = () => {};
  /** Settled when the run has begun, or will not. */
  #begun = /** @type {Promise<void>} */ (new Promise((resolve) => (this.#begin = resolve)));
  #report;
  #cadence = new Cadence();
  /** Settled when all checkpoints so far are told. */
  #told = Promise.resolve();
  /** @type {(() => void)[]} work that waits until the model stands still */
  #errands = [];

  /**
   * @param {import('./kept.js').Kept} kept
   * @param {{ images: number, validation: number, settings: FitSettings, paused: boolean, resume: boolean,
   *   checkpoints: boolean }} run
   * @param {(news: News) => void} tell
   */
  constructor(kept, { images, validation, settings, paused, resume, checkpoints }, tell) {
    this.#kept = kept;
    this.#tell = tell;
    this.#settings = { ...settings };
    this.#resume = resume;
    this.#checkpoints = checkpoints;
    this.#batches = Math.ceil(images / settings.batchSize);
    this.#validation = validation;
    const { epochs } = settings;
    this.#report = new Report({ batches: this.#batches, epochs, isValidated: validation > 0 }, tell);
    this.#held = paused;
  }

  /**
   * Runs to the end, to `stop`, or until it no longer gets better. The weights are the model's in any case.
   *
   * @param {Dataset} data
   * @param {Dataset | undefined} validation
   */
  async run(data, validation) {
    this.#data = [data, validation];
    try {
      await this.#surviving(() => this.#start());
      this.#begin();
      while (!this.#isOver) await this.#surviving(() => this.#goOn());
      await this.#surviving(() => this.#end());
      const { stoppedEarly, best } = this.#report;
      return { stopped: this.#stopped, stoppedEarly, bestEpoch: best };
    } finally {
      this.#stopped = true;
      this.#begin();
      await this.#kept.lock.run(() => this.#kept.model.end());
      for (const resolve of [...this.#steps, ...this.#pauses, ...this.#errands]) resolve();
    }
  }

  /** Begins the run on the model that there is. */
  async #start() {
    await this.#takeKernels();
    this.#tell({ type: 'phase', phase: { phase: 'upload' } });
    await turn();
    const [data, validation] = this.#data ?? [];
    if (!data) return;
    await this.#use((model) => model.begin(data, validation?.share(), this.#settings, this.#resume));
    this.#report.begin();
    if (!this.#held) this.#enter();
  }

  /** Takes the kernels that were asked for. What was found by measuring stays, whatever device the run goes on with. */
  async #takeKernels() {
    const { kernels } = this.#settings;
    this.#generation = this.#kept.generation;
    this.#searching = kernels === 'measured' && this.#kept.devices.isGpu;
    const wanted = this.#searching ? USUAL : kernels;
    const taken = await this.#use((model) => model.takeKernels(wanted)).catch((error) => {
      // A run that is under way goes on where it finds another device, which may lack what its kernels need.
      if (!this.#resume || error.code !== 'option') throw error;
      return this.#use((model) => model.takeKernels(USUAL));
    });
    if (taken && !this.#searching) this.#settings.kernels = taken;
    this.#tellComputer(taken, this.#searching ? { search: 'on' } : {});
  }

  /** Tries the next kernels, and goes on with the fastest once none are left. A new checkpoint then has them. */
  async #search() {
    await this.#settle();
    if (this.#isOver) return;
    const found = await this.#use((model) => model.tune(this.#settings.batchSize));
    if (found === undefined) return;
    const taken = await this.#use((model) => model.takeKernels(found || USUAL));
    this.#searching = false;
    this.#settings.kernels = taken;
    this.#cadence.ask();
    const since = taken === USUAL ? 0 : this.#report.told.epoch + 1;
    this.#tellComputer(taken, found ? { search: 'over', since } : {});
  }

  /**
   * @param {string} kernels
   * @param {Partial<import('../protocol.js').Computer>} more
   */
  #tellComputer(kernels, more) {
    this.#tell({ type: 'computer', computer: { ...this.#kept.computer, kernels, ...more } });
  }

  /** Comes to rest behind the last batch, and keeps what was learned. */
  async #end() {
    await this.#settle();
    if (this.#searching) this.#tellComputer(USUAL, {});
    if (this.#finished || this.#report.told.batch >= 0) await this.#checkpoint(true);
    await this.#told;
  }

  /**
   * Does something; where the device is lost meanwhile, gets the run on again instead, on another one.
   *
   * @param {() => Promise<void>} work
   */
  async #surviving(work) {
    try {
      await work();
    } catch (error) {
      if (!isLost(error)) throw error;
      if (this.#kept.generation === this.#generation) {
        const recovered = this.#kept.devices.recover((seconds) => {
          this.#tell({ type: 'phase', phase: { phase: 'lost', seconds } });
        });
        await Promise.race([recovered, this.#stops]);
      }
      this.#underWay = this.#validating = this.#warm = false;
      if (!this.#stopped) await this.#surviving(() => this.#start());
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
    try {
      await this.#use((model) => model.setLearningRate(rate));
    } catch (error) {
      // The run then begins with it on the next device.
      if (!isLost(error)) throw error;
    }
    this.#settings.learningRate = rate;
  }

  stop() {
    this.#stopped = true;
    this.#wake();
    this.#stop();
  }

  /** A checkpoint soon, as one that is hidden may be closed without a word. */
  askForCheckpoint() {
    this.#cadence.ask();
    this.#wake();
  }

  /**
   * Does something with the model while nothing is on its way.
   *
   * @template T
   * @param {(model: Model) => Promise<T>} work
   * @returns {Promise<T>}
   */
  async atRest(work) {
    if (!this.#stopped) {
      await /** @type {Promise<void>} */ (
        new Promise((resolve) => {
          this.#errands.push(resolve);
          this.#wake();
        })
      );
    }
    return this.#kept.lock.run(() => work(this.#kept.model));
  }

  get #isOver() {
    return this.#stopped || this.#finished;
  }

  /**
   * Has the model to itself and looks at where the run stands: afterwards the model may be answering others, and cannot
   * be looked at until it is done.
   *
   * @template T
   * @param {(model: Model) => T | Promise<T>} work
   * @returns {Promise<T>}
   */
  #use(work) {
    return this.#kept.lock.run(async () => {
      const { model, generation } = this.#kept;
      // Somebody else saw first that the device was lost.
      if (generation !== this.#generation) throw new ConvlabError('device-lost', 'The device is another.');
      const value = await work(model);
      this.#underWay = model.isUnderWay;
      this.#finished = model.isFinished;
      this.#canTune = model.canTune;
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
    if (this.#errands.length > 0) {
      await this.#settle();
      for (const resolve of this.#errands.splice(0)) resolve();
      await turn();
    }
    if (this.#cadence.isDue) await this.#checkpoint(false);
    if (!this.#held) {
      if (this.#searching && this.#warm && this.#canTune) await this.#search();
      await this.#advance(this.#warm ? NO_LIMIT : 1);
      return;
    }
    await this.#settle();
    if (this.#steps.length > 0) {
      this.#enter();
      await this.#trainOne();
      // Not before: where the device is lost meanwhile, the step has still to be done.
      this.#steps.shift()?.();
    } else if (!this.#isOver) {
      await this.#rest();
    }
  }

  /** One batch, whatever stands before it, and what belongs to the end of its epoch. */
  async #trainOne() {
    const { told } = this.#report;
    while (!this.#isOver && (this.#report.told === told || this.#validating)) {
      await this.#advance(this.#validating ? NO_LIMIT : 1);
    }
  }

  /** Waits for what is under way. */
  async #settle() {
    while (this.#underWay) await this.#advance(0);
  }

  /** Stands still until somebody wants something. */
  async #rest() {
    const began = performance.now();
    if (this.#cadence.isChanged) await this.#checkpoint(false);
    await this.#told;
    this.#tell({ type: 'phase', phase: { phase: 'paused' } });
    for (const resolve of this.#pauses.splice(0)) resolve();
    if (this.#held && this.#steps.length === 0 && this.#errands.length === 0 && !this.#stopped) {
      await /** @type {Promise<void>} */ (new Promise((resolve) => (this.#wake = resolve)));
    }
    this.#report.leaveOut(performance.now() - began);
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
    const rows = rowsOf(await this.#use((model) => model.advance(limit)));
    const trained = rows.filter(({ kind }) => kind === 'trained');
    if (trained.length > 0) this.#tellTrained(trained);
    for (const row of rows) {
      if (row.kind === 'validated') this.#tellValidated(row.images);
      if (row.kind === 'epoch') this.#tellEpoch(row);
    }
    this.#cadence.isChanged ||= rows.length > 0;
    await turn();
  }

  /**
   * Keeps all that the run goes on with, here and with whoever wants it.
   *
   * @param {boolean} over whether it is the run's end
   */
  async #checkpoint(over) {
    await this.#settle();
    this.#cadence.made();
    if (!this.#checkpoints && !this.#kept.devices.canBeLost) return;
    const { learningRate } = this.#settings;
    const standing = await this.#use((model) => model.standing(true));
    this.#kept.keepCheckpoint(standing);
    this.#resume = !over;
    // What makes a file of it may have to be fetched: the run goes on meanwhile.
    if (this.#checkpoints)
      this.#told = this.#told.then(() => this.#tellCheckpoint(standing, learningRate, over));
  }

  /**
   * @param {import('./filing.js').Standing} standing
   * @param {number} learningRate
   * @param {boolean} over
   */
  async #tellCheckpoint(standing, learningRate, over) {
    /** @type {Blob | null} */
    let checkpoint = null;
    try {
      // As a blob it reaches the page without a copy there, which would be felt.
      checkpoint = new Blob([await modelFile(this.#kept.description, standing, { learningRate })]);
    } catch (error) {
      // Without a network: the next one asks again.
      if (!(error instanceof ConvlabError)) throw error;
    }
    this.#tell({ type: 'checkpoint', checkpoint, over });
  }

  /** @param {import('./rows.js').Row[]} rows */
  #tellTrained(rows) {
    const wasWarm = this.#warm;
    this.#warm = true;
    if (!wasWarm) this.#enter();
    if (this.#report.trained(rows)) this.#kept.devices.worked();
    this.#validating = this.#validation > 0 && rows[rows.length - 1].batch + 1 === this.#batches;
    if (this.#validating) this.#enter();
  }

  /** @param {import('./rows.js').Row} row */
  #tellEpoch(row) {
    this.#report.epoch(row);
    this.#cadence.endEpoch();
    if (this.#validating) {
      this.#validating = false;
      if (!this.#isOver && !this.#held) this.#enter();
    }
  }
}
