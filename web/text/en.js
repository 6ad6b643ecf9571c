/**
 * Every string of the interface, in English: what the page's modules write, and what the markup names as
 * `{{pixels.title}}` when the site is built. The prose of the chapters stands in `web/chapters`. Functions take plain
 * values and do their own formatting through `views/format.js`.
 */

import { plain } from '../draw/numbers.js';
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
  pixels: {
    title: 'A photograph and its three grids of numbers',
    caption:
      'Make the picture 6 pixels across and follow an edge with the arrow keys: all three numbers jump together. Then ' +
      'find a pixel where one channel is bright and the other two are dark, and say its colour before you look.',
    stage: 'The picture and its red, green and blue channel',
    whole: 'The picture, 32 × 32 pixels',
    channels: ['Red', 'Green', 'Blue'],
    /** @param {{ top: number, left: number, cells: number }} view */
    part: ({ top, left, cells }) =>
      `Rows ${top + 1} to ${top + cells}, columns ${left + 1} to ${left + cells}`,
    /** @param {{ top: number, left: number, cells: number }} view */
    pictureLabel: ({ top, left, cells }) =>
      `The picture, rows ${top + 1} to ${top + cells}, columns ${left + 1} to ${left + cells}`,
    zoom: 'Visible part',
    zoomSlider: 'Visible part, slider',
    zoomUnit: 'pixels across',
    zoomHint: 'Fewer pixels are larger, with their numbers inside.',
    zoomWrong: 'A whole number from 6 to 32, the whole picture.',
    numbers: 'Numbers',
    bytes: '0 to 255',
    shares: 'x/255',
    keys:
      'With the figure in focus: arrows go from pixel to pixel, Home and End to the first and the last. Point at a ' +
      'pixel to look, click or press Enter to stay.',
    waiting: 'The photographs are not here yet. A picture of your own works without them.',
    /** @param {number} byte @param {number} share @param {boolean} isExact whether few digits say all */
    share: (byte, share, isExact) =>
      `${String(byte).padStart(3)}/255 ${isExact ? `= ${plain(share)}` : `≈ ${share.toFixed(4)}`}`,
    /** @param {number} y @param {number} x both from 0 @param {string[]} shares of red, green and blue */
    readOut: (y, x, [red, green, blue]) =>
      `Row ${y + 1}, column ${x + 1}\nred   ${red}\ngreen ${green}\nblue  ${blue}`,
    /** @param {string[]} shares of red, green and blue, every digit */
    exact: (shares) => `The numbers that the network gets: ${shares.join(', ')}`,
    /** @param {number} y @param {number} x both from 0 @param {string[]} values of red, green and blue */
    told: (y, x, [red, green, blue]) =>
      `Row ${y + 1}, column ${x + 1}: red ${red}, green ${green}, blue ${blue}.`,

    own: {
      choose: 'Choose a picture',
      idle: 'Or drop one here, of any size. It is read on this machine and never uploaded.',
      reading: 'Reading the picture.',
      /** @param {number} width @param {number} height */
      done: (width, height) =>
        `Your picture of ${count(width)} × ${count(height)} pixels is in all figures now. It has not left this machine.`,
      noFile: 'There was no file in what you dropped. The picture chosen before stays.',
      /** Why a file cannot be shown. */
      unfit: {
        empty: () => 'This file is empty (0 bytes). The picture chosen before stays.',
        unreadable: () =>
          'This file is not a picture that your browser can read. The picture chosen before stays; try a JPEG or PNG file.',
        moving: () =>
          'This picture moves, and the figures look at one moment. The picture chosen before stays; try a still one.',
        /** @param {number} width @param {number} height */
        large: (width, height) =>
          `This picture has ${count(width)} × ${count(height)} pixels; up to 50 million fit. ` +
          'The picture chosen before stays; try a smaller copy.',
        flat: () => 'This picture says of itself that it has no size. The picture chosen before stays.',
      },
      original: 'Your picture',
      result: 'What the figures get',
      /** @param {number} width @param {number} height @param {number} side of the square, all in pixels */
      frame: (width, height, side) =>
        `Your picture of ${count(width)} × ${count(height)} pixels, of which a square of ${count(side)} × ` +
        `${count(side)} is used`,
      zoom: 'Closer',
      zoomSlider: 'Closer, slider',
      zoomUnit: 'times',
      zoomHint: '1 takes the largest square.',
      zoomWrong: 'A number from 1 to 8, for example 1.5.',
      across: 'Left to right',
      acrossSlider: 'Left to right, slider',
      acrossHint: '0 is the left edge, 100 the right.',
      down: 'Top to bottom',
      downSlider: 'Top to bottom, slider',
      downHint: '0 is the top edge, 100 the bottom.',
      percentWrong: 'A whole number from 0 to 100, for example 50.',
    },

    weights: {
      title: 'Numbers to learn: a dense layer beside a convolution',
      caption:
        'Double the side of the image and watch which bar grows, and by how much. Can you make the convolution the ' +
        'larger of the two?',
      side: 'Side of the image',
      sideSlider: 'Side of the image, slider',
      sideHint: 'As high as it is wide.',
      pixels: 'pixels',
      channels: 'Channels',
      grey: '1, grey',
      colour: '3, colour',
      channelsHint: 'Numbers in a pixel.',
      units: 'Units of the dense layer',
      unitsSlider: 'Units of the dense layer, slider',
      unitsUnit: 'units',
      unitsHint: 'Each has a weight for every number.',
      filters: 'Filters of the convolution',
      filtersSlider: 'Filters of the convolution, slider',
      filtersUnit: 'filters',
      filtersHint: 'Each looks for one pattern.',
      kernel: 'Side of a filter’s window',
      kernelSlider: 'Side of a filter’s window, slider',
      kernelHint: 'In Keras, kernel_size.',
      /** @param {number} least @param {number} most */
      wholeFrom: (least, most) => `A whole number from ${count(least)} to ${count(most)}.`,
      /** @param {string} kernel @param {number} side */
      tooLarge: (kernel, side) => `${kernel} × ${kernel} does not fit into an image of ${side} × ${side}.`,
      /** @param {number} units */
      dense: (units) => `Dense layer, ${plural(units, 'unit')}`,
      /** @param {{ filters: number, kernel: number }} sizes */
      convolution: ({ filters, kernel }) =>
        `Convolution, ${plural(filters, 'filter')} of ${kernel} × ${kernel}`,
      /** @param {{ side: number, channels: number, units: number }} sizes @param {number} sum */
      denseSum: ({ side, channels, units }, sum) =>
        `${side} × ${side} × ${channels} × ${count(units)} + ${count(units)} = ${count(sum)}`,
      /** @param {{ kernel: number, channels: number, filters: number }} sizes @param {number} sum */
      convolutionSum: ({ kernel, channels, filters }, sum) =>
        `${kernel} × ${kernel} × ${channels} × ${filters} + ${filters} = ${count(sum)}`,
      thousand: '1,000',
      million: '1 million',
      billion: '1 billion',
      scale: 'The scale goes by tens: one third of its length is a factor of a thousand.',
      /** @param {{ side: number, channels: number }} sizes @param {number} dense @param {number} convolution */
      said: ({ side, channels }, dense, convolution) => {
        const image = `An image of ${side} × ${side} has ${count(side * side)} pixels, ${count(side * side * channels)} numbers.`;
        if (dense === convolution) return `${image} Both layers have as many numbers to learn.`;
        const ratio = Math.max(dense, convolution) / Math.min(dense, convolution);
        const times = ratio < 10 ? String(Number(ratio.toFixed(1))) : count(ratio);
        const larger = dense > convolution ? 'dense layer' : 'convolution';
        return `${image} The ${larger} has about ${times} times as many numbers to learn.`;
      },
    },
  },

  // ---- convolution
  convolution: {
    title: 'A kernel slides over a small picture',
    caption:
      'Press Play, or point at a cell of the output. Click a cell of the picture to make its number larger, or type a ' +
      'digit to set the middle of the window. Change a weight of the kernel: the kernel is then your own. Try the edge ' +
      'with “Sobel x” and with “Sobel y”, and the tiny picture with stride 2.',
    stage: 'A convolution over a small picture, cell by cell',
    waiting: 'The arithmetic of one cell will stand here.',
    failed:
      'The part of the page that calculates could not be loaded. Check the connection and load the page again.',
    inputLabel: 'Picture',
    another: 'Another',
    /** @type {Record<string, string>} */
    inputs: {
      edge: 'Edge',
      corner: 'Corner',
      diagonal: 'Diagonal line',
      spot: 'Single spot',
      tiny: 'Tiny, 4 × 4',
      random: 'Random',
      own: 'Your own',
    },
    /** @type {Record<string, string>} */
    kernels: {
      identity: 'Identity',
      blur: 'Blur',
      sharpen: 'Sharpen',
      edges: 'Edges',
      emboss: 'Emboss',
      'sobel-x': 'Sobel x',
      'sobel-y': 'Sobel y',
      own: 'Your own',
    },
    sizeLabel: 'Kernel size',
    paddingLabel: 'Padding',
    paddings: { valid: 'valid: none', same: 'same: zeros' },
    strideLabel: 'Stride',
    strides: { one: '1 cell', two: '2 cells', three: '3 cells' },
    biasLabel: 'Bias',
    picture: 'Picture',
    window: 'Window',
    kernel: 'Kernel',
    products: 'Products',
    output: 'Output',
    sum: 'sum',
    plusBias: '+ bias',
    result: '= output',
    biasName: 'bias',
    valueLegend: 'Products and output',
    weightLegend: 'Kernel',
    /** @param {number} row @param {number} column */
    weight: (row, column) => `Weight in row ${row}, column ${column} of the kernel`,
    /** @param {number} largest */
    wrongNumber: (largest) =>
      `That is not a number from −${count(largest)} to ${count(largest)}. The last number that was one stays in use.`,
    /** @param {number} rows @param {number} columns */
    outputOf: (rows, columns) => `Output, ${rows} × ${columns}`,
    /** @param {string} value */
    exactly: (value) => `(as stored: ${value})`,
    noWindow:
      'No window fits: the kernel is larger than the picture. Choose a smaller kernel, a larger picture, or padding “same”.',
    /**
     * Where the windows lie.
     * @param {import('../explain.js').Placement | null} place
     * @param {{ padding: string, stride: number, size: number }} kernel
     */
    placement: (place, { padding, stride, size }) => {
      if (!place) return '';
      const { output, before, after, unused } = place;
      const parts = [`The output has ${plural(output[0], 'row')} and ${plural(output[1], 'column')}.`];
      if (padding === 'same') {
        const [first, last] = [before[0], after[0]];
        if (first + last === 0) parts.push('No padding is needed.');
        else
          parts.push(
            `Zeros are added: ${plural(first, 'row')} above and ${plural(last, 'row')} below, and as many columns to ` +
              'the left and to the right.',
          );
        if (first !== last) parts.push('The odd one is at the end, as in Keras.');
      }
      if (unused[0] > 0)
        parts.push(
          `The next step would lead over the edge, so the last ${unused[0] === 1 ? 'row and the last column are' : `${unused[0]} rows and columns are`} ` +
            'never reached.',
        );
      if (stride > size)
        parts.push('The step is larger than the window, so what lies between two windows is skipped.');
      return parts.join(' ');
    },
    /**
     * @param {number} y
     * @param {number} x both from 0
     * @param {{ products: number, sum: string, bias: string, result: string }} cell
     */
    told: (y, x, { products, sum, bias, result }) =>
      `Row ${y + 1}, column ${x + 1}: ${plural(products, 'product')} ${products === 1 ? 'gives' : 'sum to'} ${sum}; ` +
      `with bias ${bias} the output is ${result}.`,
    channelsTitle: 'A kernel over three channels, and one sum',
    channelsStage: 'A convolution over the three channels of a picture, cell by cell',
    channelsCaption:
      'Point at the picture or at the map, click to stay, and press Play to see the products come in order. A kernel ' +
      'from the list is the same for all three channels; a filter of your network has weights of its own for each.',
    kernelOfAll: 'Kernel of all three channels',
    colourPicture: 'Picture',
    map: 'Feature map',
    channels: ['Red', 'Green', 'Blue'],
    /** @param {string} name */
    channelWindow: (name) => `${name} in the window, each value divided by 255`,
    /** @param {string} name */
    channelKernel: (name) => `Kernel for ${name.toLowerCase()}`,
    /** @param {string} name */
    channelProducts: (name) => `Products of ${name.toLowerCase()}`,
    subtotal: 'Subtotal',
    sumOfChannels: 'all three',
  },

  // ---- relu
  relu: {
    title: 'A feature map before and after ReLU',
    caption:
      'Point at either map: the same cell is marked in both, and its value on the graph. Try “Sobel x”, “Edges” and ' +
      '“Blur”: blurred values are never below zero, so ReLU changes nothing.',
    stage: 'A feature map before and after ReLU',
    kernelLabel: 'Kernel of the map',
    before: 'Before',
    after: 'After ReLU',
    plot: 'y = max(0, x)',
    /** @param {string} kernel */
    beforeOf: (kernel) => `Feature map of “${kernel}” before ReLU`,
    /** @param {string} kernel */
    afterOf: (kernel) => `Feature map of “${kernel}” after ReLU`,
    /** @param {number} y @param {number} x both from 0 @param {string} value @param {string} kept */
    read: (y, x, value, kept) => `Row ${y + 1}, column ${x + 1}: max(0, ${value}) = ${kept}`,
    /** @param {string} kernel @param {number} kept @param {number} cells */
    share: (kernel, kept, cells) =>
      `With “${kernel}”, ${count(kept)} of ${plural(cells, 'cell')} (${percent(kept / cells)}) keep their value. ` +
      'The others are 0.',
  },

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
  stepThrough: {},

  // ---- featureMaps
  featureMaps: {
    title: 'A whole picture and its feature map',
    stage: 'A picture and its feature map',
    caption:
      'Choose kernels and compare: which edges of the picture does each of them find? Point at the map to read a cell, ' +
      'or at the picture to see what its surroundings give.',
    /** @param {string} kernel @param {number} y @param {number} x both from 0 @param {string} value */
    read: (kernel, y, x, value) => `${kernel}, row ${y + 1}, column ${x + 1}: ${value}`,
    /** @param {string} kernel @param {number} rows @param {number} columns */
    mapOf: (kernel, rows, columns) => `Feature map of “${kernel}”, ${rows} × ${columns}`,
    group: 'Filters of your network',
    none: 'Once you have a network, the maps of its first 32 filters appear here, to choose from.',
    train: 'Train one',
    strip: 'Feature maps of the network’s filters',
    take: 'Take the network as it is now',
    taking: 'Taking the filters of the network.',
    failed: 'The filters of the network could not be taken. Try again.',
    unfit: 'This network does not begin with a convolution over the colours of a picture.',
    /** @param {number} number from 1 */
    filter: (number) => `Filter ${number}`,
    /** @param {number} filters @param {number} epochs @param {boolean} isOld whether the network has moved on */
    taken: (filters, epochs, isOld) => {
      const learned = `after ${Number(epochs.toFixed(2))} ${epochs === 1 ? 'epoch' : 'epochs'} of training`;
      const state = epochs > 0 ? learned : 'fresh: their weights are still random';
      const changed = isOld ? ' The network has changed since.' : '';
      return `${plural(filters, 'filter')} of the first layer, ${state}.${changed} Choose one for the figures above.`;
    },
  },

  gallery: {
    /** @param {string} name */
    row: (name) => `Ten small photographs of the class ${name}`,
    /** @param {string} name @param {number} place from 1 @param {number} places */
    picture: (name, place, places) => `${name}, image ${place} of ${places}: open in the step-through`,
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
