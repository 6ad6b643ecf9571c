import { withTwins } from '../../draw/near.js';
import { Stage } from '../../draw/stage.js';
import { attachTold } from '../../player/told.js';
import { text } from '../../text.js';
import { byId, make, write } from '../../views/dom.js';
import { attachChecked, numberWithin } from '../../views/number-field.js';
import { makeChart } from './line-chart.js';
import { bracketed, resultOf, significant } from './sums.js';

/**
 * @typedef {import('../../explain.js').Twins} Twins
 *
 * @typedef {object} Step one weight's step: what went in, and what came out
 * @property {number} step from 1
 * @property {number} g
 * @property {{ w: number, m: number, v: number }} before
 * @property {ReturnType<Twins['adam']>} after
 */

const words = text.learning.adam;

const NOISE = [
  ...[1.4, 0.3, -0.9, 2.1, -0.2, 0.8, 1.7, -1.3, 0.6, 1.1],
  ...[-0.5, 1.9, 0.1, -1.6, 1.2, 0.7, 2.4, -0.8, 0.4, 1.0],
];

/**
 * How the gradient of the page's other steps compares with the one in the field.
 * @type {Record<keyof typeof words.kinds, (step: number) => number>}
 */
const KINDS = {
  constant: () => 1,
  alternating: (step) => (step % 2 === 1 ? 1 : -1),
  noisy: (step) => NOISE[(step - 1) % NOISE.length],
};

const NAMES = /** @type {(keyof typeof KINDS)[]} */ (Object.keys(KINDS));
const DASHES = { constant: [], alternating: [6, 4], noisy: [2, 3] };
const USUAL_RATE = 0.001;
/** As many steps as the chart holds. */
const MOST = 100;
/** As many steps as it shows at least. */
const AHEAD = 20;

/** @param {string} written */
const readRate = (written) => {
  const value = Number(written);
  return written.trim() !== '' && value > 0 && value <= 1 ? value : null;
};

/**
 * Adam's steps of one weight in numbers, and where three kinds of gradient take it.
 * @param {import('../index.js').FigureContext} context
 */
export function attachAdam(context) {
  const figure = byId('figure-adam', HTMLElement);
  const host = byId('adam-stage', HTMLElement);
  const field = (/** @type {string} */ id) => byId(id, HTMLInputElement);
  const [weight, gradient, rate] = ['adam-weight', 'adam-gradient', 'adam-rate'].map(field);
  const kind = byId('adam-kind', HTMLSelectElement);
  const more = [1, 10].map((steps) => byId(`adam-step-${steps}`, HTMLButtonElement));
  const again = byId('adam-again', HTMLButtonElement);
  const hint = byId('adam-hint', HTMLElement);
  const readOut = byId('adam-readout', HTMLElement);
  const numbers = byId('adam-numbers', HTMLElement);
  const tell = attachTold(figure);
  const chart = makeChart(words.chart);
  byId('adam-chart', HTMLElement).append(chart.element);
  const lines = words.lines.map((name) => {
    const line = make('div', 'adam-line');
    const value = make('dd', '', '…');
    line.append(make('dt', '', name), value);
    numbers.append(line);
    return value;
  });

  const given = { w: Number(weight.value), g: Number(gradient.value), learningRate: USUAL_RATE };
  given.learningRate = context.address.read('adamLr', readRate) ?? USUAL_RATE;
  rate.value = String(given.learningRate);
  /** @type {Record<keyof typeof KINDS, Step[]>} */
  const tracks = { constant: [], alternating: [], noisy: [] };
  /** @type {Twins | null} */
  let twins = null;

  /** How many steps have been taken. */
  let taken = 1;

  const stage = new Stage(host, () => {
    if (tracks.constant.length > 0) show();
  });

  /** Takes steps, and looks ahead as far as the chart goes. @param {number} count */
  const walk = (count) => {
    if (!twins) return;
    taken = Math.min(MOST, taken + count);
    for (const name of NAMES) {
      const track = tracks[name];
      while (track.length < Math.max(AHEAD, taken)) {
        const before = track.at(-1)?.after ?? { w: given.w, m: 0, v: 0 };
        const step = track.length + 1;
        const g = Math.fround(given.g * KINDS[name](step));
        const { w, m, v } = before;
        const after = twins.adam({ w, g, m, v, step, learningRate: given.learningRate });
        track.push({ step, g, before: { w, m, v }, after });
      }
    }
    stage.mark();
  };
  const restart = () => {
    for (const name of NAMES) tracks[name] = [];
    taken = 0;
    walk(1);
  };

  /**
   * @param {HTMLInputElement} input
   * @param {(value: number) => void} take
   */
  const attach = (input, take) => {
    const [least, most] = [Number(input.min), Number(input.max)];
    const isRate = input === rate;
    attachChecked(input, hint, {
      read: isRate ? readRate : numberWithin(least, most),
      wrong: () => text.learning.wrong(least, most, isRate),
      changed(value) {
        take(value);
        restart();
      },
    });
  };
  attach(weight, (value) => (given.w = Math.fround(value)));
  attach(gradient, (value) => (given.g = Math.fround(value)));
  attach(rate, (value) => {
    given.learningRate = value;
    context.address.write('adamLr', value === USUAL_RATE ? null : value);
  });
  kind.addEventListener('change', stage.mark);
  more[0].addEventListener('click', () => walk(1));
  more[1].addEventListener('click', () => walk(10));
  again.addEventListener('click', restart);
  withTwins(figure, context.twins, (ready) => {
    twins = ready;
    restart();
  });

  function show() {
    const chosen = NAMES.find((name) => name === kind.value) ?? 'constant';
    const last = tracks[chosen][taken - 1];
    arithmetic(last, given.learningRate).forEach((line, index) => write(lines[index], line));
    const isFull = last.step === MOST;
    for (const button of more) button.disabled = isFull;
    const told = {
      step: last.step,
      change: significant(last.after.change, 4),
      rate: significant(given.learningRate),
      from: significant(given.w),
      to: significant(last.after.w),
    };
    write(readOut, `${words.taken(told)}${isFull ? ` ${words.full(MOST)}` : ''}`);
    tell(words.taken(told), false);
    chart.draw({
      lines: NAMES.map((name) => ({
        name: words.ends[name],
        points: [{ x: 0, y: given.w }, ...tracks[name].map(({ step, after }) => ({ x: step, y: after.w }))],
        isChosen: name === chosen,
        dash: DASHES[name],
      })),
      across: [0, tracks[chosen].length],
      up: bounds(),
      horizontal: words.horizontal,
      dot: { x: last.step, y: last.after.w },
    });
  }

  /** The heights of all lines, with room for full steps one way, and a little the other. @returns {[number, number]} */
  function bounds() {
    const all = NAMES.flatMap((name) => tracks[name].map(({ after }) => after.w));
    const room = given.learningRate * tracks.constant.length;
    const [low, high] = [Math.min(...all, given.w), Math.max(...all, given.w)];
    const spread = Math.max(room * 1.2, high - low);
    return given.g > 0
      ? [Math.min(low, high - spread), high + room * 0.3]
      : [low - room * 0.3, Math.max(high, low + spread)];
  }
}

/** Figures of every result; a weight has more, because its steps are small beside it. */
const ROUGH = 4;

/**
 * The lines of one step.
 * @param {Step} step
 * @param {number} learningRate
 */
function arithmetic({ step, g, before, after }, learningRate) {
  const show = (/** @type {number} */ value) => significant(value, ROUGH);
  const put = (/** @type {number} */ value) => bracketed(show(value));
  const t = raisedTo(step);
  return [
    significant(g),
    resultOf(`${show(before.m)} + (${show(g)} − ${put(before.m)}) × 0.1`, [before.m, g], after.m, ROUGH),
    resultOf(`${show(before.v)} + (${put(g)}² − ${put(before.v)}) × 0.001`, [before.v, g], after.v, ROUGH),
    resultOf(`${show(after.m)} / (1 − 0.9${t})`, [after.m], after.mHat, ROUGH),
    resultOf(`${show(after.v)} / (1 − 0.999${t})`, [after.v], after.vHat, ROUGH),
    resultOf(`${show(learningRate)} × √(1 − 0.999${t}) / (1 − 0.9${t})`, [learningRate], after.alpha, ROUGH),
    resultOf(
      `−${put(after.alpha)} × ${put(after.m)} / (√${put(after.v)} + 10⁻⁷)`,
      [after.alpha, after.m, after.v],
      after.change,
      ROUGH,
    ),
    resultOf(`${significant(before.w)} + ${put(after.change)}`, [before.w, after.change], after.w),
  ];
}

/** @param {number} power */
const raisedTo = (power) => [...String(power)].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('');
