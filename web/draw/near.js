import { text } from '../text.js';
import { make } from '../views/dom.js';

/** How far from the screen a figure is made ready: about a screen, so that nothing moves when it comes into view. */
export const MARGIN = '800px';

/**
 * Does something once, when one of these is on screen or nearly.
 * @param {Element[]} elements
 * @param {() => void} deed
 */
export function whenNear(elements, deed) {
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      observer.disconnect();
      deed();
    },
    { rootMargin: MARGIN },
  );
  for (const element of elements) observer.observe(element);
}

/** The attempts that have failed: once one succeeds, all others will. @type {Set<() => void>} */
const failed = new Set();

/**
 * Hands a figure the twins once it comes near the screen. Where they cannot be loaded, the figure says so and offers to
 * try again.
 *
 * @param {Element} figure
 * @param {() => Promise<import('../explain.js').Twins>} load
 * @param {(twins: import('../explain.js').Twins) => void} arrived
 */
export function withTwins(figure, load, arrived) {
  /** @type {HTMLElement | null} */
  let notice = null;
  const attempt = async () => {
    let twins;
    try {
      twins = await load();
    } catch {
      if (!notice) figure.querySelector('.figure-title')?.after((notice = refusal(attempt)));
      failed.add(attempt);
      return;
    }
    if (notice?.contains(document.activeElement))
      /** @type {HTMLElement | null} */ (figure.querySelector('.stage'))?.focus();
    notice?.remove();
    failed.delete(attempt);
    arrived(twins);
    for (const other of failed) other();
  };
  whenNear([figure], attempt);
}

/** @param {() => void} again */
function refusal(again) {
  const notice = make('p', 'refused', `${text.player.missing} `);
  notice.setAttribute('role', 'status');
  const button = make('button', '', text.player.again);
  button.type = 'button';
  button.addEventListener('click', again);
  notice.append(button);
  return notice;
}
