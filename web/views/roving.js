/**
 * Makes a row of buttons one stop for Tab, with the arrow keys, Home and End between them. Buttons that are added later
 * belong to it, too.
 *
 * @param {HTMLElement} row
 * @returns {{ enter: (button: HTMLElement) => void }} names the button that Tab leads to
 */
export function attachRoving(row) {
  const buttons = () => [...row.querySelectorAll('button')];
  const enter = (/** @type {HTMLElement} */ entered) => {
    for (const button of buttons()) button.tabIndex = button === entered ? 0 : -1;
  };
  row.addEventListener('focusin', ({ target }) => {
    if (target instanceof HTMLButtonElement) enter(target);
  });
  row.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const all = buttons();
    const at = all.findIndex((button) => button === document.activeElement);
    /** @type {Record<string, number>} */
    const places = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: all.length - 1 };
    const next = all[places[event.key]];
    if (!(event.key in places) || at < 0) return;
    event.preventDefault();
    next?.focus();
  });
  return { enter };
}
