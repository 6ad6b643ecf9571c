/** Time and speed of a run. All times in milliseconds as performance.now() gives them. */

/** A clock that can be stopped and goes on from where it was. */
export class Stopwatch {
  #total = 0;
  /** @type {number | null} */
  #since = null;

  /** @param {number} now */
  start(now) {
    this.#since ??= now;
  }

  /** @param {number} now */
  stop(now) {
    this.#total = this.read(now);
    this.#since = null;
  }

  /** @param {number} now */
  read(now) {
    return this.#total + (this.#since === null ? 0 : now - this.#since);
  }
}

/** The speed is taken over this much of the recent past. */
const WINDOW = 8000;
/** And believed once it covers this much. */
const WARM = 2500;
/** Shorter stretches say nothing: several batches arrive at once. */
const LEAST = 200;
/** A forward pass costs about a third of a training step: the guess until a validation has been timed. */
const FORWARD_SHARE = 1 / 3;

/**
 * How fast a run goes and how long it will still take. The clock runs only while batches are being trained,
 * so that pauses and validations do not spoil the speed.
 */
export class Pace {
  /** Runs while batches are trained; whoever owns the run starts and stops it. */
  clock = new Stopwatch();
  /**
   * @type {{ at: number, images: number }[]} how many images had been trained on, by this time of the clock
   */
  #samples = [];
  /** @type {number | null} milliseconds an image takes in validation */
  #validation = null;

  /**
   * Counts a batch that was trained. The first only starts the measurement: it came with the preparations.
   * @param {number} images
   * @param {number} now
   */
  add(images, now) {
    const at = this.clock.read(now);
    const last = this.#samples.at(-1);
    this.#samples.push({ at, images: last ? last.images + images : 0 });
    while (this.#samples.length > 2 && this.#samples[1].at < at - WINDOW) this.#samples.shift();
  }

  /**
   * Notes how long a validation took.
   * @param {number} images
   * @param {number} milliseconds
   */
  validated(images, milliseconds) {
    this.#validation = milliseconds / images;
  }

  /** @returns {number} images a second; 0 while unknown */
  get imagesPerSecond() {
    const { span, images } = this.#recent();
    return span < LEAST ? 0 : (images * 1000) / span;
  }

  /**
   * Seconds left, or null while the speed is not yet known well.
   * @param {number} images still to be trained on
   * @param {number} checks images still to be validated on
   */
  secondsLeft(images, checks) {
    const speed = this.imagesPerSecond;
    if (speed === 0 || this.#recent().span < WARM) return null;
    const check = this.#validation === null ? FORWARD_SHARE / speed : this.#validation / 1000;
    return images / speed + checks * check;
  }

  #recent() {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    if (!first || !last) return { span: 0, images: 0 };
    return { span: last.at - first.at, images: last.images - first.images };
  }
}
