import { text } from '../text.js';
import { make, write } from '../views/dom.js';
import { makeFields } from './fields.js';
import { callOf } from './keras/write.js';

const words = text.design;

let made = 0;

/**
 * @typedef {object} Shown
 * @property {import('./layers.js').EditedLayer} layer
 * @property {string} name
 * @property {number} place
 * @property {number} of
 * @property {{ id: number | null, name: string }[]} feeds what may feed it
 * @property {import('../explain.js').ExaminedLayer} [examined]
 */

/**
 * A layer as a card: its call, what comes out, and, where it is open, its arguments.
 *
 * @param {import('./layers.js').EditedLayer} layer
 * @param {import('./list.js').Deeds} deeds
 * @param {() => void} toggle
 */
export function makeCard({ id, type }, deeds, toggle) {
  made += 1;
  const element = make('li', 'layer');
  const head = make('div', 'layer-head');
  const grip = make('button', 'layer-grip', '⠿');
  grip.type = 'button';
  grip.title = words.grip;
  const title = make('button', 'layer-title');
  title.type = 'button';
  const call = make('code');
  const name = make('span', 'layer-name');
  title.append(name, call);
  const shape = make('span', 'layer-shape');
  const params = make('span', 'layer-params');
  head.append(grip, title, shape, params);
  const error = make('p', 'layer-error');
  error.id = `layer-error-${made}`;
  error.setAttribute('role', 'status');
  const body = make('div', 'layer-body');
  body.id = `layer-body-${made}`;
  body.hidden = true;
  title.setAttribute('aria-controls', body.id);
  title.setAttribute('aria-expanded', 'false');
  element.append(head, error, body);
  /** @type {ReturnType<typeof makeBody> | null} made when the card is first opened */
  let inside = null;
  /** @type {Shown | null} */
  let last = null;

  title.addEventListener('click', toggle);
  head.addEventListener('keydown', (event) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const wants = event.altKey || document.activeElement === grip;
    if (!by || !wants || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const { activeElement } = document;
    deeds.move(id, by);
    /** @type {HTMLElement} */ (activeElement).focus();
  });

  return {
    element,
    /** @param {boolean} isOpen */
    open(isOpen) {
      if (isOpen && !inside) {
        inside = makeBody(id, type, deeds);
        body.append(...inside.elements);
      }
      if (isOpen && last) inside?.show(last);
      body.hidden = !isOpen;
      element.classList.toggle('open', isOpen);
      title.setAttribute('aria-expanded', String(isOpen));
    },
    focus() {
      title.focus({ preventScroll: true });
      element.scrollIntoView({ block: 'nearest' });
    },
    /** @param {Shown} shown */
    show(shown) {
      const { layer, name: known, place, of, examined } = shown;
      last = shown;
      write(name, known);
      write(call, callOf({ type, ...layer.args }).replace(/^layers\./, ''));
      write(shape, words.shape(examined?.outputShape ?? null));
      write(params, words.params(examined?.params ?? null));
      write(error, examined?.error ?? '');
      element.classList.toggle('broken', Boolean(examined?.error));
      grip.setAttribute('aria-label', words.gripOf(known, place + 1, of));
      if (examined?.error) title.setAttribute('aria-describedby', error.id);
      else title.removeAttribute('aria-describedby');
      if (!body.hidden) inside?.show(shown);
    },
  };
}

/**
 * What an open card has: the layer's arguments and what can be done with it.
 *
 * @param {number} id
 * @param {string} type
 * @param {import('./list.js').Deeds} deeds
 */
function makeBody(id, type, deeds) {
  const fields = makeFields(id, type, deeds);
  const buttons = make('div', 'buttons');
  const button = (/** @type {string} */ label, /** @type {() => void} */ deed) => {
    const made = make('button', '', label);
    made.type = 'button';
    made.addEventListener('click', deed);
    buttons.append(made);
    return made;
  };
  // A move takes the focus away from what it moves, and the last one possible takes the button itself.
  const move = (/** @type {HTMLButtonElement} */ pressed, /** @type {number} */ by) => {
    deeds.move(id, by);
    (pressed.disabled ? (pressed === up ? down : up) : pressed).focus();
  };
  const up = button(words.up, () => move(up, -1));
  const down = button(words.down, () => move(down, 1));
  button(words.duplicate, () => deeds.duplicate(id));
  button(words.remove, () => deeds.remove(id));
  return {
    elements: [fields.element, buttons],
    /** @param {Shown} shown */
    show({ layer, place, of, feeds }) {
      up.disabled = place === 0;
      down.disabled = place === of - 1;
      fields.show(layer, feeds);
    },
  };
}
