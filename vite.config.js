import { defineConfig } from 'vite';

/** A static site for any path of any static host, under a policy without inline code. */
export default defineConfig({
  base: './',
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    // A data URL is refused by the policy, and a file of its own can be cached.
    assetsInlineLimit: 0,
  },
});
