import { make } from '../views/dom.js';

/** How many there are, for their ids. */
let made = 0;

/**
 * A field with its label.
 * @param {string} name
 * @param {HTMLSelectElement} field
 */
export function labelled(name, field) {
  made += 1;
  field.id = `stepthrough-field-${made}`;
  const box = make('div', 'control');
  const label = make('label', '', name);
  label.htmlFor = field.id;
  box.append(label, field);
  return box;
}
