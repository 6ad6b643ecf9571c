import { oneOf } from '../../readers.js';
import { byId } from '../../views/dom.js';
import { ARRIVALS, ARRIVAL_NAMES } from './example.js';

/**
 * Which gradient arrives at the convolution: one choice for the figures of both its gradients, in the address as
 * `backMap`.
 */
export class Arrived {
  /** @type {import('./example.js').ArrivalName} */
  #name = 'pooled';
  #address;
  /** @type {(() => void)[]} */
  #listeners = [];

  /** @param {import('../../address.js').Address} address */
  constructor(address) {
    this.#address = address;
    this.#name = address.read('backMap', oneOf(ARRIVAL_NAMES)) ?? 'pooled';
  }

  get current() {
    return ARRIVALS[this.#name];
  }

  /**
   * Lets a select choose.
   * @param {string} id
   * @param {() => void} changed
   */
  attach(id, changed) {
    const select = byId(id, HTMLSelectElement);
    const show = () => {
      select.value = this.#name;
      changed();
    };
    select.addEventListener('change', () => {
      this.#name = oneOf(ARRIVAL_NAMES)(select.value) ?? 'pooled';
      this.#address.write('backMap', this.#name === 'pooled' ? null : this.#name);
      this.#listeners.forEach((listener) => listener());
    });
    this.#listeners.push(show);
    show();
  }
}
