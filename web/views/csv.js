/** The columns of the history, named and ordered as pandas would have them. */
export const HISTORY_COLUMNS = /** @type {const} */ (['loss', 'accuracy', 'val_loss', 'val_accuracy']);

/**
 * The history as pandas' `DataFrame(history.history).to_csv()` writes it.
 * @param {import('../run/state.js').Figures[]} history
 */
export function historyCsv(history) {
  const columns = HISTORY_COLUMNS.filter((column) => history.some((epoch) => epoch[column] !== undefined));
  const rows = history.map((epoch, index) =>
    [index, ...columns.map((column) => pythonFloat(epoch[column]))].join(','),
  );
  return [['', ...columns].join(','), ...rows, ''].join('\n');
}

/**
 * A number as Python's `repr` has it: the same shortest digits as JavaScript's, with `.0` after a whole
 * number and an exponent of two digits at least, used below 1e-4 and from 1e16 on. What is not a number is
 * left empty, as pandas does.
 * @param {number | undefined} value
 */
export function pythonFloat(value) {
  if (value === undefined || Number.isNaN(value)) return '';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) {
    return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  }
  return Number.isInteger(value) ? `${value}.0` : String(value);
}
