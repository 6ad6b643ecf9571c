/**
 * Draws a figure, and only when there is something to see: in the next frame after `mark`, while the figure is on
 * screen. What changes off screen is drawn when the figure comes into view.
 */
export class Stage {
  #draw;
  #visible = false;
  #stale = true;
  #queued = false;
  #hidden;

  /**
   * @param {Element} host what has to be on screen
   * @param {(now: number) => boolean | void} draw answers whether the next frame is to be drawn, too
   * @param {() => void} [hidden] told when the figure goes off screen
   */
  constructor(host, draw, hidden = () => {}) {
    this.#draw = draw;
    this.#hidden = hidden;
    new IntersectionObserver((entries) => {
      this.#visible = entries[entries.length - 1].isIntersecting;
      if (!this.#visible) this.#hidden();
      else if (this.#stale) this.#queue();
    }).observe(host);
    new ResizeObserver(() => this.mark()).observe(host);
    addEventListener('recolour', () => this.mark());
  }

  /** Says that what the figure shows has changed. */
  mark = () => {
    this.#stale = true;
    if (this.#visible) this.#queue();
  };

  #queue() {
    if (this.#queued) return;
    this.#queued = true;
    requestAnimationFrame((now) => {
      this.#queued = false;
      if (!this.#visible) return;
      this.#stale = this.#draw(now) === true;
      if (this.#stale) this.#queue();
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
