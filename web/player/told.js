import { make, write } from '../views/dom.js';

/**
 * Figures near the screen are drawn, too, but only what can be seen is told.
 * @param {HTMLElement} host
 */
function isOnScreen(host) {
  const { top, bottom } = host.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}

/** How long a cell has to stand still before it is told, in milliseconds: keys held down pass over many. */
const PATIENCE = 250;

/**
 * Tells a figure's state to a screen reader as a sentence, once it stands still.
 *
 * @param {HTMLElement} host
 * @returns {(sentence: string, moving: boolean) => void} to be called in every frame that is drawn
 */
export function attachTold(host) {
  const told = make('p', 'visually-hidden told');
  told.setAttribute('aria-live', 'polite');
  host.append(told);
  let waiting = '';
  let timer = 0;
  let begun = false;
  return (sentence, moving) => {
    if (moving || sentence === waiting) return;
    waiting = sentence;
    clearTimeout(timer);
    // What a figure shows to begin with is not news.
    if (begun) timer = window.setTimeout(() => isOnScreen(host) && write(told, waiting), PATIENCE);
    begun = true;
  };
}
