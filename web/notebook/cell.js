import { text } from '../text.js';
import { make, write } from '../views/dom.js';

/** What Jupyter shows in place of a cell's number before it has run, and while it does. */
const NEVER = ' ';
const NOW = '*';

/**
 * A cell on the page: its listing and its words are in the markup; the prompt, the button, a line of status and the
 * output are added here.
 */
export class Cell {
  #prompt = make('span', 'cell-prompt');
  #button = make('button', 'cell-run', text.notebook.run);
  #status = make('p', 'cell-status');
  #output = make('div', 'cell-output');
  #live = () => {};
  /** @type {() => void} what to do before the output is cleared */
  #leave = () => {};
  #enabled = true;

  /**
   * @param {HTMLElement} host with `data-cell`
   * @param {number} number of the cell in the document, from 1
   * @param {(cell: Cell) => void} onRun
   */
  constructor(host, number, onRun) {
    this.name = host.dataset.cell ?? '';
    this.number = number;
    const { verb } = text.notebook.cells[this.name];
    this.#button.type = 'button';
    this.#button.setAttribute('aria-label', text.notebook.runCell(number, verb));
    this.#status.id = `cell-${this.name}-status`;
    this.#button.setAttribute('aria-describedby', this.#status.id);
    this.#button.addEventListener('click', () => this.#enabled && onRun(this));
    this.#output.setAttribute('role', 'group');
    this.#output.setAttribute('aria-label', text.notebook.outputOf(number));
    this.#output.setAttribute('aria-live', 'polite');
    const head = make('div', 'cell-head');
    head.append(this.#prompt, this.#button);
    host.prepend(head);
    host.append(this.#status, this.#output);
    this.prompt();
  }

  /** @param {string | number} [order] when it ran, counted over all cells; as if it never had by default */
  prompt(order = NEVER) {
    write(this.#prompt, text.notebook.prompt(order));
  }

  /** Begins a run of the cell. */
  begin() {
    this.clear();
    this.prompt(NOW);
  }

  /** As if the cell had never run. */
  forget() {
    this.clear();
    this.status('');
    this.prompt();
  }

  clear() {
    this.#leave();
    this.#leave = () => {};
    this.#live = () => {};
    this.#output.replaceChildren();
  }

  /**
   * What the cell is doing, or what it waits for.
   * @param {string} sentence
   * @param {boolean} [waiting]
   */
  status(sentence, waiting = false) {
    write(this.#status, sentence);
    this.#status.classList.toggle('waiting', waiting);
  }

  /** Whether pressing Run does something. It keeps the focus either way. @param {boolean} enabled */
  set enabled(enabled) {
    if (enabled === this.#enabled) return;
    this.#enabled = enabled;
    if (enabled) this.#button.removeAttribute('aria-disabled');
    else this.#button.setAttribute('aria-disabled', 'true');
  }

  /**
   * Output as a program prints it.
   * @param {string} printed
   * @returns {HTMLPreElement}
   */
  print(printed) {
    const block = make('pre', 'cell-print', printed);
    block.tabIndex = 0;
    return this.add(block);
  }

  /** @param {string} sentence */
  say(sentence) {
    this.add(make('p', '', sentence));
  }

  /** @param {string} sentence */
  fail(sentence) {
    this.add(make('p', 'cell-failure', sentence));
  }

  /**
   * @template {HTMLElement} T
   * @param {T} element
   * @returns {T}
   */
  add(element) {
    this.#output.append(element);
    return element;
  }

  /** @param {() => void} leave called once when what was added is taken away */
  onLeave(leave) {
    this.#leave = leave;
  }

  /** Output that follows the state while the cell runs. @param {() => void} live */
  follow(live) {
    this.#live = live;
  }

  show() {
    this.#live();
  }
}
