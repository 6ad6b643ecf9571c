import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';

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

/** The site's data set, which is kept when it is first fetched. */
const isData = (/** @type {{ url: URL }} */ { url }) =>
  /\/data\/cifar10\/[^/]+\.(png|bin)$/.test(url.pathname);
/** What says which files the data set has: fresh where there is a network. */
const isManifest = (/** @type {{ url: URL }} */ { url }) =>
  url.pathname.endsWith('/data/cifar10/manifest.json');

/**
 * The service worker: the whole page is kept when it is first visited, the data as it is used. A new version waits until no
 * tab of the old one is left, so that a page never gets files of two versions.
 */
const offline = VitePWA({
  registerType: 'prompt',
  // The page registers it when it has nothing better to do.
  injectRegister: null,
  manifest: {
    name: 'Convlab',
    short_name: 'Convlab',
    description: text.page.description,
    start_url: '.',
    display: 'standalone',
    background_color: '#fbfaf7',
    theme_color: '#0b6e6e',
    icons: [
      { src: 'icon.svg', sizes: 'any', type: 'image/svg+xml' },
      { src: 'icon-192.png', sizes: '192x192', type: 'image/png' },
      { src: 'icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any maskable' },
    ],
  },
  workbox: {
    globPatterns: ['**/*.{html,js,css,wasm,woff2,svg,png,webmanifest}'],
    globIgnores: ['data/**'],
    maximumFileSizeToCacheInBytes: 8 << 20,
    inlineWorkboxRuntime: true,
    // Other pages may stand below this one's path.
    navigateFallback: null,
    // The first visit's data is to be kept, too.
    clientsClaim: true,
    ignoreURLParametersMatching: [/.*/],
    runtimeCaching: [
      {
        urlPattern: isData,
        handler: 'CacheFirst',
        options: {
          cacheName: 'convlab-data',
          expiration: { maxEntries: 100, purgeOnQuotaError: true },
          cacheableResponse: { statuses: [200] },
        },
      },
      {
        urlPattern: isManifest,
        handler: 'NetworkFirst',
        options: { cacheName: 'convlab-data-list', networkTimeoutSeconds: 4 },
      },
    ],
  },
});

/** A static site for any path of any static host, under a policy without inline code. */
export default defineConfig({
  base: './',
  plugins: [markup, offline],
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    // A data URL is refused by the policy, and a file of its own can be cached.
    assetsInlineLimit: 0,
  },
});
