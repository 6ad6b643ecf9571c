import { pythonFloat } from '../views/csv.js';

/**
 * A run as it is kept: one network from its fresh weights on, however often it was trained further.
 *
 * @typedef {object} Record
 * @property {string} id
 * @property {string} name
 * @property {string} began when, as an ISO date
 * @property {import('../presets.js').Preset | 'own'} network
 * @property {import('../run/state.js').Settings} settings those of its last training
 * @property {string} device what computed
 * @property {import('../run/state.js').Epoch[]} history
 */

/** What is kept of a figure by epoch. */
const COLUMNS = /** @type {const} */ (['loss', 'accuracy', 'val_loss', 'val_accuracy']);

/**
 * A record that was written before, possibly by another version of the page.
 * @param {string | null} written
 * @returns {Record | null} null where it is none
 */
export function readRecord(written) {
  try {
    const record = JSON.parse(written ?? '');
    const whole =
      ['id', 'name', 'began', 'network', 'device'].every((key) => typeof record[key] === 'string') &&
      typeof record.settings === 'object' &&
      Array.isArray(record.history) &&
      record.history.length > 0;
    return whole ? record : null;
  } catch {
    return null;
  }
}

/**
 * The epoch with the highest validation accuracy, the first of equal ones, counted from 1.
 * @param {Record} record
 */
export function bestOfRun({ history }) {
  let best = 0;
  history.forEach((epoch, index) => {
    if ((epoch.val_accuracy ?? 0) > (history[best].val_accuracy ?? 0)) best = index;
  });
  return { epoch: best + 1, accuracy: history[best].val_accuracy ?? NaN };
}

/**
 * What was set differently, network and device among it.
 * @param {Record[]} records
 * @returns {{ key: string, values: string[] }[]} a value for each record
 */
export function differences(records) {
  const flat = records.map(({ network, device, settings }) => ({ network, device, ...settings }));
  const keys = [...new Set(flat.flatMap((record) => Object.keys(record)))];
  return keys
    .map((key) => ({ key, values: flat.map((record) => String(/** @type {any} */ (record)[key] ?? '')) }))
    .filter(({ values }) => new Set(values).size > 1);
}

/**
 * Runs as comma-separated values, a line an epoch.
 * @param {Record[]} records
 */
export function recordsCsv(records) {
  const lines = records.flatMap(({ name, history }) =>
    history.map((epoch, index) =>
      [quoted(name), index + 1, ...COLUMNS.map((column) => pythonFloat(epoch[column]))].join(','),
    ),
  );
  return [['run', 'epoch', ...COLUMNS].join(','), ...lines, ''].join('\n');
}

/** @param {string} written */
const quoted = (written) => `"${written.replaceAll('"', '""')}"`;
