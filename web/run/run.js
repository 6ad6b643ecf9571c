import { ConvlabError } from '../engine/error.js';
import { text } from '../text.js';
import { memoOf, recall } from '../keeping/memo.js';
import { browserStorage } from '../runs/store.js';
import { Aside } from './aside.js';
import { Engine, sentenceOf } from './engine.js';
import { KernelMemory } from './kernels.js';
import { Pace, Stopwatch } from './pace.js';
import { beginRun, forgetRun, hasLearned, isFitting, isFree, isResting } from './state.js';

/**
 * @typedef {import('./state.js').State} State
 * @typedef {import('./state.js').Phase} Phase
 * @typedef {{ memo: import('../keeping/memo.js').Memo, checkpoint: Uint8Array | Blob }} Broken a run that was broken off
 */

/** The panel offers seeds of 32 bits; a later fit goes on past the last one from the first. */
const SEEDS = 2 ** 32;
/** The bars under the pictures are renewed this often while training, in milliseconds. */
const GUESS_EVERY = 3000;
/** Figures that change by themselves are renewed this often, in milliseconds. */
const TICK = 500;

/** What is done with training images, by its name in the panel. */
const AUGMENTATIONS = {
  none: null,
  flip: { flip: true },
  shift: { shift: 4 },
  both: { flip: true, shift: 4 },
};

/**
 * Phases of preparation, by the name under which their time is kept.
 * @type {Partial<Record<Phase, 'engine' | 'data' | 'prepare'>>}
 */
const PREPARATION = {
  engine: 'engine',
  data: 'data',
  upload: 'prepare',
  compile: 'prepare',
};

/** Phases that are told also of a run that is to stand still. @type {ReadonlySet<Phase>} */
const TOLD_ANYWAY = new Set(/** @type {Phase[]} */ (['upload', 'compile', 'lost', 'paused']));

/**
 * The verbs of the training panel: each turns into calls of the engine, and what the engine tells into state.
 */
export class Run {
  #state;
  #mark;
  #keep;
  #engine;
  /** How many times the network was fitted since it was fresh; each shuffles in an order of its own. */
  #fits = 0;
  #abort = new AbortController();
  /** @type {Promise<void>} settled when no run is on */
  #over = Promise.resolve();
  /** @type {Promise<void>} settled when the network is of the last design that was taken */
  #designs = Promise.resolve();
  /** Whether the reader wants the run to stand still. */
  #hold = false;
  #pace = new Pace();
  #watch = new Stopwatch();
  #kernels = new KernelMemory(browserStorage());

  /**
   * @param {State} state
   * @param {() => void} mark says that the state has changed
   * @param {(checkpoint: Blob | null, run: { fits: number, over: boolean }) => void} keep told of all that the
   *   run at hand goes on with, or null where no file can be made of it: where it stands, how often the network had been
   *   fitted before it, and whether it is over
   */
  constructor(state, mark, keep) {
    this.#state = state;
    this.#mark = mark;
    this.#keep = keep;
    this.#engine = new Engine(state, mark);
    /** What the engine can do outside of a run. */
    this.aside = new Aside(state, mark, this.#engine);
  }

  /** Begins a run, or goes on from what earlier runs learned. */
  async train() {
    await this.#begin(false);
  }

  /**
   * Goes on with a run that was broken off, as if it had not been. The settings must be that run's. An engine on another
   * device than they say is started anew.
   * @param {import('../keeping/memo.js').Memo} memo
   * @param {Uint8Array | Blob} checkpoint
   */
  async goOn(memo, checkpoint) {
    if (!isFree(this.#state)) return;
    forgetRun(this.#state);
    this.#state.runId = memo.runId;
    if (!this.#engine.isOpen) this.#engine.close();
    await this.#begin(false, { memo, checkpoint });
  }

  /**
   * Takes a saved model in place of the network, with its charts where there are some.
   * @param {{ file: Uint8Array | Blob, name: string, design: import('./state.js').Design,
   *   memo: import('../keeping/memo.js').Memo | null }} saved
   */
  async adopt({ file, name, design, memo }) {
    await this.aside.restore(design, file);
    forgetRun(this.#state);
    this.#fits = 0;
    this.#state.design = design;
    if (design.preset === 'own') this.#state.own = design.description;
    this.#state.opened = name;
    this.#state.wasReset = false;
    if (memo) this.#recall(memo);
    this.#enter('stopped');
  }

  /**
   * The whole model as a file of the engine's own, and what the page remembers of it; also in the middle of a run.
   * @param {boolean} training whether what training goes on with is saved too
   */
  async save(training) {
    const { learningRate } = this.#state.settings;
    const file = await this.#engine.save({ training, learningRate });
    const over = isResting(this.#state.phase);
    return { file, memo: memoOf(this.#state, { fits: this.#fits - 1, over }) };
  }

  /** Has the run at hand kept soon: the page may be closed without a word. */
  keepSoon() {
    const { model } = this.#engine;
    if (model && isFitting(this.#state.phase)) void this.#guard(model.checkpoint());
  }

  /** Stops after the batch at hand until `resume` or `step`. */
  async pause() {
    const { model } = this.#engine;
    if (!model || !isFitting(this.#state.phase)) return;
    this.#hold = true;
    this.#enter('pausing');
    await this.#guard(model.pause());
  }

  /** Goes on after a pause. */
  async resume() {
    const { model } = this.#engine;
    if (!model || !isFitting(this.#state.phase)) return;
    this.#hold = false;
    this.#enter('train');
    await this.#guard(model.resume());
  }

  /** Trains exactly one batch: the next one of a paused run, or the first of a new one. */
  async step() {
    const { model } = this.#engine;
    if (isResting(this.#state.phase)) await this.#begin(true);
    else if (model && this.#state.phase === 'paused') await this.#guard(model.step());
  }

  /**
   * Changes the learning rate of the run that is on, from its next batch on.
   * @param {number} rate
   */
  async setLearningRate(rate) {
    const { model } = this.#engine;
    if (model && isFitting(this.#state.phase)) await this.#guard(model.setLearningRate(rate));
  }

  /** Ends the run; what was learned is kept. */
  async stop() {
    if (isResting(this.#state.phase)) return;
    this.#enter('stopping');
    this.#abort.abort();
    await this.#over;
  }

  /** Fresh weights and empty charts. A run that is on ends first; an engine that failed is started anew. */
  async reset() {
    await this.stop();
    if (this.#state.phase === 'failed') this.#engine.close();
    forgetRun(this.#state);
    this.#state.wasReset = true;
    this.#fits = 0;
    this.#enter('empty');
    await this.#guard(this.#engine.refresh());
  }

  /**
   * The network as it stands, also in the middle of a run: its description and its weights.
   * @returns {Promise<{ description: { inputShape: number[], layers: object[] }, weights: Uint8Array } | null>} null
   *   where there is no network yet
   */
  async network() {
    return this.#engine.network();
  }

  /**
   * Takes another design for the network. One that has learned nothing is made anew; what has been learned is lost, so
   * ask before.
   * @param {import('./state.js').Design} design
   */
  async setDesign(design) {
    if (hasLearned(this.#state)) await this.reset();
    this.#state.design = design;
    this.#mark();
    this.#designs = this.#designs.then(async () => {
      await this.aside.idle();
      const { hasModel, network, design: wanted } = this.#state;
      if (hasModel && network !== wanted && isFree(this.#state)) await this.#guard(this.build());
    });
    await this.#designs;
  }

  /** Makes the network, with fresh weights and without any data. */
  async build() {
    await this.aside.build();
  }

  /**
   * Looks inside the network as it stands, also in the middle of a run; there has to be one.
   * @param {import('./state.js').Dataset} images
   * @param {import('./aside.js').InspectOptions} options
   */
  async inspect(images, options) {
    return this.aside.inspect(images, options);
  }

  /** Asks the network about the images on show. */
  async guess() {
    await this.#engine.guess();
  }

  /**
   * @param {boolean} paused whether to stand still before the first batch and train just that one
   * @param {Broken} [broken] the run to go on with
   */
  async #begin(paused, broken) {
    if (!isFree(this.#state)) return;
    if (broken) this.#recall(broken.memo);
    beginRun(this.#state);
    if (broken) {
      this.#fits = broken.memo.fits;
      Object.assign(this.#state.run, broken.memo.place, { origin: broken.memo.origin });
    }
    this.#abort = new AbortController();
    this.#hold = paused;
    this.#pace = new Pace();
    this.#watch = new Stopwatch();
    const ticking = setInterval(this.#tick, TICK);
    this.#over = this.#go(paused, broken).finally(() => clearInterval(ticking));
    await this.#over;
  }

  /** @param {import('../keeping/memo.js').Memo} memo */
  #recall(memo) {
    recall(this.#state, memo);
    this.#fits = memo.fits + 1;
    this.#state.run.settings = memo.settings;
  }

  /** @param {boolean} paused @param {Broken} [broken] */
  async #go(paused, broken) {
    const { signal } = this.#abort;
    const { run, ownCopy } = this.#state;
    try {
      this.#enter('engine');
      await this.#engine.open();
      if (!signal.aborted && !this.#engine.hasData) {
        this.#enter('data');
        await this.#engine.load(
          ownCopy.files,
          (progress) => {
            run.progress = progress;
            this.#mark();
          },
          signal,
        );
      }
      if (signal.aborted) {
        this.#rest();
      } else {
        this.#enter('upload');
        await this.#fit(paused, broken);
      }
    } catch (error) {
      if (signal.aborted && error instanceof Error && error.name === 'AbortError') this.#rest();
      else if (error instanceof ConvlabError && error.code === 'diverged') await this.#diverge(error.message);
      else this.#fail(error);
    }
  }

  /** @param {boolean} paused @param {Broken} [broken] */
  async #fit(paused, broken) {
    const { data, settings, design } = this.#state;
    const model = broken
      ? await this.#engine.restore(design, broken.checkpoint)
      : await this.#engine.prepareModel();
    if (!model || !data) throw new Error(text.status.unknown);
    const fitted = model.fit(data.train, {
      epochs: settings.epochs,
      batchSize: settings.batchSize,
      shuffle: true,
      seed: (settings.seed + this.#fits) % SEEDS,
      learningRate: settings.learningRate,
      loss: settings.loss,
      optimizer: settings.optimizer,
      momentum: settings.momentum,
      schedule: { type: settings.schedule },
      augmentation: AUGMENTATIONS[settings.augmentation],
      kernels: broken?.memo.kernels || this.#kernels.ask(this.#state),
      earlyStopping:
        settings.patience > 0
          ? { monitor: settings.monitor, patience: settings.patience, restoreBest: true }
          : null,
      validationData: data.test,
      signal: this.#abort.signal,
      paused,
      onComputer: this.#onComputer,
      onPhase: this.#onPhase,
      onBatch: this.#onBatch,
      onEpoch: this.#onEpoch,
      onCheckpoint: (checkpoint, over) => this.#keep(checkpoint, { fits: this.#fits - 1, over }),
      resume: broken !== undefined,
    });
    this.#fits += 1;
    if (paused) void this.#guard(model.step());
    const { stopped, stoppedEarly, bestEpoch } = await fitted;
    Object.assign(this.#state.run, { stoppedEarly, bestEpoch });
    if (stopped) this.#rest();
    else this.#enter('finished');
    await this.guess();
  }

  /** @param {import('../protocol.js').Computer} computer */
  #onComputer = (computer) => {
    this.#engine.noteComputer(computer);
    if (computer.search === 'over') this.#kernels.keep(computer.kernels);
    this.#mark();
  };

  /**
   * @param {import('../protocol.js').Phase} event
   */
  #onPhase = ({ phase, done = 0, total = 0, seconds = 0 }) => {
    const now = this.#state.phase;
    if (now === 'stopping') return;
    this.#state.run.lostFor = phase === 'lost' ? seconds : 0;
    this.#state.run.progress = { loaded: done, total, unit: 'images', what: '' };
    if (!this.#hold || TOLD_ANYWAY.has(phase)) this.#enter(phase);
    else if (now !== 'paused') this.#enter('pausing');
  };

  /**
   * @param {{ epoch: number, batch: number, batches: number, images: number, loss: number, accuracy: number
   *   }} event
   */
  #onBatch = ({ epoch, batch, batches, images, loss, accuracy }) => {
    const state = this.#state;
    const now = performance.now();
    if (!this.#hold && state.phase !== 'stopping') this.#enter('train');
    if (state.phase === 'train') this.#pace.add(images, now);
    Object.assign(state.run, { epoch, batch, batches });
    state.trained = state.run.origin + epoch - 1 + batch / batches;
    state.batches.loss.append(state.trained, loss);
    state.batches.accuracy.append(state.trained, accuracy);
    if (state.phase === 'paused' || now - this.#engine.guessedAt > GUESS_EVERY) void this.guess();
    this.#mark();
  };

  /** @param {import('./state.js').Figures & { seconds: number }} event */
  #onEpoch = ({ loss, accuracy, val_loss, val_accuracy, seconds }) => {
    const { history, run, phase, trained } = this.#state;
    if (phase === 'validate')
      this.#pace.validated(this.#engine.images.test, performance.now() - run.phaseSince);
    history.push({ loss, accuracy, val_loss, val_accuracy, at: trained, seconds });
    void this.guess();
    this.#mark();
  };

  #tick = () => {
    const { run, settings, phase } = this.#state;
    const { train, test } = this.#engine.images;
    const seen = Math.min(train, run.batch * settings.batchSize);
    const epochsLeft = run.epochs - run.epoch;
    const checks = (phase === 'validate' ? epochsLeft : epochsLeft + 1) * test;
    run.elapsed = this.#watch.read(performance.now()) / 1000;
    run.imagesPerSecond = this.#pace.imagesPerSecond;
    run.secondsLeft =
      run.epoch > 0 ? this.#pace.secondsLeft(epochsLeft * train + train - seen, checks) : null;
    this.#mark();
  };

  /**
   * Goes to another phase, and keeps the clocks with it.
   * @param {Phase} phase
   */
  #enter(phase) {
    const { run, phase: before } = this.#state;
    if (phase !== before) {
      const now = performance.now();
      const part = PREPARATION[before];
      if (part) run.took[part] = (run.took[part] ?? 0) + (now - run.phaseSince) / 1000;
      if (phase === 'train') this.#pace.clock.start(now);
      else this.#pace.clock.stop(now);
      if (phase === 'paused' || isResting(phase)) this.#watch.stop(now);
      else this.#watch.start(now);
      run.elapsed = this.#watch.read(now) / 1000;
      run.phaseSince = now;
      this.#state.phase = phase;
    }
    this.#mark();
  }

  /**
   * A run whose loss went out of all bounds comes to rest; the engine has put back what it had learned before.
   * @param {string} sentence
   */
  async #diverge(sentence) {
    this.#state.run.diverged = sentence;
    this.#rest();
    await this.guess();
  }

  /** A run that was stopped comes to rest. */
  #rest() {
    this.#enter(hasLearned(this.#state) ? 'stopped' : 'empty');
  }

  /**
   * A verb that fails is a run that fails.
   * @param {Promise<unknown>} deed
   */
  async #guard(deed) {
    try {
      await deed;
    } catch (error) {
      if (!isResting(this.#state.phase) || this.#state.phase === 'empty') this.#fail(error);
    }
  }

  /** @param {unknown} error */
  #fail(error) {
    const { phase, history, ownCopy } = this.#state;
    let todo = text.status.startOver;
    if (phase === 'engine') todo = text.status.tryAgain;
    if (phase === 'data') todo = ownCopy.files ? text.status.tryAgain : text.status.checkConnection;
    const what = sentenceOf(error, text.status.unknown);
    const code = error instanceof ConvlabError ? error.code : '';
    if (code === 'device-lost') todo = text.status.elsewhere;
    this.#state.failure = { what, safe: text.status.safe(history.length), todo, code };
    this.#enter('failed');
  }
}
