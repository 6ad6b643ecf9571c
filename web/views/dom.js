/** The few helpers with which the views reach into the page. */

/**
 * The element with this id, checked to be of the class that the caller needs.
 * @template {Element} T
 * @param {string} id
 * @param {new () => T} type
 * @returns {T}
 */
export function byId(id, type) {
  const found = document.getElementById(id);
  if (found instanceof type) return found;
  throw new TypeError(`index.html lacks a ${type.name} with the id ${id}`);
}

/**
 * A new element with a class and text.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {string} [className]
 * @param {string} [content]
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(tag, className = '', content = '') {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (content) element.textContent = content;
  return element;
}

/**
 * An option of a select.
 * @param {string} name
 * @param {string | number} value
 */
export function makeOption(name, value) {
  const option = make('option', '', name);
  option.value = String(value);
  return option;
}

/**
 * Writes text only where it differs, so that an unchanged frame touches nothing.
 * @param {Element} element
 * @param {string} content
 */
export function write(element, content) {
  if (element.textContent !== content) element.textContent = content;
}
