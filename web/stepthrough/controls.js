import { text } from '../text.js';
import { make, makeOption } from '../views/dom.js';
import { labelled } from './labelled.js';
import { SCOPES } from './ranges.js';

/**
 * What the reader sets in the step-through: the direction, what to look at, the class to ask about, colours, digits.
 *
 * @typedef {'forward' | 'backward'} Direction
 * @typedef {'predicting' | 'training'} Mode
 * @typedef {{ name: string, value: string }} Option
 */

const words = text.stepThrough;

/** @type {Record<string, import('./words.js').Digits>} */
const DIGITS = { 3: 3, 6: 6, all: null };

export class Controls {
  #view = make('select');
  #viewBox;
  #label = make('select');
  #labelBox;
  #scope = make('select');
  #digits = make('select');
  #buttons;
  #modeButtons;
  #modeBox = make('div', 'control modes');
  #roll = make('button', '', words.controls.roll);
  /** @type {Direction} */
  direction = 'forward';
  /** @type {Mode} */
  mode = 'predicting';

  /**
   * @param {string[]} classes
   * @param {{ direction: () => void, view: () => void, label: () => void, setting: () => void, mode: () => void,
   *   roll: () => void }} changed
   */
  constructor(classes, changed) {
    this.element = make('div', 'controls');
    const group = make('div', 'buttons directions');
    group.setAttribute('role', 'group');
    group.setAttribute('aria-label', words.controls.direction);
    this.#buttons = /** @type {const} */ (['forward', 'backward']).map((direction) => {
      const button = make('button', 'station', words.controls.directions[direction]);
      button.type = 'button';
      button.addEventListener('click', () => {
        if (this.direction === direction) return;
        this.direction = direction;
        this.#showDirection();
        changed.direction();
      });
      group.append(button);
      return { button, direction };
    });
    const modes = make('div', 'buttons directions');
    modes.setAttribute('role', 'group');
    modes.setAttribute('aria-label', words.controls.mode);
    this.#modeButtons = /** @type {const} */ (['predicting', 'training']).map((mode) => {
      const button = make('button', 'station', words.controls.modes[mode]);
      button.type = 'button';
      button.addEventListener('click', () => {
        if (this.mode === mode) return;
        this.mode = mode;
        this.#showMode();
        changed.mode();
      });
      modes.append(button);
      return { button, mode };
    });
    this.#roll.type = 'button';
    this.#roll.addEventListener('click', changed.roll);
    modes.append(this.#roll);
    this.#modeBox.append(make('span', '', words.controls.mode), modes);
    this.#viewBox = labelled(words.controls.view, this.#view);
    this.#labelBox = labelled(words.controls.label, this.#label);
    fill(this.#label, [
      { value: '', name: words.controls.choose },
      ...classes.map((name, index) => ({ value: String(index), name })),
    ]);
    fill(
      this.#scope,
      SCOPES.map((value) => ({ value, name: words.controls.scopes[value] })),
    );
    fill(
      this.#digits,
      Object.keys(DIGITS).map((value) => ({ value, name: words.controls.digitsOf(value) })),
    );
    this.#view.addEventListener('change', changed.view);
    this.#label.addEventListener('change', changed.label);
    this.#scope.addEventListener('change', changed.setting);
    this.#digits.addEventListener('change', changed.setting);
    this.element.append(
      group,
      this.#modeBox,
      this.#labelBox,
      this.#viewBox,
      labelled(words.controls.scope, this.#scope),
      labelled(words.controls.digits, this.#digits),
    );
    this.#showDirection();
    this.#showMode();
  }

  /** Whether the network computes otherwise while it trains, and whether at random. */
  offerModes(/** @type {boolean} */ differ, /** @type {boolean} */ isRandom) {
    this.#modeBox.hidden = !differ;
    this.#roll.hidden = !isRandom || this.mode === 'predicting';
    this.#isRandom = isRandom;
  }

  #isRandom = false;

  /** @returns {import('./scene.js').Setting} */
  get setting() {
    return {
      scope: /** @type {import('./ranges.js').Scope} */ (this.#scope.value),
      digits: DIGITS[this.#digits.value],
    };
  }

  /** The class that is asked about. @returns {number | null} */
  get label() {
    return this.#label.value === '' ? null : Number(this.#label.value);
  }

  /** @param {number | null} label */
  set label(label) {
    this.#label.value = label === null ? '' : String(label);
  }

  /** What is looked at. */
  get view() {
    return this.#view.value;
  }

  /**
   * What can be looked at; what was looked at stays chosen where it is among it.
   * @param {Option[]} views
   */
  offer(views) {
    const { value } = this.#view;
    fill(this.#view, views);
    if (views.some((view) => view.value === value)) this.#view.value = value;
    this.#viewBox.hidden = views.length < 2;
  }

  #showMode() {
    for (const { button, mode } of this.#modeButtons)
      button.setAttribute('aria-pressed', String(mode === this.mode));
    this.#roll.hidden = !this.#isRandom || this.mode === 'predicting';
  }

  #showDirection() {
    for (const { button, direction } of this.#buttons)
      button.setAttribute('aria-pressed', String(direction === this.direction));
    this.#labelBox.hidden = this.direction === 'forward';
  }
}

/**
 * @param {HTMLSelectElement} select
 * @param {Option[]} options
 */
function fill(select, options) {
  select.replaceChildren(...options.map(({ name, value }) => makeOption(name, value)));
}
