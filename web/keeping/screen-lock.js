/** Keeps the screen on while the page is seen, where the browser grants it. */
export class ScreenLock {
  /** @type {WakeLockSentinel | null} */
  #sentinel = null;
  #wanted = false;
  #asking = false;

  constructor() {
    // A browser lets go of it whenever the page is hidden.
    document.addEventListener('visibilitychange', () => void this.#ask());
  }

  /** @param {boolean} wanted */
  hold(wanted) {
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    void this.#ask();
  }

  async #ask() {
    if (this.#asking || !('wakeLock' in navigator)) return;
    this.#asking = true;
    try {
      if (!this.#wanted) {
        await this.#sentinel?.release();
        this.#sentinel = null;
      } else if (document.visibilityState === 'visible' && (this.#sentinel?.released ?? true)) {
        this.#sentinel = await navigator.wakeLock.request('screen');
      }
    } catch {
      // Refused, as with a low battery: the screen then goes off as it always does.
    } finally {
      this.#asking = false;
    }
    if (!this.#wanted && this.#sentinel) await this.#ask();
  }
}
