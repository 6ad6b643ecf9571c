import { withTwins } from '../draw/near.js';
import { presetNames, presets } from '../presets.js';
import { hasLearned, isFree } from '../run/state.js';
import { text } from '../text.js';
import { byId, makeOption, write } from '../views/dom.js';
import { attachCode } from './code.js';
import { Editing } from './editing.js';
import { kinds } from './kinds.js';
import { descriptionOf, editedOf, namesOf } from './layers.js';
import { attachList } from './list.js';
import { imageMisfitOf, misfitOf } from './misfit.js';
import { pack } from './packed.js';

const words = text.design;

/**
 * The layer editor: a design from its first layer to its last, with what comes of it at each.
 * @param {import('../figures/index.js').FigureContext} context
 */
export function attachEditor({ state, run, address, twins: load, watch }) {
  const figure = byId('figure-design', HTMLElement);
  const begin = byId('design-begin', HTMLSelectElement);
  const kind = byId('design-kind', HTMLSelectElement);
  const [start, add, undo, redo, use] = ['start', 'add', 'undo', 'redo', 'use'].map((name) =>
    byId(`design-${name}`, HTMLButtonElement),
  );
  const status = byId('design-status', HTMLElement);
  const totals = byId('design-totals', HTMLElement);
  const problem = byId('design-problem', HTMLElement);
  begin.append(...presetNames.map((name) => makeOption(text.network.names[name], name)));
  if (state.design.preset !== 'own') begin.value = state.design.preset;
  kind.append(...Object.keys(kinds).map((type) => makeOption(type, type)));

  const editing = new Editing(editedOf(state.own ?? state.design.description));
  /** @type {import('../explain.js').Twins | null} */
  let twins = null;
  /** The design is asked to take the place of a network that has learned. */
  let isAsking = false;
  let isUsable = false;
  /** The design in the editor, and the one that is in use, packed: defaults and the order of arguments are no difference. */
  let packed = '';
  let used = { description: /** @type {unknown} */ (null), packed: '' };

  const say = (/** @type {string} */ sentence) => write(status, sentence);

  /** What the engine says of a design, and at its last layer what the page has to say. */
  const examine = (/** @type {import('./layers.js').Description} */ description) => {
    const examined = twins?.examine(description) ?? null;
    const last = examined?.layers[examined.layers.length - 1];
    const isWhole = last && !examined?.error && !examined?.layers.some(({ error }) => error);
    const misfit = isWhole ? misfitOf(description, last.outputShape) : '';
    if (last && misfit && !imageMisfitOf(description)) last.error = misfit;
    return examined;
  };

  /** Shows the design after a step. @param {number | null} [focus] the layer to go to */
  const show = (focus = null) => {
    const { design } = editing;
    const description = descriptionOf(design);
    packed = pack(description);
    const examined = examine(description);
    list.show(design, examined, focus);
    const { activeElement } = document;
    undo.disabled = !editing.canUndo;
    redo.disabled = !editing.canRedo;
    if (activeElement === undo && undo.disabled) redo.focus();
    if (activeElement === redo && redo.disabled) undo.focus();
    code.show(description);
    write(totals, examined ? words.totals(examined.total, examined.trainable) : '');
    const broken = examined?.layers.find(({ error }) => error);
    write(problem, broken ? words.brokenAt(broken.name) : (examined?.error ?? imageMisfitOf(description)));
    isUsable = examined !== null && problem.textContent === '';
    isAsking = false;
    showUse();
  };
  const step = (/** @type {() => void} */ change, /** @type {number | null} */ focus = null) => {
    change();
    show(focus);
    if (editing.canUndo) address.write('design', packed);
  };

  const list = attachList({
    move(id, by) {
      const place = editing.design.layers.findIndex((layer) => layer.id === id) + by;
      if (place < 0 || place >= editing.design.layers.length) return;
      step(() => editing.move(id, place), id);
      say(words.moved(nameOf(id), place + 1, editing.design.layers.length));
    },
    drop(id, place) {
      step(() => editing.move(id, place), id);
      say(words.moved(nameOf(id), place + 1, editing.design.layers.length));
    },
    remove(id) {
      const { layers } = editing.design;
      const place = layers.findIndex((layer) => layer.id === id);
      const name = nameOf(id);
      step(() => editing.remove(id), (layers[place + 1] ?? layers[place - 1])?.id ?? null);
      say(words.removed(name));
    },
    duplicate(id) {
      let copy = id;
      step(() => (copy = editing.duplicate(id)));
      show(copy);
      say(words.duplicated(nameOf(copy)));
    },
    set: (id, name, value) => step(() => editing.set(id, name, value)),
    rename: (id, name) => step(() => editing.rename(id, name)),
    feed: (id, inputs) => step(() => editing.feed(id, inputs)),
    chosen: () => write(add, words.add(list.chosenName())),
  });
  const code = attachCode((description) => {
    step(() => editing.replace(editedOf(description)));
    say(words.read(description.layers.length));
  });

  const nameOf = (/** @type {number} */ id) => {
    const { layers } = editing.design;
    return namesOf(layers)[layers.findIndex((layer) => layer.id === id)] ?? '';
  };

  const showUse = () => {
    if (used.description !== state.design.description) {
      const { description } = state.design;
      used = { description, packed: pack(descriptionOf(editedOf(description))) };
    }
    const isUsed = used.packed === packed;
    use.disabled = !isUsable || isUsed || !isFree(state);
    const offer = isAsking ? words.discard(state.trained) : words.use;
    write(use, isUsed ? words.used : isFree(state) ? offer : words.later);
  };

  add.addEventListener('click', () => {
    const { layers } = editing.design;
    const chosen = layers.findIndex((layer) => layer.id === list.chosen);
    let added = 0;
    step(() => (added = editing.add(kind.value, chosen < 0 ? layers.length : chosen + 1)));
    show(added);
    say(words.added(nameOf(added)));
  });
  undo.addEventListener('click', () => {
    step(() => editing.undo());
    say(words.undone);
  });
  redo.addEventListener('click', () => {
    step(() => editing.redo());
    say(words.redone);
  });
  start.addEventListener('click', () => {
    const name = presetNames.find((each) => each === begin.value);
    if (!name) return;
    step(() => editing.replace(editedOf(presets[name]())));
    say(words.begun(text.network.names[name]));
  });
  use.addEventListener('click', () => {
    if (hasLearned(state) && !isAsking) {
      isAsking = true;
      say(words.discardAsked(state.trained));
      showUse();
      return;
    }
    const description = descriptionOf(editing.design);
    address.write('net', 'own');
    address.write('design', packed);
    state.own = description;
    isAsking = false;
    void run.setDesign({ preset: 'own', description }).then(() => {
      say(words.taken);
      showUse();
    });
  });
  figure.addEventListener('keydown', (event) => {
    if (event.target instanceof HTMLTextAreaElement || !(event.ctrlKey || event.metaKey) || event.altKey)
      return;
    const key = event.key.toLowerCase();
    if (key !== 'z' && key !== 'y') return;
    event.preventDefault();
    (key === 'y' || event.shiftKey ? redo : undo).click();
  });
  withTwins(figure, load, (loaded) => {
    twins = loaded;
    show();
  });
  watch(showUse);
  show();
}
