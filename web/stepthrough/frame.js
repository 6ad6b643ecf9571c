import { SIDE } from '../pictures.js';
import { text } from '../text.js';
import { make, write } from '../views/dom.js';
import { paint } from '../views/picker.js';

const words = text.stepThrough;

/** From so many milliseconds on, waiting is said. */
const PATIENCE = 400;

/** The window itself: its head with the picture, the list of layers, and the room for a scene or a sentence. */
export class Frame {
  #picture = make('canvas', 'step-picture');
  #title = make('h2', '', words.title);
  #about = make('p', 'step-about');
  #layers = make('ol', 'step-layers');
  #status = make('p', 'step-status');
  #message = make('div', 'step-message');
  #holder = make('div', 'step-scene');
  dialog = make('dialog', 'stepthrough');
  main = make('div', 'step-main');
  /** Where a picker of other pictures stands. */
  pictures = make('div');

  /**
   * @param {HTMLElement} controls
   * @param {{ take: () => void, closed: () => void }} deeds
   */
  constructor(controls, { take, closed }) {
    this.#title.id = 'stepthrough-title';
    this.dialog.setAttribute('aria-labelledby', this.#title.id);
    this.#picture.width = this.#picture.height = SIDE;
    this.#picture.setAttribute('role', 'img');
    const heading = make('div', 'step-heading');
    heading.append(this.#title, this.#about);
    const close = button(words.close, () => this.dialog.close());
    close.autofocus = true;
    const buttons = make('div', 'buttons');
    buttons.append(button(words.take, take), close);
    const head = make('header', 'step-head');
    head.append(this.#picture, heading, buttons);

    const layers = make('nav', 'step-nav');
    layers.setAttribute('aria-label', words.layers);
    layers.append(this.#layers);
    this.#status.setAttribute('role', 'status');
    const others = make('details', 'step-pictures');
    others.append(make('summary', '', words.others), this.pictures);
    this.main.append(others, controls, this.#status, this.#message, this.#holder);
    const body = make('div', 'step-body');
    body.append(layers, this.main);
    this.dialog.append(head, body);
    this.dialog.addEventListener('close', closed);
    document.body.append(this.dialog);
  }

  /**
   * @param {import('../pictures.js').Picture} picture
   * @param {string} name
   */
  show({ pixels }, name) {
    paint(this.#picture, pixels);
    this.#picture.setAttribute('aria-label', name);
    write(this.#title, words.titleOf(name));
    if (!this.dialog.open) this.dialog.showModal();
  }

  /** What is known of the network's weights. @param {string} sentence */
  set about(sentence) {
    write(this.#about, sentence);
  }

  /**
   * @param {{ name: string, shape: number[] }[]} stops
   * @param {(index: number) => void} choose
   */
  list(stops, choose) {
    const items = stops.map(({ name, shape }, index) => {
      const item = make('li');
      const stop = button('', () => choose(index));
      stop.append(make('code', '', name), make('span', '', words.shape(shape)));
      item.append(stop);
      return item;
    });
    this.#layers.replaceChildren(...items);
  }

  /** @param {number} chosen place in the list */
  mark(chosen) {
    [...this.#layers.children].forEach(({ firstElementChild: stop }, index) => {
      if (index === chosen) stop?.setAttribute('aria-current', 'true');
      else stop?.removeAttribute('aria-current');
    });
  }

  /** @param {HTMLElement | null} scene */
  set scene(scene) {
    this.#holder.replaceChildren(...(scene ? [scene] : []));
  }

  /**
   * Says something in place of a scene.
   * @param {string} sentence empty for nothing
   * @param {HTMLElement[]} [buttons] what can be done about it
   */
  say(sentence, buttons = []) {
    this.#message.replaceChildren(...(sentence ? [make('p', '', sentence)] : []));
    this.#message.hidden = sentence === '';
    if (buttons.length === 0) return;
    const line = make('div', 'buttons');
    line.append(...buttons);
    this.#message.append(line);
  }

  /**
   * Says what is waited for, if it takes long enough to wonder.
   * @param {string} what
   */
  wait(what) {
    let sentence = what;
    let isLong = false;
    const timer = setTimeout(() => {
      isLong = true;
      write(this.#status, sentence);
    }, PATIENCE);
    return {
      say: (/** @type {string} */ now) => {
        sentence = now;
        if (isLong) write(this.#status, now);
      },
      end: () => {
        clearTimeout(timer);
        if (isLong) write(this.#status, '');
      },
    };
  }
}

/**
 * @param {string} name
 * @param {() => void} deed
 */
export function button(name, deed) {
  const element = make('button', '', name);
  element.type = 'button';
  element.addEventListener('click', deed);
  return element;
}
