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
  learning: {
    failed: 'The numbers of this figure could not be loaded. Check the connection and reload the page.',
    /** @param {number} least @param {number} most @param {boolean} above */
    wrong: (least, most, above) =>
      above
        ? `A number above ${count(least)}, at most ${count(most)}. The last good one stays in use.`
        : `A number from ${count(least)} to ${count(most)}. The last good one stays in use.`,
    legends: { activation: 'Pixels and gradients d_y, d_x', weight: 'Weights and d_kernel' },
    arrival: {
      label: 'Gradient that arrives',
      hint: 'Counts for the two figures of this convolution.',
      pooled: 'From the pool above',
      every: 'At every place',
      same: 'At every place, padding same',
    },

    loss: {
      title: 'Ten scores, their probabilities, the loss and its gradient',
      caption:
        'Raise the score of the true class and watch the dot slide down the curve. Then choose “sure and wrong”: the two ' +
        'longest bars say which score should rise and which should fall. Point at a row, or go into its field, to read it.',
      preset: 'Scores',
      presetHint: 'Ten scores at once.',
      own: 'your own',
      unsure: 'unsure',
      right: 'sure and right',
      wrongGuess: 'sure and wrong',
      equal: 'all equal',
      truth: 'True class',
      truthHint: 'Where y is 1.',
      slider: 'Score of the true class',
      sliderHint: 'From −20 to 20; its field is in the table.',
      scores: 'Scores go from −20 to 20; an empty field means 0.',
      table: 'The ten classes',
      chart:
        'The loss falls from very large towards 0 as the probability of the true class rises from 0 to 1.',
      columns: { class: 'Class', score: 'Score z', p: 'Probability p', y: 'y', d: 'Gradient p − y' },
      isTruth: 'true class',
      /** @param {string} name */
      scoreOf: (name) => `Score of the class ${name}`,
      /** @param {string} name */
      horizontal: (name) => `p(${name})`,
      vertical: 'Loss by the probability of the true class',
      /** @param {string} name @param {string} p */
      lossOf: (name, p) => `loss = −ln p(${name}) = −ln ${p}`,
      lead: 'A negative gradient says: the loss falls if this score rises.',
      /** @param {string} p @param {string} y */
      difference: (p, y) => `p − y = ${p} − ${y}`,
      /** @param {string} name @param {string} difference @param {boolean} isTruth */
      gradientOf: (name, difference, isTruth) =>
        `${name}: ${difference}; this score should ${isTruth ? 'rise' : 'fall'}.`,
      /** @param {string} name @param {string} p @param {string} loss */
      sentence: (name, p, loss) => `The true class, ${name}, has the probability ${p}; the loss is ${loss}.`,
    },

    pool: {
      title: 'A gradient goes back through max pooling and ReLU',
      stage: 'Gradient back through a max pool and a ReLU',
      caption:
        'Every map stands under the one it belongs to; corner marks show the winners. Press Play, or point at any cell. ' +
        'Bottom right, all four values were cut to 0: the first of equals wins, and ReLU’s gate then stops the gradient. ' +
        'What is past the gate goes on to the convolution below.',
      forward: 'Forward, left to right',
      backward: 'Backward, right to left',
      z: 'Convolution’s output',
      y: 'After ReLU',
      pooled: 'After pooling',
      dX: 'Past the gate',
      dY: 'At the winners',
      dPooled: 'Arrives',
      steps: ['ReLU →', 'max pool →', '← gate', '← to the winner'],
      /** @type {Record<string, string>} */
      phases: { route: 'to the winner', gate: 'through the gate', done: 'done' },
      /** @typedef {{ y: number, x: number, arriving: string, wins: boolean, routed: string, output: string, isOpen: boolean, result: string }} Routed */
      /** @param {Routed} told */
      moved: ({ y, x, arriving }) => `Row ${y + 1}, column ${x + 1}: ${arriving} arrives at its window.`,
      /** @param {Routed} told */
      routed: ({ wins, routed }) =>
        wins
          ? `This cell won, so it gets all of it: ${routed}.`
          : `Another cell won, so this one gets ${routed}.`,
      /** @param {Routed} told */
      gated: ({ output, isOpen, routed, result }) =>
        isOpen
          ? `ReLU’s output was ${output}, above 0: the gate is open, ${routed} × 1 = ${result}.`
          : `ReLU’s output was ${output}: the gate is shut, ${routed} × 0 = ${result}.`,
      /** @param {Routed} told */
      sentence: ({ y, x, wins, isOpen, result }) =>
        `Row ${y + 1}, column ${x + 1}: ${wins ? 'the winner of its window' : 'not the winner'}, ` +
        `gate ${isOpen ? 'open' : 'shut'}; the gradient is ${result}.`,
    },

    kernel: {
      title: 'The gradient to a kernel is a convolution, too',
      stage: 'Gradient to the kernel of a convolution',
      caption:
        'Switch between forward and backward: the picture stays, and what slides over it changes. Forward it is the kernel; ' +
        'backward it is the map of gradients, and each place it can stand at gives the gradient of one weight.',
      way: 'Direction',
      wayHint: 'What slides over the picture.',
      backward: 'Backward: d_kernel',
      forward: 'Forward: the output',
      picture: 'Picture x',
      dY: 'Gradients d_y',
      kernel: 'Kernel',
      products: 'Products',
      dKernel: 'd_kernel',
      output: 'Output y',
      /** @type {Record<string, string>} */
      phases: { multiply: 'multiply', sum: 'sum', done: 'done' },
      /** @param {number} y @param {number} x */
      gradientAt: (y, x) => `d_kernel, row ${y + 1}, column ${x + 1}`,
      /** @param {number} y @param {number} x */
      outputAt: (y, x) => `output, row ${y + 1}, column ${x + 1}`,
      /** @param {boolean} isForward @param {number} y @param {number} x @param {number} products @param {string} sum */
      sentence: (isForward, y, x, products, sum) =>
        `Row ${y + 1}, column ${x + 1}: ${products} products sum to ${sum}, ` +
        `${isForward ? 'the output there' : 'the gradient of that weight'}.`,
    },

    input: {
      title: 'The gradient to a pixel comes from every window it lay in',
      stage: 'Gradient to the input of a convolution',
      caption:
        'Step through a pixel at a quarter of the speed: each window that held it, the gradient of that window, the weight ' +
        'that lay on the pixel. Without padding a corner lies in one window and the middle in nine; compare them.',
      picture: 'Picture x',
      dY: 'Gradients d_y',
      kernel: 'Kernel',
      products: 'Products',
      dX: 'd_x',
      /** @type {Record<string, string>} */
      phases: { multiply: 'multiply', sum: 'sum', done: 'done' },
      /** @param {number} y @param {number} x */
      gradientAt: (y, x) => `d_x, row ${y + 1}, column ${x + 1}`,
      /** @param {number} y @param {number} x @param {number} windows @param {string} sum */
      sentence: (y, x, windows, sum) =>
        `Pixel at row ${y + 1}, column ${x + 1}: ${plural(windows, 'window')} held it; ` +
        `what comes back sums to ${sum}.`,
    },

    adam: {
      title: 'One weight takes steps of Adam',
      caption:
        'Press Take a step and follow the dot. Make the gradient a thousand times larger: the line stays, each step about as ' +
        'long as the learning rate. Then choose the alternating gradient: it cancels out in m, and the weight hardly moves.',
      weight: 'Weight w',
      weightHint: 'Where it starts.',
      gradient: 'Gradient g',
      gradientHint: 'Its sign says which way.',
      rate: 'Learning rate',
      rateHint: 'The length of a step.',
      kind: 'Gradients to come',
      kindHint: 'Whether later batches agree.',
      kinds: { constant: 'constant', alternating: 'alternating sign', noisy: 'noisy' },
      ends: { constant: 'constant', alternating: 'alternating', noisy: 'noisy' },
      start: 'A change starts over with the first step. An empty field means 0.',
      step: 'Take a step',
      steps: 'Take ten steps',
      again: 'Start over',
      numbers: 'The numbers of the last step',
      chartTitle: 'The weight after each step',
      chart: 'The weight by step for a constant, an alternating and a noisy gradient.',
      horizontal: 'steps',
      lines: ['g', 'm', 'v', 'm_hat', 'v_hat', 'alpha', 'change', 'new w'],
      /** @param {{ step: number, change: string, rate: string, from: string, to: string }} told */
      taken: ({ step, change, rate, from, to }) =>
        `Step ${step} changed the weight by ${change}; the learning rate is ${rate}. ` +
        `From ${from}, ${plural(step, 'step')} led to ${to}.`,
      /** @param {number} most */
      full: (most) => `The chart holds ${most} steps: start over for more.`,
    },

    oneStep: {
      title: 'One whole step, there and back',
      caption:
        'The step-through shows every number of this in your own network: choose a layer, then a cell, forward or backward.',
      open: 'Step through your own network',
    },
  },

  // ---- architectures
  architectures: {},

  // ---- notebook
  notebook: {},

  // ---- logits
  logits: {},

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
