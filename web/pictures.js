/**
 * The pictures that the explanations look at: the hundred of the gallery, and the reader's own. One of them is
 * chosen, for all figures at once.
 *
 * @typedef {object} Picture
 * @property {Uint8Array} pixels [32, 32, 3], 0 to 255
 * @property {number | null} label its class; null where nobody says
 *
 * @typedef {(file: File) => Promise<{ sentence: string, wrong: boolean }>} FileReading  what is to be said of it
 */

export const SIDE = 32;

/** The place in the gallery that is shown until the reader chooses: a ship, all edges and patches. */
export const FIRST = 80;

/** The place of the reader's own picture. */
const OWN = -1;

export class Pictures {
  /** @type {Picture[]} */
  #list = [];
  /** @type {Picture | null} */
  #own = null;
  #chosen = FIRST;
  /** @type {FileReading} */
  #reader = async () => ({ sentence: '', wrong: true });
  /** @type {Set<() => void>} */
  #listeners = new Set();

  /** The gallery's pictures, ten of every class in order; empty until they are there. */
  get list() {
    return this.#list;
  }

  /** The reader's own picture. */
  get own() {
    return this.#own;
  }

  /** The chosen place in the list, or 'own'. @returns {number | 'own'} */
  get chosen() {
    return this.#own && this.#chosen === OWN ? 'own' : this.#chosen;
  }

  /** The picture that all figures show; null until there is one. @returns {Picture | null} */
  get current() {
    return this.chosen === 'own' ? this.#own : (this.#list[this.#chosen] ?? null);
  }

  /** @param {import('./run/state.js').Dataset} images */
  fill({ images, labels }) {
    const size = SIDE * SIDE * 3;
    this.#list = [...labels].map((label, index) => ({
      pixels: /** @type {Uint8Array} */ (images.subarray(index * size, (index + 1) * size)),
      label,
    }));
    this.#tell();
  }

  /** @param {number | 'own'} place */
  choose(place) {
    this.#chosen = place === 'own' ? OWN : place;
    this.#tell();
  }

  /** Takes a picture of the reader's own and chooses it. @param {Picture} picture */
  take(picture) {
    this.#own = picture;
    this.#chosen = OWN;
    this.#tell();
  }

  /**
   * Takes a file of the reader's own, where somebody reads files.
   * @param {File} file
   */
  async open(file) {
    return this.#reader(file);
  }

  /** @param {FileReading} reader makes pictures of files */
  readFilesWith(reader) {
    this.#reader = reader;
  }

  /** @param {() => void} listener told whenever another picture is to be shown */
  onChange(listener) {
    this.#listeners.add(listener);
  }

  #tell() {
    for (const listener of this.#listeners) listener();
  }
}

/**
 * A picture as the network gets it: x/255.
 * @param {Picture} picture
 */
export const scaled = ({ pixels }) => Float32Array.from(pixels, (byte) => byte / 255);
