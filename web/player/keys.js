/**
 * Lets keys do something while a figure's stage has the focus.
 *
 * @param {HTMLElement} stage what takes the keys
 * @param {Record<string, () => void>} deeds by the names of the keys
 * @param {() => void} [then] what follows each of them
 */
export function attachKeys(stage, deeds, then = () => {}) {
  stage.addEventListener('keydown', (event) => {
    if (event.target !== stage || event.ctrlKey || event.altKey || event.metaKey) return;
    const deed = deeds[event.key];
    if (!deed) return;
    event.preventDefault();
    deed();
    then();
  });
}

/**
 * Arrows move the output cell, Home and End go to the first and the last, Enter stays at the one that is looked at.
 * @param {import('./player.js').Player} player
 * @returns {Record<string, () => void>}
 */
export const cellKeys = (player) => ({
  ArrowLeft: () => player.move(0, -1),
  ArrowRight: () => player.move(0, 1),
  ArrowUp: () => player.move(-1, 0),
  ArrowDown: () => player.move(1, 0),
  Home: () => player.first(),
  End: () => player.last(),
  Enter: () => player.seek(player.moment.cell),
});
