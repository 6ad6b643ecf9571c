import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openPage } from '../support/page.mjs';

/** @typedef {import('playwright-core').Page} Page */

test('the settings of the panel stand in the address, and a link brings them back', async (t) => {
  const { page } = await openPage(t, { webgpu: false });
  await page.fill('#trainImages', '1500');
  await page.fill('#seed', '7');
  await page.selectOption('#backend', 'cpu');
  await page.waitForFunction(() => new URLSearchParams(location.search).get('backend') === 'cpu');
  const link = page.url();
  const again = await page.context().newPage();
  await again.goto(link);
  await again.waitForFunction(() => 'convlab' in window);
  assert.equal(await again.inputValue('#trainImages'), '1500');
  assert.equal(await again.inputValue('#seed'), '7');
  assert.equal(await again.inputValue('#backend'), 'cpu');
  assert.equal(await again.inputValue('#epochs'), '10', 'what was not changed is as usual');
  await again.fill('#trainImages', '5000');
  await again.waitForFunction(() => !new URLSearchParams(location.search).has('trainImages'));
});

test('the chapter that is read stands in the address', async (t) => {
  const { page } = await openPage(t, { webgpu: false });
  await page.locator('#pooling').evaluate((chapter) => chapter.scrollIntoView({ behavior: 'instant' }));
  await page.waitForFunction(() => location.hash === '#pooling');
  assert.equal(await page.locator('#contents [aria-current]').textContent(), 'Max pooling');
});

test('an address with nonsense opens the usual and says so', async (t) => {
  const { page } = await openPage(t, {
    webgpu: false,
    path: '?epochs=many&batchSize=-3&blurb=1&seed=5#nowhere',
  });
  const notice = page.locator('.refused');
  await notice.waitFor();
  const said = (await notice.textContent()) ?? '';
  for (const part of ['epochs=many', 'batchSize=-3', 'blurb', '#nowhere'])
    assert.ok(said.includes(part), said);
  assert.ok(!said.includes('seed'), said);
  assert.equal(await page.inputValue('#epochs'), '10');
  assert.equal(await page.inputValue('#batchSize'), '32');
  assert.equal(await page.inputValue('#seed'), '5');
  await page.waitForFunction(() => location.search === '?seed=5' && location.hash === '');
});

test('a lesson can leave chapters and figures out', async (t) => {
  const { page } = await openPage(t, { webgpu: false, path: '?hide=training,relu,figure-pooling' });
  await page.waitForFunction(() => 'convlab' in window);
  assert.ok(await page.locator('#training').isHidden());
  assert.ok(await page.locator('#relu').isHidden());
  assert.ok(await page.locator('[data-figure="pooling"]').isHidden());
  assert.ok(await page.locator('#pooling h2').isVisible());
  assert.equal(await page.locator('#contents a[href="#training"]').count(), 0);
});

test('every figure can stand alone, for a frame', async (t) => {
  const { page, url } = await openPage(t, {
    webgpu: false,
    context: { viewport: { width: 720, height: 640 } },
  });
  const names = await page
    .locator('[data-figure]')
    .evaluateAll((figures) =>
      figures.map((figure) => /** @type {HTMLElement} */ (figure).dataset.figure ?? ''),
    );
  assert.ok(names.includes('convolution'));
  for (const name of names) {
    await page.goto(`${url}?embed=${name}`);
    await page.waitForFunction(() => 'convlab' in window);
    const visible = await page
      .locator('main > section, footer, .rail, [data-figure]')
      .evaluateAll((parts) =>
        parts
          .filter((part) => part.checkVisibility())
          .map((part) => /** @type {HTMLElement} */ (part).dataset.figure ?? part.tagName),
      );
    assert.deepEqual(visible, ['SECTION', name]);
    const link = page.getByRole('link', { name: 'Open in the tutorial' });
    assert.doesNotMatch((await link.getAttribute('href')) ?? '', /embed=/);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${name} is ${wide} px too wide`);
  }
});
