/**
 * Every string of the interface, in English: what the page's modules write, and what the markup names as
 * `{{pixels.title}}` when the site is built. The prose of the chapters stands in `web/chapters`. Functions take plain
 * values and do their own formatting through `views/format.js`.
 */

import { count, duration, megabytes, percent, plural, rate, shortNumber } from '../views/format.js';

/** @typedef {import('../run/state.js').Settings} Settings */

/** What a backend is called where a reader meets it. */
const backendNames = { webgpu: 'WebGPU', cpu: 'CPU' };

/** @param {import('../run/state.js').Epoch} epoch */
const figuresOf = (epoch) => {
  const training = `loss ${shortNumber(epoch.loss)} and accuracy ${percent(epoch.accuracy)} on the training images`;
  if (epoch.val_loss === undefined || epoch.val_accuracy === undefined) return training;
  return `${training}, ${shortNumber(epoch.val_loss)} and ${percent(epoch.val_accuracy)} on the validation images`;
};

/** @param {string[]} things @returns {string} a, b and c */
const listed = (things) =>
  things.length > 1 ? `${things.slice(0, -1).join(', ')} and ${things.at(-1)}` : things.join('');

/** @param {number[]} numbers */
const cellsOf = (numbers) => `cell${numbers.length > 1 ? 's' : ''} ${listed(numbers.map(String))}`;

/** A number as Python prints it. @param {number} value */
const decimal = (value) => (Number.isInteger(value) ? value.toFixed(1) : value.toFixed(4));

export const text = {
  page: {
    name: 'Convlab',
    title: 'Convlab: watch a convolutional network learn',
    description:
      'Train a convolutional network on CIFAR-10 in your browser tab and watch it learn. Nothing leaves your machine.',
    skip: 'Skip to the training panel',
    contents: 'Contents',
    chapters: {
      start: 'What this is',
      pixels: 'An image is numbers',
      convolution: 'Convolution',
      relu: 'ReLU',
      pooling: 'Max pooling',
      classification: 'From maps to classes',
      learning: 'How it learns',
      data: 'The data',
      architectures: 'Architectures',
      model: 'The model',
      training: 'Training',
      logits: 'Logits',
      overfitting: 'Overfitting',
      saving: 'Saving',
      about: 'About this page',
    },
  },

  theme: {
    initial: 'Theme: system',
    /** @param {'system' | 'light' | 'dark'} theme */
    name: (theme) => `Theme: ${theme}`,
  },

  lesson: {
    open: 'Open in the tutorial',
    /** @param {string[]} refused */
    refused: (refused) =>
      `The address of this page asks for something that is not here (${refused.join(', ')}). The usual is shown instead.`,
  },

  picker: {
    label: 'The picture that the figures show',
    /** @param {string} name */
    picture: (name) => `Photograph: ${name}`,
    own: 'Your own picture',
  },

  player: {
    group: 'Animation',
    buttons: {
      first: 'First cell (Home)',
      back: 'One phase back (comma)',
      play: 'Play (Space)',
      pause: 'Pause (Space)',
      forward: 'One phase on (full stop)',
      last: 'Last cell (End)',
    },
    scrubber: 'Output cell',
    /** @param {number} y @param {number} x both from 0 */
    place: (y, x) => `row ${y + 1}, column ${x + 1}`,
    /** @param {number} cell from 1 @param {number} cells */
    cell: (cell, cells) => `cell ${count(cell)} of ${count(cells)}`,
    speed: 'Speed of the animation',
    /** @param {number} speed */
    speedOf: (speed) => `${speed}×`,
    phasesGroup: 'Phases of a cell',
    /** @type {Record<string, string>} */
    phases: { multiply: 'multiply', sum: 'sum', bias: 'bias', done: 'done', compare: 'compare' },
    keys:
      'With the figure in focus: Space plays, arrows move the output cell, Home and End jump, comma and full stop step ' +
      'through the phases. Point at a cell to look, click or press Enter to stay.',
  },

  // ---- pixels
  pixels: {},

  // ---- convolution
  convolution: {},

  // ---- relu
  relu: {},

  // ---- pooling
  pooling: {},

  // ---- classification
  classification: {},

  // ---- learning
  learning: {},

  // ---- architectures
  architectures: {},

  // ---- notebook
  notebook: {
    run: 'Run',
    /** @param {number} number @param {string} verb */
    runCell: (number, verb) => `Run cell ${number}: ${verb}`,
    /** @param {number} number */
    outputOf: (number) => `Output of cell ${number}`,
    /** @param {string | number} order */
    prompt: (order) => `In [${order}]:`,
    /** What pressing Run does, and what a cell leaves behind. @type {Record<string, { verb: string, noun: string }>} */
    cells: {
      import: { verb: 'start the engine', noun: 'the engine' },
      load: { verb: 'load the data', noun: 'the data' },
      scale: { verb: 'scale the pixels', noun: 'the scaling' },
      plot: { verb: 'plot training images', noun: 'the plot' },
      model: { verb: 'build the model', noun: 'the model' },
      summary: { verb: 'summarise the model', noun: 'the summary' },
      compile: { verb: 'choose optimiser and loss', noun: 'optimiser and loss' },
      fit: { verb: 'train the model', noun: 'a trained model' },
      curves: { verb: 'plot the history', noun: 'the curves' },
      evaluate: { verb: 'judge the model', noun: 'the judgement' },
      predict: { verb: 'predict classes', noun: 'the predictions' },
      save: { verb: 'download the weights', noun: 'the file' },
    },
    /** @param {string[]} nouns @param {number[]} numbers */
    needs: (nouns, numbers) => `Needs ${listed(nouns)}: ${cellsOf(numbers)} first.`,
    /** @param {string[]} nouns @param {number[]} numbers */
    needed: (nouns, numbers) => `Needed ${listed(nouns)}: ran ${cellsOf(numbers)} first.`,
    /** @param {number} number */
    waitedFor: (number) => `Not run: cell ${number}, which it needs, did not work.`,
    /** @param {number} number */
    waitsForCell: (number) => `Waits for cell ${number}.`,
    waitsForRun: 'Waits for the run: let it end, or stop it in the training panel.',
    /** @param {number} train @param {number} test */
    loaded: (train, test) =>
      `${count(train)} images to learn from and ${count(test)} to test with, as many as the training panel asks for.`,
    /** @param {number} least @param {number} most */
    ranges: (least, most) =>
      `before: min ${least}, max ${most} (uint8)\nafter:  min ${decimal(least / 255)}, max ${decimal(most / 255)} (float32)`,
    scaled: 'Nothing was copied: the division happens on the device as each batch is gathered.',
    /** @param {number} layers @param {number} parameters @param {number} seed */
    modelMade: (layers, parameters, seed) =>
      `${plural(layers, 'layer')} with ${count(parameters)} parameters, their random values drawn from seed ${seed}.`,
    /** @param {number} epochs */
    modelTrained: (epochs) =>
      `The model is there and has learned${epochs > 0 ? ` for ${plural(epochs, 'epoch')}` : ''}, so it was kept. ` +
      'Reset in the training panel gives it fresh weights.',
    /** @param {import('../run/state.js').Summary} summary */
    summarised: ({ rows, total, trainable }) =>
      `${plural(rows.length, 'layer')}, ${count(total)} parameters, ${count(trainable)} of them trainable: ` +
      'the table below is now this network’s own.',
    summary: {
      title: 'The network, layer by layer',
      caption: 'Find the layer with the most parameters. It is not the one that looks at the picture.',
      table: 'model.summary(): 881,002 parameters in all, every one of them trainable',
      heads: { layer: 'Layer (type)', shape: 'Output shape', params: 'Parameters' },
    },
    /** @param {string} learningRate as Python writes it */
    compiled: (learningRate) =>
      `Adam(learning_rate=${learningRate}, beta_1=0.9, beta_2=0.999, epsilon=1e-07)\n` +
      'SparseCategoricalCrossentropy(from_logits=True)\naccuracy',
    /** @type {Record<Settings['loss'], string>} */
    lossTaken: {
      logits: 'The loss is taken on the scores before the softmax, as Keras does on TensorFlow.',
      'double-softmax': 'The panel asks for softmax twice: the loss takes the probabilities for scores.',
    },
    invalid: 'A setting in the training panel cannot be; it is marked there.',
    watch: 'The run is on: watch, pause or stop it in the panel below.',
    noEpoch: 'There is no whole epoch to draw yet.',
    /** @param {string} name @param {string} told */
    curveOf: (name, told) => `${name} by epoch, training solid and validation dashed. ${told}`,
    judging: 'Judging the test images.',
    /** @param {number} accuracy @param {number} images @param {boolean} trained */
    judged: (accuracy, images, trained) =>
      `The network names ${percent(accuracy)} of ${count(images)} test images correctly.` +
      `${trained ? '' : ' It has not learned anything yet: guessing would name about 10 %.'}`,
    predictions: 'What the network says about the first test images',
    predictionHeads: ['Image', 'Class', 'Predicted', 'Probability'],
    /** @param {string} name @param {boolean} right */
    verdict: (name, right) => `${right ? '✓' : '✗'} ${name}`,
    /** @param {number} right @param {number} of @param {boolean} trained */
    predicted: (right, of, trained) =>
      `${right} of ${of} right.${trained ? '' : ' The weights are still random, so this is chance.'}`,
    fileName: 'convlab-weights.safetensors',
    /** @param {number} bytes @param {number} tensors @param {number} epochs */
    saved: (bytes, tensors, epochs) =>
      `convlab-weights.safetensors: ${megabytes(bytes)} MB, ${plural(tensors, 'tensor')}, ` +
      `${epochs > 0 ? `as they are after ${plural(epochs, 'epoch')}` : 'not trained for a whole epoch'}. ` +
      'Any safetensors reader opens it.',
  },

  // ---- logits
  logits: {
    title: 'One network, two losses',
    images: 'Training images',
    imagesUnit: 'images',
    imagesHint: 'The same ones for both networks.',
    epochs: 'Epochs',
    epochsUnit: 'passes',
    epochsHint: 'More of them show more, and take longer.',
    wrong: {
      images: 'From 500 to 5,000 images in steps of 500, for example 1,000.',
      epochs: 'A whole number from 1 to 10, for example 3.',
    },
    train: 'Train both',
    stop: 'Stop',
    progress: 'Progress of the comparison',
    caption:
      'Press Train both. Two networks with the same first weights see the same images in the same order; only the loss ' +
      'differs. Compare the accuracies, not the losses. Your own network is left alone.',
    idle: 'Nothing has been compared yet.',
    refused: 'The engine is busy with a run or a cell of the notebook: train both when that has ended.',
    fetching: 'Fetching the images.',
    /** @type {Record<Settings['loss'], string>} */
    training: {
      logits: 'Training the first network, with the loss on the scores.',
      'double-softmax': 'Training the second network, with softmax taken twice.',
    },
    stopped: 'Stopped. What the curves show is kept until the next comparison.',
    done: 'Both networks are trained.',
    /** @param {string} message */
    failed: (message) => `${message} Your own network was not touched.`,
    /** @type {Record<Settings['loss'], string>} */
    names: { logits: 'on the scores', 'double-softmax': 'softmax twice' },
    loss: 'Loss',
    accuracy: 'Accuracy',
    guessing: 'guessing',
    least: 'lowest, twice',
    axis: 'epochs',
    key: 'Solid: the training images, a mean over the epoch. Dashed: 500 images that neither network learns from.',
    /** @param {string} name */
    empty: (name) => `${name} by epoch: nothing to show yet.`,
    /** @param {string} name @param {string} told */
    chart: (name, told) => `${name} by epoch, training solid, unseen images dashed. ${told}`,
    waiting: 'What came of it will be said here.',
    /** @param {Settings['loss']} loss @param {import('../run/state.js').Figures} figures @param {number} epochs */
    soFar: (loss, figures, epochs) =>
      `${loss === 'logits' ? 'Loss on the scores' : 'Softmax twice'}, ${plural(epochs, 'epoch')}: ` +
      `loss ${shortNumber(figures.val_loss ?? NaN)} and accuracy ${percent(figures.val_accuracy ?? NaN)} on unseen images.`,
    /**
     * @param {import('../run/state.js').Figures} once
     * @param {import('../run/state.js').Figures} twice
     * @param {{ epochs: number, images: number, checks: number }} how
     */
    result: (
      { val_accuracy: once = NaN, val_loss: loss = NaN },
      { val_accuracy: twice = NaN, val_loss: squeezed = NaN },
      how,
    ) =>
      `After ${plural(how.epochs, 'epoch')} on ${count(how.images)} images, the network with its loss on the scores names ` +
      `${percent(once)} of ${count(how.checks)} unseen images correctly, the one with softmax twice ${percent(twice)}. ` +
      (twice < once
        ? 'Softmax twice learned more slowly. '
        : 'This time softmax twice is not behind: after so little training chance has its say. Try more epochs. ') +
      `The losses, ${shortNumber(loss)} and ${shortNumber(squeezed)}, measure different things.`,
  },

  // ---- overfitting
  overfitting: {},

  // ---- saving
  saving: {},

  // ---- stepThrough
  stepThrough: {},

  // ---- featureMaps
  featureMaps: {},

  gallery: {
    /** @param {string} name */
    row: (name) => `Ten small photographs of the class ${name}`,
    missing: 'The gallery could not be loaded. Everything else on the page works without it.',
  },

  ownCopy: {
    reading: 'Reading your copy',
    /** @param {number} loaded @param {number} total both in bytes */
    progress: (loaded, total) => `Read ${megabytes(loaded)} of ${megabytes(total)} MB.`,
    /** @param {number} train @param {number} test */
    done: (train, test) =>
      `Your copy is in use: ${count(train)} images to train on and ${count(test)} to check with.`,
    /** @param {string} message @param {string} kept */
    failed: (message, kept) => `${message} ${kept}`,
    keptNothing: 'Nothing else was changed.',
    /** @param {number} train @param {number} test */
    kept: (train, test) =>
      `What was loaded before stays in use: ${count(train)} images to train on and ${count(test)} to check with.`,
    reverted: 'The page’s own copy is in use again.',
    locked: 'Locked while a run is on: stop it to change the data.',
    idle: 'Read on this machine, never uploaded.',
  },

  fields: {
    form: 'Training settings',
    legend: 'Settings of the run',
    labels: {
      trainImages: 'Training images',
      validationImages: 'Validation images',
      epochs: 'Epochs',
      batchSize: 'Batch size',
      learningRate: 'Learning rate',
      seed: 'Seed',
      backend: 'Backend',
      loss: 'Loss',
    },
    sliders: { trainImages: 'Training images, slider', validationImages: 'Validation images, slider' },
    units: {
      trainImages: 'images',
      validationImages: 'images',
      epochs: 'passes',
      batchSize: 'images a step',
      learningRate: 'a step',
    },
    hints: {
      trainImages: 'More images teach more, and make every epoch longer.',
      validationImages: 'Never learned from. More give a steadier measure after each epoch.',
      epochs: 'How often the network sees every training image.',
      batchSize: 'Larger batches give calmer steps, and fewer of them.',
      learningRate: 'The size of a step. Too large, and the loss jumps about.',
      seed: 'A whole number. The same seed gives the same run.',
      backend: 'Where the arithmetic is done. Automatic takes the faster one.',
      loss: 'Softmax twice shows what goes wrong when probabilities are treated as scores: learning slows down.',
    },
    backends: { auto: 'Automatic', webgpu: 'WebGPU (graphics card)', cpu: 'CPU (one core)' },
    losses: { logits: 'From the scores (as Keras does)', double: 'Softmax twice' },
    advanced: 'Advanced',
    /** @type {Record<keyof Settings, string>} */
    wrong: {
      trainImages: 'From 500 to 50,000 images in steps of 500, for example 5,000.',
      validationImages: 'From 500 to 10,000 images in steps of 500, for example 2,000.',
      epochs: 'A whole number from 1 to 500, for example 10.',
      batchSize: 'A whole number from 1 to 512, for example 32.',
      learningRate: 'A number above 0, at most 1, for example 0.001.',
      seed: 'A whole number from 0 to 4,294,967,295.',
      loss: 'Choose one of the two losses.',
      backend: 'Choose one of the three backends.',
    },
    lockedByRun: 'Locked while a run is on: stop it to change settings.',
    lockedByOther: 'Locked for a moment, while something else on the page uses the engine.',
    lockedByModel: 'Seed and backend are the network’s own: reset to change them.',
  },

  transport: {
    group: 'Run',
    train: 'Train',
    step: 'Step one batch',
    stop: 'Stop',
    reset: 'Reset',
    keep: 'Keep it',
    confirmTitle: 'Forget this run?',
    pause: 'Pause',
    resume: 'Resume',
    /** @param {number} epochs */
    confirmReset: (epochs) =>
      epochs > 0
        ? `The network has learned for ${plural(epochs, 'epoch')}. Reset gives it fresh weights and clears the charts.`
        : 'The network has begun to learn. Reset gives it fresh weights and clears the charts.',
  },

  phases: {
    label: 'Phases of a run',
    engine: 'Engine',
    data: 'Data',
    prepare: { webgpu: 'GPU', cpu: 'CPU', none: 'GPU' },
    train: 'Training',
    /** @param {number} seconds */
    took: (seconds) => `${seconds.toFixed(1)} s`,
  },

  status: {
    progress: 'Progress of the run',
    /** @param {Settings} settings */
    empty: (settings) =>
      `The charts will appear here. Press Train to teach the network with ${count(settings.trainImages)} images.`,
    resetDone: 'Fresh weights: the network knows nothing again. Press Train.',
    engine: 'Starting the engine.',
    /** @param {string} what @param {number} loaded @param {number} total @param {string} unit */
    data: (what, loaded, total, unit) =>
      unit === 'bytes'
        ? `${what || 'Fetching the images'}: ${megabytes(loaded)} of ${megabytes(total)} MB.`
        : `${what || 'Fetching the images'}: ${count(loaded)} of ${count(total)} ${unit}.`,
    dataBegins: 'Looking for the images.',
    /** @param {'webgpu' | 'cpu' | undefined} backend */
    upload: (backend) =>
      backend === 'cpu' ? 'Handing the images to the engine.' : 'Copying the images to the graphics card.',
    /** @param {'webgpu' | 'cpu' | undefined} backend @param {number} seconds */
    compile: (backend, seconds) =>
      `Preparing the ${backend === 'cpu' ? 'CPU' : 'GPU: compiling its programs'}, then taking the first step` +
      `${seconds >= 2 ? ` (${duration(seconds)} so far)` : ''}.`,
    /**
     * @param {number} epoch
     * @param {number} epochs
     * @param {number} speed images a second
     * @param {number | null} left
     */
    train: (epoch, epochs, speed, left) =>
      `Training: epoch ${epoch} of ${epochs}` +
      `${speed > 0 ? `, ${rate(speed)} images a second` : ''}` +
      `${left === null ? '' : `, ${duration(left)} left`}.`,
    /** @param {number} epoch @param {number} done @param {number} total */
    validate: (epoch, done, total) =>
      `Checking epoch ${epoch} on images it has not learned from: ${count(done)} of ${count(total)}.`,
    /** @param {number} epoch @param {number} epochs @param {number} batch @param {number} batches */
    paused: (epoch, epochs, batch, batches) =>
      batch > 0
        ? `Paused in epoch ${epoch} of ${epochs}, after batch ${count(batch)} of ${count(batches)}. ` +
          'Resume goes on; Step trains one more batch.'
        : 'Paused before the first batch. Resume begins; Step trains one batch.',
    pausing: 'Pausing after the batch at hand.',
    stopping: 'Stopping after the batch at hand.',
    /** @param {number} epochs */
    stopped: (epochs) =>
      epochs > 0
        ? `Stopped after ${plural(epochs, 'whole epoch')}. What was learned is kept: Train goes on from here, ` +
          'Reset starts over.'
        : 'Stopped before the first epoch was whole. What was learned is kept: Train goes on, Reset starts over.',
    stoppedEarly: 'Stopped before training began. Nothing has changed.',
    /**
     * @param {import('../run/state.js').Epoch} epoch
     * @param {number} epochs
     * @param {number} images
     * @param {number} checked
     */
    finished: (epoch, epochs, images, checked) =>
      epoch.val_accuracy === undefined
        ? `Done: ${plural(epochs, 'epoch')} on ${count(images)} images; it names ${percent(epoch.accuracy)} of them.`
        : `Done: after ${plural(epochs, 'epoch')} on ${count(images)} images, the network names ` +
          `${percent(epoch.val_accuracy)} of ${count(checked)} unseen images correctly. Guessing would name 10 %.`,
    /** @param {{ what: string, safe: string, todo: string }} failure */
    failed: ({ what, safe, todo }) => `${what} ${safe} ${todo}`,
    /** @param {number} epochs */
    safe: (epochs) =>
      epochs > 0
        ? `The figures of ${plural(epochs, 'epoch')} are kept, and can be downloaded below.`
        : 'Nothing was trained yet, so nothing is lost.',
    tryAgain: 'Press Train to try again, or Reset and choose the other backend.',
    checkConnection: 'Check the connection and press Train: what has arrived is not fetched again.',
    startOver: 'Press Reset to start a fresh engine.',
    unknown: 'The engine stopped without saying why.',
    occupied: 'The engine is busy with something else on this page; this can be done when that has ended.',
    noData: 'The images are not loaded yet.',
    noModel: 'There is no network yet.',
  },

  figures: {
    epoch: 'Epoch',
    batch: 'Batch',
    speed: 'Speed',
    elapsed: 'Elapsed',
    left: 'Time left',
    none: '–',
    /** @param {number} at @param {number} of */
    of: (at, of) => `${count(at)} of ${count(of)}`,
    /** @param {number} speed */
    speedValue: (speed) => `${rate(speed)} images/s`,
    warming: 'measuring',
    noDevice: 'The device and its backend are named here once the engine has started.',
    /** @param {{ adapter: string, backend: 'webgpu' | 'cpu' }} info */
    device: ({ adapter, backend }) => `Device: ${adapter}. Backend: ${backendNames[backend]}.`,
  },

  charts: {
    csv: 'Download CSV',
    png: 'Download PNG',
    table: 'History as a table',
    tableScroll: 'History, scrollable',
    epoch: 'Epoch',
    loss: 'Loss',
    accuracy: 'Accuracy',
    training: 'training',
    validation: 'validation',
    guessing: 'guessing',
    epochs: 'epochs',
    /** @param {string} value */
    validationNow: (value) => `validation ${value}`,
    nothingYet: 'no epoch yet',
    singleBatch: 'the last batch; no epoch yet',
    /** @param {string} name */
    label: (name) =>
      `${name} by epoch, training solid and validation dashed. The table below has the same figures.`,
    key:
      'Solid: training, the mean over an epoch, so it lags at first. Dashed: validation. Fine: every batch by itself; ' +
      'where they are too many to draw, the highest and lowest of each group. Point at a chart to read both.',
    /** @param {number} x @param {string[]} parts */
    readout: (x, parts) => `epoch ${shortNumber(x)}: ${parts.join(', ')}`,
    /** @param {string} value */
    readBatch: (value) => `batch ${value}`,
    /** @param {string} value */
    readTraining: (value) => `training ${value}`,
    /** @param {string} value */
    readValidation: (value) => `validation ${value}`,
    waiting: 'After every epoch, its figures are told here in a sentence.',
    /** @param {import('../run/state.js').Epoch} epoch @param {number} index 1-based */
    summary: (epoch, index) => `After ${plural(index, 'epoch')}: ${figuresOf(epoch)}.`,
    fileName: 'convlab-history',
    imageTitle: 'A convolutional network learning CIFAR-10',
    /** @param {Settings} settings @param {string} device @param {number} epochs */
    imageNote: (settings, device, epochs) =>
      `${plural(epochs, 'epoch')}, ${count(settings.trainImages)} training and ` +
      `${count(settings.validationImages)} validation images, batch size ${settings.batchSize}, ` +
      `learning rate ${settings.learningRate}, seed ${settings.seed}${device ? `, ${device}` : ''}. ` +
      'Solid: training. Dashed: validation. Fine: single batches.',
  },

  strip: {
    title: 'What the network says about eight test images',
    shuffle: 'Shuffle images',
    /** @param {string} name */
    truth: (name) => `a real ${name}`,
    waiting: 'no guess yet',
    /** @param {string} name @param {number} p */
    guess: (name, p) => `${name}, ${percent(p, 0)}`,
    right: '✓ right',
    /** @param {string} truth */
    wrong: (truth) => `✗ it is: ${truth}`,
    /** @param {string} truth */
    unknown: (truth) => `it is: ${truth}`,
    captionBefore: 'The bars fill once the network exists. Press Train and come back to these eight.',
    caption:
      'A bar is the probability the network gives to a class; ten bars add up to one. Watch how sure it is when it is ' +
      'wrong.',
  },
};
