import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openPage } from '../support/page.mjs';

test('a value that cannot be is named at its field and starts nothing', async (t) => {
  const { page } = await openPage(t, { webgpu: false });
  /** @type {[string, string, RegExp][]} */
  const wrong = [
    ['trainImages', '49', /500 to 50,000/],
    ['trainImages', '5100', /steps of 500/],
    ['validationImages', '20000', /500 to 10,000/],
    ['epochs', '0', /1 to 500/],
    ['batchSize', '1.5', /whole number/],
    ['learningRate', '', /above 0/],
    ['seed', '-1', /0 to 4,294,967,295/],
  ];
  for (const [field, value, sentence] of wrong) {
    const input = page.locator(`#${field}`);
    const usual = await input.inputValue();
    await input.fill(value);
    assert.match((await page.locator(`#${field}-hint`).textContent()) ?? '', sentence);
    assert.equal(await input.getAttribute('aria-invalid'), 'true');
    for (const button of ['#train', '#step']) {
      await page.click(button);
      assert.equal(await page.locator('#status').getAttribute('data-phase'), 'empty');
      assert.ok(
        await input.evaluate((element) => element === document.activeElement),
        'it leads to the field',
      );
    }
    await input.fill(usual);
    assert.equal(await input.getAttribute('aria-invalid'), 'false');
  }
});

test('slider and number field go together', async (t) => {
  const { page } = await openPage(t, { webgpu: false });
  const slider = page.locator('[data-for=trainImages]');
  await page.fill('#trainImages', '10000');
  assert.equal(await slider.inputValue(), '10000');
  await slider.press('ArrowRight');
  assert.equal(await page.locator('#trainImages').inputValue(), '10500');
});

test('a learning rate that is too large is named, and the network stays as it was', async (t) => {
  const { page } = await openPage(t, { webgpu: false, path: '?backend=cpu' });
  await page.fill('#trainImages', '500');
  await page.fill('#validationImages', '500');
  await page.fill('#epochs', '3');
  await page.locator('#optimizer').evaluate((field) => field.closest('details')?.setAttribute('open', ''));
  await page.selectOption('#optimizer', 'sgd');
  await page.fill('#learningRate', '1');
  await page.click('#train');
  await page.waitForFunction(() => document.getElementById('status')?.dataset.phase === 'stopped', null, {
    timeout: 60_000,
  });
  await page.waitForFunction(() =>
    /out of all bounds/.test(document.getElementById('status')?.textContent ?? ''),
  );
  const said = (await page.locator('#status').textContent()) ?? '';
  assert.match(said, /batch \d+ of epoch 1: the learning rate is too large here\. .*Choose a rate below 1,/);
  await page.fill('#learningRate', '0.01');
  await page.click('#train');
  await page.waitForFunction(() => document.getElementById('status')?.dataset.phase === 'finished', null, {
    timeout: 60_000,
  });
  const told = (await page.locator('#status').textContent()) ?? '';
  assert.match(told, /Done: after 3 epochs on 500 images/);
});

test('a wrong copy of the data is refused and what was loaded stays', async (t) => {
  const { page } = await openPage(t, { webgpu: false });
  const status = page.locator('#own-status');
  const offer = (/** @type {string} */ name, /** @type {Buffer} */ buffer) =>
    page.setInputFiles('#own-files', { name, mimeType: 'application/octet-stream', buffer });
  await page.fill('#trainImages', '500');
  await page.fill('#validationImages', '500');
  await page.selectOption('#backend', 'cpu');

  await t.test('with nothing loaded yet', async () => {
    await offer('data_batch_1.bin', Buffer.alloc(3073 * 2 + 5));
    await page.locator('#own-status.wrong').waitFor({ timeout: 30_000 });
    assert.match((await status.textContent()) ?? '', /data_batch_1\.bin.*Nothing else was changed\.$/);
    assert.ok(await page.locator('#train').isEnabled());
  });

  await t.test('after the page’s own copy was loaded', async () => {
    await page.fill('#epochs', '1');
    await page.click('#train');
    await page.waitForFunction(() => document.getElementById('status')?.dataset.phase === 'finished', null, {
      timeout: 60_000,
    });
    await offer('holiday.tar.gz', Buffer.from('not an archive at all, just some words'));
    await status
      .filter({ hasText: 'holiday.tar.gz' })
      .and(page.locator('.wrong'))
      .waitFor({ timeout: 30_000 });
    assert.match(
      (await status.textContent()) ?? '',
      /What was loaded before stays in use: 500 images to train on and 500 to check with\.$/,
    );
    assert.equal(await page.locator('#history-table tbody tr').count(), 1);
  });
});
