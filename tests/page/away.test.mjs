import { test } from 'node:test';

import { openPage } from '../support/page.mjs';

/** @typedef {import('playwright-core').Page} Page */

const PATIENCE = { timeout: 60_000 };

const RUN = '?backend=cpu&net=leNet&trainImages=500&validationImages=500&epochs=3#training';

/** @param {Page} page @param {string} phase */
const reaches = (page, phase) =>
  page.waitForFunction(
    (phase) => document.getElementById('status')?.dataset.phase === phase,
    phase,
    PATIENCE,
  );

/** A screen's lock, a page that can be hidden, and a clock that can be set on. @param {Page} page */
async function prepare(page) {
  await page.addInitScript(() => {
    const state = { locks: 0, requests: 0, visible: 'visible', ahead: 0 };
    const wakeLock = {
      request: async () => {
        state.requests += 1;
        state.locks += 1;
        const sentinel = {
          released: false,
          release: async () => {
            if (!sentinel.released) state.locks -= 1;
            sentinel.released = true;
          },
        };
        return sentinel;
      },
    };
    Object.defineProperty(navigator, 'wakeLock', { value: wakeLock });
    Object.defineProperty(document, 'visibilityState', { get: () => state.visible });
    const now = performance.now.bind(performance);
    performance.now = () => now() + state.ahead;
    const show = (/** @type {string} */ visible) => {
      state.visible = visible;
      document.dispatchEvent(new Event('visibilitychange'));
    };
    Object.assign(window, { away: { state, show } });
  });
}

test('the screen stays on while it trains, and no longer', async (t) => {
  const { page } = await openPage(t, { webgpu: false, path: RUN, before: prepare });
  const locks = () => page.waitForFunction(() => /** @type {any} */ (window).away.state.locks === 0);
  await page.click('#train');
  await page.waitForFunction(() => /** @type {any} */ (window).away.state.locks === 1, null, PATIENCE);
  await reaches(page, 'finished');
  await locks();
  await page.click('#step');
  await reaches(page, 'paused');
  await locks();
});

test('a hidden page trains on, is kept, and says so on return', async (t) => {
  const { page } = await openPage(t, { webgpu: false, path: RUN, before: prepare });
  await page.click('#step');
  await reaches(page, 'paused');
  await page.waitForFunction(() =>
    /up to batch 1 of epoch 1/.test(document.getElementById('kept')?.textContent ?? ''),
  );
  await page.click('#pause');
  await reaches(page, 'train');
  await page.evaluate(() => /** @type {any} */ (window).away.show('hidden'));
  await page.waitForFunction(
    () => !/up to batch 1 of epoch 1/.test(document.getElementById('kept')?.textContent ?? ''),
    null,
    PATIENCE,
  );
  await reaches(page, 'finished');
  await page.evaluate(() => {
    const { away } = /** @type {any} */ (window);
    away.state.ahead = 90_000;
    away.show('visible');
  });
  await page.click('#step');
  await page.waitForFunction(
    () =>
      /^While this page was hidden for 1 min 3\d s, training went on by [\d.]+ epochs\.$/.test(
        document.getElementById('kept')?.textContent ?? '',
      ),
    null,
    PATIENCE,
  );
});
