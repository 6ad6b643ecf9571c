import fs from 'node:fs';
import path from 'node:path';

import { runCommand } from './lib/failure.mjs';
import { dist, inRoot } from './lib/paths.mjs';
import { Progress } from './lib/progress.mjs';
import { createSiteServer, listen } from './serve.mjs';
import { setUp } from './setup/index.mjs';

/** Phone, laptop, projector. */
const WIDTHS = [360, 1280, 1920];
const THEMES = /** @type {const} */ (['light', 'dark']);

/** Where the pictures go; git ignores it. */
const FOLDER = inRoot('screenshots');

/**
 * Takes a picture of every chapter in both themes and three widths, for a person to look at:
 * `screenshots/convolution-360-dark.png`.
 */
await runCommand(async () => {
  const progress = new Progress();
  await setUp(progress);
  const { buildSite } = await import('./build.mjs');
  const { launchChromium } = await import('./lib/chromium.mjs');
  await buildSite(progress);
  fs.rmSync(FOLDER, { recursive: true, force: true });
  const server = createSiteServer(dist);
  const url = `http://localhost:${await listen(server, { port: 0 })}/`;
  const browser = await launchChromium('none');
  let taken = 0;
  await progress.step('Screenshots', async (note) => {
    for (const width of WIDTHS) {
      for (const colorScheme of THEMES) {
        const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
        await page.goto(url);
        // It would lie over every picture that is higher than the window.
        await page.locator('.rail').evaluate((rail) => (rail.style.position = 'static'));
        for (const chapter of await page.locator('main > section, footer').all()) {
          const name = `${await chapter.getAttribute('id')}-${width}-${colorScheme}.png`;
          note(name);
          await show(chapter);
          await chapter.screenshot({ path: path.join(FOLDER, name) });
          taken += 1;
        }
        await page.close();
      }
    }
  });
  await browser.close();
  server.close();
  progress.say(`\n${taken} pictures are in screenshots/.`);
});

/**
 * Brings every figure of a chapter on screen once, so that it has drawn itself.
 *
 * @param {import('playwright-core').Locator} chapter
 */
async function show(chapter) {
  for (const figure of await chapter.locator('[data-figure]').all()) {
    await figure.scrollIntoViewIfNeeded();
    await figure.page().waitForLoadState('networkidle');
    await figure.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
  }
}
