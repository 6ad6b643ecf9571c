import { text } from '../../text.js';
import { make } from '../../views/dom.js';
import { whenNear } from '../convolution/parts.js';

/** @typedef {import('../../explain.js').Twins} Twins */

/**
 * Hands a figure the twins once it comes near the screen. Where they cannot be loaded, the figure says so.
 *
 * @param {HTMLElement} figure
 * @param {() => Promise<Twins>} load
 * @param {(twins: Twins) => void} arrived
 */
export function withTwins(figure, load, arrived) {
  whenNear([figure], () => {
    load().then(arrived, () => {
      const notice = make('p', 'refused', text.pooling.missing);
      notice.setAttribute('role', 'status');
      figure.querySelector('.figure-title')?.after(notice);
    });
  });
}
