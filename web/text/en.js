/**
 * Every string of the interface, in English: what the page's modules write, and what the markup names as
 * `{{pixels.title}}` when the site is built. The prose of the chapters stands in `web/chapters`. Functions take plain
 * values and do their own formatting through `views/format.js`.
 */

import { number } from '../stepthrough/words.js';
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
  learning: {},

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
  stepThrough: {
    open: 'Step through',
    /** @param {string} name */
    openFor: (name) => `Step through: ${name}`,
    title: 'Step through the network',
    /** @param {string} name */
    titleOf: (name) => `Step through: ${name}`,
    unnamed: 'a picture without a name',
    close: 'Close',
    take: 'Take the network as it is now',
    layers: 'Layers',
    stage: 'The arithmetic of one cell. Arrow keys move to another cell.',
    /** @param {number} trained epochs, which need not be whole */
    weights: (trained) =>
      trained > 0
        ? `Your network after ${number(trained, 3)} epochs of training.`
        : 'Your network with fresh weights: it has learned nothing yet.',
    /** @param {number[]} shape */
    shape: (shape) => shape.map((size) => count(size)).join(' × '),
    failed: 'The network could not be read.',
    nothing: 'There is nothing to step through in this layer.',
    none:
      'There is no network yet, so there is nothing to look into. Train one, if only for one batch, and come back; or ' +
      'make one that has learned nothing.',
    toTraining: 'Go to the training chapter',
    makeOne: 'Make one with fresh weights',
    askLabel:
      'The way back begins with the right answer, and nobody has said what this picture shows. Choose a class above.',
    waiting: {
      network: 'Asking the network for its weights.',
      build: 'Making a network with fresh weights.',
      /** @param {number} step */
      forward: (step) => `Computing: ${plural(step, 'operation')} done.`,
      /** @param {number} step */
      backward: (step) => `Going back: ${plural(step, 'operation')} done.`,
    },
    controls: {
      direction: 'Direction',
      directions: { forward: 'Forward', backward: 'Backward' },
      view: 'Look at',
      label: 'The right answer',
      choose: 'choose a class',
      scope: 'Strongest colour is the largest of',
      scopes: { unit: 'this map', layer: 'this layer', network: 'the whole network' },
      digits: 'Numbers with',
      /** @param {string} digits */
      digitsOf: (digits) => (digits === 'all' ? 'every digit' : `${digits} digits`),
    },
    views: {
      output: 'the output',
      gate: 'the gradient at ReLU’s gate',
      kernel: 'the gradient of a weight',
      bias: 'the gradient of a bias',
      input: 'the gradient of the input',
      loss: 'the loss',
      softmax: 'the gradient behind the softmax',
    },
    /** @type {Record<string, string>} */
    phases: { multiply: 'multiply', sum: 'sum', bias: 'bias', done: 'done', compare: 'compare' },
    strip: {
      /** @param {string} label */
      choose: (label) => `${label}: choose one with the arrow keys`,
      /** @param {number} count */
      of: (count) => `of ${count}`,
      /** @param {number} count */
      wrong: (count) => `A whole number from 1 to ${count}.`,
    },
    groups: {
      title: 'Every term',
      label: 'Every term, scrollable',
      none: 'No window lies here.',
    },
    table: {
      title: 'Every term',
      label: 'The terms, scrollable',
      order: 'Order',
      orders: { index: 'as they come', size: 'largest first' },
      page: 'Page',
      back: 'Page back',
      on: 'Page on',
      /** @param {number} index @param {number} pages */
      pageOf: (index, pages) => `${index + 1} of ${pages}`,
      subtotals: 'The subtotals of all pages',
      /** @param {number} terms @param {string} subtotal */
      subtotal: (terms, subtotal) => `The ${plural(terms, 'term')} above add up to ${subtotal}.`,
    },
    /** @param {number} index */
    colour: (index) => ['red', 'green', 'blue'][index],
    /** @param {number} index */
    inputMap: (index) => `input map ${index + 1}`,
    /** @param {number} index */
    filter: (index) => `filter ${index + 1}`,
    /** @param {number} index */
    map: (index) => `map ${index + 1}`,
    /** @param {number} index */
    unit: (index) => `unit ${index + 1}`,
    /** @param {number} row @param {number} column both from 0 */
    at: (row, column) => `row ${row + 1}, column ${column + 1}`,
    className: 'class',
    input: 'input',
    unitHead: 'unit',
    place: 'place',
    weight: 'weight',
    product: 'product',
    products: 'products',
    bias: 'bias',
    withBias: 'together',
    afterRelu: 'behind ReLU',
    outputCell: 'output',
    convolution: {
      /** @param {number} height @param {number} width @param {number} inputs @param {number} filters */
      title: (height, width, inputs, filters) =>
        `Convolution: ${plural(filters, 'filter')} of ${height} × ${width} × ${inputs}`,
      /** @param {number} inputs @param {number} terms */
      about: (inputs, terms) =>
        `One cell of one output map is the sum of ${count(terms)} products, from the same window on all ` +
        `${plural(inputs, 'input map')}, and a bias.`,
      output: 'output map',
      filters: 'Filter',
      inputs: 'Input map',
      window: 'window',
      kernel: 'kernel',
      /** @param {number} terms */
      sum: (terms) => `sum of ${count(terms)} products`,
      /** @param {{ subtotals: string, relu: string }} line */
      readout: ({ subtotals, relu }) => `The channels’ subtotals and the bias: ${subtotals}${relu}`,
      /**
       * @param {{ y: number, x: number, terms: number, products: number, bias: number, result: number }} cell
       */
      sentence: ({ y, x, terms, products, bias, result }) =>
        `Row ${y + 1}, column ${x + 1}: ${count(terms)} products sum to ${number(products, 3)}; with bias ` +
        `${number(bias, 3)} the output is ${number(result, 3)}.`,
    },
    gate: {
      /** @param {string} name */
      title: (name) => `Back through the ReLU of ${name}`,
      about:
        'Where the output is above zero the gradient passes as it is. Where ReLU made the output zero, a small change ' +
        'of the sum changes nothing, and the gradient stops.',
      maps: 'Filter',
      before: 'gradient at the output',
      output: 'output',
      behind: 'gradient behind the gate',
      /** @param {boolean} open @param {string} value */
      forward: (open, value) => (open ? `; ReLU keeps it: ${value}` : '; ReLU makes it 0'),
      /** @param {boolean} open @param {string} value @param {string} before @param {string} behind */
      readout: (open, value, before, behind) =>
        open
          ? `The output ${value} is above 0: the gradient ${before} passes, ${behind}`
          : `The output is ${value}: the gradient ${before} stops, ${behind}`,
      /** @param {boolean} open @param {number} before @param {number} behind */
      sentence: (open, before, behind) =>
        `The gate is ${open ? 'open' : 'shut'}: of the gradient ${number(before, 3)}, ${number(behind, 3)} is left.`,
    },
    kernelGradient: {
      /** @param {string} name */
      title: (name) => `The gradient of a weight of ${name}`,
      about:
        'The same weight was used at every place. Its gradient is the sum, over all places, of what it was multiplied ' +
        'by and the gradient of what it went into: a convolution of the input with the gradient.',
      filters: 'Filter',
      gradient: 'gradient behind the gate',
      target: 'gradient of the weight',
      /** @param {number} u @param {number} v @param {number} terms @param {string} sum */
      readout: (u, v, terms, sum) => `Row ${u + 1}, column ${v + 1}: ${count(terms)} products sum to ${sum}`,
      /** @param {number} u @param {number} v @param {number} terms @param {number} sum */
      sentence: (u, v, terms, sum) =>
        `Kernel row ${u + 1}, column ${v + 1}: ${count(terms)} products sum to ${number(sum, 3)}.`,
    },
    biasGradient: {
      /** @param {string} name */
      title: (name) => `The gradient of a bias of ${name}`,
      about:
        'A bias was added to every sum of its filter or unit, so its gradient is the sum of their gradients.',
      channels: 'Filter or unit',
      target: 'gradient of the bias',
      /** @param {number} terms */
      sum: (terms) => `sum of ${plural(terms, 'gradient')}`,
      /** @param {number} terms @param {string} sum */
      readout: (terms, sum) => `${count(terms)} gradients sum to ${sum}`,
      /** @param {string} name @param {number} terms @param {number} sum */
      sentence: (name, terms, sum) => `${name}: ${plural(terms, 'gradient')} sum to ${number(sum, 3)}.`,
    },
    inputGradient: {
      /** @param {string} name */
      title: (name) => `The gradient of the input of ${name}`,
      /** @param {number} filters */
      about: (filters) =>
        `A cell of the input was part of several windows, for each of ${plural(filters, 'filter')}. Its gradient sums ` +
        'up what comes back from all of them, each times the weight that the cell was multiplied by.',
      maps: 'Input map',
      gradients: 'gradient',
      target: 'gradient of the input',
      /** @param {string} subtotals */
      readout: (subtotals) => `The filters’ subtotals: ${subtotals}`,
      /** @param {number} row @param {number} column @param {number} terms @param {number} sum */
      sentence: (row, column, terms, sum) =>
        `Input row ${row + 1}, column ${column + 1}: ${count(terms)} products sum to ${number(sum, 3)}.`,
    },
    pool: {
      /** @param {number} rows @param {number} columns */
      title: (rows, columns) => `Max pooling: the largest of ${rows} × ${columns}`,
      about: 'Every map is pooled by itself. The corner marks the winner.',
      maps: 'Map',
      output: 'pooled map',
      largest: 'largest',
      /** @param {string[]} values @param {string} largest @param {number} row @param {number} column */
      readout: (values, largest, row, column) =>
        `The largest of ${values.join(', ')} is ${largest}, from row ${row + 1}, column ${column + 1}`,
      /** @param {{ y: number, x: number, largest: number, row: number, column: number }} cell */
      sentence: ({ y, x, largest, row, column }) =>
        `Row ${y + 1}, column ${x + 1}: the largest is ${number(largest, 3)}, from row ${row + 1}, column ${column + 1}.`,
    },
    poolGradient: {
      title: 'Back through max pooling',
      about:
        'Only the winner of a window had a say in its output, so the whole gradient goes back to it. All other cells ' +
        'get 0.',
      before: 'gradient at the output',
      window: 'window, with its winner',
      target: 'gradient of the input',
      /** @param {'none' | 'lost' | 'won'} how @param {string} sum @param {string} before */
      readout: (how, sum, before) =>
        ({
          none: 'No window reaches this cell: 0',
          lost: `Another cell won the window; the gradient ${before} goes there, and here is ${sum}`,
          won: `This cell won its window and gets the gradient: ${sum}`,
        })[how],
      /** @param {number} row @param {number} column @param {boolean} won @param {number} sum */
      sentence: (row, column, won, sum) =>
        `Row ${row + 1}, column ${column + 1} ${won ? 'won its window' : 'did not win'}: its gradient is ${number(sum, 3)}.`,
    },
    flatten: {
      title: 'Flatten: all maps in one line',
      /** @param {number} height @param {number} width @param {number} channels */
      about: (height, width, channels) =>
        `Nothing is computed: ${count(height * width * channels)} numbers are written one after the other, place by ` +
        'place, and at each place map by map. The line is shown here with a row for every place.',
      aboutBack: 'Nothing is computed: each gradient goes back to the cell that its number came from.',
      /** @param {number} rows @param {number} columns */
      vector: (rows, columns) => `the line, ${rows} rows of ${columns}`,
      /** @param {number} index */
      number: (index) => `number ${count(index + 1)} of the line`,
      /**
       * @param {{ row: number, column: number, channel: number, width: number, channels: number, index: number,
       *   value: string }} cell
       */
      readout: ({ row, column, channel, width, channels, index, value }) =>
        `Counted from 0: (${row} × ${width} + ${column}) × ${channels} + ${channel} = ${index}. Its value is ${value}`,
      /** @param {number} row @param {number} column @param {number} channel @param {number} index @param {number} value */
      sentence: (row, column, channel, index, value) =>
        `Row ${row + 1}, column ${column + 1} of map ${channel + 1} is number ${count(index + 1)}: ${number(value, 3)}.`,
    },
    dense: {
      /** @param {string} name @param {number} inputs @param {number} units */
      title: (name, inputs, units) =>
        `Dense layer ${name}: ${count(inputs)} inputs, ${plural(units, 'unit')}`,
      /** @param {number} inputs */
      about: (inputs) =>
        `Each unit multiplies all ${count(inputs)} inputs by weights of its own, sums up, and adds its bias. Numbers ` +
        'in a line are shown in rows, to save room.',
      inputs: 'inputs',
      output: 'units',
      logits: 'scores',
      /** @param {number} unit */
      weights: (unit) => `weights of unit ${unit + 1}`,
      /** @param {string} sum @param {string} relu */
      readout: (sum, relu) => `Products and bias: ${sum}${relu}`,
      /** @param {number} unit @param {number} inputs @param {number} sum @param {number} bias @param {number} y */
      sentence: (unit, inputs, sum, bias, y) =>
        `Unit ${unit + 1}: ${count(inputs)} products sum to ${number(sum, 3)}; with bias ${number(bias, 3)} the ` +
        `output is ${number(y, 3)}.`,
    },
    denseGradient: {
      about:
        'A weight was used once: its gradient is its input times the gradient of the unit. Walk over the inputs, and ' +
        'choose the unit.',
      target: 'gradients of the unit’s weights',
      units: 'Unit',
      /** @param {number} index */
      input: (index) => `input ${count(index + 1)}`,
      /** @param {number} unit */
      gradient: (unit) => `gradient of unit ${unit + 1}`,
      /** @param {number} i @param {number} o @param {number} x @param {number} dZ @param {number} product */
      sentence: (i, o, x, dZ, product) =>
        `Input ${count(i + 1)}, unit ${o + 1}: ${number(x, 3)} times ${number(dZ, 3)} is ${number(product, 3)}.`,
    },
    denseInputGradient: {
      /** @param {number} units */
      about: (units) =>
        `An input went into all ${plural(units, 'unit')}. Its gradient is the sum of their gradients, each times the ` +
        'weight between the two.',
      /** @param {number} index */
      weights: (index) => `weights of input ${count(index + 1)}`,
      /** @param {number} i @param {number} units @param {number} sum */
      sentence: (i, units, sum) =>
        `Input ${count(i + 1)}: ${plural(units, 'product')} sum to ${number(sum, 3)}.`,
    },
    softmax: {
      name: 'softmax',
      title: 'Softmax: from scores to probabilities',
      about:
        'The largest score is taken from all ten, which changes no share and keeps the exponentials small. Each ' +
        'probability is a class’s exponential as a share of their sum.',
      output: 'probabilities',
      exponentials: 'exponentials',
      /** @param {string} name */
      exponential: (name) => `exponential of ${name}`,
      /** @param {number} classes */
      sum: (classes) => `sum of ${classes} exponentials`,
      logit: 'score',
      exponentialHead: 'exponential',
      share: 'probability',
      /**
       * @param {{ name: string, logit: string, largest: string, exponential: string, sum: string, share: string }} line
       */
      readout: ({ name, logit, largest, exponential, sum, share }) =>
        `${name}: exp(${logit} − (${largest})) ≈ ${exponential}; ${exponential} ÷ ${sum} ≈ ${share}`,
      /** @param {string} name @param {number} share */
      sentence: (name, share) => `The network gives ${name} ${percent(share)}.`,
    },
    loss: {
      /** @param {string} name @param {number} loss */
      title: (name, loss) => `The loss: ${number(loss, 3)}, if the answer is ${name}`,
      about:
        'The loss is the negative logarithm of the right class’s probability. Its gradient at the scores is simply ' +
        'probability minus truth: every wrong class is pushed down, the right one up.',
      aboutTwice:
        'Softmax twice: the probabilities are taken as scores once more. The gradient at them is the second softmax ' +
        'minus truth.',
      target: 'gradient at the scores',
      targetTwice: 'gradient at the probabilities',
      probabilities: 'probabilities p',
      truth: 'truth y',
      /** @param {string} name */
      probability: (name) => `probability of ${name}`,
      /** @param {string} name @param {string} p @param {string} y @param {string} gradient */
      readout: (name, p, y, gradient) => `${name}: ${p} − ${y} ≈ ${gradient}`,
      /** @param {string} name @param {boolean} right @param {number} gradient */
      sentence: (name, right, gradient) =>
        `${name}, which is ${right ? 'the right class' : 'wrong'}: the gradient is ${number(gradient, 3)}.`,
    },
    softmaxGradient: {
      title: 'Back through the softmax',
      about:
        'Every score moves all probabilities. A score’s gradient is its probability times what its gradient exceeds ' +
        'the mean of all by, weighted by probability.',
      target: 'gradient at the scores',
      sum: 'weighted mean of the gradients',
      /** @param {{ p: string, dP: string, mean: string, dZ: string }} line */
      readout: ({ p, dP, mean, dZ }) => `${p} × (${dP} − (${mean})) ≈ ${dZ}`,
      /** @param {string} name @param {number} dZ */
      sentence: (name, dZ) => `${name}: the gradient at its score is ${number(dZ, 3)}.`,
    },
  },

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
