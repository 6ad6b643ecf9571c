import { text } from '../text.js';
import { byId, make, write } from '../views/dom.js';
import { count } from '../views/format.js';
import { attachField } from '../views/number-field.js';
import { fullCost, separableCost } from './architectures/counts.js';
import { schemes } from './architectures/schemes.js';

/**
 * @typedef {import('./architectures/counts.js').Convolution} Convolution
 * @typedef {import('./architectures/schemes.js').Box} Box
 */

/** The second convolution of the tutorial's model. @type {Convolution} */
const START = { input: 32, output: 64, kernel: 3, side: 16 };

/**
 * Three networks as columns of boxes, and what a full and a separable convolution cost.
 * @param {import('./index.js').FigureContext} _context
 */
export function attachArchitectures(_context) {
  byId('architectures-schemes', HTMLElement).append(...schemes.map(column));
  attachComparison();
}

/** @param {import('./architectures/schemes.js').Scheme} scheme */
function column({ key, boxes }) {
  const words = text.architectures.schemes[key];
  const element = make('section', 'scheme');
  element.setAttribute('aria-label', words.name);
  const list = make('ol', 'scheme-boxes');
  const largest = Math.max(...boxes.map(({ weights = 0 }) => weights));
  list.append(...boxes.map((box) => boxOf(box, largest)));
  element.append(make('h4', 'scheme-name', words.name), make('p', 'scheme-words', words.what), list);
  return element;
}

/** @param {Box} box @param {number} largest weights of a box of this column */
function boxOf({ name, detail = '', shape, weights, skipFrom, skipTo }, largest) {
  const item = make('li', 'scheme-box');
  if (skipFrom) item.classList.add('skip-from');
  if (skipTo) item.classList.add('skip-to');
  const head = make('p', 'scheme-head');
  head.append(make('code', '', name), ' ', make('span', '', detail));
  const foot = make('p', 'scheme-foot');
  foot.append(
    make('span', '', shape),
    ' ',
    make('span', '', weights ? text.architectures.weights(count(weights)) : ''),
  );
  item.append(head, foot);
  if (weights) {
    const bar = make('i', 'scheme-bar');
    bar.style.transform = `scaleX(${weights / largest})`;
    item.append(bar);
  }
  return item;
}

/** The sliders and the two costs, in numbers, as bars and as arithmetic. */
function attachComparison() {
  const now = { ...START };
  const names = /** @type {(keyof Convolution)[]} */ (Object.keys(START));
  const bars = {
    weights: attachBars(byId('separable-weights', HTMLElement)),
    products: attachBars(byId('separable-products', HTMLElement)),
  };
  const result = byId('separable-result', HTMLElement);
  const readout = byId('separable-readout', HTMLElement);

  const show = () => {
    const full = fullCost(now);
    const separable = separableCost(now);
    for (const key of /** @type {const} */ (['weights', 'products'])) bars[key](full[key], separable, key);
    write(result, text.architectures.result(full.products / separable.products));
    write(readout, text.architectures.readout(now, full, separable));
  };
  for (const name of names) {
    attachField(`separable-${name}`, {
      wrong: () => text.architectures.wrong[name],
      changed(/** @type {number} */ value) {
        now[name] = value;
        show();
      },
    });
  }
  show();
}

/**
 * A bar for the full convolution and one in two parts for the separable one.
 * @param {HTMLElement} host
 */
function attachBars(host) {
  const [full, separable] = [text.architectures.full, text.architectures.separable].map((name) => {
    const row = make('div', 'cost-row');
    const track = make('div', 'cost-track');
    const value = make('span', 'cost-value');
    row.append(make('span', 'cost-name', name), value, track);
    host.append(row);
    return { track, value };
  });
  const [whole, depthwise, pointwise] = ['cost-full', 'cost-depthwise', 'cost-pointwise'].map((name) => {
    const part = make('i', name);
    (name === 'cost-full' ? full : separable).track.append(part);
    return part;
  });

  /**
   * @param {number} cost
   * @param {ReturnType<typeof separableCost>} parts
   * @param {'weights' | 'products'} key
   */
  return (cost, parts, key) => {
    const most = Math.max(cost, parts[key]);
    const wide = (/** @type {number} */ value) => `${((value / most) * 100).toFixed(2)}%`;
    write(full.value, count(cost));
    write(separable.value, count(parts[key]));
    whole.style.width = wide(cost);
    depthwise.style.width = wide(parts.depthwise[key]);
    pointwise.style.width = wide(parts.pointwise[key]);
  };
}
