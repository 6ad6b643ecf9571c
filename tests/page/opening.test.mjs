import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openPage } from '../support/page.mjs';

const SUMMARY_ROWS = [
  ['conv2d (Conv2D)', '(None, 32, 32, 32)', '896'],
  ['max_pooling2d (MaxPooling2D)', '(None, 16, 16, 32)', '0'],
  ['conv2d_1 (Conv2D)', '(None, 16, 16, 64)', '18,496'],
  ['max_pooling2d_1 (MaxPooling2D)', '(None, 8, 8, 64)', '0'],
  ['flatten (Flatten)', '(None, 4096)', '0'],
  ['dense (Dense)', '(None, 200)', '819,400'],
  ['dense_1 (Dense)', '(None, 200)', '40,200'],
  ['dense_2 (Dense)', '(None, 10)', '2,010'],
];

test('the page is useful before any engine or data', async (t) => {
  /** @type {string[]} */
  const fetched = [];
  const { page } = await openPage(t, {
    webgpu: false,
    before: async (page) => {
      page.on('request', (request) => fetched.push(new URL(request.url()).pathname));
    },
  });

  await t.test('the gallery shows real pictures of every class', async () => {
    await page.locator('#strip canvas').first().waitFor();
    const gallery = page.locator('#gallery');
    assert.equal(await gallery.getByRole('toolbar', { name: /^Ten small photographs/ }).count(), 10);
    assert.equal(await gallery.getByRole('button').count(), 100);
    const names = await gallery.locator('.class-name').allTextContents();
    assert.deepEqual(names.slice(0, 3).concat(names.at(-1) ?? ''), [
      'airplane',
      'automobile',
      'bird',
      'truck',
    ]);
    assert.ok((await coloursOf(page, '#strip canvas')) > 100, 'the pictures of the strip have been drawn');
    assert.ok(fetched.some((path) => path.endsWith('data/cifar10/gallery.png')));
  });

  await t.test('the summary is there, as Keras prints it and as a table', async () => {
    const printed = (await page.locator('#summary-text').textContent()) ?? '';
    assert.match(printed, /^Model: "sequential"\n┏━{33}┳━{24}┳━{15}┓\n┃ Layer \(type\) {20}┃/);
    assert.match(printed, /\n Total params: 881,002 \(3\.36 MB\)\n/);
    const rows = await page.locator('#summary-rows tr').all();
    assert.equal(rows.length, SUMMARY_ROWS.length);
    for (const [index, row] of rows.entries()) {
      assert.deepEqual(await row.locator('th, td').allTextContents(), SUMMARY_ROWS[index]);
      for (const cell of SUMMARY_ROWS[index]) assert.ok(printed.includes(` ${cell} `));
    }
  });

  await t.test('it says what will be here and the one thing to do', async () => {
    assert.match((await page.locator('#status-sentence').textContent()) ?? '', /Press Train/);
    assert.ok(await page.locator('#train').isEnabled());
    assert.ok(await page.locator('#pause').isDisabled());
  });

  await t.test('the engine waits until it is needed', async () => {
    assert.deepEqual(
      fetched.filter((path) => /\.wasm$|train-\d+\.png$/.test(path)),
      [],
    );
    assert.equal(
      await page.evaluate(() => typeof (/** @type {any} */ (window).convlab.createLab)),
      'function',
    );
  });
});

test('nothing scrolls sideways and little moves, from a phone to a projector', async (t) => {
  for (const width of [360, 768, 1280, 1920]) {
    await t.test(`${width} px`, async (t) => {
      const { page } = await openPage(t, {
        webgpu: false,
        context: { viewport: { width, height: 800 } },
        before: async (page) => {
          await page.addInitScript(() => {
            let moved = 0;
            new PerformanceObserver((list) => {
              for (const entry of list.getEntries()) moved += /** @type {any} */ (entry).value;
              Object.assign(window, { moved });
            }).observe({ type: 'layout-shift', buffered: true });
          });
        },
      });
      await page.locator('#strip canvas').first().waitFor();
      await page.evaluate(() => document.fonts.ready);
      const { wide, moved, small } = await page.evaluate(() => ({
        wide: document.documentElement.scrollWidth - innerWidth,
        moved: /** @type {any} */ (window).moved ?? 0,
        small: [...document.querySelectorAll('button, input, select, summary, nav a')].filter((control) => {
          const { height } = control.getBoundingClientRect();
          return height > 0 && height < 40;
        }).length,
      }));
      assert.ok(wide <= 0, `${wide} px too wide`);
      assert.ok(moved < 0.05, `layout moved by ${moved}`);
      assert.equal(small, 0, 'controls lower than 40 px');
    });
  }
});

test('the contents show where the reader is, and are a drawer on a phone', async (t) => {
  const { page } = await openPage(t, { webgpu: false, context: { viewport: { width: 360, height: 740 } } });
  const contents = page.locator('#contents');
  assert.ok(!(await contents.isVisible()));
  await page.getByRole('button', { name: 'Contents' }).click();
  assert.ok(await contents.isVisible());
  await contents.getByRole('link', { name: 'The model' }).click();
  await contents.waitFor({ state: 'hidden' });
  await page.waitForFunction(
    () => document.querySelector('#contents [aria-current]')?.textContent === 'The model',
  );
});

test('the theme goes round and is remembered', async (t) => {
  const { page } = await openPage(t, { webgpu: false, context: { colorScheme: 'light' } });
  const button = page.locator('#theme');
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.equal(await button.textContent(), 'Theme: system');
  assert.equal(await paper(), 'rgb(251, 250, 247)');
  await button.click();
  await button.click();
  assert.equal(await button.textContent(), 'Theme: dark');
  assert.equal(await paper(), 'rgb(21, 22, 25)');
  await page.reload();
  assert.equal(await page.locator('#theme').textContent(), 'Theme: dark');
  assert.equal(await paper(), 'rgb(21, 22, 25)');
});

/**
 * How many different colours a canvas shows.
 *
 * @param {import('playwright-core').Page} page
 * @param {string} selector
 */
function coloursOf(page, selector) {
  return page
    .locator(selector)
    .first()
    .evaluate((canvas) => {
      if (!(canvas instanceof HTMLCanvasElement)) return 0;
      const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      const colours = new Set();
      for (let at = 0; at < pixels.length; at += 4) colours.add(pixels.slice(at, at + 3).join());
      return colours.size;
    });
}
