import { readFileSync } from 'node:fs';
import path from 'node:path';

import { PNG } from 'pngjs';

import { dist } from '../../tools/lib/paths.mjs';
import { openPage } from './page.mjs';

/** @typedef {import('playwright-core').Page} Page */

/**
 * Opens the page with a figure alone, once it says something.
 *
 * @param {import('node:test').TestContext} t
 * @param {string} name
 * @param {string} readout
 * @param {string} [query] more of the address
 */
export async function openFigure(t, name, readout, query = '') {
  const opened = await openPage(t, {
    webgpu: false,
    path: `?embed=${name}${query}`,
    context: { viewport: { width: 1280, height: 1000 } },
  });
  await opened.page.waitForFunction(
    (readout) => /[1-9]/.test(document.querySelector(readout)?.textContent ?? ''),
    readout,
  );
  return opened;
}

/**
 * Waits until an element's text has this in it, and gives the text.
 * @param {Page} page
 * @param {string} selector
 * @param {string} words
 */
export async function reads(page, selector, words) {
  await page.waitForFunction(
    ([selector, words]) => document.querySelector(selector)?.textContent?.includes(words),
    [selector, words],
    { timeout: 15_000 },
  );
  return (await page.locator(selector).textContent()) ?? '';
}

/**
 * A number as the page writes it.
 * @param {string} written
 */
export const numberOf = (written) => Number(written.replace('−', '-'));

/**
 * A picture of the gallery as bytes, [32, 32, 3].
 * @param {number} place from 0, ten in a row
 */
export function galleryPicture(place) {
  const { data, width } = PNG.sync.read(readFileSync(path.join(dist, 'data', 'cifar10', 'gallery.png')));
  return Array.from({ length: 32 * 32 * 3 }, (_, at) => {
    const y = Math.floor(place / 10) * 32 + Math.floor(at / 96);
    const x = (place % 10) * 32 + (Math.floor(at / 3) % 32);
    return data[(y * width + x) * 4 + (at % 3)];
  });
}
