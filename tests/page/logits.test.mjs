import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AxeBuilder } from '@axe-core/playwright';

import { openPage } from '../support/page.mjs';

const PATIENCE = { timeout: 60_000 };

test('the numbers of the chapter are those of a softmax taken twice', async (t) => {
  const { page } = await openPage(t, { webgpu: false });
  const prose = (await page.locator('#logits').innerText()).replace(/\s+/g, ' ');
  const exps = [0.9, ...Array.from({ length: 9 }, () => 0.1 / 9)].map(Math.exp);
  const sum = exps.reduce((total, value) => total + value, 0);
  for (const number of [
    exps[0].toFixed(3),
    (sum - exps[0]).toFixed(3),
    (exps[0] / sum).toFixed(3),
    (exps[1] / sum).toFixed(3),
    (Math.E / (Math.E + 9)).toFixed(3),
    (-Math.log(Math.E / (Math.E + 9))).toFixed(2),
    (-Math.log(1 / (Math.E + 9))).toFixed(2),
  ]) {
    assert.ok(prose.includes(number), `${number} is not in the chapter`);
  }
});

test('two networks are compared, and the reader’s own is left alone', async (t) => {
  const { page } = await openPage(t, { webgpu: false, path: '?backend=cpu' });
  const said = (/** @type {string} */ id) => page.locator(`#logits-${id}`).textContent();

  await t.test('a field that cannot be is said there, and starts nothing', async () => {
    for (const [field, wrong, usual, sentence] of /** @type {const} */ ([
      ['images', '700', '500', /500 to 5,000 images in steps of 500/],
      ['epochs', '', '2', /1 to 10/],
    ])) {
      const input = page.locator(`#logits-${field}`);
      await input.fill(wrong);
      assert.match((await said(`${field}-hint`)) ?? '', sentence);
      await page.click('#logits-train');
      assert.ok(await input.evaluate((element) => element === document.activeElement));
      assert.ok(await page.locator('#logits-stop').isDisabled());
      await input.fill(usual);
      assert.equal(await input.getAttribute('aria-invalid'), 'false');
    }
  });

  await t.test('it trains both, and tells what came of it', async () => {
    await page.locator('#logits-train').press('Enter');
    await page.waitForFunction(() =>
      document.getElementById('locked')?.textContent?.startsWith('Locked for a moment'),
    );
    assert.ok(await page.locator('#train').isDisabled());
    assert.ok(await page.locator('#logits-stop').evaluate((stop) => stop === document.activeElement));
    await page.waitForFunction(
      () => document.getElementById('logits-status')?.textContent === 'All are trained.',
      null,
      PATIENCE,
    );
    const [, once, twice] =
      ((await said('result')) ?? '').match(
        /^After 2 epochs on 500 images, .+ names ([\d.]+)\s% of 500 unseen images correctly, .+ twice ([\d.]+)\s%\./,
      ) ?? [];
    assert.ok(once && twice, (await said('result')) ?? '');
    const told = (await page.locator('#logits .comparison').last().getAttribute('aria-label')) ?? '';
    assert.ok(told.includes(`accuracy ${once}`) && told.includes(`accuracy ${twice}`), told);
    const losses = [...told.matchAll(/loss (\d\.\d+)/g)].map(([, loss]) => Number(loss));
    assert.ok(losses[1] > 1.461 && losses[1] < 2.462, `softmax twice keeps the loss in its range: ${told}`);
    for (const chart of await page.locator('#logits .comparison').all()) {
      assert.equal(await chart.locator('polyline').count(), 4);
      assert.equal(await chart.locator('circle').count(), 8, 'two epochs of four lines');
    }
    assert.ok(await page.locator('#logits-train').evaluate((train) => train === document.activeElement));
  });

  await t.test('nothing of the reader’s own run was touched', async () => {
    assert.equal(await page.locator('#status').getAttribute('data-phase'), 'empty');
    assert.equal(await page.locator('#history-table tbody tr').count(), 0);
    assert.ok(await page.locator('#train').isEnabled());
    assert.ok(await page.locator('#seed').isEnabled());
  });

  await t.test('it can be stopped', async () => {
    await page.fill('#logits-epochs', '10');
    await page.click('#logits-train');
    await page.waitForFunction(() => document.querySelector('#logits .comparison polyline'), null, PATIENCE);
    await page.click('#logits-stop');
    await page.waitForFunction(
      () => /^Stopped\./.test(document.getElementById('logits-status')?.textContent ?? ''),
      null,
      PATIENCE,
    );
    await page.waitForSelector('#train:enabled', PATIENCE);
  });

  await t.test('while a run is on it refuses, with a sentence', async () => {
    await page.fill('#trainImages', '500');
    await page.fill('#validationImages', '500');
    await page.click('#step');
    await page.waitForFunction(
      () => document.getElementById('status')?.dataset.phase === 'paused',
      null,
      PATIENCE,
    );
    await page.click('#logits-train');
    assert.match((await said('status')) ?? '', /busy with a run or a cell of the notebook/);
    await page.click('#stop');
  });

  await t.test('nothing about it is out of reach of a screen reader', async () => {
    const { violations } = await new AxeBuilder({ page }).include('#logits').analyze();
    assert.deepEqual(
      violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`),
      [],
    );
  });
});
