import { Grid } from '../../draw/grid.js';
import { numbered } from '../../draw/numbered.js';
import { plain, short } from '../../draw/numbers.js';
import { colourOf, currentTheme, rangeOf } from '../../draw/palette.js';
import { ease, isStill } from '../../draw/stage.js';
import { SIDE } from '../../pictures.js';
import { text } from '../../text.js';
import { make, write } from '../../views/dom.js';
import { pixel, shade } from '../../draw/pixels.js';
import { part, sign, tally } from '../../draw/parts.js';

/**
 * The stage of the picture in colour: the picture, a line of window, kernel, products and subtotal for each channel, the
 * sum, and the map.
 *
 * @typedef {import('../../player/player.js').Moment} Moment
 * @typedef {import('./colour-example.js').ColourExample} ColourExample
 * @typedef {import('./colour-example.js').ColourCell} ColourCell
 */

const PIXEL = 6;
const CHANNELS = [0, 1, 2];
/** Below this width of the stage, the products stand in a line of their own. */
const NARROW = 480;
/** The map's size before it is known. */
const NO_MAP = { rows: 30, columns: 30 };

export class ChannelsDrawing {
  #host;
  #example;
  #picture;
  #map;
  #lines;
  #sums;
  /** What a grid shows. @type {Map<Grid, string>} */
  #drawn = new Map();

  /**
   * @param {HTMLElement} host
   * @param {ColourExample} example
   * @param {{ picture: import('../../draw/grid.js').Pointed, map: import('../../draw/grid.js').Pointed }} pointed
   */
  constructor(host, example, pointed) {
    const words = text.convolution;
    this.#host = host;
    this.#example = example;
    this.#picture = new Grid(words.colourPicture, pointed.picture);
    this.#map = new Grid(words.map, pointed.map);
    this.#lines = CHANNELS.map((channel) => channelLine(words.channels[channel]));
    this.#sums = tally([words.sumOfChannels, words.plusBias, words.result]);
    const lines = make('div', 'channel-lines');
    lines.append(...this.#lines.map(({ element }) => element));
    host.append(
      part(words.colourPicture, this.#picture.element),
      lines,
      part(words.map, this.#map.element, this.#sums.element),
    );
  }

  /**
   * Gives every part its size, so that nothing moves when it is drawn.
   * @param {number} size of the kernel
   */
  layout(size) {
    const { frame } = this.#example;
    const map = frame?.output ?? NO_MAP;
    this.#picture.resize(frame?.rows ?? SIDE, frame?.columns ?? SIDE, PIXEL);
    this.#map.resize(map.rows, map.columns, PIXEL);
    const side = cellSide(size, this.#host.clientWidth < NARROW);
    for (const { window, kernel, product } of this.#lines)
      for (const grid of [window, kernel, product]) grid.resize(size, size, side);
  }

  /**
   * @param {Moment} moment
   * @param {ColourCell | null} cell
   * @param {number} size of the kernel
   */
  draw(moment, cell, size) {
    this.layout(size);
    this.#drawPicture(moment);
    this.#drawLines(moment, cell, size);
    const sums = cell
      ? [cell.sum, cell.bias, cell.y].map((value) => plain(value, cell.written.digits))
      : ['', '', ''];
    this.#sums.show(sums.map((written, index) => (moment.phase >= index + 2 ? written : '')));
    this.#drawMap(moment);
  }

  /**
   * Whether a large grid is to be drawn again: most frames change neither the picture nor the map.
   * @param {Grid} grid
   * @param {string} state
   */
  #isNew(grid, state) {
    const key = `${state} ${this.#example.revision} ${currentTheme()} ${devicePixelRatio}`;
    if (this.#drawn.get(grid) === key) return false;
    this.#drawn.set(grid, key);
    return true;
  }

  /** @param {Moment} moment */
  #drawPicture({ cell, y, x, name, t }) {
    const { frame, picture } = this.#example;
    const isGliding = name === 'move' && !isStill();
    if (!this.#isNew(this.#picture, `${cell} ${isGliding ? t : 1}`)) return;
    const place = (/** @type {number} */ row, /** @type {number} */ column) =>
      frame ? frame.inside(row, column) : row * SIDE + column;
    this.#picture.draw({
      colour: (row, column) => {
        const index = place(row, column);
        return picture && index !== null ? pixel(picture.pixels, index) : null;
      },
      outside: (row, column) => place(row, column) === null,
      seamless: true,
      window: frame && (isGliding ? frame.glide(cell, ease(t)) : frame.window(y, x)),
    });
  }

  /**
   * @param {Moment} moment
   * @param {ColourCell | null} cell
   * @param {number} size
   */
  #drawLines({ name, t, phase }, cell, size) {
    const terms = cell?.terms ?? [];
    let done = terms.length;
    if (name === 'move') done = 0;
    if (name === 'multiply') done = Math.ceil(t * terms.length);
    const at = name === 'multiply' && t < 1 ? done - 1 : -1;
    const weights = rangeOf(terms.map(({ weight }) => weight));
    const products = rangeOf(terms.map(({ product }) => product));
    const each = size * size;
    for (const [channel, { window, kernel, product, subtotal }] of this.#lines.entries()) {
      const first = channel * each;
      const term = (/** @type {number} */ row, /** @type {number} */ column) =>
        terms[first + row * size + column];
      const here = at >= first && at < first + each ? at - first : null;
      const active = here === null ? null : { row: Math.floor(here / size), column: here % size };
      window.draw({
        colour: (row, column) => (term(row, column)?.inside ? shade(term(row, column).x, channel) : null),
        number: (row, column) => (term(row, column) ? short(term(row, column).x) : ''),
        outside: (row, column) => term(row, column)?.inside === false,
        active,
      });
      kernel.draw({
        ...numbered((row, column) => term(row, column)?.weight, weights, { kind: 'weight' }),
        active,
      });
      const made = (/** @type {number} */ row, /** @type {number} */ column) =>
        first + row * size + column < done ? term(row, column).product : null;
      product.draw({ ...numbered(made, products), active });
      write(subtotal, cell && phase >= 2 ? plain(cell.subtotals[channel], cell.written.digits) : '');
    }
  }

  /** @param {Moment} moment */
  #drawMap({ cell, y, x, name }) {
    const { frame, map, range } = this.#example;
    const { columns } = frame?.output ?? NO_MAP;
    if (!this.#isNew(this.#map, `${cell} ${name === 'done'}`)) return;
    this.#map.draw({
      colour: (row, column) => {
        const index = row * columns + column;
        return map && (index !== cell || name === 'done') ? colourOf(map[index], range) : null;
      },
      active: frame ? { row: y, column: x } : null,
      seamless: true,
    });
  }
}

/**
 * How large a cell of the windows, kernels and products is.
 * @param {number} size of the kernel
 * @param {boolean} isNarrow
 */
function cellSide(size, isNarrow) {
  if (size > 3) return isNarrow ? 24 : 30;
  return isNarrow ? 32 : 40;
}

/**
 * The line of one channel: its window, its kernel, their products, and what these come to.
 * @param {string} name
 */
function channelLine(name) {
  const words = text.convolution;
  const window = new Grid(words.channelWindow(name));
  const kernel = new Grid(words.channelKernel(name));
  const product = new Grid(words.channelProducts(name));
  const subtotal = make('output', 'subtotal');
  const element = make('div', 'channel-line');
  element.append(
    part(name, window.element),
    sign('×'),
    part(words.kernel, kernel.element),
    sign('='),
    part(words.products, product.element),
    part(words.subtotal, subtotal),
  );
  return { element, window, kernel, product, subtotal };
}
