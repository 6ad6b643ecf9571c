import { byId } from './dom.js';

/**
 * The table of contents: marks the section that is being read, and closes the drawer (a native popover, on
 * narrow screens) when a section was chosen. The address names that section once the reader has moved.
 * @param {import('../address.js').Address} address
 */
export function attachContents(address) {
  const contents = byId('contents', HTMLElement);
  const links = [...contents.querySelectorAll('a')];
  const sections = links.map((link) => byId(link.hash.slice(1), HTMLElement));

  let moved = false;
  /** The last section that began above the upper third of the window. */
  const mark = () => {
    const line = innerHeight / 3;
    const atEnd = scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
    const passed = sections.filter((section) => section.getBoundingClientRect().top <= line).length;
    const current = atEnd ? links.length - 1 : Math.max(0, passed - 1);
    if (moved) address.chapter = sections[current].id;
    links.forEach((link, index) => {
      if (index === current) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    });
  };

  let queued = false;
  const queue = () => {
    if (queued) return;
    queued = true;
    requestAnimationFrame(() => {
      queued = false;
      mark();
    });
  };
  addEventListener(
    'scroll',
    () => {
      moved = true;
      queue();
    },
    { passive: true },
  );
  addEventListener('resize', queue);
  contents.addEventListener('click', (event) => {
    if (event.target instanceof HTMLAnchorElement && contents.matches(':popover-open'))
      contents.hidePopover();
  });
  mark();
}
