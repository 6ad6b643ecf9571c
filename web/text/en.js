/**
 * Every string of the interface, in English: what the page's modules write, and what the markup names as
 * `{{pixels.title}}` when the site is built. The prose of the chapters stands in `web/chapters`. Functions take plain
 * values and do their own formatting through `views/format.js`.
 */

import { exact, plain } from '../draw/numbers.js';
import { count, duration, megabytes, percent, plural, rate, shortNumber } from '../views/format.js';

/** @typedef {import('../run/state.js').Settings} Settings */

/** What a backend is called where a reader meets it. */
const backendNames = { webgpu: 'WebGPU', cpu: 'CPU' };

/** @param {number} value whether its short form says all of it */
const equals = (value) => (Math.abs(Number(value.toFixed(3)) - value) < 1e-9 ? '=' : '≈');

/** A negative number after a sign. @param {number} value */
const bracketed = (value) => (value < 0 ? `(${plain(value)})` : plain(value));

/** @param {import('../run/state.js').Epoch} epoch */
const figuresOf = (epoch) => {
  const training = `loss ${shortNumber(epoch.loss)} and accuracy ${percent(epoch.accuracy)} on the training images`;
  if (epoch.val_loss === undefined || epoch.val_accuracy === undefined) return training;
  return `${training}, ${shortNumber(epoch.val_loss)} and ${percent(epoch.val_accuracy)} on the validation images`;
};

export const text = {
  theme: {
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
  architectures: {
    title: 'Our whole network, and one block each of MobileNet and Xception',
    schemes: {
      ours: {
        name: 'Ours, whole',
        what: 'Convolve, pool, weigh: nearly all weights are in one dense layer.',
      },
      mobilenet: {
        name: 'MobileNet, one block',
        what: 'Thirteen such blocks follow one ordinary convolution; five of them have this size.',
      },
      xception: {
        name: 'Xception, one block',
        what: 'Eight such blocks are its middle. The line at the side is the residual sum.',
      },
    },
    /** @param {string} weights */
    weights: (weights) => `${weights} weights`,
    comparison: 'What one convolution costs, in full and separable',
    input: 'Channels in',
    inputSlider: 'Channels in, slider',
    inputHint: 'Maps that the layer looks at.',
    output: 'Channels out',
    outputSlider: 'Channels out, slider',
    outputHint: 'Maps that it makes: its filters.',
    kernel: 'Side of the kernel',
    kernelSlider: 'Side of the kernel, slider',
    kernelHint: 'In cells; 3 means a window of 3 × 3.',
    side: 'Side of the maps',
    sideSlider: 'Side of the maps, slider',
    sideHint: 'In cells; every cell asks for all products once.',
    wrong: {
      input: 'A whole number from 1 to 1,024, for example 32.',
      output: 'A whole number from 1 to 1,024, for example 64.',
      kernel: 'A whole number from 1 to 11, for example 3.',
      side: 'A whole number from 1 to 299, for example 16.',
    },
    full: 'full',
    separable: 'separable',
    weightsTitle: 'Weights',
    productsTitle: 'Multiplications for one image',
    depthwise: 'a window for each channel',
    pointwise: 'mixing the channels',
    /** @param {number} times how many times the multiplications of the separable one */
    result: (times) => {
      if (times >= 1.05)
        return `The full convolution multiplies ${times.toFixed(1)} times as often as the separable one.`;
      if (times <= 0.95)
        return `Here separating does not pay: the separable one multiplies ${(1 / times).toFixed(1)} times as often.`;
      return 'Here both cost about the same.';
    },
    /**
     * @param {{ kernel: number, input: number, output: number, side: number }} convolution
     * @param {{ weights: number, products: number }} full
     * @param {{ weights: number, products: number }} separable
     */
    readout: ({ kernel, input, output, side }, full, separable) =>
      `Full: ${kernel} × ${kernel} × ${input} × ${output} = ${count(full.weights)} weights, ` +
      `× ${side} × ${side} cells = ${count(full.products)} multiplications. ` +
      `Separable: ${kernel} × ${kernel} × ${input} + ${input} × ${output} = ${count(separable.weights)} weights, ` +
      `× ${side} × ${side} cells = ${count(separable.products)}.`,
    caption:
      'The bars in the boxes compare the weights within a column. Biases are included, but a convolution before a ' +
      'normalisation has none; a normalisation learns a scale and a shift for each channel. The sliders begin at our second convolution: set the kernel to 1, or the channels out ' +
      'to 1, and see when separating stops paying. There biases are left out, and the map keeps its size.',
  },

  // ---- notebook
  notebook: {},

  // ---- logits
  logits: {},

  // ---- overfitting
  overfitting: {
    title: 'A run that learns its images by heart',
    /**
     * @param {import('../figures/overfitting/run.js').Epoch} best
     * @param {import('../figures/overfitting/run.js').Epoch} last
     */
    sentence: (best, last) =>
      `After ${plural(best.epoch, 'epoch')} the validation loss is lowest, ${shortNumber(best.val_loss)}, with ` +
      `${percent(best.val_accuracy)} of the new images named correctly. After ${plural(last.epoch, 'epoch')} it is ` +
      `${shortNumber(last.val_loss)}, with ${percent(last.val_accuracy)}, while the training images are named ` +
      `correctly at ${percent(last.accuracy)}.`,
    pointAt: 'Point at a chart to read an epoch.',
    /** @param {import('../figures/overfitting/run.js').Epoch} epoch */
    epoch: (epoch) =>
      `Epoch ${epoch.epoch}: training loss ${shortNumber(epoch.loss)}, accuracy ${percent(epoch.accuracy)}; ` +
      `validation loss ${shortNumber(epoch.val_loss)}, accuracy ${percent(epoch.val_accuracy)}.`,
    chart: {
      /**
       * @param {import('../figures/overfitting/run.js').Epoch} best
       * @param {import('../figures/overfitting/run.js').Epoch} last
       */
      loss: (best, last) =>
        `Loss by epoch. Training, solid, falls to ${shortNumber(last.loss)}. Validation, dashed, falls to ` +
        `${shortNumber(best.val_loss)} in epoch ${best.epoch} and rises to ${shortNumber(last.val_loss)}.`,
      /**
       * @param {import('../figures/overfitting/run.js').Epoch} best
       * @param {import('../figures/overfitting/run.js').Epoch} last
       */
      accuracy: (best, last) =>
        `Accuracy by epoch. Training, solid, rises to ${percent(last.accuracy)}. Validation, dashed, is at ` +
        `${percent(best.val_accuracy)} in epoch ${best.epoch} and at ${percent(last.val_accuracy)} in the last.`,
    },
    /** @param {import('../figures/overfitting/run.js').RunSettings} settings */
    caption: ({ trainImages, validationImages, epochs, batchSize, learningRate, seed }) =>
      `A recorded run of this page’s own engine on the CPU: ${count(trainImages)} training and ` +
      `${count(validationImages)} validation images, ${plural(epochs, 'epoch')}, batch size ${batchSize}, learning ` +
      `rate ${learningRate}, seed ${seed}. Solid: training. Dashed: validation. The vertical line marks the lowest ` +
      'validation loss. Choose these settings in the training panel and watch it happen.',
  },

  dropout: {
    title: 'Dropout on 24 values of a layer',
    stage: 'Dropout, value by value',
    rate: 'Rate',
    rateSlider: 'Rate, slider',
    rateHint: 'The share that is dropped, from 0 to 0.9.',
    wrongRate: 'A number from 0 to 0.9, for example 0.5.',
    another: 'Draw another mask',
    hundred: 'Draw 100 masks',
    values: 'Outputs of the layer',
    mask: 'Mask of this step',
    whenTraining: 'In training: a random mask, and a scale for what it keeps',
    whenPredicting: 'When predicting: every value as it is',
    training: 'Output in training',
    predicting: 'Output when predicting',
    phases: { mask: 'mask', scale: 'scale', done: 'done' },
    /** @param {number} scale */
    scale: (scale) => `× ${plain(scale)} =`,
    /**
     * @param {number} y
     * @param {number} x
     * @param {number} value
     * @param {boolean} kept
     * @param {number} rate
     * @param {number} result
     */
    readout: (y, x, value, kept, rate, result) =>
      `Row ${y + 1}, column ${x + 1}, ${kept ? 'kept' : 'dropped'}. In training: ${plain(value)} × ${kept ? 1 : 0} × ` +
      `1/(1 − ${plain(rate)}) ${equals(result)} ${plain(result)}. When predicting: ${plain(value)}.`,
    /** @param {number} result */
    exactly: (result) => `In training exactly ${exact(result)}`,
    /**
     * @param {number} kept
     * @param {number} of
     * @param {{ before: number, now: number, average: number, masks: number }} means
     */
    facts: (kept, of, { before, now, average, masks }) =>
      `This mask keeps ${kept} of ${of} values. The mean of all ${of} is ${plain(before)} before dropout and ` +
      `${plain(now)} with this mask; over ${plural(masks, 'mask')} at this rate it is ${plain(average)} on average.`,
    caption:
      'An illustration: values and masks are made for this figure. Draw a hundred masks and compare the means, then ' +
      'set the rate to 0.9: few values are left, ten times as large, and the mean still holds on average.',
  },

  batchNorm: {
    title: 'Batch normalisation of one unit over eight images',
    stage: 'Batch normalisation, image by image',
    gamma: 'Scale γ',
    gammaSlider: 'Scale γ, slider',
    gammaHint: 'Multiplies what is normalised, from −3 to 3.',
    beta: 'Shift β',
    betaSlider: 'Shift β, slider',
    betaHint: 'Added at the end, from −3 to 3.',
    wrong: 'A number from −3 to 3, for example 0.5.',
    next: 'Next batch',
    hundred: '100 batches on',
    values: 'Values x of eight images',
    output: 'Output y',
    training: {
      name: 'In training: by this batch',
      values: 'Values of eight images, in training',
      normalised: 'Normalised by this batch',
      output: 'Output in training',
    },
    predicting: {
      name: 'When predicting: by moving averages',
      values: 'Values of eight images, when predicting',
      normalised: 'Normalised by the moving averages',
      output: 'Output when predicting',
    },
    phases: { centre: 'subtract the mean', divide: 'divide', done: 'scale and shift' },
    /**
     * @param {number} cell
     * @param {number} x
     * @param {object} numbers
     * @param {{ mean: number, variance: number }} numbers.batch
     * @param {{ mean: number, variance: number }} numbers.moving
     * @param {number} numbers.gamma
     * @param {number} numbers.beta
     * @param {number[]} results in training, when predicting
     */
    readout: (cell, x, { batch, moving, gamma, beta }, [training, predicting]) => {
      const formula = (/** @type {{ mean: number, variance: number }} */ { mean, variance }) =>
        `${plain(gamma)} × (${plain(x)} − ${bracketed(mean)})/√(${plain(variance)} + 0.001) + ${bracketed(beta)}`;
      return (
        `Image ${cell + 1}. In training: ${formula(batch)} ≈ ${plain(training)}. ` +
        `When predicting: ${formula(moving)} ≈ ${plain(predicting)}.`
      );
    },
    /** @param {number[]} results */
    exactly: ([training, predicting]) =>
      `In training exactly ${exact(training)}, when predicting ${exact(predicting)}`,
    /**
     * @param {number} batches
     * @param {{ mean: number, variance: number }} batch
     * @param {{ mean: number, variance: number }} moving
     */
    facts: (batches, batch, moving) =>
      `Batch ${count(batches)}: mean μ ${plain(batch.mean)}, variance σ² ${plain(batch.variance)}. Moving averages ` +
      `after ${count(batches)} ${batches === 1 ? 'batch' : 'batches'}: mean ${plain(moving.mean)}, variance ` +
      `${plain(moving.variance)}. They begin at 0 and 1.`,
    caption:
      'An illustration: the values are made for this figure. At first the two sides disagree, because the moving ' +
      'averages have seen one batch. Go 100 batches on, a few times, and they come together.',
  },

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
    lockedByModel: 'Seed and backend are the network’s own: reset to change them.',
  },

  transport: {
    pause: 'Pause',
    resume: 'Resume',
    /** @param {number} epochs */
    confirmReset: (epochs) =>
      epochs > 0
        ? `The network has learned for ${plural(epochs, 'epoch')}. Reset gives it fresh weights and clears the charts.`
        : 'The network has begun to learn. Reset gives it fresh weights and clears the charts.',
  },

  phases: {
    engine: 'Engine',
    data: 'Data',
    prepare: { webgpu: 'GPU', cpu: 'CPU', none: 'GPU' },
    train: 'Training',
    /** @param {number} seconds */
    took: (seconds) => `${seconds.toFixed(1)} s`,
  },

  status: {
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
