import { withTwins } from '../../draw/near.js';
import { Stage } from '../../draw/stage.js';
import { SIDE } from '../../pictures.js';
import { attachKeys } from '../../player/keys.js';
import { attachTold } from '../../player/told.js';
import { text } from '../../text.js';
import { byId, write } from '../../views/dom.js';
import { attachPicker } from '../../views/picker.js';
import { edgesOf } from './edges.js';
import { ShiftView } from './shift-view.js';
import { slidingOf } from './windows.js';

/**
 * @typedef {import('../../explain.js').Twins} Twins
 * @typedef {import('../../pictures.js').Picture} Picture
 *
 * @typedef {{ y: number, x: number }} Shift in pixels, down and to the right
 *
 * @typedef {object} Pair a map of the picture and the same of the shifted one
 * @property {number} side
 * @property {Float32Array} before
 * @property {Float32Array} after
 * @property {Float32Array} difference
 * @property {number} change the mean absolute difference over the mean absolute value; NaN where the map is empty
 *
 * @typedef {{ picture: Picture, shifted: Picture, map: Pair, pooled: Pair }} Compared
 */

/** As far as a picture can be shifted. */
const MOST = 3;

/** @type {Shift} */
const USUAL = { y: 0, x: 1 };

/** The pooling of the tutorial's network. @type {import('./windows.js').Settings} */
const POOLING = { size: 2, stride: 2, padding: 'valid' };

/** What a button or a key does to the shift. @type {Record<string, Shift>} */
const WAYS = {
  left: { y: 0, x: -1 },
  right: { y: 0, x: 1 },
  up: { y: -1, x: 0 },
  down: { y: 1, x: 0 },
};

/**
 * How much a feature map and the pooled map change when the picture moves by a pixel or a few.
 * @param {import('../index.js').FigureContext} context
 */
export function attachShift({ address, pictures, twins: load }) {
  const figure = byId('figure-shift', HTMLElement);
  const stageHost = byId('shift-stage', HTMLElement);
  const readout = byId('shift-readout', HTMLElement);
  const verdict = byId('shift-verdict', HTMLElement);
  attachPicker(byId('shift-picker', HTMLElement), pictures);

  let shift = address.read('shift', shiftOf) ?? USUAL;
  /** @type {Twins | null} */
  let twins = null;
  /** @type {Compared | null} */
  let compared = null;

  const stage = new Stage(stageHost, draw);
  const told = attachTold(figure);
  const view = new ShiftView(stageHost, stage.mark);

  const remake = () => {
    if (!twins || !pictures.current) return;
    compared = compare(twins, pictures.current, shift);
    stage.mark();
  };

  /** @param {Shift} to */
  const move = (to) => {
    const within = (/** @type {number} */ pixels) => Math.max(-MOST, Math.min(MOST, pixels));
    shift = { y: within(to.y), x: within(to.x) };
    const isUsual = shift.y === USUAL.y && shift.x === USUAL.x;
    address.write('shift', isUsual ? null : `${shift.y},${shift.x}`);
    remake();
  };
  /** @param {Shift} way */
  const go = (way) => move({ y: shift.y + way.y, x: shift.x + way.x });

  for (const [name, way] of Object.entries(WAYS))
    byId(`shift-${name}`, HTMLButtonElement).addEventListener('click', () => go(way));
  byId('shift-back', HTMLButtonElement).addEventListener('click', () => move({ y: 0, x: 0 }));
  attachKeys(stageHost, {
    ArrowLeft: () => go(WAYS.left),
    ArrowRight: () => go(WAYS.right),
    ArrowUp: () => go(WAYS.up),
    ArrowDown: () => go(WAYS.down),
    Home: () => move({ y: 0, x: 0 }),
  });

  pictures.onChange(remake);
  withTwins(figure, load, (arrived) => {
    twins = arrived;
    remake();
  });

  function draw() {
    if (!compared) return;
    view.draw(compared, shift);
    const sentence = text.shift.verdict(shift, compared.map.change, compared.pooled.change);
    write(verdict, sentence);
    told(sentence, false);
    write(readout, view.pointed ? text.shift.cell(view.pointed) : text.shift.point);
  }
}

/**
 * @param {Twins} twins
 * @param {Picture} picture
 * @param {Shift} shift
 * @returns {Compared}
 */
function compare(twins, picture, shift) {
  const shifted = shiftedBy(picture, shift);
  const maps = [picture, shifted].map((each) => edgesOf(twins, each, true));
  const sliding = slidingOf(SIDE, POOLING);
  const pools = maps.map((map) => twins.maxPool(sliding, map).y);
  return {
    picture,
    shifted,
    map: pairOf(SIDE, maps[0], maps[1]),
    pooled: pairOf(SIDE / 2, pools[0], pools[1]),
  };
}

/**
 * @param {number} side
 * @param {Float32Array} before
 * @param {Float32Array} after
 * @returns {Pair}
 */
function pairOf(side, before, after) {
  const difference = after.map((value, index) => value - before[index]);
  const sizeOf = (/** @type {Float32Array} */ values) =>
    values.reduce((sum, value) => sum + Math.abs(value), 0);
  return { side, before, after, difference, change: sizeOf(difference) / sizeOf(before) };
}

/**
 * The picture moved; what comes in at the border repeats the border's pixels.
 *
 * @param {Picture} picture
 * @param {Shift} shift
 * @returns {Picture}
 */
function shiftedBy({ pixels, label }, { y, x }) {
  const moved = new Uint8Array(pixels.length);
  const inside = (/** @type {number} */ at) => Math.max(0, Math.min(SIDE - 1, at));
  for (let row = 0; row < SIDE; row += 1) {
    for (let column = 0; column < SIDE; column += 1) {
      const from = (inside(row - y) * SIDE + inside(column - x)) * 3;
      moved.set(pixels.subarray(from, from + 3), (row * SIDE + column) * 3);
    }
  }
  return { pixels: moved, label };
}

/**
 * A shift as an address writes it: pixels down, pixels to the right.
 * @param {string} written
 * @returns {Shift | null}
 */
function shiftOf(written) {
  const found = /^(-?[0-3]),(-?[0-3])$/.exec(written);
  return found ? { y: Number(found[1]), x: Number(found[2]) } : null;
}
