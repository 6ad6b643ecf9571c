import { text } from '../text.js';
import { make, makeOption, write } from '../views/dom.js';
import { isName, isSame, kinds, snake } from './kinds.js';

const words = text.design;

/**
 * The arguments of a layer under their Keras names, its own name, and what feeds it.
 *
 * @param {number} id
 * @param {string} type
 * @param {import('./list.js').Deeds} deeds
 */
export function makeFields(id, type, deeds) {
  const element = make('div', 'layer-fields');
  const fields = kinds[type].arguments.map((argument) => makeField(id, argument, deeds));
  const name = makeName(id, deeds);
  const inputs = makeInputs(id, type, deeds);
  element.append(...fields.map((field) => field.element), name.element, inputs.element);
  return {
    element,
    /** @param {import('./layers.js').EditedLayer} layer @param {import('./card.js').Shown['feeds']} feeds */
    show(layer, feeds) {
      for (const field of fields) field.show(layer.args);
      name.show(layer.name);
      inputs.show(layer.inputs, feeds);
    },
  };
}

/**
 * @param {number} id
 * @param {import('./kinds.js').Argument} argument
 * @param {import('./list.js').Deeds} deeds
 */
function makeField(id, { name, form, usual, choices = [] }, deeds) {
  if (form === 'choice' || form === 'flag') {
    const options = form === 'flag' ? ['True', 'False'] : choices;
    const { element, input } = labelled(snake(name), make('select'));
    input.append(...options.map((option) => makeOption(option, option)));
    input.addEventListener('change', () =>
      deeds.set(id, name, form === 'flag' ? input.value === 'True' : input.value),
    );
    return {
      element,
      /** @param {Record<string, unknown>} args */
      show(args) {
        const value = args[name] ?? usual;
        input.value = form === 'flag' ? (value ? 'True' : 'False') : String(value);
      },
    };
  }
  const usually = words.placeholder(form, usual);
  const { element, input, show } = makeChecked(snake(name), usually, {
    read: (written) => readAs(form, written),
    wrong: words.wrong[form],
    changed: (value) => deeds.set(id, name, value),
  });
  input.inputMode = form === 'number' || form === 'l2' ? 'decimal' : 'numeric';
  return {
    element,
    /** @param {Record<string, unknown>} args */
    show: (args) => show(args[name], writtenAs(form, args[name])),
  };
}

/** The name of a layer; Keras's where there is none. @param {number} id @param {import('./list.js').Deeds} deeds */
function makeName(id, deeds) {
  const { element, show } = makeChecked('name', words.ownName, {
    read: (written) => (isName(written) ? written : undefined),
    wrong: words.wrong.name,
    changed: (name) => deeds.rename(id, name ?? null),
  });
  return { element, show: (/** @type {string | null} */ name) => show(name ?? undefined, name ?? '') };
}

/**
 * A field of text whose hint says what cannot be; what was there before stays in force then.
 *
 * @template T
 * @param {string} label
 * @param {string} placeholder
 * @param {{ read: (written: string) => T | undefined, wrong: string, changed: (value: T | undefined) => void }} how
 */
function makeChecked(label, placeholder, { read, wrong, changed }) {
  const { element, input } = labelled(label, makeText());
  input.placeholder = placeholder;
  const hint = make('p', 'hint wrong');
  hint.setAttribute('role', 'status');
  element.append(hint);
  const say = (/** @type {boolean} */ isWrong) => {
    write(hint, isWrong ? wrong : '');
    input.setAttribute('aria-invalid', String(isWrong));
  };
  input.addEventListener('input', () => {
    const written = input.value.trim();
    const value = written === '' ? undefined : read(written);
    const isWrong = value === undefined && written !== '';
    say(isWrong);
    if (!isWrong) changed(value);
  });
  return {
    element,
    input,
    /**
     * What means the same already may be in the midst of being typed.
     * @param {T | undefined} value
     * @param {string} written
     */
    show(value, written) {
      const now = input.value.trim();
      if ((now === '') === (written === '') && isSame(read(now), value)) return;
      input.value = written;
      say(false);
    },
  };
}

/** What feeds a layer: the one before, or others by their names; a sum has several. */
function makeInputs(
  /** @type {number} */ id,
  /** @type {string} */ type,
  /** @type {import('./list.js').Deeds} */ deeds,
) {
  const element = make('div', 'layer-inputs');
  const isSum = type === 'Add';
  let shown = '';
  return {
    element,
    /** @param {(number | null)[] | null} inputs @param {import('./card.js').Shown['feeds']} feeds */
    show(inputs, feeds) {
      const wanted = JSON.stringify([inputs, feeds]);
      if (wanted === shown) return;
      shown = wanted;
      const before = feeds[feeds.length - 1].id;
      const fed = inputs ?? [before];
      const selects = [...fed, ...(isSum ? [undefined] : [])].map((input, index) => {
        const { element: field, input: select } = labelled(
          words.input(isSum ? index + 1 : 0),
          make('select'),
        );
        if (isSum) select.append(makeOption(index < fed.length ? words.noInput : words.anotherInput, 'none'));
        if (!isSum) select.append(makeOption(words.before, 'before'));
        // A layer that stands behind this one now is still named: the sentence at the layer says what is wrong.
        const known = feeds.some((feed) => feed.id === input) || input === undefined;
        if (!known) select.append(makeOption(words.behind, String(input)));
        select.append(...feeds.map((feed) => makeOption(feed.name, String(feed.id))));
        select.value = input === undefined ? 'none' : !inputs && !isSum ? 'before' : String(input);
        select.addEventListener('change', () => {
          const chosen = selects.map((each) => each.select.value).filter((value) => value !== 'none');
          const next = chosen.map((value) => (value === 'null' ? null : Number(value)));
          deeds.feed(id, select.value === 'before' ? null : next);
        });
        return { field, select };
      });
      const at = [...element.querySelectorAll('select')].findIndex(
        (select) => select === document.activeElement,
      );
      element.replaceChildren(...selects.map(({ field }) => field));
      selects[at]?.select.focus({ preventScroll: true });
    },
  };
}

/**
 * @template {HTMLInputElement | HTMLSelectElement} T
 * @param {string} name
 * @param {T} input
 */
function labelled(name, input) {
  const element = make('label', 'layer-field');
  element.append(make('span', '', name), input);
  return { element, input };
}

function makeText() {
  const input = make('input');
  input.type = 'text';
  input.spellcheck = false;
  input.autocomplete = 'off';
  return input;
}

/** @param {import('./kinds.js').Argument['form']} form @param {string} written @returns {unknown} undefined for nothing */
function readAs(form, written) {
  if (written === '') return undefined;
  const numbers = written
    .replace(/[()\s]/g, '')
    .split(/[,x×]/)
    .map((part) => (part === '' ? NaN : Number(part)));
  if (!numbers.every((number) => Number.isFinite(number) && number >= 0)) return undefined;
  if (form === 'whole' || form === 'pair') {
    if (!numbers.every(Number.isInteger) || numbers.length > (form === 'pair' ? 2 : 1)) return undefined;
    return numbers.length === 2 ? numbers : numbers[0];
  }
  if (numbers.length > 1) return undefined;
  return form === 'l2' ? { l2: numbers[0] } : numbers[0];
}

/** @param {import('./kinds.js').Argument['form']} form @param {unknown} value */
function writtenAs(form, value) {
  if (value === undefined || value === null) return '';
  if (form === 'l2') return String(/** @type {{ l2: number }} */ (value).l2);
  return Array.isArray(value) ? value.join(', ') : String(value);
}
