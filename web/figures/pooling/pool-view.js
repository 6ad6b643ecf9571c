import { Grid } from '../../draw/grid.js';
import { makeLegend } from '../../draw/legend.js';
import { numbered } from '../../draw/numbered.js';
import { plain } from '../../draw/numbers.js';
import { currentTheme, rangeOf } from '../../draw/palette.js';
import { pixel } from '../../draw/pixels.js';
import { ease } from '../../draw/stage.js';
import { SIDE } from '../../pictures.js';
import { pointing } from '../../player/pointing.js';
import { text } from '../../text.js';
import { make, write } from '../../views/dom.js';
import { part, sign } from '../../draw/parts.js';
import { PIECE } from './edges.js';

/** @typedef {import('./pool.js').Pooled} Pooled */

/** Sizes of cells in CSS pixels: of the picture, at most of a map, of the values that are compared. */
const PICTURE_CELL = 4;
const MOST = 36;
const COMPARED_CELL = 44;

/** @param {number} value */
const oneDigit = (value) => plain(value, 1);

/** Below this width the parts stand under one another. */
const WIDE = 760;

/** What the figure of max pooling shows, left to right: picture, map with its window, comparison, output. */
export class PoolView {
  #host;
  #picture = new Grid(text.pooling.pictureLabel);
  #compared = new Grid(text.pooling.comparedLabel);
  #map;
  #output;
  #leader = make('p', 'pooling-leader');
  #legend = makeLegend('activation');
  /** What the picture was last drawn for. @type {{ pooled: Pooled, look: string } | null} */
  #pictured = null;

  /**
   * @param {HTMLElement} host
   * @param {import('../../player/player.js').Player} player
   */
  constructor(host, player) {
    this.#host = host;
    this.#map = new Grid(text.pooling.mapLabel);
    this.#output = new Grid(
      text.pooling.outputLabel,
      pointing(() => player),
    );
    host.append(
      part(text.pooling.pictureLabel, this.#picture.element),
      sign('→'),
      part(text.pooling.mapLabel, this.#map.element, this.#legend.element),
      sign('→'),
      part(text.pooling.comparedLabel, this.#compared.element, this.#leader),
      sign('→'),
      part(text.pooling.outputLabel, this.#output.element),
    );
    this.#resize(PIECE, 4, 2);
  }

  /**
   * @param {Pooled} pooled
   * @param {import('../../player/player.js').Moment} moment
   * @param {number} landed the last cell of the output that is filled
   * @param {boolean} still whether nothing glides
   */
  draw(pooled, moment, landed, still) {
    const { piece, settings, placement, traces, leaders } = pooled;
    const padded = PIECE + placement.before[0] + placement.after[0];
    this.#resize(padded, placement.output[0], settings.size);
    const range = rangeOf(piece.values);
    this.#legend.show(range);
    this.#drawPicture(pooled);

    const { terms, winner } = traces[moment.cell];
    const done = moment.name === 'done';
    const step = this.#step(moment, terms);
    const leader = done ? winner : moment.name === 'compare' ? leaders[moment.cell][step] : -1;
    const looked = done ? winner : moment.name === 'compare' ? step : -1;
    const shown = (/** @type {number} */ cell) => (cell === moment.cell ? done : cell <= landed);
    const inMap = (/** @type {import('../../explain.js').PoolTerm} */ { row, column }) => ({
      row: row + placement.before[0],
      column: column + placement.before[1],
    });

    const winners = traces.filter((_, cell) => shown(cell)).map(({ terms, winner }) => inMap(terms[winner]));
    this.#map.draw({
      ...this.#mapLook(pooled, range),
      window: this.#window(pooled, moment, still),
      active: looked >= 0 ? inMap(terms[looked]) : null,
      marked: winners,
    });

    const place = (/** @type {number} */ index) => ({ row: terms[index].u, column: terms[index].v });
    const term = (/** @type {number} */ row, /** @type {number} */ column) =>
      terms[row * settings.size + column];
    this.#compared.draw({
      ...numbered((row, column) => (term(row, column).inside ? term(row, column).x : null), range, {
        written: oneDigit,
      }),
      outside: (row, column) => !term(row, column).inside,
      active: looked >= 0 ? place(looked) : null,
      marked: leader >= 0 ? [place(leader)] : [],
    });
    write(this.#leader, text.pooling.leader(leader >= 0 ? terms[leader].x : null, done));

    const columns = placement.output[1];
    const at = (/** @type {number} */ row, /** @type {number} */ column) => row * columns + column;
    this.#output.draw({
      ...numbered((row, column) => (shown(at(row, column)) ? pooled.y[at(row, column)] : null), range, {
        written: oneDigit,
      }),
      active: { row: moment.y, column: moment.x },
    });
  }

  /**
   * Which of the window's places is being compared.
   * @param {import('../../player/player.js').Moment} moment
   * @param {import('../../explain.js').PoolTerm[]} terms
   */
  #step({ name, t }, terms) {
    return name === 'compare' ? Math.min(terms.length - 1, Math.floor(t * terms.length)) : -1;
  }

  /**
   * The picture does not change from frame to frame, and has a thousand cells.
   * @param {Pooled} pooled
   */
  #drawPicture(pooled) {
    const look = `${currentTheme()} ${devicePixelRatio}`;
    if (this.#pictured?.pooled === pooled && this.#pictured.look === look) return;
    this.#pictured = { pooled, look };
    const { picture, piece } = pooled;
    this.#picture.draw({
      colour: (row, column) => pixel(picture.pixels, row * SIDE + column),
      window: { row: piece.row, column: piece.column, rows: PIECE, columns: PIECE },
    });
  }

  /**
   * @param {Pooled} pooled
   * @param {number} range
   * @returns {import('../../draw/grid.js').Look}
   */
  #mapLook({ piece, placement: { before }, unseen }, range) {
    const inside = (/** @type {number} */ at) => at >= 0 && at < PIECE;
    const valueAt = (/** @type {number} */ row, /** @type {number} */ column) => {
      const [y, x] = [row - before[0], column - before[1]];
      return inside(y) && inside(x) ? piece.values[y * PIECE + x] : null;
    };
    const look = numbered(valueAt, range, { written: oneDigit });
    const unused = (/** @type {number} */ row, /** @type {number} */ column) =>
      unseen.includes(row - before[0]) || unseen.includes(column - before[1]);
    return {
      ...look,
      number: (row, column) => (unused(row, column) ? '' : look.number(row, column)),
      outside: (row, column) => valueAt(row, column) === null,
      unused,
    };
  }

  /**
   * The window, on its way from the cell before while it moves.
   * @param {Pooled} pooled
   * @param {import('../../player/player.js').Moment} moment
   * @param {boolean} still
   */
  #window({ settings: { size, stride }, placement: { output } }, { cell, y, x, name, t }, still) {
    const share = name === 'move' && !still && cell > 0 ? ease(t) : 1;
    const before = { y: Math.floor((cell - 1) / output[1]), x: (cell - 1 + output[1]) % output[1] };
    const between = (/** @type {number} */ from, /** @type {number} */ to) =>
      (from + (to - from) * share) * stride;
    return { row: between(before.y, y), column: between(before.x, x), rows: size, columns: size };
  }

  /**
   * @param {number} padded side of the map with its padding
   * @param {number} output side
   * @param {number} size of the window
   */
  #resize(padded, output, size) {
    const width = this.#host.clientWidth || 294;
    const cell = Math.max(24, Math.min(MOST, Math.floor((width < WIDE ? width : width * 0.34) / padded)));
    this.#picture.resize(SIDE, SIDE, PICTURE_CELL);
    this.#map.resize(padded, padded, cell);
    this.#compared.resize(size, size, COMPARED_CELL);
    this.#output.resize(output, output, Math.min(MOST, cell));
  }
}
