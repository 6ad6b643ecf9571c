import fs from 'node:fs';
import path from 'node:path';

import temml from 'temml';

import { Failure } from '../lib/failure.mjs';

/**
 * The page's markup is put together when the site is built, so that a browser gets one static file:
 *
 *     <!-- chapter: relu -->      the file chapters/relu.html
 *     {{relu.title}}              a sentence of the table of strings; `code` in backticks
 *     <tex>x^2</tex>              a formula as MathML; <tex display> stands on a line of its own
 */

const CHAPTER = /<!-- chapter: ([a-z-]+) -->/g;
const STRING = /\{\{([\w.]+)\}\}/g;
const CODE = /`([^`]+)`/g;
const FORMULA = /<tex( display)?>([\s\S]*?)<\/tex>/g;

/**
 * Puts a page together.
 *
 * @param {string} template
 * @param {object} sources
 * @param {string} sources.chapters the folder of the chapters
 * @param {object} sources.text the table of strings
 */
export function buildMarkup(template, { chapters, text }) {
  return template
    .replace(CHAPTER, (_, name) => fs.readFileSync(path.join(chapters, `${name}.html`), 'utf8').trimEnd())
    .replace(STRING, (_, name) => escape(stringAt(text, name)).replace(CODE, '<code>$1</code>'))
    .replace(FORMULA, (_, display, tex) => formula(unescape(tex), Boolean(display)));
}

/**
 * @param {object} text
 * @param {string} name such as `relu.title`
 * @returns {string}
 */
function stringAt(text, name) {
  const found = name
    .split('.')
    .reduce((/** @type {any} */ part, key) => (part === null || part === undefined ? part : part[key]), text);
  if (typeof found !== 'string')
    throw new Failure(`The page asks for the string "${name}", which the table does not have.`);
  return found;
}

/**
 * @param {string} tex
 * @param {boolean} displayMode
 */
function formula(tex, displayMode) {
  const mathml = temml.renderToString(tex.trim(), { displayMode, throwOnError: true });
  // The page's policy refuses style attributes; what they would say stands in a style sheet.
  return mathml.replace(/ style="[^"]*"/g, '');
}

/** @param {string} plain */
const escape = (plain) =>
  plain.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** @param {string} markup */
const unescape = (markup) => markup.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
