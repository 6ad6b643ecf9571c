import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AxeBuilder } from '@axe-core/playwright';

import { bestOfRun, differences, readRecord, recordsCsv } from '../../web/runs/record.js';
import { openPage } from '../support/page.mjs';

const PATIENCE = { timeout: 60_000 };

/** @param {any} more */
const record = (more) => ({
  id: 'a',
  name: 'one',
  began: '2020-01-01',
  network: 'tutorial',
  device: 'CPU',
  settings: { seed: 1, epochs: 2 },
  history: [
    { loss: 2, accuracy: 0.25, val_loss: 2.5, val_accuracy: 0.5, at: 1, seconds: 1 },
    { loss: 1, accuracy: 0.5, val_loss: 1.5, val_accuracy: 0.5, at: 2, seconds: 1 },
  ],
  ...more,
});

test('what is kept of a run can be compared and taken home', () => {
  const [one, two] = [
    record({}),
    record({ name: 'a "second"', network: 'linear', settings: { seed: 2, epochs: 2 } }),
  ];
  assert.deepEqual(bestOfRun(one), { epoch: 1, accuracy: 0.5 });
  assert.deepEqual(differences([one, two]), [
    { key: 'network', values: ['tutorial', 'linear'] },
    { key: 'seed', values: ['1', '2'] },
  ]);
  assert.equal(recordsCsv([two]).split('\n')[1], '"a ""second""",1,2.0,0.25,2.5,0.5');
  assert.deepEqual(readRecord(JSON.stringify(one)), one);
  for (const bad of [
    null,
    '',
    '{',
    '{}',
    JSON.stringify(record({ history: [] })),
    JSON.stringify(record({ name: 3 })),
  ])
    assert.equal(readRecord(bad), null);
});

test('runs are kept over a reload, compared, renamed and deleted', async (t) => {
  const path = '?backend=cpu&trainImages=500&validationImages=500&epochs=2&net=linear#training';
  const { page, url } = await openPage(t, { webgpu: false, path });
  const finished = () =>
    page.waitForFunction(
      () => document.getElementById('status')?.dataset.phase === 'finished',
      null,
      PATIENCE,
    );
  await page.locator('#figure-runs').scrollIntoViewIfNeeded();
  assert.ok(await page.locator('#runs-empty').isVisible());
  await page.click('#train');
  await finished();
  await page.click('#reset');
  await page.locator('#confirm-reset').getByRole('button', { name: 'Reset' }).click();
  await page.waitForFunction(() => document.getElementById('status')?.dataset.phase === 'empty');
  await page.fill('#seed', '7');
  await page.click('#train');
  await finished();

  await page.goto(`${url}?epochs=1#training`);
  await page.locator('#figure-runs').scrollIntoViewIfNeeded();
  const rows = page.locator('#runs-table tbody tr');
  await rows.nth(1).waitFor();
  assert.equal(await rows.count(), 2);
  assert.equal(await page.locator('#runs-charts .comparison').first().locator('polyline').count(), 4);
  assert.match((await page.locator('#runs-differences').textContent()) ?? '', /Seed71/);

  await page.locator('.run-name').first().fill('with seed 7');
  await page.locator('.run-name').first().press('Tab');
  assert.match((await page.locator('#runs-differences thead').textContent()) ?? '', /with seed 7/);
  await page.getByRole('button', { name: 'Delete with seed 7' }).click();
  assert.equal(await rows.count(), 1);
  await page.click('#runs-undo');
  assert.equal(await rows.count(), 2);

  // Both are drawn behind the present run, which has not begun: the cursor of either live chart reads all of them out.
  const plot = page.locator('.chart-plot').first();
  await plot.scrollIntoViewIfNeeded();
  const box = await plot.boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.waitForFunction(() =>
    [...document.querySelectorAll('.chart-readout')].every((readout) =>
      /^epoch [\d.]+: .*with seed 7 [\d.]+.*, 1, linear [\d.]+/.test(readout.textContent ?? ''),
    ),
  );
  await page.locator('#figure-runs').scrollIntoViewIfNeeded();
  await page.locator('#runs-table input[type="checkbox"]').first().uncheck();
  assert.equal(await page.locator('#runs-charts .comparison').first().locator('polyline').count(), 2);

  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).include('#figure-runs').analyze();
    assert.deepEqual(
      violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`),
      [],
    );
  }
});
