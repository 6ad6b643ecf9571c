import { text } from '../../text.js';
import { make } from '../../views/dom.js';

/** @typedef {import('../../explain.js').Twins} Twins */

/** How far below the screen a figure asks for its numbers. */
const MARGIN = '400px';

/**
 * Hands a figure the twins once it comes near the screen. Where they cannot be loaded, the figure says so.
 *
 * @param {HTMLElement} figure
 * @param {() => Promise<Twins>} load
 * @param {(twins: Twins) => void} arrived
 */
export function whenNear(figure, load, arrived) {
  const watch = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      watch.disconnect();
      load().then(arrived, () => {
        const notice = make('p', 'refused', text.pooling.missing);
        notice.setAttribute('role', 'status');
        figure.querySelector('.figure-title')?.after(notice);
      });
    },
    { rootMargin: MARGIN },
  );
  watch.observe(figure);
}
