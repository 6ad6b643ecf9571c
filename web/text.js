/** The table of strings in the language of the page. A translation is one more file beside `en.js`. */
export { text } from './text/en.js';
