/**
 * Every string of the interface, in English: what the page's modules write, and what the markup names as
 * `{{pixels.title}}` when the site is built. The prose of the chapters stands in `web/chapters`. Functions take plain
 * values and do their own formatting through `views/format.js`.
 */

import { digitsFor, exact, plain } from '../draw/numbers.js';
import { findingOf } from '../figures/overfitting/findings.js';
import { REST } from '../inside/looking.js';
import { number } from '../stepthrough/words.js';
import {
  clock,
  count,
  day,
  duration,
  megabytes,
  percent,
  plural,
  rate,
  shortNumber,
} from '../views/format.js';

/** @typedef {import('../run/state.js').Settings} Settings */

/** What a backend is called where a reader meets it. */
const backendNames = { webgpu: 'WebGPU', cpu: 'CPU' };

/** @param {number} value whether its short form says all of it */
const equals = (value) => {
  // As far as a 32-bit float can tell.
  return Math.abs(Number(value.toFixed(3)) - value) < 5e-7 * Math.max(1, Math.abs(value)) ? '=' : '≈';
};

/** What follows an approximation: the number that is computed with. @param {string} value */
const asStored = (value) => `(as stored: ${value})`;

/** Follows a sign with what it leads to. @param {'=' | '≈'} sign @param {string} shown @param {number} value */
const result = (sign, shown, value) => (sign === '=' ? `= ${shown}` : `≈ ${shown} ${asStored(exact(value))}`);

/** How long something takes already, where that is worth a word. @param {number} seconds */
const soFar = (seconds) => (seconds >= 2 ? ` (${duration(seconds)} so far)` : '');

/** @param {'on' | 'over'} [search] for the fastest kernels @param {number} [since] the epoch in which they were found */
const kernelSearch = (search, since) =>
  search === 'on' ? ', while others are tried' : since ? ` since epoch ${since}, winograd before` : '';

/** A negative number after a sign. @param {number} value */
const bracketed = (value) => (value < 0 ? `(${plain(value)})` : plain(value));

/** @param {import('../run/state.js').Epoch} epoch */
const figuresOf = (epoch) => {
  const training = `loss ${shortNumber(epoch.loss)} and accuracy ${percent(epoch.accuracy)} on the training images`;
  if (epoch.val_loss === undefined || epoch.val_accuracy === undefined) return training;
  return `${training}, ${shortNumber(epoch.val_loss)} and ${percent(epoch.val_accuracy)} on the validation images`;
};

/** A length of training, whole or not: 1 epoch, 2.5 epochs. @param {number} epochs */
const epochsOf = (epochs) => `${plain(epochs, 2)} ${epochs === 1 ? 'epoch' : 'epochs'}`;

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

/** @param {string[]} things @returns {string} a, b and c */
const listed = (things) =>
  things.length > 1 ? `${things.slice(0, -1).join(', ')} and ${things.at(-1)}` : things.join('');

/** @param {number[]} numbers */
const cellsOf = (numbers) => `cell${numbers.length > 1 ? 's' : ''} ${listed(numbers.map(String))}`;

/** A number as Python prints it. @param {number} value */
const decimal = (value) => (Number.isInteger(value) ? value.toFixed(1) : value.toFixed(4));

/** A number of any size with three digits that mean something. @param {number} value */
const scaled = (value) => {
  if (value === 0 || !Number.isFinite(value)) return plain(value);
  const power = Math.floor(Math.log10(Math.abs(value)));
  if (power >= -4 && power < 6) return plain(value, Math.max(0, 2 - power));
  const raised = [...String(power)].map((sign) => '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'['-0123456789'.indexOf(sign)]).join('');
  return `${plain(value / 10 ** power, 2)} × 10${raised}`;
};

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
      inside: 'Seeing inside',
      mistakes: 'What it gets wrong',
      yours: 'Pictures of your own',
      logits: 'Logits',
      overfitting: 'Overfitting',
      design: 'Designs of your own',
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
    missing: 'The numbers of this figure could not be loaded. Check the connection.',
    again: 'Try again',
    asStored,
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
      `${String(byte).padStart(3)}/255 ${isExact ? `= ${plain(share)}` : `≈ ${exact(share)}`}`,
    /** @param {number} y @param {number} x both from 0 @param {string[]} shares of red, green and blue */
    readOut: (y, x, [red, green, blue]) =>
      `Row ${y + 1}, column ${x + 1}\nred   ${red}\ngreen ${green}\nblue  ${blue}`,
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
    kernelOfAll: 'Kernel over the three channels',
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
      '“Blur”: without a bias, blurred values are never below zero, and ReLU changes nothing.',
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
  pooling: {
    title: 'The largest of every window is kept',
    stage: 'Max pooling of a piece of a feature map, window by window',
    caption:
      'Press play, then try windows of 3 × 3 with steps of 2. Where do the windows no longer reach every value, and ' +
      'what does the padding “same” do about it? Choose other pictures: a strong edge survives, whatever stands beside it.',
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
      'Press play, or point at a number: it lights up in its map and in the list. Change a weight and see which outputs ' +
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
        `unit ${unit + 1}: ${products.join(' + ')} + ${signed(bias, digits)} ${result(isExact ? '=' : '≈', plain(sum, digits), sum)}` +
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
        `${name}: ${plain(z[label], digits)} − ${signed(largest, digits)} ${result(isExact ? '=' : '≈', difference, shifted[label])}; ` +
        `e^(${difference}) ${result(about(exps[label], 4), significant(exps[label]), exps[label])}; ` +
        `p = ${significant(exps[label])} ÷ (${[...exps].map((value) => significant(value, 3)).join(' + ')}) ` +
        `≈ ${significant(exps[label])} ÷ ${significant(sum)} ${result(about(p[label], 4), significant(p[label]), p[label])}`
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
      `If the right answer is ${name}, the loss is −ln p = −ln ${significant(p)} ${result('≈', plain(loss), loss)}. ` +
      'It is 0 only for a p of 1; a p of 10 %, as by guessing, gives 2.303.',
  },

  // ---- learning
  learning: {
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
      layer: 'Layer',
      forward: 'Forward, downwards',
      backward: 'Backward, upwards',
      conv2d: { on: 'picture to maps', back: '`d_y` over `x` gives `d_kernel`' },
      relu: { on: 'below 0 becomes 0', back: 'passes where the output was above 0' },
      pool: { on: 'the largest of each window', back: 'returns to the winner' },
      flatten: { on: 'maps to one list', back: 'the list to maps' },
      dense: { on: 'list to ten scores', back: 'input times `d_y` gives `d_kernel`' },
      softmax: { on: 'scores to probabilities, then the loss', back: 'begins with p − y' },
      adam: 'moves every weight of every `kernel` and `bias` a step; then the next batch',
    },
  },

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
      'The bars in the boxes compare the weights within a column. Biases are included, but a convolution before a batch ' +
      'normalisation (see Overfitting) has none; a normalisation learns a scale and a shift for each channel. The ' +
      'sliders begin at our second convolution: set the kernel to 1, or the channels out to 1, and see when separating ' +
      'stops paying. There biases are left out, and the map keeps its size.',
  },

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
  },

  // ---- logits
  comparison: {
    stop: 'Stop',
    progress: 'Progress of the comparison',
    idle: 'Nothing has been compared yet.',
    refused: 'The engine is busy with a run or a cell of the notebook: compare when that has ended.',
    fetching: 'Fetching the images.',
    /** @param {string} name @param {number | null} left in seconds */
    training: (name, left) => `Training: ${name}.${left === null ? '' : ` ${duration(left)} left for all.`}`,
    stopped: 'Stopped. What the curves show is kept until the next comparison.',
    done: 'All are trained.',
    /** @param {string} message */
    failed: (message) => `${message} Your own network was not touched.`,
    loss: 'Loss',
    accuracy: 'Accuracy',
    guessing: 'guessing',
    axis: 'epochs',
    /** @param {string} name */
    empty: (name) => `${name} by epoch: nothing to show yet.`,
    /** @param {string} name @param {string} told */
    chart: (name, told) => `${name} by epoch, training solid, unseen images dashed. ${told}`,
    waiting: 'What came of it will be said here.',
    /** @param {string} name @param {import('../run/state.js').Figures} figures @param {number} epochs */
    soFar: (name, figures, epochs) =>
      `${name}, ${plural(epochs, 'epoch')}: loss ${shortNumber(figures.val_loss ?? NaN)} and accuracy ` +
      `${percent(figures.val_accuracy ?? NaN)} on unseen images.`,
  },

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
    caption:
      'Press Train both. Two networks with the same first weights see the same images in the same order; only the loss ' +
      'differs. Compare the accuracies, not the losses. Your own network is left alone.',
    names: ['on the scores', 'softmax twice'],
    least: 'lowest, twice',
    key: 'Solid: the training images, a mean over the epoch. Dashed: 500 images that neither network learns from.',
    /**
     * @param {import('../run/state.js').Figures[][]} runs
     * @param {{ epochs: number, images: number, checks: number }} how
     */
    result: (runs, how) => {
      const [
        { val_accuracy: once = NaN, val_loss: loss = NaN },
        { val_accuracy: twice = NaN, val_loss: squeezed = NaN },
      ] = runs.map((run) => run[run.length - 1]);
      return (
        `After ${plural(how.epochs, 'epoch')} on ${count(how.images)} images, the network with its loss on the scores names ` +
        `${percent(once)} of ${count(how.checks)} unseen images correctly, the one with softmax twice ${percent(twice)}. ` +
        (twice < once
          ? 'Softmax twice learned more slowly. '
          : 'This time softmax twice is not behind: after so little training chance has its say. Try more epochs. ') +
        `The losses, ${shortNumber(loss)} and ${shortNumber(squeezed)}, measure different things.`
      );
    },
  },

  three: {
    title: 'The three networks, side by side',
    images: 'Training images',
    imagesUnit: 'images',
    imagesHint: 'The first of CIFAR-10, the same for all three.',
    epochs: 'Epochs',
    epochsUnit: 'passes',
    epochsHint: 'Dropout and batch normalisation show themselves late.',
    wrong: {
      images: 'From 500 to 50,000 images in steps of 500, for example 2,000.',
      epochs: 'A whole number from 1 to 100, for example 8.',
    },
    train: 'Compare the three',
    caption:
      'One seed and one order of images for all three, trained one after the other; your own network is left alone. Do ' +
      'the solid and the dashed line of one network part later than those of another? Try few images, then many.',
    names: ['plain', 'dropout', 'batch norm.'],
    key: 'Solid: the training images, a mean over the epoch (with dropout at work). Dashed: 1,000 unseen images.',
    /**
     * What happened, from the figures alone.
     * @param {import('../run/state.js').Figures[][]} runs
     * @param {{ epochs: number, images: number, checks: number }} how
     */
    result(runs, { checks }) {
      const { peaks, ahead, chance, fastest, gaps } = findingOf(runs, checks);
      const { names } = this;
      const [best, ...others] = peaks.map(
        ({ network, epoch, accuracy }) => `${names[network]} (${percent(accuracy)}, epoch ${epoch})`,
      );
      const sure =
        ahead < chance
          ? `That is ${plural(ahead, 'image')} of ${count(checks)} ahead, which is within chance (up to about ${chance}): another seed may decide otherwise.`
          : `That is ${plural(ahead, 'image')} of ${count(checks)} ahead, more than chance explains (about ${chance}), for this seed.`;
      const widest = gaps.indexOf(Math.max(...gaps));
      return (
        `Best on unseen images: ${best}; then ${others.join(' and ')}. ${sure} ` +
        `After one epoch, ${names[fastest]} knew its training images best. ` +
        `At the end, ${names[widest]} has the widest gap between training and unseen images, ` +
        `${percent(gaps[widest])}; the gaps are ${names.map((name, network) => `${name} ${percent(gaps[network])}`).join(', ')}.`
      );
    },
  },

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
     * @param {number} output
     */
    readout: (y, x, value, kept, rate, output) =>
      `Row ${y + 1}, column ${x + 1}, ${kept ? 'kept' : 'dropped'}. In training: ${plain(value)} × ${kept ? 1 : 0} × ` +
      `1/(1 − ${plain(rate)}) ${result(equals(output), plain(output), output)}. When predicting: ${plain(value)}.`,
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
        `Image ${cell + 1}. In training: ${formula(batch)} ${result('≈', plain(training), training)}. ` +
        `When predicting: ${formula(moving)} ${result('≈', plain(predicting), predicting)}.`
      );
    },
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
  saving: {
    title: 'A network as a file, and back',
    format: 'Format',
    /** @type {Record<import('../files.js').Format, string>} */
    formats: {
      keras: 'Keras (.keras)',
      safetensors: 'safetensors',
      layers: 'TensorFlow.js (model.json)',
      onnx: 'ONNX (.onnx)',
    },
    /** @type {Record<import('../files.js').Format, string>} */
    hints: {
      keras: 'For Keras 3 in Python, on any of its backends.',
      safetensors: 'The weights for any tool, the design as JSON in the file’s metadata.',
      layers: 'Two files, for loadLayersModel in a page.',
      onnx: 'For ONNX Runtime and most others. It comes back only if it was written here.',
    },
    /** @type {Record<import('../files.js').Format, string>} */
    code: {
      keras: "model = keras.models.load_model('cifar10.keras')\nmodel.predict(images / 255)",
      safetensors:
        "from safetensors.numpy import load_file\nweights = load_file('cifar10.safetensors')\n" +
        'for name, array in weights.items():\n    print(name, array.shape)',
      layers:
        "const model = await tf.loadLayersModel('cifar10.json');\nmodel.predict(tf.div(images, 255)).print();",
      onnx:
        "const session = await ort.InferenceSession.create('cifar10.onnx');\n" +
        'const { probabilities } = await session.run({ images });  // [n, 32, 32, 3], from 0 to 1',
    },
    training: 'With the optimiser’s memory',
    trainingHint: 'Three times the size; with it training goes on as if it had never stopped.',
    noTraining: 'This format has no place for the optimiser’s memory.',
    save: 'Save',
    saving: 'Writing the file.',
    /** @param {{ name: string, bytes: number }[]} files @param {number} trained */
    saved: (files, trained) =>
      `${listed(files.map(({ name, bytes }) => `${name}, ${megabytes(bytes)} MB`))}: the network ` +
      `${trained > 0 ? `after ${epochsOf(trained)}` : 'with fresh weights'}.`,
    codeLabel: 'How the file is opened elsewhere',
    drop: 'Drop a model here, or choose it: .keras, safetensors, model.json with its weights, or ONNX from here.',
    choose: 'Open a model',
    idle: 'It is read in this page and sent nowhere.',
    /** @param {string} name */
    opening: (name) => `Reading ${name}.`,
    /** @param {string} name @param {import('../run/state.js').Design['preset']} preset @param {number} trained @param {boolean} goesOn */
    opened: (name, preset, trained, goesOn) =>
      `${name} is the network now (${text.network.names[preset]}${trained > 0 ? `, ${epochsOf(trained)}` : ''}). ` +
      `Train goes on from it${goesOn ? ', with the optimiser’s memory' : ', with a fresh optimiser'}.`,
    /** @param {string} name */
    goesOn: (name) => `${name} was saved in the midst of a run, which now goes on in the panel.`,
    /** @param {string} reason @param {boolean} kept */
    refused: (reason, kept) => `${reason}${kept ? ' The network that was there is untouched.' : ''}`,
    /** @param {number} trained */
    confirm: (trained) =>
      `The network here has learned for ${epochsOf(trained)}. Opening another puts it away; what was kept of it in this ` +
      'browser stays.',
    replace: 'Open the other',
    keep: 'Keep this one',
    caption:
      'Save the trained network and open the file again: the curves come back with it. Open one that Keras wrote, and look ' +
      'at its kernels above.',
  },

  // ---- stepThrough
  stepThrough: {
    open: 'Step through',
    /** @param {string} name */
    openFor: (name) => `Step through: ${name}`,
    title: 'Step through the network',
    /** @param {string} name */
    titleOf: (name) => `Step through: ${name}`,
    unnamed: 'your own picture',
    others: 'Another picture',
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
    /** @param {string[]} kinds @param {string} name of a class @param {number} p @param {number} other @param {number} images */
    trains: (kinds, name, p, other, images) =>
      `It trains here: ${name} gets ${percent(p)}, where predicting gives it ${percent(other)}. While it trains, the ` +
      `answer depends on ${kinds.includes('Dropout') ? 'what is dropped' : ''}` +
      `${kinds.length > 1 ? ' and on ' : ''}` +
      `${kinds.includes('BatchNormalization') ? `the other ${images - 1} images of the batch` : ''}.`,
    failed: 'The network could not be read.',
    noBatch:
      'To compute as in training the network needs other images beside this one, and none are there yet. Choose ' +
      '“Predicts”, or try again when the pictures are loaded.',
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
      mode: 'Computed as it',
      modes: { predicting: 'Predicts', training: 'Trains' },
      roll: 'Another draw',
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
    relu: {
      title: 'ReLU: what is below zero becomes zero',
      about: 'Each number passes as it is where it is above zero, and becomes 0 elsewhere.',
      /** @param {string} value @param {string} result */
      readout: (value, result) => `max(${value}, 0) = ${result}`,
      /** @param {number} y @param {number} x @param {number} value @param {number} result */
      sentence: (y, x, value, result) =>
        `Row ${y + 1}, column ${x + 1}: ${number(value, 3)} becomes ${number(result, 3)}.`,
    },
    add: {
      images: 'images',
      /** @param {number} summands */
      title: (summands) => `The sum of ${plural(summands, 'layer')}`,
      about: 'Place by place and map by map, what the layers give is added. A shortcut ends here.',
      /** @param {number} y @param {number} x @param {number[]} values @param {number} sum */
      sentence: (y, x, values, sum) =>
        `Row ${y + 1}, column ${x + 1}: ${values.map((value) => number(value, 3)).join(' plus ')} is ${number(sum, 3)}.`,
      /** @param {number} summands */
      titleBack: (summands) => `The same gradient to ${plural(summands, 'layer')}`,
      aboutBack:
        'A change of any summand changes the sum as much: each gets the gradient as it is. So it reaches early layers ' +
        'without passing what the shortcut goes around.',
      /** @param {number} summands @param {string} value */
      readoutBack: (summands, value) => `To each of the ${count(summands)} summands: ${value}`,
      /** @param {number} y @param {number} x @param {number} summands @param {number} value */
      sentenceBack: (y, x, summands, value) =>
        `Row ${y + 1}, column ${x + 1}: the gradient ${number(value, 3)} goes to each of the ${summands} summands.`,
    },
    depthwise: {
      /** @param {string} name */
      half: (name) => `${name}, depthwise`,
      /** @param {number} height @param {number} width @param {number} maps */
      title: (height, width, maps) =>
        `Depthwise convolution: ${plural(maps, 'map')}, each by a kernel of ${height} × ${width} of its own`,
      /** @param {number} terms */
      about: (terms) =>
        `One cell of one output map is the sum of ${count(terms)} products from a single map. What mixes the maps comes behind.`,
      /** @param {number} count */
      aboutBack: (count) =>
        `A cell of an input map gets back what it gave, from the windows that it lay in, of ${plural(count, 'output map')}.`,
    },
    averagePool: {
      /** @param {number} height @param {number} width */
      title: (height, width) => `Average pooling: the mean of ${height} × ${width} cells`,
      about:
        'One cell of an output map is the mean of a window on the same map. Cells over the edge are not counted.',
      /** @param {number} cells */
      sum: (cells) => `sum of ${plural(cells, 'cell')}`,
      mean: 'their mean',
      /** @param {string} sum @param {number} cells @param {string} mean */
      readout: (sum, cells, mean) => `${sum} ÷ ${count(cells)} ≈ ${mean}`,
      /** @param {number} y @param {number} x @param {number} cells @param {number} mean */
      sentence: (y, x, cells, mean) =>
        `Row ${y + 1}, column ${x + 1}: the mean of ${plural(cells, 'cell')} is ${number(mean, 3)}.`,
      titleBack: 'Back through the pool: equal shares',
      aboutBack:
        'Every cell of a window had the same part in its mean, so each gets the same share of its gradient.',
      share: 'share of a window’s gradient',
      /** @param {[string, number][]} shares @param {string} sum */
      readoutBack: (shares, sum) =>
        shares.length === 0
          ? 'No window covers this cell: 0'
          : `${shares.map(([gradient, cells]) => `${gradient} ÷ ${count(cells)}`).join(' + ')} ≈ ${sum}`,
      /** @param {number} y @param {number} x @param {number} windows @param {number} sum */
      sentenceBack: (y, x, windows, sum) =>
        `Row ${y + 1}, column ${x + 1}: ${plural(windows, 'share')} of a gradient, ${number(sum, 3)} together.`,
    },
    dropout: {
      /** @param {number} rate @param {boolean} back */
      title: (rate, back) => `${back ? 'Back through a dropout' : 'Dropout'} of ${percent(rate, 0)}`,
      predicting: 'The network predicts: nothing is dropped, every number passes as it is.',
      /** @param {number} zeros @param {number} of @param {number} step */
      about: (zeros, of, step) =>
        `The network trains: in this draw (${step}), ${count(zeros)} of ${plural(of, 'number')} are dropped, and the others ` +
        'grow so that the mean stays. The same mask works forward and backward.',
      mask: 'mask',
      /** @param {string} value @param {string} factor @param {string} result */
      readout: (value, factor, result) => `${value} × ${factor} ≈ ${result}`,
      /** @param {boolean} training @param {boolean} dropped @param {number} rate @param {number} value @param {number} result */
      sentence: (training, dropped, rate, value, result) => {
        if (!training) return `${number(value, 3)} passes as it is.`;
        return dropped
          ? `${number(value, 3)} is dropped: 0.`
          : `${number(value, 3)} is kept and divided by ${plain(1 - rate)}: ${number(result, 3)}.`;
      },
    },
    batchNorm: {
      title: 'Batch normalisation',
      titleBack: 'Back through batch normalisation',
      predicting:
        'The network predicts: mean and variance are the moving ones, which training has left behind.',
      /** @param {number} images @param {number} momentum */
      training: (images, momentum) =>
        `The network trains: mean and variance are those of this batch of ${plural(images, 'image')}, of which the picture is ` +
        `the first. Behind the step the moving ones are ${plain(momentum, 4)} of what they were and ${plain(1 - momentum, 4)} ` +
        'of the batch’s.',
      predictingBack: 'The statistics are constants here: the gradient is only scaled.',
      /** @param {number} rows */
      trainingBack: (rows) =>
        `Every one of the ${count(rows)} numbers of a channel had its part in the mean and the variance, so what they all get ` +
        'back through those is taken off.',
      /** @param {boolean} training */
      mean: (training) => (training ? 'mean of the batch' : 'moving mean'),
      /** @param {boolean} training */
      variance: (training) => (training ? 'variance of the batch' : 'moving variance'),
      centred: 'input less mean',
      normal: 'divided by the deviation',
      scaled: 'times gamma',
      output: 'plus beta',
      throughMoments: 'through mean and variance',
      rest: 'what is left',
      divided: 'divided by the deviation',
      timesGamma: 'times gamma',
      /**
       * @param {{ x: string, mean: string, variance: string, epsilon: string, gamma: string, beta: string, y: string }} written
       */
      readout: ({ x, mean, variance, epsilon, gamma, beta, y }) =>
        `(${x} − (${mean})) ÷ √(${variance} + ${epsilon}) × ${gamma} + (${beta}) ≈ ${y}`,
      /** @param {number} x @param {number} y */
      sentence: (x, y) => `${number(x, 3)} becomes ${number(y, 3)}.`,
      /**
       * How a batch moves the moving mean and the moving variance: each as it was, the batch's, as it is then.
       * @param {number[][]} moved @param {number} momentum @param {(value: number) => string} write
       */
      moves: ([mean, variance], momentum, write) => {
        const line = (/** @type {number[]} */ [before, batch, behind]) =>
          `(${write(before)}) × ${plain(momentum, 4)} + (${write(batch)}) × ${plain(1 - momentum, 4)} ≈ ${write(behind)}`;
        return `Behind the step the moving mean is ${line(mean)}, the moving variance ${line(variance)}.`;
      },
      /**
       * @param {{ dY: number, normal: number, variance: number, epsilon: number, gamma: number, dX: number,
       *   sums: { dGamma: number, dBeta: number, rows: number } | null }} known
       * @param {(value: number) => string} write
       */
      readoutBack: ({ dY, normal, variance, epsilon, gamma, dX, sums }, write) => {
        const through = sums
          ? ` − (${write(sums.dBeta)} + (${write(normal)}) × (${write(sums.dGamma)})) ÷ ${count(sums.rows)}`
          : '';
        return (
          `(${write(dY)}${through}) ÷ √(${write(variance)} + ${write(epsilon)}) × (${write(gamma)}) ≈ ${write(dX)}` +
          (sums
            ? '. Taken off: the gradient by beta, and the normalised input times the gradient by gamma, shared by all rows.'
            : '')
        );
      },
      /** @param {number} before @param {number} behind */
      sentenceBack: (before, behind) => `The gradient ${number(before, 3)} becomes ${number(behind, 3)}.`,
    },
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
        'up what comes back from all of them, each times the weight that the cell was multiplied by. Laid out as the ' +
        'kernel is, the gradients stand turned round.',
      maps: 'Input map',
      gradients: 'turned round',
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
        'The largest score is subtracted from all ten, which changes no share and keeps the exponentials small. Each ' +
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
      /** @param {number} images */
      ofBatch: (images) =>
        `The loss of a step is the mean over its ${count(images)} images, so each has 1/${images} of it.`,
      /** @param {number} images */
      difference: (images) => (images > 1 ? `(p − y) ÷ ${images}` : 'p − y'),
      /** @param {string} name @param {string} p @param {string} y @param {string} gradient @param {number} images */
      readout: (name, p, y, gradient, images) =>
        images > 1
          ? `${name}: (${p} − ${y}) ÷ ${images} ≈ ${gradient}`
          : `${name}: ${p} − ${y} ≈ ${gradient}`,
      /** @param {string} name @param {boolean} right @param {number} gradient */
      sentence: (name, right, gradient) =>
        `${name}, which is ${right ? 'the right class' : 'wrong'}: the gradient is ${number(gradient, 3)}.`,
    },
    softmaxGradient: {
      title: 'Back through the softmax',
      about:
        'Every score moves all probabilities. A score’s gradient is its probability times a difference: the gradient ' +
        'at that probability minus the mean of all, weighted by probability.',
      target: 'gradient at the scores',
      sum: 'weighted mean of the gradients',
      /** @param {{ p: string, dP: string, mean: string, dZ: string }} line */
      readout: ({ p, dP, mean, dZ }) => `${p} × (${dP} − (${mean})) ≈ ${dZ}`,
      /** @param {string} name @param {number} dZ */
      sentence: (name, dZ) => `${name}: the gradient at its score is ${number(dZ, 3)}.`,
    },
  },

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

  /** The ten classes in the official order. */
  classNames: ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'],

  gallery: {
    title: 'Ten test images of every class',
    caption:
      'Cover a row’s name and guess. Cats and dogs are hard for people too, at this size. Press a picture to follow it ' +
      'through the network, layer by layer.',
    /** @param {string} name */
    row: (name) => `Ten small photographs of the class ${name}`,
    /** @param {string} name @param {number} place from 1 @param {number} places */
    picture: (name, place, places) => `${name}, image ${place} of ${places}: open in the step-through`,
    missing: 'The gallery could not be loaded. Everything else on the page works without it.',
  },

  ownCopy: {
    drop: 'Drop `cifar-10-binary.tar.gz` or its `.bin` files here, or',
    choose: 'Choose files',
    revert: 'Use the page’s copy',
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

  network: {
    label: 'Network',
    /** @type {Record<import('../presets.js').Preset | 'own', string>} */
    names: {
      tutorial: 'The tutorial’s',
      tutorialDropout: 'The tutorial’s, with Dropout',
      tutorialBatchNormalization: 'The tutorial’s, with BatchNormalization',
      miniXception: 'A small Xception',
      miniMobileNet: 'A small MobileNet',
      leNet: 'After LeNet-5',
      linear: 'Linear classifier',
      own: 'My own design',
    },
    /** @type {Record<import('../presets.js').Preset | 'own', string>} */
    about: {
      tutorial: 'Two convolutions with pooling, then three dense layers. 881,002 parameters.',
      tutorialDropout: 'A dropout of 0.25 just before the last layer. 881,002 parameters.',
      tutorialBatchNormalization: 'A batch normalisation just before the last layer. 881,802 parameters.',
      miniXception:
        'Separable convolutions with shortcuts around them. 50,506 parameters, and more work than 881,002.',
      miniMobileNet: 'Depthwise convolutions, 1 × 1 ones behind them, and shortcuts. 38,282 parameters.',
      leNet: 'Small convolutions and small dense layers, as in 1998. 62,006 parameters.',
      linear: 'Every class weighs the pixels directly. No convolution, no hidden layer. 30,730 parameters.',
      own: 'As it is drawn up in the chapter on designs.',
    },
  },

  offline: {
    ready: 'A newer version of this page has arrived. It comes when all tabs of this one are closed.',
    take: 'Take it now',
    running:
      'Something is going on that a newer page would end. It comes when all tabs of this page are closed.',
    others:
      'Another tab has this page open, and would lose its files. The new version comes when all tabs are closed.',
    later: 'Not now',
    close: 'Close',
  },

  keeping: {
    nothing: 'A run is kept in this browser as it goes on: a closed tab loses at most half a minute of it.',
    /** @param {{ memo: import('../keeping/memo.js').Memo, bytes: number, at: Date }} written */
    kept: ({ memo, bytes, at }) =>
      `Kept in this browser up to batch ${count(memo.place.batch)} of epoch ${memo.place.epoch} ` +
      `(${clock(at)}, ${megabytes(bytes)} MB).`,
    /** @param {{ bytes: number, at: Date }} written */
    keptAll: ({ bytes, at }) => `All of it is kept in this browser (${clock(at)}, ${megabytes(bytes)} MB).`,
    persist: 'Ask the browser not to clear it',
    persisted: 'The browser keeps it until you clear the site’s data.',
    notPersisted: 'The browser did not promise to keep it: where the disk gets full, it may be cleared.',
    refused:
      'This browser keeps nothing here: its storage is full, or refused, as in a private window. Training goes on; ' +
      'what is learned is lost with the tab unless you save it.',
    missed:
      'The last minutes of this run are not kept: the code that writes them could not be loaded. As the run goes on, ' +
      'the page tries again every half minute.',
    missedEnd:
      'The end of this run is not kept: the code that writes it could not be loaded. It is lost with the tab; with a ' +
      'connection, save the network.',
    /** @param {number} seconds @param {number} epochs */
    away: (seconds, epochs) =>
      epochs > 0
        ? `While this page was hidden for ${duration(seconds)}, training went on by ${epochs.toFixed(2)} epochs.`
        : `While this page was hidden for ${duration(seconds)}, the browser let nothing go on.`,
    /** @param {import('../keeping/memo.js').Memo} memo @param {Date} saved */
    found: ({ over, history, place, design }, saved) => {
      const network = text.network.names[design.preset];
      const what = over
        ? `A network that you trained for ${plural(history.length, 'epoch')} is kept here`
        : `A run was broken off in epoch ${Math.max(1, place.epoch)} of ${place.epochs}, ` +
          `after batch ${count(place.batch)} of ${count(place.batches)}, and is kept here`;
      const best = history.at(-1)?.val_accuracy;
      const figure = best === undefined ? '' : `, ${percent(best)} on unseen images`;
      return `${what} (${network}${figure}, ${day(saved)}).`;
    },
    goOn: 'Go on with it',
    bringBack: 'Bring the network back',
    before: 'an earlier visit',
    forget: 'Forget it',
    later: 'Not now',
    close: 'Close',
    busy: 'Something else is going on now.',
    ownCopy:
      'It learned from your own copy of CIFAR-10: choose that copy again in the chapter on the data, then go on.',
    /** @param {string} reason */
    damaged: (reason) => `What was kept cannot be taken up: ${reason}`,
    /** @param {import('../keeping/memo.js').Memo} memo */
    lost: ({ place }) =>
      `The GPU did not come back. The run is kept up to batch ${count(place.batch)} of epoch ${Math.max(1, place.epoch)}; the CPU ` +
      'can go on from there, with figures that may differ in their last digits.',
    onCpu: 'Go on with the CPU',
    onGpu: 'Try the GPU again',
    diverged: 'The last good weights are back. A smaller learning rate would keep the loss in bounds.',
    /** @param {number} rate */
    slower: (rate) => `Train on with ${rate}`,
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
      kernels: 'GPU kernels',
      loss: 'Loss',
      optimizer: 'Optimiser',
      momentum: 'Momentum',
      schedule: 'Schedule',
      augmentation: 'Changed images',
      patience: 'Early stopping',
      monitor: 'Watching',
    },
    sliders: { trainImages: 'Training images, slider', validationImages: 'Validation images, slider' },
    units: {
      trainImages: 'images',
      validationImages: 'images',
      epochs: 'passes',
      batchSize: 'images a step',
      learningRate: 'a step',
      patience: 'epochs',
    },
    hints: {
      trainImages: 'More images teach more, and make every epoch longer.',
      validationImages: 'Never learned from. More give a steadier measure after each epoch.',
      epochs: 'How often the network sees every training image.',
      batchSize: 'Larger batches give calmer steps, and fewer of them.',
      learningRate: 'The size of a step. Too large, and the loss jumps about. Can be changed during a run.',
      seed: 'A whole number. The same seed gives the same run; while the fastest kernels are looked for, but for rounding.',
      optimizer:
        'Adam suits its steps to each weight. SGD takes the plain gradient; try a learning rate of 0.01.',
      momentum: 'The share of the last step that is taken again.',
      schedule: 'How the learning rate changes from epoch to epoch.',
      augmentation:
        'Anew in every step: one image of two mirrored, each moved by up to 4 pixels. Off in the tutorial; a remedy for overfitting.',
      patience:
        'Ends the run after so many epochs without improvement, and puts the best weights back. 0: never.',
      monitor: 'What has to improve.',
      backend: 'Where the arithmetic is done. Automatic takes the faster one.',
      kernels:
        'How the layers are computed on WebGPU. Fastest tries them out during the first steps of a first run, for a second in all; the figures agree but for ' +
        'rounding, and kernels chosen by name give the same ones to the last digit again. ' +
        '16 bits take a little less memory and round more; not every graphics card has them, and Fastest leaves them out.',
      loss:
        'Keras on TensorFlow takes the loss from the logits, before the softmax. Softmax twice shows what goes wrong when ' +
        'probabilities are treated as scores: learning slows down.',
    },
    backends: { auto: 'Automatic', webgpu: 'WebGPU (graphics card)', cpu: 'CPU' },
    augmentations: {
      none: 'As they are',
      flip: 'Mirrored',
      shift: 'Shifted',
      both: 'Mirrored and shifted',
    },
    schedules: { constant: 'Constant', step: 'Half every 10 epochs', cosine: 'A half cosine, down to 0' },
    kernels: {
      measured: 'Fastest here',
      winograd: 'Winograd',
      staged: 'Winograd, staged',
      half: 'Winograd, staged in 16 bits',
      subgroups: 'Winograd, subgroups',
      tiled: 'Register tiles',
      plain: 'Plain',
    },
    losses: { logits: 'From the logits, as in Keras', double: 'Softmax twice' },
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
      kernels: 'Choose one of the seven.',
      optimizer: 'Choose one of the two optimisers.',
      momentum: 'A number from 0 up to, but less than, 1; for example 0.9.',
      schedule: 'Choose one of the three schedules.',
      augmentation: 'Choose one of the four.',
      patience: 'A whole number from 0 to 500; 0 for no early stopping.',
      monitor: 'Choose one of the four figures.',
    },
    lockedByRun: 'Locked while a run is on: stop it to change settings.',
    lockedByOther: 'Locked for a moment, while something else on the page uses the engine.',
    lockedByModel: 'Design, seed and backend are the network’s own: reset to change them.',
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
    /** @param {'webgpu' | 'cpu' | undefined} backend @param {number} seconds */
    upload: (backend, seconds) =>
      backend === 'cpu'
        ? 'Handing the images to the engine.'
        : `Preparing the GPU: copying the images and compiling its programs${soFar(seconds)}.`,
    /** @param {'webgpu' | 'cpu' | undefined} backend @param {number} seconds */
    compile: (backend, seconds) =>
      `Preparing the ${backend === 'cpu' ? 'CPU' : 'GPU: compiling its programs'}, then taking the first step${soFar(seconds)}.`,
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
    /** @param {number} seconds */
    lost: (seconds) =>
      `The GPU was lost: its driver was reset, or the browser’s GPU process ended. Nothing that was learned is lost; the run ` +
      `goes on with another device ${seconds > 0 ? `in ${duration(seconds)}` : 'now'}.`,
    threadLost:
      'A thread of the CPU ended unexpectedly. Nothing that was learned is lost; the run goes on with one thread.',
    pausing: 'Pausing after the batch at hand.',
    stopping: 'Stopping after the batch at hand.',
    /** @param {number} epochs */
    stopped: (epochs) =>
      epochs > 0
        ? `Stopped after ${plural(epochs, 'whole epoch')}. What was learned is kept: Train goes on from here, ` +
          'Reset starts over.'
        : 'Stopped before the first epoch was whole. What was learned is kept: Train goes on, Reset starts over.',
    /** @param {string} what @param {number} rate @param {number} epochs */
    diverged: (what, rate, epochs) =>
      `${what} Choose a rate below ${rate}, then Train goes on from there${epochs > 0 ? '' : ', from the beginning'}; Reset ` +
      'starts over.',
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
    /** @param {number} best @param {number} stopped after which epoch of the run; 0 where it went to its end */
    early: (best, stopped) =>
      stopped > 0
        ? `It stopped early, after epoch ${stopped} of this run: epoch ${best} was the best, and its weights are back.`
        : `Epoch ${best} of this run was the best, and its weights are back.`,
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
    elsewhere: 'Go on from the last checkpoint, below; or press Reset to start over.',
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
    /** @param {import('../protocol.js').Info} info */
    device: ({ adapter, backend, kernels, search, since }) =>
      `Device: ${adapter}. Backend: ${backendNames[backend]}.` +
      (kernels ? ` Kernels: ${kernels}${kernelSearch(search, since)}.` : ''),
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
      'where they are too many to draw, the highest and lowest of each group. Quiet: earlier runs, on unseen images, if ' +
      'they are chosen below. Point at a chart to read both.',
    /** @param {number} x @param {string[]} parts */
    readout: (x, parts) => `epoch ${shortNumber(x)}: ${parts.join(', ')}`,
    /** @param {string} value */
    readBatch: (value) => `batch ${value}`,
    /** @param {string} value */
    readTraining: (value) => `training ${value}`,
    /** @param {string} value */
    readValidation: (value) => `validation ${value}`,
    /** @param {string} name @param {string} value */
    readOverlay: (name, value) => `${name} ${value}`,
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

  // ---- yours

  yours: {
    title: 'Any picture, and what the network takes it for',
    sources: {
      label: 'Where the picture comes from',
      picture: 'A picture',
      webcam: 'Webcam',
      drawing: 'Drawing',
    },
    picture: {
      drop: 'Choose one of these, drop or paste a picture of your own, or',
      choose: 'Choose a file',
      idle: 'Read on this machine, never uploaded.',
    },
    webcam: {
      video: 'What your webcam sees',
      start: 'Start the webcam',
      stop: 'Stop the webcam',
      idle: 'Your browser will ask you first. Pictures stay in this tab and are forgotten at once.',
      asking: 'Waiting for your permission.',
      running: 'Ten looks a second, each cut to the square in the middle and made 32 × 32 pixels.',
      stopped: 'The webcam is off. Nothing was kept.',
      left: 'The webcam was switched off when you left. Nothing was kept.',
      ended: 'The webcam was taken away. Nothing was kept.',
      /** @param {string} name of the browser's error */
      refused: (name) => {
        if (name === 'NotAllowedError')
          return 'The webcam was not allowed. To change that, look at the padlock or camera beside the address.';
        if (name === 'NotFoundError' || name === 'OverconstrainedError')
          return 'There is no webcam on this machine. A picture or a drawing will do.';
        if (name === 'SecurityError')
          return 'Browsers give a webcam only to pages over https or on localhost. A picture or a drawing will do.';
        return 'The webcam does not start; perhaps another program is using it. Close that, and try again.';
      },
    },
    drawing: {
      sheet: 'Sheet to draw on. Arrows move, the space bar draws a dot.',
      picture: 'Your drawing, 32 × 32 pixels',
      colour: 'Colour',
      brush: 'Brush',
      brushSlider: 'Brush, slider',
      brushHint: 'How wide a stroke is.',
      brushWrong: 'A whole number from 1 to 12, for example 4.',
      pixels: 'pixels',
      undo: 'Undo',
      fill: 'Fill the sheet',
    },
    seen: 'What the network gets, 32 × 32 pixels',
    nobody: 'no network yet',
    nobodyHint: 'Train one above; the bars then fill.',
    /** @param {number} epochs */
    learned: (epochs) =>
      epochs > 0 ? `after ${epochsOf(epochs)} of training` : 'from weights that have learned nothing yet',
    keep: 'Use in all figures',
    caption:
      'Show it something that is none of the ten classes: a face, your hand, a blank sheet. It has no way to say that it ' +
      'does not know, and may be quite sure.',
  },

  occlusion: {
    title: 'What the answer rests on: a grey patch covers one part at a time',
    patch: 'Patch',
    patchSlider: 'Patch, slider',
    pixels: 'pixels',
    patchHint: 'The side of the patch. It moves by two pixels at a time.',
    patchWrong: 'A whole number from 2 to 16, for example 8.',
    class: 'Probability of',
    best: 'the network’s own guess',
    classHint: 'Whose probability the map is about.',
    make: 'Cover and ask',
    making: 'Covering',
    progress: 'How much of the map is done',
    stage: 'The picture with its patch, and the map. Arrows move the patch.',
    picture: 'the picture, partly covered',
    map: 'what that takes away',
    legend: 'What the probability loses',
    empty: 'Press the button: the network is asked once for each place of the patch.',
    /**
     * @param {object} place
     * @param {[number, number]} place.rows from 0
     * @param {[number, number]} place.columns
     * @param {string} place.name of the class
     * @param {number} place.before
     * @param {number} place.after
     * @param {string} place.best the guess, where it is another
     */
    readout: ({ rows, columns, name, before, after, best }) =>
      `Rows ${rows[0] + 1} to ${rows[1] + 1}, columns ${columns[0] + 1} to ${columns[1] + 1} covered: ${name} goes from ` +
      `${percent(before)} to ${percent(after)}${best ? `; the guess becomes ${best}` : ''}.`,
    caption:
      'Red places hold what speaks for the class: without them it becomes less probable. Blue ones speak against it. Does ' +
      'the network look at the ship, or at the water? The map is of the picture above.',
  },

  // ---- inside

  inside: {
    title: 'Every layer, for the chosen picture',
    now: 'Look now',
    make: 'Make the network and look',
    live: 'Look again while it learns',
    mode: 'Computed as it',
    training: 'trains',
    predicting: 'predicts',
    empty: 'There is no network yet. One with fresh weights can be looked at too.',
    ready: 'The network has not been looked at yet.',
    looking: 'Looking.',
    /** @param {import('../engine/inspection.js').Inspection} inspection @param {number} took in milliseconds @param {boolean} again */
    seen: ({ loss, accuracy, steps }, took, again) =>
      `After ${plural(steps, 'step')} of learning: loss ${plain(loss)}, ${percent(accuracy, 0)} right, on a batch of 32 ` +
      `that begins with the picture. Looking took ${plain(took / 1000, 2)} s` +
      `${again ? `; the next look waits ${REST} times as long, so as not to slow the run` : ''}.`,
    choose: 'Layer',
    earlier: 'Previous layer',
    later: 'Next layer',
    /** @param {string} name @param {number[]} shape */
    layer: (name, shape) => `${name}: ${shape.join(' × ')}`,
    channel: 'Map or unit',
    /** @param {number} index @param {number} of */
    channelName: (index, of) => `${index + 1} of ${of}`,
    /** @param {number} index @param {number} of @param {Float32Array} values */
    map(index, of, values) {
      const zeros = values.filter((value) => value === 0).length;
      const [low, high] = [Math.min(...values), Math.max(...values)];
      if (values.length === 1) return `Unit ${index + 1} of ${of}: ${plain(values[0], 4)}`;
      return (
        `Map ${index + 1} of ${of}: from ${plain(low)} to ${plain(high)}` +
        `${zeros > 0 ? `, ${percent(zeros / values.length, 0)} of its places 0` : ''}`
      );
    },
    /** @param {import('../engine/inspection.js').LayerReport} layer */
    alive: ({ dead, zeros }) =>
      dead && zeros !== null
        ? `ReLU: ${percent(zeros, 0)} of the numbers are 0. ` +
          (dead.units === 0
            ? `None of the ${count(dead.of)} is 0 for all 32 images.`
            : `${count(dead.units)} of the ${count(dead.of)} ${dead.units === 1 ? 'is' : 'are'} 0 everywhere, for all 32 ` +
              'images: dead, as far as this batch shows. Nothing flows back through them.')
        : '',
    /** @param {string} name @param {string} range */
    colourKernels: (name, range) =>
      `${name} as colour images: what each filter looks for. Grey is 0, white ${range}, black −${range}.`,
    /** @param {number} channel */
    colourKernel: (channel) => `Kernel of filter ${channel + 1}`,
    /** @param {string} name @param {number} chosen @param {number} of @param {number} planes */
    kernels: (name, chosen, of, planes) =>
      `${name}: ${planes === 1 ? 'the kernel' : `the ${count(planes)} kernels, one for each map that goes in,`} of map ` +
      `${chosen + 1} of ${of}.`,
    /** @param {string} name @param {number} planes */
    allKernels: (name, planes) => `${name}: all ${count(planes)}.`,
    /** @param {string} name @param {number} planes @param {string} range */
    sheet: (name, planes, range) =>
      `${plural(planes, 'kernel')} of ${name}, weights from −${range} to ${range}`,
    output: 'Activations',
    dOutput: 'Gradient of the loss by the activations',
    /** @param {string} name */
    gradientOf: (name) => `Gradient by ${name}`,
    histogram: {
      /** @param {number} mean @param {number} deviation */
      figures: (mean, deviation) => `mean ${scaled(mean)}, deviation ${scaled(deviation)}`,
      /** @param {string} name @param {import('../engine/inspection.js').Stats} stats */
      told: (name, { min, max, mean, deviation }) =>
        `Histogram of ${name}: from ${scaled(min)} to ${scaled(max)}, mean ${scaled(mean)}, ` +
        `deviation ${scaled(deviation)}`,
    },
    norm: {
      mean: 'Mean of each channel',
      variance: 'Variance of each channel',
      batch: 'of this batch: used in training',
      moving: 'moving: used in predicting',
      /** @param {string} low @param {string} high */
      ends: (low, high) => `from ${low} to ${high}`,
      /** @param {'mean' | 'variance'} figure @param {Float32Array} batch @param {Float32Array} moving */
      told: (figure, batch, moving) => {
        const apart = batch.map((value, channel) => Math.abs(value - moving[channel]));
        const most = apart.indexOf(Math.max(...apart));
        return (
          `${figure} of ${plural(batch.length, 'channel')}, of the batch and moving. Furthest apart in channel ${most + 1}: ` +
          `${scaled(batch[most])} and ${scaled(moving[most])}`
        );
      },
    },
    mask: {
      title: 'What is dropped of the picture in this step',
      label: 'Mask of the dropout',
      roll: 'Roll again',
      /** @param {number} zeros @param {number} of */
      told: (zeros, of) => `Mask of the dropout: ${count(zeros)} of ${count(of)} numbers dropped`,
      /** @param {{ zeros: number, of: number, rate: number, step: number }} drawn */
      sentence: ({ zeros, of, rate, step }) =>
        `Draw ${step}: ${count(zeros)} of ${count(of)} are dropped (${percent(zeros / of)}; the rate is ${percent(rate)}), ` +
        `and the others are multiplied by ${plain(1 / (1 - rate))}. Another step drops others.`,
    },
    try:
      'Train above and come back: do the kernels find edges and colours? Do gradients shrink from the last layer to the ' +
      'first? Heights of the histograms are square roots of the counts, so that rare numbers are seen too.',
    modes: {
      title: 'One network, two answers',
      mode: 'The answer as it',
      make: 'Make the network and ask it',
      ask: 'Ask in both modes',
      again: 'Ask again, with another draw',
      /** @param {'predicting' | 'training'} mode */
      heading: (mode) => (mode === 'training' ? 'As it trains:' : 'As it predicts:'),
      /** @param {number} kinds */
      empty: (kinds) =>
        kinds > 0
          ? 'The same weights, the same picture: does it matter whether the network is training?'
          : 'This network has no dropout and no batch normalisation: it should give the same answer in both modes.',
      /**
       * @param {{ predicting: { name: string, p: number }, training: { name: string, p: number }, changed: number,
       *   images: number, largest: number, kinds: number, step: number }} told
       */
      told: ({ predicting, training, changed, images, largest, kinds, step }) =>
        largest === 0
          ? `The same in both modes, to the last digit, for all ${count(images)} images of the batch` +
            `${kinds === 0 ? ': nothing in this network depends on the mode.' : '.'}`
          : `Predicting: ${predicting.name}, ${percent(predicting.p)}. Training, in draw ${step}: ${training.name}, ` +
            `${percent(training.p)}. Of the ${count(images)} images, ${count(changed)} get another answer; the largest ` +
            `difference of a probability is ${plain(largest)}. While it trains, an answer depends on what is dropped or on ` +
            'the other images of the batch: never judge a network in that mode.',
      try:
        'Choose the network with dropout or with batch normalisation in the panel, train it a little, and ask again and ' +
        'again. In Keras, predict and evaluate choose the right mode by themselves; calling the model takes training=False.',
    },
  },

  // ---- mistakes

  mistakes: {
    title: 'Which images the network takes for which',
    judge: 'Judge the network',
    stop: 'Stop',
    shares: 'As shares',
    csv: 'Download as CSV',
    progress: 'How many images are judged',
    scroll: 'Confusion matrix; scrolls sideways',
    caption:
      'Confusion matrix: a row for each true class, a column for each guess, then precision, recall, F1 and images',
    figures: ['precision', 'recall', 'F1', 'images'],
    undefined: 'none',
    /** @param {string} truth @param {string} guess @param {number} images @param {number} share */
    cell: (truth, guess, images, share) =>
      `${truth} taken for ${guess}: ${plural(images, 'image')}, ${percent(share, 0)} of the row`,
    choose: 'Judge the network, then choose a cell to see its images.',
    images: 'Images of the chosen cell',
    earlier: 'Earlier images',
    later: 'Later images',
    /** @param {string} truth @param {string} guess @param {number} all @param {number} first @param {number} end */
    found: (truth, guess, all, first, end) =>
      all === 0
        ? `No ${truth} was taken for ${guess}.`
        : `${truth} taken for ${guess}: ${plural(all, 'image')}${all > end - first ? `, ${count(first + 1)} to ${count(end)} of them here` : ''}. Choose one to step through it.`,
    /** @param {string} guess @param {number} p */
    picture: (guess, p) => `${guess}, ${percent(p, 0)}`,
    /** @param {number} done @param {number} total @param {number | null} left in seconds */
    judging: (done, total, left) =>
      `${count(done)} of ${count(total)} images judged${left === null ? '.' : `, ${duration(left)} left.`}`,
    lacking: 'There is nothing to judge yet: train a network above, on as few images as you like.',
    /** @param {number} images */
    ready: (images) => `${count(images)} validation images wait to be judged.`,
    /** @param {number} accuracy @param {number} images @param {number} epochs @param {boolean} same */
    verdict: (accuracy, images, epochs, same) =>
      `${percent(accuracy)} of ${count(images)} validation images are named correctly, after ` +
      `${epochsOf(epochs)}.${same ? '' : ' The network has gone on since: judge it again.'}`,
    stopped: 'Stopped. What was judged before stays.',
    try:
      'On the diagonal (blue) stands what is right; red cells are mistakes. Which classes does it mix up, and would you, ' +
      'from 32 × 32 pixels? Precision: how many guesses of a class are right. Recall: how many of its images are found. ' +
      'F1: their harmonic mean; none where a class was never guessed.',
    extremes: 'The surest, right and wrong, and the least sure',
    extreme: {
      worst: 'Wrong, and surest of it',
      best: 'Right, and surest of it',
      unsure: 'Least sure: the two most probable classes are closest',
    },
    extremeEmpty: 'Filled when the network is judged.',
    extremeNone: 'There is none.',
    extremesTry: 'Choose an image to see how the network came to its answer, layer by layer.',
  },

  // ---- design

  design: {
    title: 'A network, layer by layer',
    begin: 'Network to begin with',
    beginWith: 'Begin with it',
    undo: 'Undo',
    redo: 'Redo',
    use: 'Use this design',
    used: 'In use',
    later: 'Use this design when the engine is free',
    /** @param {number} epochs */
    discard: (epochs) => `Discard ${epochsOf(epochs)} of learning and use it`,
    /** @param {number} epochs */
    discardAsked: (epochs) =>
      `This discards ${epochsOf(epochs)} of learning. Press the button again if you want that.`,
    images: 'images',
    imagesAre: 'images: 32 × 32 × 3',
    list: 'Layers of the design',
    kind: 'Kind of layer to add',
    addLast: 'Add a layer at the end',
    /** @param {string} name */
    add: (name) => (name ? `Add a layer behind ${name}` : 'Add a layer at the end'),
    grip: 'Drag to move, or Alt with the arrow keys',
    /** @param {string} name @param {number} place @param {number} of */
    gripOf: (name, place, of) => `Move ${name}, layer ${place} of ${of}: arrow keys`,
    up: 'Up',
    down: 'Down',
    duplicate: 'Duplicate',
    remove: 'Remove',
    ownName: 'Keras’s own',
    before: 'the layer before',
    behind: 'a layer behind',
    noInput: 'nothing',
    anotherInput: 'add another …',
    /** @param {number} place of a sum's inputs; 0 where there is one */
    input: (place) => (place === 0 ? 'fed by' : `summand ${place}`),
    /** @param {import('../design/kinds.js').Argument['form']} form @param {unknown} usual */
    placeholder(form, usual) {
      if (usual === undefined) return '';
      if (usual !== null) return String(usual);
      return form === 'l2' ? 'none' : 'as pool_size';
    },
    /** @type {Record<string, string>} */
    wrong: {
      whole: 'A whole number.',
      pair: 'A whole number, or two, as in 3, 2.',
      number: 'A number that is not negative.',
      l2: 'A number that is not negative: the factor of the L2 penalty.',
      name: 'A word without /, and not images.',
    },
    /** @param {number[] | null} shape */
    shape: (shape) => (shape ? shape.join(' × ') : '–'),
    /** @param {number | null} params */
    params: (params) => (params === null ? '–' : plural(params, 'parameter')),
    /** @param {number} total @param {number} trainable */
    totals: (total, trainable) => `${plural(total, 'parameter')}, ${count(trainable)} of them trainable.`,
    /** @param {string} name */
    brokenAt: (name) => `The design breaks at ${name}: the sentence there says why.`,
    /** @param {string} name @param {number} place @param {number} of */
    moved: (name, place, of) => `${name} is layer ${place} of ${of} now.`,
    /** @param {string} name */
    removed: (name) => `${name} is removed. Undo brings it back.`,
    /** @param {string} name */
    duplicated: (name) => `${name} is added, with the same arguments.`,
    /** @param {string} name */
    added: (name) => `${name} is added.`,
    undone: 'One step back.',
    redone: 'One step forward.',
    /** @param {string} name */
    begun: (name) => `The design is now: ${name}. Undo brings yours back.`,
    /** @param {number} layers */
    read: (layers) => `${plural(layers, 'layer')} read. Undo brings back what was there.`,
    taken: 'The panel trains this design now.',
    misfit: {
      /** @param {number[]} shape @param {number[]} images */
      images: (shape, images) =>
        `This network takes images of ${shape.join(' × ')}, but the images here are ${images.join(' × ')}.`,
      /** @param {number} given @param {number} classes */
      classes: (given, classes) =>
        `The last layer gives ${plural(given, 'number')}, but there are ${classes} classes: end with Dense(${classes}, activation="softmax").`,
      softmax:
        'The network must end in probabilities: give its last layer activation="softmax", or add Activation("softmax").',
    },
    code: {
      as: 'The design as',
      keras: 'Keras code',
      json: 'JSON',
      listing: 'The design as code',
      copy: 'Copy',
      copied: 'Copied',
      select: 'Selected: copy it',
      paste: 'Paste Keras code or JSON to edit it here',
      read: 'Read it',
      nothing: 'There is nothing to read yet.',
      /** @param {number} layers */
      done: (layers) => `${plural(layers, 'layer')} read.`,
      /** @param {string} why */
      noJson: (why) => `This is not JSON${why ? `: ${why}` : ''}.`,
      noDesign: 'This JSON holds no design: { "inputShape": [32, 32, 3], "layers": [ … ] }.',
      /** @param {number} place @param {string} type */
      noKind: (place, type) => `Layer ${place} has a type that is not offered here: ${type.slice(0, 40)}.`,
      /** @param {number} place */
      noName: (place) => `Layer ${place} has a name that cannot be: a word without /, and not images.`,
      /** @param {number} place */
      noInputs: (place) => `Layer ${place} has inputs that are no list of names.`,
      /** @param {number} place @param {string} input */
      noInput: (place, input) =>
        `Layer ${place} names ${input.slice(0, 40)} among its inputs, but no layer is called so.`,
      /** @param {number} place @param {string} type @param {string} argument */
      noArgument: (place, type, argument) =>
        `Layer ${place} is a ${type}, which has no argument ${argument.slice(0, 40)} here.`,
      /** @param {number} place @param {string} type @param {string} argument @param {string} form */
      noValue: (place, type, argument, form) =>
        `Layer ${place} is a ${type}, whose ${argument} takes ${form.replace('True or False', 'true or false')}.`,
    },
    try:
      'Choose a layer to open it. Halve the pictures until nothing is left of them, take the pooling away and watch the ' +
      'parameters grow, or put a BatchNormalization behind each convolution. The address of this page holds the design.',
  },

  // ---- runs

  runs: {
    title: 'Your runs, one beside another',
    empty: 'Every run of the panel above is kept here, in this browser, from its first epoch on.',
    scroll: 'Table of runs; scrolls sideways',
    heads: {
      draw: 'Draw',
      name: 'Name',
      network: 'Network',
      images: 'Images',
      epochs: 'Epochs',
      best: 'Best, on unseen images',
      last: 'Last',
      time: 'Time',
    },
    /** @param {number} place @param {import('../presets.js').Preset | 'own'} network */
    name(place, network) {
      /** @type {Record<import('../presets.js').Preset | 'own', string>} */
      const short = {
        tutorial: 'plain',
        tutorialDropout: 'dropout',
        tutorialBatchNormalization: 'batch norm.',
        miniXception: 'Xception',
        miniMobileNet: 'MobileNet',
        leNet: 'LeNet',
        linear: 'linear',
        own: 'my design',
      };
      return `${place}, ${short[network]}`;
    },
    /** @param {string} name */
    draw: (name) => `Draw ${name}`,
    /** @param {string} name */
    rename: (name) => `Name of ${name}`,
    remove: 'Delete',
    /** @param {string} name */
    removeOf: (name) => `Delete ${name}`,
    /** @param {string} name */
    removed: (name) => `${name} is deleted.`,
    /** @param {string} name */
    back: (name) => `${name} is back.`,
    undo: 'Undo',
    /** @param {number} most */
    tooMany: (most) => `Up to ${most} runs can be drawn at once. Take another one away first.`,
    /** @param {number} accuracy @param {number} epoch */
    best: (accuracy, epoch) => `${percent(accuracy)}, epoch ${epoch}`,
    csv: 'All as CSV',
    json: 'All as JSON',
    differences: 'What was set differently in the runs that are drawn',
    /** @type {Record<string, string>} */
    keys: {
      network: 'Network',
      device: 'Device',
      trainImages: 'Training images',
      validationImages: 'Validation images',
      epochs: 'Epochs asked for',
      batchSize: 'Batch size',
      learningRate: 'Learning rate',
      seed: 'Seed',
      loss: 'Loss',
      backend: 'Backend',
      optimizer: 'Optimiser',
      momentum: 'Momentum',
      schedule: 'Schedule',
      augmentation: 'Changed images',
      kernels: 'GPU kernels',
      patience: 'Early stopping',
      monitor: 'Watching',
    },
    refused:
      'This browser keeps nothing (its storage is full or closed). Training goes on; download the history to keep it.',
    caption:
      'Solid: training. Dashed: unseen images. Training further makes a run longer; a reset begins another. Change one ' +
      'setting, train again, and see what it did.',
  },
};
