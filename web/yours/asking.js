/**
 * @typedef {object} Asked
 * @property {Uint8Array} pixels [32, 32, 3]
 * @property {Float32Array | null} probabilities [10]; null where there was no network to ask, or it failed
 */

/**
 * Asks a network about pictures that may come faster than it answers: one question at a time, and after each the newest
 * picture, so that a webcam never runs ahead of the answers.
 */
export class Asking {
  #ask;
  #answered;
  /** @type {Uint8Array | null} */
  #waiting = null;
  #busy = false;

  /**
   * @param {(pixels: Uint8Array) => Promise<Float32Array>} ask rejects where there is nobody to answer
   * @param {(asked: Asked) => void} answered
   */
  constructor(ask, answered) {
    this.#ask = ask;
    this.#answered = answered;
  }

  /** Whether a question is open. */
  get isBusy() {
    return this.#busy;
  }

  /** @param {Uint8Array} pixels */
  async about(pixels) {
    this.#waiting = pixels;
    if (this.#busy) return;
    this.#busy = true;
    while (this.#waiting) {
      const pixels = this.#waiting;
      this.#waiting = null;
      const probabilities = await this.#ask(pixels).catch(() => null);
      this.#answered({ pixels, probabilities });
    }
    this.#busy = false;
  }
}
