import { colourOf, css, inkOn } from '../draw/palette.js';
import { text } from '../text.js';
import { byId, make } from '../views/dom.js';
import { count, percent } from '../views/format.js';

const words = text.mistakes;
const names = text.classNames;

/** Only half of the ramp is used, where its colours can be written on. */
const FULL = 2;

/**
 * The confusion matrix as a table: a row a class, a column a guess, then precision, recall and F1. The arrows move
 * between its cells.
 *
 * @param {(truth: number, guess: number) => void} chosen told of the cell that is looked into
 */
export function attachTable(chosen) {
  const table = byId('mistakes-table', HTMLTableElement);
  const [head, body] = [table.tHead, table.tBodies[0]];
  const heads = make('tr');
  heads.append(
    make('td'),
    ...names.map((name) => column(name)),
    ...words.figures.map((name) => column(name)),
  );
  head?.append(heads);
  const buttons = names.map((_truth, row) =>
    names.map((_guess, column) => {
      const button = make('button', 'confusion-cell', '–');
      button.type = 'button';
      button.disabled = true;
      button.tabIndex = row + column === 0 ? 0 : -1;
      button.addEventListener('click', () => chosen(row, column));
      return button;
    }),
  );
  const figures = buttons.map((row, label) => {
    const line = make('tr');
    const name = make('th', '', names[label]);
    name.scope = 'row';
    const cells = words.figures.map(() => make('td', 'confusion-figure', '–'));
    line.append(name, ...row.map((button) => inCell(button)), ...cells);
    body.append(line);
    return cells;
  });

  table.addEventListener('keydown', (event) => {
    const row = buttons.findIndex((line) => line.some((button) => button === document.activeElement));
    if (row < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
    const at = buttons[row].findIndex((button) => button === document.activeElement);
    /** @type {Record<string, [number, number]>} */
    const places = {
      ArrowUp: [row - 1, at],
      ArrowDown: [row + 1, at],
      ArrowLeft: [row, at - 1],
      ArrowRight: [row, at + 1],
    };
    const place = places[event.key];
    const next = place && buttons[place[0]]?.[place[1]];
    if (!place) return;
    event.preventDefault();
    next?.focus();
  });
  table.addEventListener('focusin', ({ target }) => {
    if (!(target instanceof HTMLButtonElement)) return;
    for (const button of buttons.flat()) button.tabIndex = button === target ? 0 : -1;
  });

  return {
    /**
     * @param {number[][]} matrix
     * @param {import('./counting.js').ClassFigures[]} classes
     * @param {boolean} asShares whether the cells are shares of their row
     */
    show(matrix, classes, asShares) {
      matrix.forEach((row, truth) => {
        row.forEach((images, guess) => {
          const button = buttons[truth][guess];
          const share = classes[truth].images > 0 ? images / classes[truth].images : 0;
          const colour = colourOf(truth === guess ? -share : share, FULL);
          button.textContent = asShares ? percent(share, 0) : count(images);
          button.style.background = css(colour);
          button.style.color = inkOn(colour);
          button.disabled = images === 0;
          button.setAttribute('aria-label', words.cell(names[truth], names[guess], images, share));
        });
        const { precision, recall, f1, images } = classes[truth];
        [precision, recall, f1].forEach((share, index) => {
          figures[truth][index].textContent = share === null ? words.undefined : percent(share, 0);
        });
        figures[truth][3].textContent = count(images);
      });
    },
  };
}

/** @param {string} name */
function column(name) {
  const head = make('th', '', name);
  head.scope = 'col';
  return head;
}

/** @param {HTMLElement} content */
function inCell(content) {
  const cell = make('td');
  cell.append(content);
  return cell;
}
