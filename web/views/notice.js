import { make } from './dom.js';

/**
 * @typedef {object} Notice
 * @property {string} id of which there is one at a time
 * @property {string} what a sentence or two
 * @property {{ label: string, deed: () => void | Promise<void> }[]} [deeds] each is a button, and puts the notice away
 */

/** @type {HTMLElement | null} */
let place = null;

/**
 * Says something at the lower edge of the page, wherever the reader is, with what can be done about it. It waits for the
 * reader and covers nothing that cannot be scrolled into view.
 *
 * @param {Notice} notice
 * @param {string} dismiss the label of the button that puts it away
 * @returns {() => void} puts it away
 */
export function showNotice({ id, what, deeds = [] }, dismiss) {
  place ??= makePlace();
  const box = make('section', 'notice');
  box.dataset.notice = id;
  const away = () => box.remove();
  const buttons = make('div', 'buttons');
  const offers = [...deeds, { label: dismiss, deed: () => {} }];
  buttons.append(
    ...offers.map(({ label, deed }, index) => {
      const button = make('button', index === 0 && deeds.length > 0 ? 'primary' : '', label);
      button.type = 'button';
      button.addEventListener('click', () => {
        away();
        void deed();
      });
      return button;
    }),
  );
  box.append(make('p', '', what), buttons);
  place.querySelector(`[data-notice="${id}"]`)?.remove();
  place.append(box);
  return away;
}

function makePlace() {
  const element = make('div', 'notices');
  element.setAttribute('role', 'status');
  document.body.append(element);
  return element;
}
