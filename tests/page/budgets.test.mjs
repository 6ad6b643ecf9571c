import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openPage } from '../support/page.mjs';
import { longEveryTime, longTasks } from '../support/tasks.mjs';

test('the page answers within a second of being opened', async (t) => {
  const { page, url } = await openPage(t, { webgpu: false });
  const times = [];
  for (let visit = 0; visit < 3; visit += 1) {
    await page.goto('about:blank');
    await page.goto(url);
    times.push(
      await page.evaluate(async () => {
        while (document.getElementById('theme')?.textContent === '' || !('convlab' in window))
          await new Promise((done) => setTimeout(done));
        return performance.now();
      }),
    );
  }
  assert.ok(Math.min(...times) < 1000, `interactive after ${times.map(Math.round)} ms`);
});

test('no task is longer than 50 ms while an animation plays, and nothing moves', async (t) => {
  const open = async (/** @type {import('node:test').TestContext} */ t) => {
    const { page } = await openPage(t, {
      webgpu: false,
      context: { viewport: { width: 1280, height: 900 } },
    });
    await page.locator('#strip canvas').first().waitFor();
    return page;
  };
  const first = await open(t);
  const players = await first
    .locator('[data-figure]:has(.player)')
    .evaluateAll((figures) => figures.map((figure) => figure.getAttribute('data-figure') ?? ''));
  assert.ok(players.length > 2, 'there are animations');
  for (const name of players) {
    await t.test(name, async (t) => {
      const tasks = await longEveryTime(async (count) => {
        const page = count === 0 ? first : await open(t);
        const figure = page.locator(`[data-figure="${name}"]`);
        await figure.scrollIntoViewIfNeeded();
        await page.waitForFunction(
          (name) =>
            document.querySelector(`[data-figure="${name}"] :is(canvas.grid, .read-out:not(:empty))`)
              ?.clientWidth,
          name,
        );
        await figure.getByLabel('Speed of the animation').selectOption('8');
        await watchLayout(page);
        const tasks = await longTasks(page, async () => {
          await figure.locator('.scrubber').fill('1');
          await figure.getByRole('button', { name: 'Play' }).click();
          await page.waitForFunction(played, name);
        });
        // Going to a cell stops what plays, and does no harm where it has just ended.
        await figure.locator('.scrubber').fill('1');
        const moved = await layoutMoved(page);
        assert.ok(moved < 0.05, `layout moved by ${moved}`);
        return tasks;
      });
      assert.deepEqual(tasks, [], 'milliseconds of long tasks');
    });
  }
});

test('nothing moves while a reader scrolls through the page', async (t) => {
  for (const width of [360, 1280]) {
    await t.test(`${width} px`, async (t) => {
      const { page } = await openPage(t, { webgpu: false, context: { viewport: { width, height: 800 } } });
      await page.locator('#strip canvas').first().waitFor();
      await page.evaluate(() => document.fonts.ready);
      const { moved, worst } = await page.evaluate(scrollThrough);
      assert.ok(moved < 0.05, `layout moved by ${moved}: ${JSON.stringify(worst)}`);
    });
  }
});

test('a figure is as high before its numbers are there as with them', async (t) => {
  for (const width of [360, 1280]) {
    await t.test(`${width} px`, async (t) => {
      let release = () => {};
      const { page } = await openPage(t, {
        webgpu: false,
        context: { viewport: { width, height: 800 } },
        before: async (page) => {
          const held = new Promise((done) => (release = () => done(undefined)));
          await page.route('**/convlab_explain_bg*', async (route) => {
            await held;
            await route.continue();
          });
        },
      });
      await page.locator('#strip canvas').first().waitFor();
      await page.evaluate(() => document.fonts.ready);
      await page.evaluate(scrollThrough);
      const before = await page.evaluate(heights);
      release();
      await page.evaluate(() => /** @type {any} */ (window).convlab.loadTwins());
      await page.evaluate(scrollThrough);
      assert.deepEqual(await page.evaluate(heights), before);
    });
  }
});

/** How high every figure is. Runs in the page. */
const heights = () =>
  Object.fromEntries(
    [...document.querySelectorAll('[data-figure]')].map((figure) => [figure.id, figure.clientHeight]),
  );

/** Scrolls to the end in steps of half a screen, and adds up what moved meanwhile. Runs in the page. */
async function scrollThrough() {
  const shifts = /** @type {any[]} */ ([]);
  const take = (/** @type {PerformanceEntry[]} */ entries) => {
    shifts.push(...entries.filter((entry) => !(/** @type {any} */ (entry).hadRecentInput)));
  };
  const observer = new PerformanceObserver((list) => take(list.getEntries()));
  observer.observe({ type: 'layout-shift' });
  const frame = () => new Promise(requestAnimationFrame);
  for (let top = 0; top < document.documentElement.scrollHeight; top += innerHeight / 2) {
    scrollTo({ top, behavior: 'instant' });
    await frame();
    await frame();
  }
  await frame();
  take(observer.takeRecords());
  const where = (/** @type {any} */ { node }) =>
    (node?.nodeType === 1 ? node : node?.parentElement)?.closest('[id]')?.id ?? '';
  const worst = shifts
    .toSorted((a, b) => b.value - a.value)
    .slice(0, 8)
    .map(({ value, sources }) => [Number(value.toFixed(4)), ...new Set(sources.map(where))]);
  return { moved: shifts.reduce((sum, { value }) => sum + value, 0), worst };
}

/**
 * Whether an animation has come far: to its twentieth cell or its end. Runs in the page.
 * @param {string} name of the figure
 */
function played(name) {
  const scrubber = document.querySelector(`[data-figure="${name}"] .scrubber`);
  return scrubber instanceof HTMLInputElement && Number(scrubber.value) >= Math.min(20, Number(scrubber.max));
}

/** Adds up movements of the layout from now on. @param {import('playwright-core').Page} page */
async function watchLayout(page) {
  await page.evaluate(() => {
    const seen = { moved: 0 };
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.moved += /** @type {any} */ (entry).value;
    });
    observer.observe({ type: 'layout-shift' });
    Object.assign(window, { watching: { seen, observer } });
  });
}

/** @param {import('playwright-core').Page} page @returns {Promise<number>} since {@link watchLayout} */
const layoutMoved = (page) =>
  page.evaluate(() => {
    const { seen, observer } = /** @type {any} */ (window).watching;
    observer.disconnect();
    return seen.moved;
  });
