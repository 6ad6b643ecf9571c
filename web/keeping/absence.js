import { isFitting } from '../run/state.js';
import { text } from '../text.js';

/** Absences shorter than this are not worth a word, in milliseconds. */
const WORTH = 5_000;
/** How long it is said what went on meanwhile, in milliseconds. */
const SAID = 20_000;

/** Watches what becomes of a run while the page is hidden, and says so when the reader is back. */
export class Absence {
  #state;
  /** @type {{ at: number, trained: number, epochs: number } | null} */
  #left = null;
  #sentence = '';
  #until = 0;

  /**
   * @param {import('../run/state.js').State} state
   * @param {() => void} onLeave
   */
  constructor(state, onLeave) {
    this.#state = state;
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden') {
        this.#leave();
        onLeave();
      } else {
        this.#return();
      }
    });
  }

  /** What went on meanwhile; empty when it has been said for long enough. */
  get sentence() {
    return performance.now() < this.#until ? this.#sentence : '';
  }

  #leave() {
    const { phase, trained, history } = this.#state;
    this.#left =
      isFitting(phase) && phase !== 'paused'
        ? { at: performance.now(), trained, epochs: history.length }
        : null;
  }

  #return() {
    if (!this.#left) return;
    const now = performance.now();
    const away = now - this.#left.at;
    if (away < WORTH) return;
    this.#sentence = text.keeping.away(away / 1000, this.#state.trained - this.#left.trained);
    this.#until = now + SAID;
    this.#left = null;
  }
}
