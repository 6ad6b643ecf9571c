import { rangeOf } from '../../draw/palette.js';
import { scaled, SIDE } from '../../pictures.js';
import { text } from '../../text.js';
import { featureMap } from '../feature-map.js';
import { writeChannels } from './arithmetic.js';
import { Frame } from './placement.js';

/**
 * The chosen picture, in colour, under the shared kernel: the whole map, which goes to the store of feature maps, and
 * each cell's arithmetic. All of it is the twins' work.
 *
 * @typedef {import('../../explain.js').Twins} Twins
 * @typedef {import('./arithmetic.js').Written} Written
 * @typedef {import('./arithmetic.js').Cell & { subtotals: number[], written: Written }} ColourCell
 */

const CHANNELS = 3;

export class ColourExample {
  #kernel;
  #pictures;
  /** @type {Twins | null} */
  #twins = null;
  /** @type {import('../../pictures.js').Picture | null} */
  #picture = null;
  /** @type {Float32Array | null} */
  #x = null;
  /** @type {{ key: string, cell: ColourCell } | null} */
  #last = null;
  /** @type {Set<() => void>} */
  #listeners = new Set();

  /** Where the windows lie; null until the map is there, and where no window fits. @type {Frame | null} */
  frame = null;
  /** The output, row by row. @type {Float32Array | null} */
  map = null;
  /** The size of value in it that gets the strongest colour. */
  range = 1;
  /** Grows with everything that changes. */
  revision = 0;

  /**
   * @param {import('./shared-kernel.js').SharedKernel} kernel
   * @param {import('../../pictures.js').Pictures} pictures
   */
  constructor(kernel, pictures) {
    this.#kernel = kernel;
    this.#pictures = pictures;
    kernel.onChange(() => this.#refresh());
    pictures.onChange(() => this.#refresh());
  }

  get isLoaded() {
    return this.#twins !== null;
  }

  get picture() {
    return this.#pictures.current;
  }

  /** @param {Twins} twins */
  load(twins) {
    if (this.#twins) return;
    this.#twins = twins;
    this.#refresh();
  }

  /** @param {() => void} listener told of every new map */
  onChange(listener) {
    this.#listeners.add(listener);
  }

  /** What the map is made with. */
  get kernelName() {
    const { filter, name } = this.#kernel;
    return filter ? text.featureMaps.filter(filter.number) : text.convolution.kernels[name];
  }

  /**
   * One output cell with all its terms, channel after channel, and the sum of each channel.
   * @param {number} y
   * @param {number} x
   * @returns {ColourCell | null}
   */
  cell(y, x) {
    const [twins, values] = [this.#twins, this.#x];
    if (!twins || !values || !this.frame) return null;
    const key = `${y} ${x}`;
    if (this.#last?.key !== key) {
      const { size, kernel, bias } = this.#kernel.inColour;
      const at = { y, x, channel: 0 };
      const sliding = this.#kernel.sliding([SIDE, SIDE, CHANNELS], size);
      const whole = twins.traceConv2d(sliding, values, kernel, bias, false, at);
      const { sum } = twins.traceConv2d(sliding, values, kernel, null, false, at);
      const alone = this.#kernel.sliding([SIDE, SIDE, 1], size);
      const subtotals = [0, 1, 2].map(
        (c) => twins.traceConv2d(alone, channelOf(values, c), channelOf(kernel, c), null, false, at).sum,
      );
      const terms = [0, 1, 2].flatMap((c) => whole.terms.filter((term) => term.c === c));
      const cell = { terms, subtotals, sum, bias: whole.bias, y: whole.y };
      this.#last = { key, cell: { ...cell, written: writeChannels(cell) } };
    }
    return this.#last.cell;
  }

  /**
   * The maps of many filters at once, [rows, columns, filters].
   * @param {import('./filters.js').Taken} filters
   */
  mapsOf({ size, count, kernel, bias }) {
    const sliding = this.#kernel.sliding([SIDE, SIDE, CHANNELS], size, count);
    const place = this.#twins?.place(sliding);
    if (!this.#twins || !this.#x || !place) return null;
    const values = this.#twins.conv2d(sliding, this.#x, kernel, bias, false);
    return { values, rows: place.output[0], columns: place.output[1] };
  }

  #refresh() {
    const { picture } = this;
    if (picture !== this.#picture) {
      this.#picture = picture;
      this.#x = picture && scaled(picture);
    }
    this.#last = null;
    this.revision += 1;
    if (this.#twins && this.#x) {
      const { size, kernel, bias } = this.#kernel.inColour;
      const sliding = this.#kernel.sliding([SIDE, SIDE, CHANNELS], size);
      const place = this.#twins.place(sliding);
      this.frame = place && new Frame(sliding, place);
      this.map = place && this.#twins.conv2d(sliding, this.#x, kernel, bias, false);
      this.range = rangeOf(this.map ?? []);
      const { map, frame } = this;
      featureMap.set(map && frame && { values: map, ...frame.output, name: this.kernelName });
    }
    for (const listener of this.#listeners) listener();
  }
}

/**
 * One channel of a picture or a kernel.
 * @param {Float32Array} values channels last
 * @param {number} channel
 */
const channelOf = (values, channel) => values.filter((_, index) => index % CHANNELS === channel);
