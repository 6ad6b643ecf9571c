import { MARGIN } from './near.js';

/** Milliseconds of drawing in a frame after which figures that nobody sees yet wait for the next one. */
const ENOUGH = 8;

/** The frame at hand, and the milliseconds that figures have taken of it. */
const frame = { began: -1, spent: 0 };

/**
 * Draws a figure, and only when there is something to see: in the next frame after `mark`, while the figure is on screen
 * or nearly, so that it has its size before it comes into view. What changes elsewhere is drawn when the figure comes
 * near. It plays only on screen.
 */
export class Stage {
  #draw;
  #near = false;
  #visible = false;
  #stale = true;
  #queued = false;
  #rest;

  /**
   * @param {Element} host what has to be on screen
   * @param {(now: number) => boolean | void} draw answers whether the next frame is to be drawn, too
   * @param {() => void} [rest] told when no time passes: the figure is off screen
   */
  constructor(host, draw, rest = () => {}) {
    this.#draw = draw;
    this.#rest = rest;
    new IntersectionObserver(
      (entries) => {
        this.#near = entries[entries.length - 1].isIntersecting;
        if (this.#near && this.#stale) this.#queue();
      },
      { rootMargin: MARGIN },
    ).observe(host);
    new IntersectionObserver((entries) => {
      this.#visible = entries[entries.length - 1].isIntersecting;
      if (!this.#visible) this.#rest();
      else if (this.#stale) this.#queue();
    }).observe(host);
    new ResizeObserver(() => this.mark()).observe(host);
    addEventListener('recolour', () => this.mark());
  }

  /** Says that what the figure shows has changed. */
  mark = () => {
    this.#stale = true;
    if (this.#near) this.#queue();
  };

  #queue() {
    if (this.#queued) return;
    this.#queued = true;
    requestAnimationFrame((now) => {
      this.#queued = false;
      if (!this.#near) return;
      if (frame.began !== now) Object.assign(frame, { began: now, spent: 0 });
      if (!this.#visible && frame.spent > ENOUGH) {
        this.#queue();
        return;
      }
      const began = performance.now();
      this.#stale = this.#draw(now) === true;
      frame.spent += performance.now() - began;
      if (!this.#visible) this.#rest();
      else if (this.#stale) this.#queue();
    });
  }
}

const reduced = matchMedia('(prefers-reduced-motion: reduce)');

/** Whether movement is to be left out: states then follow one another without a glide. */
export const isStill = () => reduced.matches;

/**
 * Easing out, without a bounce.
 * @param {number} t 0 to 1
 */
export const ease = (t) => 1 - (1 - t) ** 3;
