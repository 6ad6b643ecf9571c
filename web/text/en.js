/**
 * Every string of the interface, in English: what the page's modules write, and what the markup names as
 * `{{pixels.title}}` when the site is built. The prose of the chapters stands in `web/chapters`. Functions take plain
 * values and do their own formatting through `views/format.js`.
 */

import { digitsFor, plain } from '../draw/numbers.js';
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

/** @param {string} rows @param {string} columns where they are added @param {number} size how many of each */
const paddedOn = (rows, columns, size) =>
  size > 0 ? `${plural(size, 'row')} ${rows} and ${plural(size, 'column')} ${columns}` : '';

/** @param {{ y: number, x: number }} shift in pixels, down and to the right */
const whereTo = ({ y, x }) =>
  [
    x === 0 ? '' : `${plural(Math.abs(x), 'pixel')} to the ${x < 0 ? 'left' : 'right'}`,
    y === 0 ? '' : `${plural(Math.abs(y), 'pixel')} ${y < 0 ? 'up' : 'down'}`,
  ]
    .filter(Boolean)
    .join(' and ') || 'not at all';

/** A factor or a term as it stands in a sum: negative ones in brackets. @param {number} value @param {number} [digits] */
const signed = (value, digits) => (value < 0 ? `(${plain(value, digits)})` : plain(value, digits));

/** A positive number with its leading digits, however small. @param {number} value @param {number} [digits] */
const significant = (value, digits = 4) => {
  const [mantissa, power] = value.toExponential(digits - 1).split('e');
  if (value === 0 || Number(power) >= -4) return plain(value, Math.max(0, digits - 1 - Number(power)));
  return `${Number(mantissa)}·10^(${plain(Number(power))})`;
};

/** Whether so many leading digits are the whole number. @param {number} value @param {number} digits */
const about = (value, digits) => (Number(value.toPrecision(digits)) === value ? '=' : '≈');

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
  pooling: {
    title: 'The largest of every window is kept',
    stage: 'Max pooling of a piece of a feature map, window by window',
    caption:
      'Press play, then try windows of 3 × 3 with steps of 2. Where do the windows no longer reach every value, and ' +
      'what does the padding “same” do about it? Choose other pictures: a strong edge survives, whatever stands beside it.',
    missing: 'The numbers of this figure could not be loaded. Reload the page to try again.',
    size: 'Window: how many values compete',
    sizeTwo: '2 × 2 values',
    sizeThree: '3 × 3 values',
    stride: 'Stride: how far it moves',
    strideOne: '1 cell',
    strideTwo: '2 cells',
    strideThree: '3 cells',
    padding: 'Padding: what happens at the border',
    paddingValid: 'valid: windows stay inside',
    paddingSame: 'same: windows may reach out',
    usualCall: 'MaxPooling2D(pool_size=2, strides=2, padding="valid")',
    pictureLabel: 'picture',
    mapLabel: 'its upright edges, 8 × 8 of them',
    comparedLabel: 'window',
    outputLabel: 'pooled',
    /** @param {import('../figures/pooling/windows.js').Settings} settings */
    call: ({ size, stride, padding }) =>
      `MaxPooling2D(pool_size=${size}, strides=${stride}, padding="${padding}")`,
    /**
     * @param {number} side of the map
     * @param {import('../figures/pooling/pool.js').Pooled} pooled
     */
    sizes: (side, { settings, placement: { output, before, after }, unseen }) => {
      const [made] = output;
      const parts = [
        `makes ${made} × ${made} values of ${side} × ${side}: ${count(made * made)} of ${count(side * side)} are left.`,
      ];
      if (before[0] + after[0] > 0)
        parts.push(
          `The padding adds ${[
            paddedOn('above', 'on the left', before[0]),
            paddedOn('below', 'on the right', after[0]),
          ]
            .filter(Boolean)
            .join(', ')} (hatched). It never wins, not even against negative values.`,
        );
      if (unseen.length > 0) {
        const which = unseen.map((row) => row + 1).join(' and ');
        const noun = unseen.length === 1 ? 'Row and column' : 'Rows and columns';
        parts.push(
          settings.stride > settings.size
            ? `${noun} ${which} lie between the windows, because the stride is larger than they are: nobody looks at them.`
            : `${noun} ${which} are left out: the next window would reach over the border.`,
        );
      }
      return parts.join(' ');
    },
    /** @param {number | null} value @param {boolean} done */
    leader: (value, done) =>
      value === null ? 'nothing compared yet' : `${done ? 'largest' : 'so far'}: ${plain(value, 1)}`,
    /** @param {{ y: number, x: number }} cell @param {import('../explain.js').PoolTrace} trace */
    readout: ({ y, x }, { terms, winner, y: value }) => {
      const inside = terms.filter((term) => term.inside);
      const left = terms.length - inside.length;
      const { row, column } = terms[winner];
      return (
        `row ${y + 1}, column ${x + 1}: max(${inside.map((term) => plain(term.x, 1)).join(', ')}) = ${plain(value, 1)}` +
        `${left > 0 ? `, without ${plural(left, 'place')} of padding` : ''}; ` +
        `the winner is row ${row + 1}, column ${column + 1} of the map`
      );
    },
    /** @param {{ y: number, x: number }} cell @param {import('../explain.js').PoolTrace} trace */
    told: ({ y, x }, { terms, winner, y: value }) => {
      const inside = terms.filter((term) => term.inside);
      const { row, column } = terms[winner];
      return (
        `Row ${y + 1}, column ${x + 1}: the largest of ${inside.map((term) => plain(term.x, 1)).join(', ')} is ` +
        `${plain(value, 1)}, from row ${row + 1}, column ${column + 1} of the map.`
      );
    },
  },
  shift: {
    title: 'A step to the side, and what becomes of the maps',
    stage: 'The maps of the picture and of the shifted picture. Arrow keys shift it, Home puts it back.',
    caption:
      'Shift the picture by one pixel, then by two. After two, the pooled map has moved by exactly one of its own cells: ' +
      'compare how much it changes then. Above 100 %, the shifted map is further from the first than an empty one would ' +
      'be. What comes in at the border repeats the picture’s last pixels.',
    group: 'Shift the picture, by up to 3 pixels',
    left: '← Left',
    right: '→ Right',
    up: '↑ Up',
    down: '↓ Down',
    back: 'Put back',
    picture: 'picture, shifted',
    before: 'The comparison appears here once the picture and its numbers have been loaded.',
    point: 'Point at a cell of a map to read it.',
    map: {
      before: 'map, 32 × 32',
      after: 'map, shifted',
      difference: 'difference',
      change: 'change',
    },
    pooled: {
      before: 'pooled, 16 × 16',
      after: 'pooled, shifted',
      difference: 'difference',
      change: 'change',
    },
    /** @param {{ y: number, x: number }} shift */
    place: (shift) => whereTo(shift),
    /** @param {number} change */
    change: (change) => (Number.isFinite(change) ? percent(change, 0) : '–'),
    /**
     * @param {{ y: number, x: number }} shift
     * @param {number} map
     * @param {number} pooled
     */
    verdict: (shift, map, pooled) => {
      if (!Number.isFinite(map)) return 'This picture has no upright edges, so there is nothing to compare.';
      const which = pooled < map ? 'less' : pooled > map ? 'more' : 'the same';
      if (shift.y === 0 && shift.x === 0)
        return 'Not shifted: both maps are what they were. Shift the picture.';
      return (
        `Shifted ${whereTo(shift)}: the map changes by ${percent(map, 0)}, the pooled map by ${percent(pooled, 0)}, ` +
        `${which}. (Mean size of the differences over the mean size of the values before.)`
      );
    },
    /** @param {import('../figures/pooling/shift-view.js').Pointed} cell */
    cell: ({ pooled, row, column, before, after }) =>
      `${pooled ? 'pooled map' : 'map'}, row ${row + 1}, column ${column + 1}: ` +
      `${plain(before)} before, ${plain(after)} after the shift`,
  },

  // ---- classification
  flatten: {
    title: 'Two maps become eight numbers, and eight numbers three',
    stage: 'A dense layer on a flattened map, unit by unit',
    caption:
      'Press play, or point at a number: it lights up in its map and in the row. Change a weight and see which outputs ' +
      'follow. Unit 2 sums to less than 0: take its ReLU away.',
    activation: 'Activation: what follows the sum',
    relu: 'relu: negative sums become 0',
    linear: 'linear: the sum as it is',
    back: 'Put the weights back',
    hint: 'Weights and biases are numbers from −99 to 99. An empty field is 0.',
    wrong: 'Only a number from −99 to 99 can be a weight. The one before stays in force.',
    /** @param {number} channel from 0 */
    channel: (channel) => `channel ${channel}`,
    values: 'values',
    weights: 'weights',
    output: 'output of the units',
    number: 'n [r,q,c]',
    x: 'x',
    product: 'product',
    /** @param {number} unit from 0 */
    unit: (unit) => `unit ${unit + 1}`,
    /** @param {number} input @param {number[]} index row, column and channel */
    place: (input, index) => `${input} [${index.join(',')}]`,
    /** @param {number} input @param {number} unit both from 0 */
    weight: (input, unit) => `Weight of number ${input} for unit ${unit + 1}`,
    /** @param {number} unit from 0 */
    biasOf: (unit) => `Bias of unit ${unit + 1}`,
    sum: 'sum of the products',
    bias: 'with bias',
    /**
     * @param {number} unit
     * @param {import('../figures/classification/flatten.js').Unit} of
     * @param {boolean} relu
     */
    readout: (unit, { trace: { terms, bias, sum, y } }, relu) => {
      const { digits, isExact } = digitsFor({
        factors: terms.map(({ x, weight }) => [x, weight]),
        others: [bias],
        sum,
      });
      const products = terms.map(({ x, weight }) => `${plain(x, digits)} × ${signed(weight, digits)}`);
      return (
        `unit ${unit + 1}: ${products.join(' + ')} + ${signed(bias, digits)} ${isExact ? '=' : '≈'} ${plain(sum, digits)}` +
        `${relu ? `; max(0, ${plain(sum, digits)}) = ${plain(y, digits)}` : ''}`
      );
    },
    /**
     * @param {number} unit
     * @param {import('../figures/classification/flatten.js').Unit} of
     * @param {boolean} relu
     */
    told: (unit, { trace: { terms, bias, sum, y }, products }, relu) =>
      `Unit ${unit + 1}: ${terms.length} products sum to ${plain(products)}; with bias ${plain(bias)} ` +
      (relu && sum < 0
        ? `that is ${plain(sum)}, and ReLU makes the output 0.`
        : `the output is ${plain(y)}.`),
  },
  softmax: {
    title: 'Ten scores become ten probabilities',
    stage: 'The softmax of ten logits, class by class: the arrow keys up and down choose the class',
    caption:
      'Raise one logit and watch the others’ probabilities shrink, although their logits stay. Then add 100 to all of ' +
      'them: every difference to the largest stays, and so does every probability.',
    presets: 'Logits to begin with',
    rivals: 'Two rivals',
    sure: 'Sure',
    unsure: 'Unsure',
    network: 'Ask your network',
    /** @type {Record<string, string>} */
    origins: {
      rivals: 'Made up: a cat or a dog, and hardly anything else.',
      sure: 'Made up: a cat, without much doubt.',
      unsure: 'Made up: nearly the same for all, as from a network that has not learned yet.',
      own: 'Your own logits.',
    },
    asking: 'Asking the network about the chosen picture.',
    noNetwork:
      'There is no network yet. Train one in the chapter Training, for one epoch or less, and ask again.',
    failed: 'The network could not be asked. The logits stay as they were.',
    /** @param {string | null} name of the picture's class @param {number} epochs */
    from: (name, epochs) =>
      `What your network${epochs > 0 ? `, trained for ${plural(Number(epochs.toFixed(1)), 'epoch')},` : ', with fresh weights,'} ` +
      `says about the chosen picture${name === null ? '' : ` (${name})`}, rounded to two digits.`,
    add: 'Add to all logits',
    addSlider: 'Add to all logits, slider',
    hint: 'Logits are numbers from −100 to 100. An empty field is 0.',
    wrong: 'Only a number from −100 to 100 will do here. The one before stays in force.',
    /** @param {string} name */
    logitOf: (name) => `Logit of ${name}`,
    /** @param {string} name */
    sliderOf: (name) => `Logit of ${name}, slider`,
    logit: 'logit',
    /** @type {Record<string, string>} */
    columns: { z: 'z', shifted: 'z − m', exps: 'e to that', p: 'p' },
    /** @type {Record<string, string>} */
    phases: { subtract: 'minus largest', exp: 'power of e', add: 'sum', divide: 'divide' },
    /** @param {string} column @param {number} value */
    value: (column, value) => {
      if (column === 'p') return percent(value);
      return value !== 0 && Math.abs(value) < 0.0005 ? (value > 0 ? '<0.001' : '0') : plain(value);
    },
    /** @param {number} value */
    largest: (value) => `m, the largest z: ${plain(value)}`,
    /** @param {number} value */
    sum: (value) => `sum of the ten powers: ${plain(value, 4)}`,
    /** @param {string} value */
    total: (value) => `sum of the ten p: ${value}`,
    /**
     * @param {string} name
     * @param {number} label
     * @param {import('../figures/classification/softmax.js').Softmax} softmax
     */
    readout: (name, label, { z, largest, shifted, exps, sum, p }) => {
      const { digits, isExact } = digitsFor({
        factors: [],
        others: [z[label], -largest],
        sum: shifted[label],
      });
      const difference = plain(shifted[label], digits);
      return (
        `${name}: ${plain(z[label], digits)} − ${signed(largest, digits)} ${isExact ? '=' : '≈'} ${difference}; ` +
        `e^(${difference}) ${about(exps[label], 4)} ${significant(exps[label])}; ` +
        `p = ${significant(exps[label])} ÷ (${[...exps].map((value) => significant(value, 3)).join(' + ')}) ` +
        `≈ ${significant(exps[label])} ÷ ${significant(sum)} ${about(p[label], 4)} ${significant(p[label])}`
      );
    },
    /**
     * @param {string} name
     * @param {number} label
     * @param {import('../figures/classification/softmax.js').Softmax} softmax
     */
    told: (name, label, { z, largest, exps, sum, p }) =>
      `${name}: logit ${plain(z[label])}, largest ${plain(largest)}, power ${significant(exps[label])}; divided by ` +
      `the sum ${significant(sum)} that is ${percent(p[label])}.`,
    right: 'The right answer',
    /** @param {string} name @param {number} p @param {number} loss */
    loss: (name, p, loss) =>
      `If the right answer is ${name}, the loss is −ln p = −ln ${significant(p)} ≈ ${plain(loss)}. ` +
      'It is 0 only for a p of 1; a p of 10 %, as by guessing, gives 2.303.',
  },

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
