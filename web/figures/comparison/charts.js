import { text } from '../../text.js';
import { make } from '../../views/dom.js';
import { epochTicks, spread } from '../../views/plot.js';

/**
 * @typedef {import('../../run/state.js').Figures} Figures
 * @typedef {Figures[][]} Runs for each network, epoch by epoch
 *
 * @typedef {object} Measure
 * @property {'loss' | 'accuracy'} key
 * @property {(highest: number) => number} top where the y axis ends
 * @property {(value: number) => string} tick
 * @property {{ at: number, name: string }[]} marks hairlines with a name
 */

const HEIGHT = 264;
const MARGIN = { top: 8, right: 112, bottom: 34, left: 48 };
/** Names at the ends of lines keep this distance. */
const APART = 17;

/** @type {Measure[]} */
const measures = [
  {
    key: 'loss',
    top: (highest) => Math.max(2.5, Math.ceil(highest * 2) / 2),
    tick: (value) => value.toFixed(1),
    marks: [{ at: Math.log(10), name: text.comparison.guessing }],
  },
  {
    key: 'accuracy',
    top: () => 1,
    tick: (value) => `${value * 100} %`,
    marks: [{ at: 0.1, name: text.comparison.guessing }],
  },
];

/**
 * Both measures of several networks: solid on the training images, dashed on unseen ones, named at the line's end.
 *
 * @param {HTMLElement} host
 * @param {string[]} networks their names
 * @param {{ at: number, name: string }[]} [marks] more hairlines for the loss
 */
export function attachComparisonCharts(host, networks, marks = []) {
  let names = networks;
  /** @type {Runs} */
  let runs = networks.map(() => []);
  let epochs = 3;

  const charts = measures.map((measure) => {
    const part = make('div');
    const name = text.comparison[measure.key];
    const plot = svg('svg', { class: 'comparison', role: 'img', height: HEIGHT });
    part.append(make('p', 'logits-chart-title', name), plot);
    host.append(part);
    const all = measure.key === 'loss' ? [...measure.marks, ...marks] : measure.marks;
    return { measure: { ...measure, marks: all }, name, plot };
  });

  const show = () => {
    const told = runs.flatMap((figures, network) => {
      const last = figures.at(-1);
      return last ? [text.comparison.soFar(names[network], last, figures.length)] : [];
    });
    for (const { measure, name, plot } of charts) {
      plot.setAttribute(
        'aria-label',
        told.length > 0 ? text.comparison.chart(name, told.join(' ')) : text.comparison.empty(name),
      );
      plot.replaceChildren(...drawing(measure, runs, names, epochs, plot.clientWidth));
    }
  };
  new ResizeObserver(show).observe(host);

  return {
    show,

    /**
     * Empties the charts for another comparison.
     * @param {number} planned epochs
     * @param {string[]} [others] names of other networks than before
     * @returns {Runs} to be filled, and shown
     */
    begin(planned, others = names) {
      names = others;
      runs = names.map(() => []);
      epochs = planned;
      show();
      return runs;
    },
  };
}

/**
 * @param {Measure} measure
 * @param {Runs} runs
 * @param {string[]} networks
 * @param {number} epochs
 * @param {number} width in CSS pixels
 */
function drawing(measure, runs, networks, epochs, width) {
  const right = width - MARGIN.right;
  const bottom = HEIGHT - MARGIN.bottom;
  const x = (/** @type {number} */ epoch) => MARGIN.left + ((right - MARGIN.left) * epoch) / epochs;
  const values = runs.flat().flatMap((epoch) => [epoch[measure.key], epoch[`val_${measure.key}`] ?? 0]);
  const top = measure.top(Math.max(0, ...values.filter(Number.isFinite)));
  const y = (/** @type {number} */ value) => bottom - ((bottom - MARGIN.top) * value) / top;
  const parts = [];
  const steps = top <= 1 ? 4 : top <= 4 ? top * 2 : 5;
  for (let step = 0; step <= steps; step += 1) {
    const tick = (top * step) / steps;
    parts.push(svg('line', { class: 'grid', x1: MARGIN.left, x2: right, y1: y(tick), y2: y(tick) }));
    parts.push(svg('text', { class: 'tick value', x: MARGIN.left - 8, y: y(tick) }, measure.tick(tick)));
  }
  for (const epoch of epochTicks(epochs)) {
    parts.push(svg('text', { class: 'tick epoch', x: x(epoch), y: bottom + 16 }, String(epoch)));
  }
  parts.push(svg('text', { class: 'tick', x: right + 16, y: bottom + 16 }, text.comparison.axis));

  const names = measure.marks.map(({ at, name }) => ({ name, className: 'name quiet', x: right, y: y(at) }));
  for (const { at } of measure.marks) {
    parts.push(svg('line', { class: 'mark', x1: MARGIN.left, x2: right, y1: y(at), y2: y(at) }));
  }
  for (const [network, figures] of runs.entries()) {
    if (figures.length === 0) continue;
    const held = figures.map((epoch) => epoch[`val_${measure.key}`] ?? NaN);
    const learned = figures.map((epoch) => epoch[measure.key]);
    for (const [kind, values] of /** @type {const} */ ([
      ['training', learned],
      ['unseen', held],
    ])) {
      const points = values.map((value, index) => /** @type {const} */ ([x(index + 1), y(value)]));
      const drawable = points.filter(([, at]) => Number.isFinite(at));
      parts.push(svg('polyline', { class: `line network-${network} ${kind}`, points: drawable.join(' ') }));
      for (const [cx, cy] of drawable)
        parts.push(svg('circle', { class: `dot network-${network}`, cx, cy, r: 2.5 }));
    }
    const end = y(held[held.length - 1]);
    if (Number.isFinite(end))
      names.push({ name: networks[network], className: 'name', x: x(held.length), y: end });
  }
  spread(names, APART, MARGIN.top + APART / 2, bottom - APART / 2);
  for (const { name, className, x: left, y: at } of names) {
    parts.push(svg('text', { class: className, x: left + 8, y: at }, name));
  }
  return parts;
}

/**
 * @param {string} tag
 * @param {Record<string, string | number>} attributes
 * @param {string} [content]
 */
function svg(tag, attributes, content = '') {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.textContent = content;
  return element;
}
