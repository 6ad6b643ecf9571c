/**
 * Pointing at a grid's cells: the output cell that belongs to one is shown while the pointer is on it, and stays after a
 * click.
 *
 * @param {() => import('./player.js').Player} player
 * @param {(cell: import('../draw/grid.js').Cell) => number | null} [find] the output cell that belongs to a cell; by
 *   default the grid is the output
 * @returns {Required<import('../draw/grid.js').Pointed>}
 */
export const pointing = (player, find = ({ row, column }) => row * player().columns + column) => ({
  hover: (cell) => player().preview(find(cell)),
  leave: () => player().preview(null),
  pick(cell) {
    const found = find(cell);
    if (found !== null) player().seek(found);
  },
});
