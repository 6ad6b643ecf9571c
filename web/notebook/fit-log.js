import { make, write } from '../views/dom.js';
import { epochLines, runningLines } from './keras.js';

/**
 * The lines that `fit` prints, an epoch at a time, and the one at hand below them. A screen reader hears of the epochs
 * from the panel.
 *
 * @param {import('./cell.js').Cell} cell
 * @param {import('../run/state.js').State} state
 * @returns {() => void} brings it up to date
 */
export function attachFitLog(cell, state) {
  const block = cell.print('');
  block.setAttribute('aria-live', 'off');
  const past = make('span');
  const now = make('span');
  block.append(past, now);
  const before = state.history.length;
  let printed = 0;

  return () => {
    const { run, history } = state;
    const { epoch, epochs, batch: step, batches: steps } = run;
    if (steps === 0) return;
    const done = history.slice(before);
    const news = done.slice(printed);
    for (const figures of news) {
      printed += 1;
      past.append(epochLines(figures, { number: printed, epochs, steps }));
    }
    write(now, epoch > printed ? runningLines({ number: epoch, epochs, step, steps }) : '');
    // To scroll is to lay the page out at once, which is not for every frame.
    if (news.length > 0) block.scrollTop = block.scrollHeight;
  };
}
