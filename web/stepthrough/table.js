import { text } from '../text.js';
import { make, makeOption, write } from '../views/dom.js';
import { labelled } from './labelled.js';
import { number, sumLine } from './words.js';

/**
 * The terms of a sum in a table, a page at a time, with the subtotals of all pages.
 *
 * @typedef {import('./subjects/subject.js').Table} Table
 * @typedef {import('./subjects/subject.js').Row} Row
 */

const words = text.stepThrough.table;

export class TermTable {
  #page = 0;
  #bySize = false;
  /** @type {{ table: Table, digits: import('./words.js').Digits } | null} */
  #shown = null;
  #sort = make('select');
  #pages = make('select');
  #back = make('button', '', words.back);
  #on = make('button', '', words.on);
  #body = make('tbody');
  #subtotal = make('p', 'page-subtotal');
  #subtotals = make('p', 'read-out all-subtotals');
  #pager = make('div', 'controls pager');
  #details = make('details');
  #sorting;

  /** @param {Table} table the first that will be shown */
  constructor(table) {
    this.element = make('section', 'all-terms');
    this.#sorting = labelled(words.order, this.#sort);
    this.#sort.append(...Object.entries(words.orders).map(([value, name]) => makeOption(name, value)));
    this.#sort.addEventListener('change', () => {
      this.#bySize = this.#sort.value === 'size';
      this.#page = 0;
      this.#fill();
    });
    this.#pages.addEventListener('change', () => this.#turn(Number(this.#pages.value)));
    for (const [button, by] of /** @type {const} */ ([
      [this.#back, -1],
      [this.#on, 1],
    ])) {
      button.type = 'button';
      button.addEventListener('click', () => this.#turn(this.#page + by));
    }
    this.#pager.append(this.#back, labelled(words.page, this.#pages), this.#on);
    const controls = make('div', 'controls');
    controls.append(this.#sorting, this.#pager);

    const element = make('table', 'terms');
    const head = make('tr');
    for (const name of table.heads) {
      const cell = make('th', '', name);
      cell.scope = 'col';
      head.append(cell);
    }
    const top = make('thead');
    top.append(head);
    element.append(top, this.#body);
    const box = make('div', 'term-scroll');
    box.tabIndex = 0;
    box.setAttribute('role', 'group');
    box.setAttribute('aria-label', words.label);
    box.append(element);
    this.#details.append(make('summary', '', words.subtotals), this.#subtotals);
    this.element.append(make('h4', '', words.title), controls, box, this.#subtotal, this.#details);
  }

  /**
   * @param {Table} table
   * @param {import('./words.js').Digits} digits
   */
  show(table, digits) {
    this.#shown = { table, digits };
    this.#fill();
  }

  /** Its colours are the style sheet's. */
  recolour() {}

  close() {}

  /** @param {number} page */
  #turn(page) {
    this.#page = page;
    this.#fill();
  }

  #fill() {
    if (!this.#shown) return;
    const { table, digits } = this.#shown;
    const rows = this.#bySize ? [...table.rows].sort((a, b) => b.size - a.size) : table.rows;
    const count = Math.max(1, Math.ceil(rows.length / table.page));
    this.#page = Math.min(this.#page, count - 1);
    const page = (/** @type {number} */ index) => rows.slice(index * table.page, (index + 1) * table.page);
    this.#sorting.hidden = !table.sortable;
    this.#pager.hidden = count === 1;
    if (this.#pages.length !== count) {
      const options = Array.from({ length: count }, (_, index) =>
        makeOption(words.pageOf(index, count), index),
      );
      this.#pages.replaceChildren(...options);
    }
    this.#pages.value = String(this.#page);
    this.#back.disabled = this.#page === 0;
    this.#on.disabled = this.#page === count - 1;
    this.#fillRows(page(this.#page), table, digits);
    this.#details.hidden = count === 1 || !table.subtotal;
    this.#subtotal.hidden = !table.subtotal;
    if (!table.subtotal) return;
    const subtotals = Array.from({ length: count }, (_, index) => table.subtotal?.(page(index)) ?? 0);
    const total = table.subtotal(table.rows);
    const own = number(subtotals[this.#page], digits);
    write(this.#subtotal, words.subtotal(page(this.#page).length, own));
    write(this.#subtotals, sumLine(subtotals, total, digits));
  }

  /**
   * @param {Row[]} rows
   * @param {Table} table
   * @param {import('./words.js').Digits} digits
   */
  #fillRows(rows, { heads, rows: all, current }, digits) {
    while (this.#body.rows.length > rows.length) this.#body.deleteRow(-1);
    while (this.#body.rows.length < rows.length) {
      const line = make('tr');
      const head = make('th');
      head.scope = 'row';
      line.append(head, ...heads.slice(1).map(() => make('td')));
      this.#body.append(line);
    }
    rows.forEach((row, index) => {
      const { cells } = this.#body.rows[index];
      write(cells[0], row.name);
      row.numbers.forEach((value, at) => write(cells[at + 1], number(value, digits)));
      const isCurrent = current !== undefined && all[current] === row;
      this.#body.rows[index].classList.toggle('current', isCurrent);
    });
  }
}
