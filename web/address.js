/**
 * The page's state in its address, so that a link leads to a moment: `?kernel=sobel-x&padding=valid#convolution`.
 * What stands for the usual is left out. A value that means nothing is dropped, and said.
 */

/** Browsers refuse an address that changes too often. */
const EVERY = 400;

export class Address {
  #wanted = new URLSearchParams(location.search);
  #now = new URLSearchParams(location.search);
  #known = new Set();
  #timer = 0;
  #hash = location.hash;

  /** What was asked for and is not there: `kernel=blurr`. @type {string[]} */
  refused = [];

  /**
   * The value of a parameter in the address that the page was opened with.
   *
   * @template T
   * @param {string} name
   * @param {(written: string) => T | null} read null where it means nothing
   * @returns {T | null} null where the address has none, or one that means nothing
   */
  read(name, read) {
    this.#known.add(name);
    const written = this.#wanted.get(name);
    if (written === null) return null;
    const value = read(written);
    if (value === null) {
      this.refused.push(`${name}=${written.slice(0, 40)}`);
      this.write(name, null);
    }
    return value;
  }

  /**
   * Notes a value for the address.
   *
   * @param {string} name
   * @param {string | number | null} value null for what is usual
   */
  write(name, value) {
    this.#known.add(name);
    if (value === null) this.#now.delete(name);
    else this.#now.set(name, String(value));
    this.#later();
  }

  /**
   * The chapter that is being read.
   * @param {string} id
   */
  set chapter(id) {
    this.#hash = `#${id}`;
    this.#later();
  }

  /** What the address asks for that no part of the page knows, a place among it; to be called once all have read theirs. */
  refuseUnknown() {
    const place = location.hash.slice(1);
    if (place && !document.getElementById(place)) {
      this.refused.push(`#${place.slice(0, 40)}`);
      this.#hash = '';
      this.#later();
    }
    for (const name of new Set(this.#wanted.keys())) {
      if (this.#known.has(name)) continue;
      this.refused.push(name.slice(0, 40));
      this.write(name, null);
    }
  }

  /** The address of this moment. */
  get href() {
    const query = this.#now.toString();
    return `${location.origin}${location.pathname}${query ? `?${query}` : ''}${this.#hash}`;
  }

  #later() {
    if (this.#timer) return;
    this.#timer = window.setTimeout(() => {
      this.#timer = 0;
      if (this.href !== location.href) history.replaceState(history.state, '', this.href);
    }, EVERY);
  }
}
