import { text } from '../text.js';
import { make, write } from '../views/dom.js';
import { PartView } from './part-view.js';
import { productsLine } from './words.js';

/**
 * All products of a cell, channel by channel: patch, kernel, products, and the same in writing. The writing is kept up
 * to date for every channel, the drawings for those in sight.
 *
 * @typedef {import('./subjects/subject.js').Groups} Groups
 * @typedef {import('./subjects/subject.js').Group} Group
 * @typedef {import('./subjects/subject.js').Plane} Plane
 * @typedef {{ item: HTMLElement, title: HTMLElement, line: HTMLElement, drawings: HTMLElement, views: PartView[] | null,
 *   seen: boolean }} Entry
 */

/** How wide a drawing is at most: three small cells. */
const ROOM = 30 * 3 + 2;

export class GroupList {
  /** @type {Entry[]} */
  #entries = [];
  /** @type {Map<Element, Entry>} */
  #byItem = new Map();
  #list = make('ol', 'group-list');
  #observer;
  /** @type {{ groups: Groups, rangeOf: (plane: Plane) => number } | null} */
  #shown = null;

  constructor() {
    this.element = make('section', 'all-terms');
    this.#list.tabIndex = 0;
    this.#list.setAttribute('aria-label', text.stepThrough.groups.label);
    this.element.append(make('h4', '', text.stepThrough.groups.title), this.#list);
    this.#observer = new IntersectionObserver(
      (changes) => {
        for (const { target, isIntersecting } of changes) {
          const entry = /** @type {Entry} */ (this.#byItem.get(target));
          entry.seen = isIntersecting;
          if (isIntersecting) this.#draw(entry);
        }
      },
      { root: this.#list, rootMargin: '80px' },
    );
  }

  /**
   * @param {Groups} groups
   * @param {import('./words.js').Digits} digits
   * @param {(plane: Plane) => number} rangeOf
   */
  show(groups, digits, rangeOf) {
    this.#shown = { groups, rangeOf };
    while (this.#entries.length < groups.groups.length) this.#add();
    this.recolour();
    groups.groups.forEach((group, index) => {
      const { title, line } = this.#entries[index];
      write(title, group.title);
      write(line, lineOf(group, digits));
    });
  }

  /** Draws what is in sight. */
  recolour() {
    for (const entry of this.#entries) if (entry.seen) this.#draw(entry);
  }

  close() {
    this.#observer.disconnect();
  }

  #add() {
    const item = make('li');
    const [title, drawings, line] = [make('h5'), make('div', 'group-drawings'), make('p', 'group-line')];
    item.append(title, drawings, line);
    /** @type {Entry} */
    const entry = { item, title, line, drawings, views: null, seen: false };
    this.#entries.push(entry);
    this.#byItem.set(item, entry);
    this.#list.append(item);
    this.#observer.observe(item);
  }

  /** @param {Entry} entry */
  #draw(entry) {
    if (!this.#shown) return;
    const { groups, rangeOf } = this.#shown;
    const group = groups.groups[this.#entries.indexOf(entry)];
    const parts = partsOf(group, groups);
    if (!entry.views) {
      entry.views = parts.map((part) => new PartView(part));
      entry.views.forEach(({ element }, at) => {
        if (at > 0) entry.drawings.append(make('span', 'stage-sign', at === 1 ? '×' : '='));
        entry.drawings.append(element);
      });
    }
    entry.views.forEach((view, at) => {
      const { plane } = parts[at];
      view.draw(parts[at], {
        range: rangeOf(plane),
        shown: plane.values.length,
        window: null,
        room: ROOM,
      });
    });
  }
}

/**
 * @param {Group} group
 * @param {import('./words.js').Digits} digits
 */
function lineOf({ a, b, subtotal }, digits) {
  const there = [...a.keys()].filter((at) => !Number.isNaN(a[at]));
  if (there.length === 0) return text.stepThrough.groups.none;
  return productsLine(
    there.map((at) => a[at]),
    there.map((at) => b[at]),
    subtotal,
    digits,
  );
}

/**
 * @param {Group} group
 * @param {Groups} groups
 */
function partsOf({ rows, columns, a, b, products, outside }, { heads, families, sharing }) {
  /** @type {(values: Float32Array, family: import('./journey.js').Family, shared: ArrayLike<number>) => Plane} */
  const plane = (values, family, shared) => ({
    values,
    rows,
    columns,
    family,
    unit: shared,
    whole: shared,
  });
  // A cell of the padding is empty here, as it is on the stage; its zero stands in the line below.
  const inside = a.map((value, at) => (outside[at] ? NaN : value));
  return [
    { label: heads[0], plane: plane(inside, families[0], sharing[0]) },
    { label: heads[1], plane: plane(b, families[1], sharing[1]) },
    { label: heads[2], plane: plane(products, 'product', products) },
  ];
}
