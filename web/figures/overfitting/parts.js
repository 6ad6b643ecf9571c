/**
 * The side of a cell: as large as the stage has room for, within bounds.
 * @param {HTMLElement} host
 * @param {number} columns
 * @param {{ least: number, most: number }} bounds
 */
export const cellSize = (host, columns, { least, most }) =>
  Math.max(least, Math.min(most, Math.floor((host.clientWidth - 1) / columns)));

/**
 * Whether the animation has not come to a cell yet. What stands still is shown whole.
 * @param {number} cell
 * @param {import('../../player/player.js').Moment} moment
 * @param {boolean} playing
 */
export const isWaiting = (cell, moment, playing) => playing && !moment.previewed && cell > moment.cell;
