import { Stage } from '../../draw/stage.js';
import { attachTold } from '../../player/told.js';
import { text } from '../../text.js';
import { byId, make, write } from '../../views/dom.js';
import { makeChart } from './line-chart.js';
import { whenNear } from './near.js';
import { attachNumber } from './number-field.js';
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
  const host = byId('adam-stage', HTMLElement);
  const field = (/** @type {string} */ id) => byId(id, HTMLInputElement);
  const [weight, gradient, rate] = ['adam-weight', 'adam-gradient', 'adam-rate'].map(field);
  const kind = byId('adam-kind', HTMLSelectElement);
  const more = [1, 10].map((steps) => byId(`adam-step-${steps}`, HTMLButtonElement));
  const again = byId('adam-again', HTMLButtonElement);
  const hint = byId('adam-hint', HTMLElement);
  const readOut = byId('adam-readout', HTMLElement);
  const numbers = byId('adam-numbers', HTMLElement);
  const tell = attachTold(host.parentElement ?? host);
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

  const stage = new Stage(host, () => {
    if (tracks.constant.length > 0) show();
  });

  /** @param {number} count how many steps to take */
  const walk = (count) => {
    if (!twins) return;
    for (const name of NAMES) {
      const track = tracks[name];
      for (let taken = 0; taken < count && track.length < MOST; taken += 1) {
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
    walk(1);
  };

  attachNumber(weight, hint, { least: -1000, most: 1000 }, (value) => {
    given.w = Math.fround(value);
    restart();
  });
  attachNumber(gradient, hint, { least: -1e6, most: 1e6 }, (value) => {
    given.g = Math.fround(value);
    restart();
  });
  attachNumber(rate, hint, { least: 0, most: 1, aboveLeast: true }, (value) => {
    given.learningRate = value;
    context.address.write('adamLr', value === USUAL_RATE ? null : value);
    restart();
  });
  kind.addEventListener('change', stage.mark);
  more[0].addEventListener('click', () => walk(1));
  more[1].addEventListener('click', () => walk(10));
  again.addEventListener('click', restart);
  whenNear(host, context, {
    loaded(ready) {
      twins = ready;
      restart();
    },
    failed: () => write(readOut, text.learning.failed),
  });

  function show() {
    const chosen = NAMES.find((name) => name === kind.value) ?? 'constant';
    const track = tracks[chosen];
    const last = track[track.length - 1];
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
      across: [0, Math.max(20, last.step)],
      up: bounds(),
      horizontal: words.horizontal,
    });
  }

  /** The heights of all lines, with room for at least twenty full steps, so that the axis seldom moves. @returns {[number, number]} */
  function bounds() {
    const all = NAMES.flatMap((name) => tracks[name].map(({ after }) => after.w));
    const room = given.learningRate * Math.max(20, tracks.constant.length);
    const [low, high] = [Math.min(...all, given.w), Math.max(...all, given.w)];
    const spread = Math.max(room * 1.2, high - low);
    return given.g > 0
      ? [Math.min(low, high - spread), high + room * 0.3]
      : [low - room * 0.3, Math.max(high, low + spread)];
  }
}

/**
 * The lines of one step.
 * @param {Step} step
 * @param {number} learningRate
 */
function arithmetic({ step, g, before, after }, learningRate) {
  const put = (/** @type {number} */ value) => bracketed(significant(value));
  return [
    significant(g),
    resultOf(
      `${significant(before.m)} + (${significant(g)} − ${put(before.m)}) × 0.1`,
      [before.m, g],
      after.m,
    ),
    resultOf(`${significant(before.v)} + (${put(g)}² − ${put(before.v)}) × 0.001`, [before.v, g], after.v),
    resultOf(`${significant(after.m)} / (1 − 0.9${raisedTo(step)})`, [after.m], after.mHat),
    resultOf(`${significant(after.v)} / (1 − 0.999${raisedTo(step)})`, [after.v], after.vHat),
    resultOf(
      `${significant(learningRate)} × √(1 − 0.999${raisedTo(step)}) / (1 − 0.9${raisedTo(step)})`,
      [learningRate],
      after.alpha,
    ),
    resultOf(
      `−${put(after.alpha)} × ${put(after.m)} / (√${put(after.v)} + 10⁻⁷)`,
      [after.alpha, after.m, after.v],
      after.change,
    ),
    resultOf(`${significant(before.w)} + ${put(after.change)}`, [before.w, after.change], after.w),
  ];
}

/** @param {number} power */
const raisedTo = (power) => [...String(power)].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('');
