/**
 * A line of any number of points in bounded memory, without smoothing. Points gather in buckets, each of
 * which keeps its lowest and its highest point; when the buckets run out, neighbours merge and every bucket
 * covers twice as many points from then on. While the points still fit, every one of them is kept as it came.
 */
export class Envelope {
  /** @type {{ low: Point, high: Point }[]} */
  #buckets = [];
  /** How many points a bucket covers. */
  #width = 1;
  /** How many points the last bucket holds. */
  #held = 0;
  #capacity;

  /** @param {number} [capacity] how many buckets there are at most; an even number */
  constructor(capacity = 1024) {
    this.#capacity = capacity;
  }

  /**
   * @typedef {{ x: number, y: number }} Point
   * @typedef {object} Snapshot all that a line is made of
   * @property {{ low: Point, high: Point }[]} buckets
   * @property {number} width
   * @property {number} held
   * @property {number | null} newest
   */

  /** @param {Snapshot} snapshot */
  static of({ buckets, width, held, newest }) {
    const envelope = new Envelope();
    // One point twice must be one point again.
    envelope.#buckets = buckets.map(({ low, high }) =>
      low.x === high.x && low.y === high.y ? { low, high: low } : { low, high },
    );
    Object.assign(envelope, { newest });
    envelope.#width = width;
    envelope.#held = held;
    return envelope;
  }

  /** @returns {Snapshot} */
  snapshot() {
    const buckets = this.#buckets.map(({ low, high }) => ({ low, high }));
    return { buckets, width: this.#width, held: this.#held, newest: this.newest };
  }

  /** The newest point's y, or null before there is one. @type {number | null} */
  newest = null;

  /** How many points stand behind one that is drawn; 1 means that all are. */
  get width() {
    return this.#width;
  }

  /**
   * Adds a point; `x` never decreases.
   * @param {number} x
   * @param {number} y ignored where it is not finite: a line cannot show it
   */
  append(x, y) {
    if (!Number.isFinite(y)) return;
    const point = { x, y };
    this.newest = y;
    const last = this.#buckets.at(-1);
    if (last && this.#held < this.#width) {
      if (y < last.low.y) last.low = point;
      if (y > last.high.y) last.high = point;
      this.#held += 1;
      return;
    }
    if (this.#buckets.length === this.#capacity) this.#merge();
    this.#buckets.push({ low: point, high: point });
    this.#held = 1;
  }

  /** @returns {Point[]} in the order of x */
  points() {
    const points = [];
    for (const { low, high } of this.#buckets) {
      if (low === high) points.push(low);
      else if (low.x <= high.x) points.push(low, high);
      else points.push(high, low);
    }
    return points;
  }

  #merge() {
    const merged = [];
    for (let index = 0; index + 1 < this.#buckets.length; index += 2) {
      const [a, b] = [this.#buckets[index], this.#buckets[index + 1]];
      merged.push({ low: a.low.y <= b.low.y ? a.low : b.low, high: a.high.y >= b.high.y ? a.high : b.high });
    }
    this.#buckets = merged;
    this.#width *= 2;
  }
}
