import { kinds } from './kinds.js';
import { newId } from './layers.js';

/**
 * @typedef {import('./layers.js').Edited} Edited
 * @typedef {import('./layers.js').EditedLayer} EditedLayer
 */

/** Steps that can be undone. */
const MOST = 200;

/** A design that is being edited, with every step back and forth. */
export class Editing {
  #now;
  /** @type {Edited[]} */
  #before = [];
  /** @type {Edited[]} */
  #behind = [];
  /** What the last step changed: steps that change the same thing are one. */
  #last = '';

  /** @param {Edited} edited */
  constructor(edited) {
    this.#now = edited;
  }

  get design() {
    return this.#now;
  }

  get canUndo() {
    return this.#before.length > 0;
  }

  get canRedo() {
    return this.#behind.length > 0;
  }

  undo() {
    this.#go(this.#before, this.#behind);
  }

  redo() {
    this.#go(this.#behind, this.#before);
  }

  /** Another design in its place. @param {Edited} edited */
  replace(edited) {
    this.#step(edited, '');
  }

  /**
   * Adds a new layer of a kind.
   * @param {string} type
   * @param {number} place
   * @returns {number} its id
   */
  add(type, place) {
    const args = Object.fromEntries(
      kinds[type].arguments
        .filter(({ first, usual }) => first !== undefined || usual === undefined)
        .map(({ name, first }) => [name, first]),
    );
    const layer = { id: newId(), type, name: null, args, inputs: null };
    this.#layers((layers) => layers.splice(place, 0, layer));
    return layer.id;
  }

  /** @param {number} id @returns {number} the copy's id */
  duplicate(id) {
    const copy = newId();
    this.#layers((layers) => {
      const place = layers.findIndex((layer) => layer.id === id);
      layers.splice(place + 1, 0, { ...structuredClone(layers[place]), id: copy, name: null, inputs: null });
    });
    return copy;
  }

  /** Removes a layer; what it fed is fed by what fed it. @param {number} id */
  remove(id) {
    this.#layers((layers) => {
      const place = layers.findIndex((layer) => layer.id === id);
      const before = layers[place - 1]?.id ?? null;
      const [{ inputs }] = layers.splice(place, 1);
      const heir = inputs ? (inputs[0] ?? null) : before;
      const next = layers[place];
      if (next && !next.inputs && heir !== before) next.inputs = [heir];
      for (const layer of layers) layer.inputs &&= layer.inputs.map((input) => (input === id ? heir : input));
    });
  }

  /** @param {number} id @param {number} place where it is to stand */
  move(id, place) {
    const from = this.#now.layers.findIndex((layer) => layer.id === id);
    if (place === from || place < 0 || place >= this.#now.layers.length) return;
    this.#layers((layers) => layers.splice(place, 0, ...layers.splice(from, 1)));
  }

  /** @param {number} id @param {string} name of an argument @param {unknown} value undefined to leave it out */
  set(id, name, value) {
    this.#layers((layers) => {
      const layer = layers.find((each) => each.id === id);
      if (!layer) return;
      if (value === undefined) delete layer.args[name];
      else layer.args[name] = value;
    }, `${id} ${name}`);
  }

  /** @param {number} id @param {string | null} name */
  rename(id, name) {
    this.#layers((layers) => {
      const layer = layers.find((each) => each.id === id);
      if (layer) layer.name = name;
    }, `${id} name`);
  }

  /** @param {number} id @param {(number | null)[] | null} inputs */
  feed(id, inputs) {
    this.#layers((layers) => {
      const layer = layers.find((each) => each.id === id);
      if (layer) layer.inputs = inputs;
    });
  }

  /** @param {(layers: EditedLayer[]) => void} change @param {string} [what] that is changed */
  #layers(change, what = '') {
    const design = structuredClone(this.#now);
    change(design.layers);
    this.#step(design, what);
  }

  /** @param {Edited} design @param {string} what */
  #step(design, what) {
    if (!what || what !== this.#last) this.#before.push(this.#now);
    if (this.#before.length > MOST) this.#before.shift();
    this.#last = what;
    this.#behind = [];
    this.#now = design;
  }

  /** @param {Edited[]} from @param {Edited[]} to */
  #go(from, to) {
    const design = from.pop();
    if (!design) return;
    to.push(this.#now);
    this.#now = design;
    this.#last = '';
  }
}
