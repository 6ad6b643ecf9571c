/**
 * Arrow keys that move the cell at hand of a figure that does not play: Home and End go to the first and the last.
 *
 * @param {HTMLElement} stage what takes the keys
 * @param {import('../../player/player.js').Player} player
 */
export function attachArrows(stage, player) {
  /** @type {Record<string, () => void>} */
  const keys = {
    ArrowLeft: () => player.move(0, -1),
    ArrowRight: () => player.move(0, 1),
    ArrowUp: () => player.move(-1, 0),
    ArrowDown: () => player.move(1, 0),
    Home: () => player.first(),
    End: () => player.last(),
    Enter: () => player.seek(player.moment.cell),
  };
  stage.addEventListener('keydown', (event) => {
    const deed = keys[event.key];
    if (!deed || event.target !== stage || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    deed();
  });
}

/** The phases of a cell that does not come about, but is there. */
export const AT_ONCE = [{ name: 'done', ms: 1 }];
