import { make, write } from '../views/dom.js';

/**
 * A part of a stage: its name above, then what it shows.
 * @param {string} label
 * @param {...Element} shown
 */
export function part(label, ...shown) {
  const element = make('div', 'stage-part');
  element.append(make('p', '', label), ...shown);
  return element;
}

/**
 * The sign between two parts, which a reader who listens does not need.
 * @param {string} written
 */
export function sign(written) {
  const element = make('span', 'stage-sign', written);
  element.setAttribute('aria-hidden', 'true');
  return element;
}

/**
 * A column of named numbers, such as a sum and a bias.
 * @param {string[]} names
 */
export function tally(names) {
  const element = make('dl', 'tally');
  const values = names.map((name) => {
    const row = make('div');
    const value = make('dd');
    row.append(make('dt', '', name), value);
    element.append(row);
    return value;
  });
  return {
    element,
    /** @param {string[]} written */
    show: (written) => values.forEach((value, index) => write(value, written[index])),
  };
}

/**
 * Shows lines of text, and touches the page only where they differ.
 * @param {HTMLElement} host
 * @param {string[]} lines
 */
export function showLines(host, lines) {
  if (host.childElementCount === 0) host.textContent = '';
  while (host.children.length > lines.length) host.lastElementChild?.remove();
  while (host.children.length < lines.length) host.append(make('span', 'line'));
  lines.forEach((line, index) => write(host.children[index], line));
}
