/** @typedef {import('./peer.js').Rate} Rate */

/** How much of a run is left out at its start. */
const WARM_UP = 0.1;

/** Less of a run than this says nothing about it. */
const ENOUGH = 0.5;

/**
 * A run of training after its start, which holds the upload of the images. Figures of several batches may
 * arrive together, so the measure begins and ends with the last one of such a burst.
 */
export class Steady {
  #began = performance.now();
  /** @type {{ at: number, images: number }[]} the time after each batch, and the images up to there */
  #marks = [];

  /** @param {number} images of the batch that is done */
  mark(images) {
    const before = this.#marks.at(-1)?.images ?? 0;
    this.#marks.push({ at: performance.now(), images: before + images });
  }

  /** @returns {Rate | undefined} nothing where the run was too short to have a steady part */
  get rate() {
    const [first] = this.#marks;
    const last = this.#marks.at(-1);
    if (!last) return undefined;
    const warm = first.at + WARM_UP * (last.at - first.at);
    const from = this.#marks.findLast(({ at }) => at <= warm) ?? first;
    const milliseconds = last.at - from.at;
    if (milliseconds < ENOUGH * (last.at - this.#began)) return undefined;
    return { images: last.images - from.images, seconds: milliseconds / 1000 };
  }
}
