import './trusted.js';
import { loadCifar10 } from './engine/cifar10.js';
import { aboutOf } from './engine/about.js';
import { usualThreads } from './engine/code.js';
import { Devices } from './engine/devices.js';
import { ConvlabError } from './engine/error.js';
import { filesCode, filing, modelFile } from './engine/filing.js';
import { FitLoop } from './engine/fit-loop.js';
import { Kept } from './engine/kept.js';
import { failureOf } from './protocol.js';

/**
 * The worker owns the engine: its device, its models and its data sets, each by its number. It serves the commands
 * of `protocol.js`; work on one model is done one piece at a time.
 *
 * @typedef {import('./protocol.js').Command} Command
 * @typedef {import('./protocol.js').Commands} Commands
 * @typedef {import('./protocol.js').Event} Event
 * @typedef {import('./protocol.js').News} News
 * @typedef {import('./engine/code.js').Dataset} Dataset
 *
 * @typedef {object} Context what a command can use besides what was sent
 * @property {(news: News) => void} tell
 * @property {AbortSignal} signal aborted by `cancel`
 * @property {(array: Uint8Array | Float32Array | Float64Array) => void} give hands an array of the answer over without a copy
 */

const post = (/** @type {Event} */ event, /** @type {Transferable[]} */ transfer = []) => {
  self.postMessage(event, { transfer });
};

const devices = new Devices();
/** @type {Map<number, Dataset>} */
const datasets = new Map();
/** @type {Map<number, Kept>} */
const models = new Map();
/** @type {Map<number, AbortController>} commands that are being served */
const open = new Map();

/** @param {number} number */
function datasetOf(number) {
  const dataset = datasets.get(number);
  if (!dataset) throw new ConvlabError('data', 'The data set did not reach the engine.');
  return dataset;
}

/** @param {number} number */
function modelOf(number) {
  const kept = models.get(number);
  if (!kept) throw new ConvlabError('closed', 'The model has been disposed of.');
  return kept;
}

/** @param {import('./protocol.js').Dataset} dataset */
function datasetFrom({ images, shape, labels }) {
  const { Dataset } = devices.place.code;
  const image = Uint32Array.from(shape.slice(1));
  return images instanceof Uint8Array
    ? Dataset.ofBytes(images, image, labels)
    : Dataset.ofFloats(images, image, labels);
}

/** @type {{ [T in keyof Commands]: (sent: Commands[T]['send'], context: Context) => any }} */
const serve = {
  open: ({ backend, threads }, { tell }) =>
    devices.open(backend, threads ?? usualThreads(), (phase) =>
      tell({ type: 'opening', opening: { phase } }),
    ),

  dataset({ dataset, ...images }) {
    datasets.set(dataset, datasetFrom(images));
  },

  forget({ dataset }) {
    datasets.get(dataset)?.free();
    datasets.delete(dataset);
  },

  async cifar10({ datasets: numbers, wanted, base, files }, { tell, signal, give }) {
    const what = files ? 'your copy of CIFAR-10' : 'CIFAR-10';
    const onBytes = (/** @type {number} */ loaded, /** @type {number} */ total) => {
      tell({ type: 'progress', progress: { loaded, total, unit: 'bytes', what } });
    };
    const data = files
      ? await (await import('./engine/own-copy.js')).readOwnCopy(files, wanted, signal, onBytes)
      : await loadCifar10(devices.place.code, base, wanted, signal, onBytes);
    for (const split of /** @type {const} */ (['train', 'test'])) {
      datasets.set(numbers[split], datasetFrom(data[split]));
      give(data[split].images);
      give(data[split].labels);
    }
    return data;
  },

  async model({ model: number, spec, seed, batchSize }) {
    const kept = new Kept(devices, spec, seed, batchSize);
    // The page may name it from now on.
    models.set(number, kept);
    try {
      await kept.settle();
    } catch (error) {
      models.delete(number);
      await kept.dispose();
      throw error;
    }
    return { summary: JSON.parse(kept.model.summary()), computer: kept.computer };
  },

  async fit({ model: number, data, validation, settings, paused, resume, checkpoints }, { tell, signal }) {
    const kept = modelOf(number);
    if (kept.fit) throw new ConvlabError('busy', 'This model is being trained already; stop that run first.');
    const training = datasetOf(data);
    const judging = validation === null ? undefined : datasetOf(validation);
    const images = { images: training.length, validation: judging?.length ?? 0 };
    const loop = new FitLoop(kept, { ...images, settings, paused, resume, checkpoints }, tell);
    if (signal.aborted) loop.stop();
    signal.addEventListener('abort', () => loop.stop());
    const over = loop.run(training, judging);
    kept.fit = { loop, over };
    try {
      return await over;
    } finally {
      kept.fit = null;
    }
  },

  pause: ({ model }) => modelOf(model).fit?.loop.pause(),
  resume: ({ model }) => modelOf(model).fit?.loop.resume(),
  step: ({ model }) => modelOf(model).fit?.loop.step(),
  checkpoint: ({ model }) => modelOf(model).fit?.loop.askForCheckpoint(),

  async setLearningRate({ model: number, rate }) {
    const kept = modelOf(number);
    // Without a run the engine says so.
    await (kept.fit ? kept.fit.loop.setLearningRate(rate) : kept.use((model) => model.setLearningRate(rate)));
  },

  async evaluate({ model: number, data, loss }) {
    const figures = await modelOf(number).use((model) => model.evaluate(datasetOf(data), loss));
    return { loss: figures[0], accuracy: figures[1] };
  },

  async predict({ model: number, training, seed, step, ...images }, { give }) {
    const kept = modelOf(number);
    const dataset = datasetFrom(images);
    try {
      const output = await kept.use((model) => model.predict(dataset, training, seed, step));
      give(output);
      return output;
    } finally {
      dataset.free();
    }
  },

  async inspect({ model: number, options, ...images }, { give }) {
    const kept = modelOf(number);
    const dataset = datasetFrom(images);
    try {
      const { Observer } = await filesCode();
      const found = await kept.use(async (model) => {
        const observer = new Observer(kept.description, dataset.length, options.image);
        const looked = await model.inspect(dataset, options, observer.see.bind(observer));
        const [images, loss, correct, steps] = looked;
        return observer.found(images, loss, correct, steps);
      });
      const value = { header: found.header(), figures: found.figures(), values: found.values() };
      found.free();
      give(value.figures);
      give(value.values);
      return value;
    } finally {
      dataset.free();
    }
  },

  async gradients({ model: number, data, loss }, { give }) {
    const kept = modelOf(number);
    const arena = await kept.use((model) => model.gradients(datasetOf(data), loss));
    const file = await filing(({ writeGradients }) => writeGradients(kept.description, arena));
    give(file);
    return file;
  },

  async weights({ model: number }, { give }) {
    const kept = modelOf(number);
    const [, arena] = await kept.use((model) => model.standing(false));
    const file = await filing(({ writeWeights }) => writeWeights(kept.description, arena));
    give(file);
    return file;
  },

  loadWeights: ({ model, file }) => modelOf(model).loadWeights(file),

  async save({ model: number, classes, notes, training, learningRate }, { give }) {
    const kept = modelOf(number);
    const look = (/** @type {import('./engine/code.js').Model} */ model) => model.standing(training);
    const standing = await (kept.fit ? kept.fit.loop.atRest(look) : kept.use(look));
    const file = await modelFile(kept.description, standing, { classes, notes, learningRate });
    give(file);
    return file;
  },

  describe: async ({ file }) => aboutOf(await filing(({ describeModel }) => describeModel(file))),

  restore({ model: number, file }) {
    const kept = modelOf(number);
    if (kept.fit) throw new ConvlabError('busy', 'This model is being trained; stop that run first.');
    return kept.restore(file);
  },

  reset: ({ model, seed }) => modelOf(model).reset(seed),

  async dispose({ model: number }) {
    const kept = modelOf(number);
    models.delete(number);
    await kept.dispose();
  },

  loseDevice: () => devices.place.lose(),

  cancel({ target }) {
    open.get(target)?.abort();
  },
};

self.onmessage = async (/** @type {MessageEvent<Command>} */ { data: command }) => {
  const { call, type } = command;
  const controller = new AbortController();
  open.set(call, controller);
  /** @type {Transferable[]} */
  const transfer = [];
  /** @type {Context} */
  const context = {
    tell: (news) => post({ call, ...news }),
    signal: controller.signal,
    give: ({ buffer }) => void transfer.push(/** @type {ArrayBuffer} */ (buffer)),
  };
  try {
    const handle = /** @type {(sent: Command, context: Context) => unknown} */ (serve[type]);
    post({ call, type: 'done', value: await handle(command, context) }, transfer);
  } catch (error) {
    post({ call, type: 'failed', error: failureOf(error) });
  } finally {
    open.delete(call);
  }
};
