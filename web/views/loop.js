/**
 * The page's one drawing loop. Nothing is drawn until something is marked as changed; then every view is
 * shown the state once in the next frame. A view that puts its drawing off (a chart redraws a few times a
 * second at most) answers `true` and is asked again.
 *
 * @typedef {{ show: (now: number) => boolean | void }} View  `now` in milliseconds, as of performance.now()
 */

export class Loop {
  /** @type {View[]} */
  #views = [];
  #queued = false;

  /** @param {View} view */
  add(view) {
    this.#views.push(view);
    this.mark();
  }

  /** Says that the state has changed. */
  mark = () => {
    if (this.#queued) return;
    this.#queued = true;
    requestAnimationFrame(this.#draw);
  };

  #draw = () => {
    this.#queued = false;
    const now = performance.now();
    let again = false;
    for (const view of this.#views) {
      if (view.show(now)) again = true;
    }
    if (again) this.mark();
  };
}
