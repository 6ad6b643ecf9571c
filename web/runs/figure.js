import { attachComparisonCharts } from '../figures/comparison/charts.js';
import { text } from '../text.js';
import { byId, make, write } from '../views/dom.js';
import { count, duration, percent } from '../views/format.js';
import { save } from '../views/save.js';
import { bestOfRun, differences, recordsCsv } from './record.js';

const words = text.runs;

/** As many runs as can be told apart in one chart. */
const MOST = 6;

/**
 * The runs that are kept: a table, the curves of those that are chosen, and what was set differently.
 *
 * @param {import('./store.js').RunStore} store
 * @param {(records: import('./record.js').Record[]) => void} overlay takes those that are drawn
 * @returns {() => void} to be called when a run has changed
 */
export function attachRunsFigure(store, overlay) {
  const table = byId('runs-table', HTMLTableElement);
  const status = byId('runs-status', HTMLElement);
  const undo = byId('runs-undo', HTMLButtonElement);
  const [csv, json] = ['csv', 'json'].map((kind) => byId(`runs-${kind}`, HTMLButtonElement));
  const differing = byId('runs-differences', HTMLElement);
  const charts = attachComparisonCharts(byId('runs-charts', HTMLElement), []);
  /** @type {Set<string>} by their ids */
  const chosen = new Set();
  /** @type {import('./record.js').Record | null} */
  let deleted = null;
  /** @type {Set<string>} those that were listed before */
  const known = new Set();

  const shown = () => store.list().filter(({ id }) => chosen.has(id));

  const draw = () => {
    const records = shown();
    overlay(records);
    const epochs = Math.max(3, ...records.map(({ history }) => history.length));
    const runs = charts.begin(
      epochs,
      records.map(({ name }) => name),
    );
    records.forEach(({ history }, index) => runs[index].push(...history));
    charts.show();
    const rows = records.length > 1 ? differences(records) : [];
    differing.replaceChildren(...(rows.length > 0 ? [differenceTable(records, rows)] : []));
  };

  const show = () => {
    const records = store.list();
    // To begin with the last two; later every new one, while there is room.
    for (const { id } of known.size > 0 ? records : records.slice(0, 2))
      if (!known.has(id) && chosen.size < MOST) chosen.add(id);
    for (const { id } of records) known.add(id);
    byId('runs-empty', HTMLElement).hidden = records.length > 0;
    table.hidden = records.length === 0;
    csv.disabled = json.disabled = records.length === 0;
    // A name that is being written is not taken away.
    if (!(document.activeElement instanceof HTMLInputElement && table.contains(document.activeElement)))
      table.tBodies[0].replaceChildren(...records.map((record) => rowOf(record)));
    draw();
  };

  /** @param {import('./record.js').Record} record */
  const rowOf = (record) => {
    const { id, name, network, settings, history } = record;
    const box = make('input');
    box.type = 'checkbox';
    box.checked = chosen.has(id);
    box.addEventListener('change', () => {
      if (box.checked && chosen.size >= MOST) {
        box.checked = false;
        write(status, words.tooMany(MOST));
        return;
      }
      if (box.checked) chosen.add(id);
      else chosen.delete(id);
      draw();
    });
    const field = make('input', 'run-name');
    field.type = 'text';
    field.maxLength = 40;
    field.value = name;
    field.addEventListener('change', () => {
      const now = store.get(id);
      field.value = field.value.trim() || name;
      if (now) store.put({ ...now, name: field.value });
      label();
      draw();
    });
    const remove = make('button', '', words.remove);
    remove.type = 'button';
    remove.addEventListener('click', () => {
      deleted = store.get(id);
      store.remove(id);
      undo.hidden = false;
      write(status, words.removed(field.value));
      show();
      undo.focus();
    });
    const label = () => {
      box.setAttribute('aria-label', words.draw(field.value));
      field.setAttribute('aria-label', words.rename(field.value));
      remove.setAttribute('aria-label', words.removeOf(field.value));
    };
    label();
    const best = bestOfRun(record);
    const last = history[history.length - 1];
    const seconds = history.reduce((sum, epoch) => sum + epoch.seconds, 0);
    const cells = [
      text.network.names[network] ?? network,
      count(settings.trainImages),
      count(history.length),
      words.best(best.accuracy, best.epoch),
      percent(last.val_accuracy ?? NaN),
      duration(seconds),
    ];
    const row = make('tr');
    row.append(cell(box), cell(field), ...cells.map((content) => make('td', '', content)), cell(remove));
    return row;
  };

  undo.addEventListener('click', () => {
    if (deleted) store.put(deleted);
    write(status, deleted ? words.back(deleted.name) : '');
    deleted = null;
    undo.hidden = true;
    show();
  });
  csv.addEventListener('click', () =>
    save(new Blob([recordsCsv(store.list())], { type: 'text/csv' }), 'convlab-runs.csv'),
  );
  json.addEventListener('click', () => {
    const written = JSON.stringify(store.list(), null, 2);
    save(new Blob([written], { type: 'application/json' }), 'convlab-runs.json');
  });
  // Another tab may train, too.
  addEventListener('storage', show);
  show();
  return show;
}

/** @param {HTMLElement} content */
function cell(content) {
  const made = make('td');
  made.append(content);
  return made;
}

/**
 * @param {import('./record.js').Record[]} records
 * @param {{ key: string, values: string[] }[]} rows
 */
function differenceTable(records, rows) {
  const table = make('table');
  const caption = make('caption', '', words.differences);
  const head = table.createTHead().insertRow();
  head.append(make('td'), ...records.map(({ name }) => headOf(name, 'col')));
  const body = table.createTBody();
  for (const { key, values } of rows) {
    const row = body.insertRow();
    row.append(headOf(words.keys[key] ?? key, 'row'), ...values.map((value) => make('td', '', value)));
  }
  table.prepend(caption);
  return table;
}

/** @param {string} name @param {'row' | 'col'} scope */
function headOf(name, scope) {
  const head = make('th', '', name);
  head.scope = scope;
  return head;
}
