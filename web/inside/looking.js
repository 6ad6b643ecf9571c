/**
 * While a run is on, a look that took so long is followed by so many times that of rest. A look costs the run more than it
 * takes, since the page draws what it sees: with 20 a run on a CPU took 5.3 % longer, and 5 % are the most.
 */
export const REST = 30;

/**
 * Decides when to look into the network: at once when the reader asks or the network stands still, with rests while it
 * learns, and never while nobody sees it or while another look is on its way.
 */
export class Looking {
  #look;
  #now;
  #busy = false;
  /** What the last look saw. */
  #seen = '';
  #rests = -Infinity;

  /**
   * @param {() => Promise<void>} look
   * @param {() => number} now in milliseconds
   */
  constructor(look, now = () => performance.now()) {
    this.#look = look;
    this.#now = now;
  }

  get isBusy() {
    return this.#busy;
  }

  /**
   * To be called whenever something may have changed.
   *
   * @param {{ key: string, network: string, isVisible: boolean, isLive: boolean, isLearning: boolean, isAsked: boolean }}
   *   now `key` is what would be seen, `network` the part of it that changes while the network learns
   * @returns {boolean} whether a look has begun
   */
  consider({ key, network, isVisible, isLive, isLearning, isAsked }) {
    if (this.#busy || !isVisible) return false;
    const what = `${network} ${key}`;
    if (!isAsked) {
      if (!isLive || what === this.#seen) return false;
      if (isLearning && this.#now() < this.#rests && this.#seen.endsWith(` ${key}`)) return false;
    }
    this.#seen = what;
    this.#busy = true;
    const began = this.#now();
    void this.#look().finally(() => {
      this.#busy = false;
      // A look before the run has cost it nothing.
      this.#rests = isLearning ? this.#now() + REST * (this.#now() - began) : -Infinity;
    });
    return true;
  }
}
