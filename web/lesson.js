import { text } from './text.js';
import { make } from './views/dom.js';

/**
 * What a teacher can ask of the page in its address: `?hide=training,data` leaves chapters and figures out, and
 * `?embed=convolution` shows one figure alone, for a frame in another page.
 */

/** Everything that can be hidden or shown alone: chapters by their ids, figures by their names. */
const chapters = () =>
  /** @type {HTMLElement[]} */ ([...document.querySelectorAll('main > section, footer')]);
const figures = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll('[data-figure]')]);
const parts = () =>
  new Map([
    ...chapters().map((chapter) => /** @type {const} */ ([chapter.id, chapter])),
    ...figures().map((figure) => /** @type {const} */ ([`figure-${figure.dataset.figure}`, figure])),
  ]);

/** @param {import('./address.js').Address} address */
export function attachLesson(address) {
  const known = parts();
  const hidden = address.read('hide', (written) => {
    const names = written.split(',').filter(Boolean);
    return names.every((name) => known.has(name)) ? names : null;
  });
  for (const name of hidden ?? []) {
    /** @type {HTMLElement} */ (known.get(name)).hidden = true;
    document.querySelector(`#contents a[href="#${name}"]`)?.closest('li')?.remove();
  }

  const shown = address.read(
    'embed',
    (written) => figures().find(({ dataset }) => dataset.figure === written) ?? null,
  );
  if (shown) showAlone(shown, address);
}

/**
 * @param {HTMLElement} figure
 * @param {import('./address.js').Address} address
 */
function showAlone(figure, address) {
  document.documentElement.dataset.embed = figure.dataset.figure;
  const chapter = /** @type {HTMLElement} */ (figure.closest('section'));
  for (const other of chapters()) other.hidden = other !== chapter;
  // An attribute, because a formula has no property of this name.
  for (const sibling of chapter.children) sibling.toggleAttribute('hidden', sibling !== figure);
  const whole = make('a', 'embed-link', text.lesson.open);
  whole.target = '_blank';
  whole.rel = 'noopener';
  const lead = () => {
    const url = new URL(address.href);
    url.searchParams.delete('embed');
    url.searchParams.delete('hide');
    url.hash = chapter.id;
    whole.href = url.href;
  };
  lead();
  whole.addEventListener('pointerdown', lead);
  whole.addEventListener('focus', lead);
  figure.append(whole);
}

/**
 * Says what the address asked for in vain.
 * @param {import('./address.js').Address} address
 */
export function tellRefused(address) {
  address.refuseUnknown();
  if (address.refused.length === 0) return;
  const notice = make('p', 'refused', text.lesson.refused(address.refused));
  notice.setAttribute('role', 'status');
  document.querySelector('main')?.prepend(notice);
}
