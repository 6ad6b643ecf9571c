import { ease, isStill } from '../draw/stage.js';
import { text } from '../text.js';
import { make } from '../views/dom.js';
import { PartView } from './part-view.js';

/**
 * The stage of a scene: the parts of the cell at hand from left to right, and the array that is walked through.
 *
 * @typedef {import('./subjects/subject.js').Part} Part
 * @typedef {import('./subjects/subject.js').Plane} Plane
 * @typedef {import('../draw/grid.js').Area} Area
 * @typedef {import('../player/player.js').Moment} Moment
 */
export class StageView {
  element = make('div', 'stage');
  #views;
  #target;
  /** @type {Area | null} the window of the cell before */
  #before = null;
  /** @type {Area | null} */
  #window = null;
  #cell = -1;

  /**
   * @param {Part[]} parts
   * @param {Part} target
   * @param {string} sign before the target
   * @param {import('../draw/grid.js').Pointed} pointed on the target
   */
  constructor(parts, target, sign, pointed) {
    this.element.id = 'stepthrough-stage';
    this.element.tabIndex = 0;
    this.element.setAttribute('role', 'application');
    this.element.setAttribute('aria-label', text.stepThrough.stage);
    this.#views = parts.map((part) => new PartView(part));
    this.#target = new PartView(target, pointed);
    this.#views.forEach(({ element }, index) => this.element.append(signed(element, parts[index].sign)));
    this.element.append(signed(this.#target.element, sign));
  }

  /**
   * @param {Part[]} parts
   * @param {Part} target
   * @param {Moment} moment
   * @param {(plane: Plane) => number} rangeOf
   */
  draw(parts, target, moment, rangeOf) {
    const room = this.element.clientWidth;
    const window = parts[0]?.window ?? null;
    if (moment.cell !== this.#cell) this.#before = this.#window;
    [this.#cell, this.#window] = [moment.cell, window];
    this.#views.forEach((view, index) => {
      const part = parts[index];
      view.draw(part, {
        range: rangeOf(part.plane),
        shown: shownOf(part, moment),
        window: part.window ? this.#glide(part.window, moment) : null,
        room,
      });
    });
    const shown = target.plane.values.length;
    this.#target.draw(target, { range: rangeOf(target.plane), shown, window: null, room });
  }

  /**
   * @param {Area} to
   * @param {Moment} moment
   */
  #glide(to, { name, t }) {
    const from = this.#before;
    if (!from || name !== 'move' || isStill()) return to;
    const share = ease(t);
    return {
      ...to,
      row: from.row + (to.row - from.row) * share,
      column: from.column + (to.column - from.column) * share,
    };
  }
}

/**
 * How many cells of a part are there yet: products appear in order.
 * @param {Part} part
 * @param {Moment} moment
 */
function shownOf({ appears, plane }, { name, t }) {
  const all = plane.values.length;
  if (!appears || (name !== 'move' && name !== 'multiply')) return all;
  return name === 'move' ? 0 : Math.ceil(t * all);
}

/**
 * A part with the sign before it, so that no line ends in a sign.
 * @param {HTMLElement} part
 * @param {string} [sign]
 */
function signed(part, sign) {
  if (!sign) return part;
  const both = make('div', 'signed-part');
  both.append(make('span', 'stage-sign', sign), part);
  return both;
}
