import { defineConfig } from 'vite';

import { inRoot } from './tools/lib/paths.mjs';
import { buildMarkup } from './tools/page/markup.mjs';
import { text } from './web/text.js';

/** Chapters, strings and formulas, before Vite looks for the files that the page refers to. */
const markup = {
  name: 'convlab-markup',
  transformIndexHtml: {
    order: /** @type {const} */ ('pre'),
    handler: (/** @type {string} */ template) =>
      buildMarkup(template, { chapters: inRoot('web', 'chapters'), text }),
  },
};

/** A static site for any path of any static host, under a policy without inline code. */
export default defineConfig({
  base: './',
  plugins: [markup],
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    // A data URL is refused by the policy, and a file of its own can be cached.
    assetsInlineLimit: 0,
  },
});
