/** Milliseconds between two checkpoints in the midst of an epoch. */
const USUAL = 30_000;
/**
 * An epoch's end is a checkpoint too, but not sooner than this after the last one: an epoch of half a second would write
 * twenty megabytes a second.
 */
const AT_EPOCHS = 5_000;

/** When a run's next checkpoint is due. The first one is, as soon as something was done. */
export class Cadence {
  #last = 0;
  #asked = true;
  #epochEnded = false;

  /** Whether anything was done since the last one. */
  isChanged = false;

  get isDue() {
    const limit = this.#asked ? 0 : this.#epochEnded ? AT_EPOCHS : USUAL;
    return this.isChanged && performance.now() - this.#last >= limit;
  }

  /** Makes the next one due. */
  ask() {
    this.#asked = true;
  }

  /** Notes that an epoch has ended. */
  endEpoch() {
    this.#epochEnded = true;
  }

  /** Notes that one was made. */
  made() {
    this.#last = performance.now();
    this.#asked = this.#epochEnded = this.isChanged = false;
  }
}
