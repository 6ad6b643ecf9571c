import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AxeBuilder } from '@axe-core/playwright';

import { findingOf } from '../../web/figures/overfitting/findings.js';
import { text } from '../../web/text.js';
import { openPage } from '../support/page.mjs';

const PATIENCE = { timeout: 60_000 };

test('what is found follows from the figures', () => {
  const epoch = (/** @type {number} */ accuracy, /** @type {number} */ held) => {
    return { loss: 1, accuracy, val_loss: 1, val_accuracy: held };
  };
  const runs = [
    [epoch(0.3, 0.4), epoch(0.7, 0.5)],
    [epoch(0.2, 0.35), epoch(0.5, 0.52)],
    [epoch(0.5, 0.3), epoch(0.9, 0.25)],
  ];
  const { peaks, ahead, chance, fastest, gaps } = findingOf(runs, 1000);
  assert.deepEqual(
    peaks.map(({ network, epoch }) => [network, epoch]),
    [
      [1, 2],
      [0, 2],
      [2, 1],
    ],
  );
  assert.equal(ahead, 20);
  // Two standard errors of a difference: 2 * sqrt(1000 * (0.52 * 0.48 + 0.5 * 0.5)) = 44.7
  assert.equal(chance, 45);
  assert.equal(fastest, 2);
  gaps.forEach((gap, network) => assert.ok(Math.abs(gap - [0.2, -0.02, 0.65][network]) < 1e-9));
});

test('the networks that are offered have the layers and the parameters that are said', async (t) => {
  const { page } = await openPage(t, { webgpu: false, path: '?backend=cpu&net=tutorialDropout#training' });
  const presets = await page.evaluate(() => {
    const { presets } = /** @type {any} */ (window).convlab;
    return Object.keys(presets).map((name) => ({ name, layers: presets[name]().layers }));
  });
  const last = presets[1].layers.slice(-3).map((/** @type {{ type: string }} */ { type }) => type);
  assert.deepEqual(last, ['Dense', 'Dropout', 'Dense']);
  assert.equal(await page.locator('#network').inputValue(), 'tutorialDropout');
  await page.locator('[data-cell="summary"] button').first().click();
  await page.waitForFunction(() =>
    /dropout \(Dropout\)/.test(document.getElementById('summary-text')?.textContent ?? ''),
  );
  const options = await page
    .locator('#network option:not([hidden])')
    .evaluateAll((options) => options.map((option) => /** @type {HTMLOptionElement} */ (option).value));
  assert.deepEqual(
    options,
    presets.map(({ name }) => name),
  );
  for (const name of options) {
    await page.selectOption('#network', name);
    const about = text.network.about[/** @type {keyof typeof text.network.about} */ (name)] ?? '';
    const said = /([\d,]+) parameters/.exec(about)?.[1];
    assert.ok(said, name);
    await page.waitForFunction(
      ({ about, total }) =>
        document.getElementById('network-hint')?.textContent === about &&
        document.getElementById('summary-text')?.textContent?.includes(total),
      { about, total: `Total params: ${said} ` },
      PATIENCE,
    );
  }
});

test('a network chosen while another is being made is the one that is made', async (t) => {
  const { page } = await openPage(t, { webgpu: false, path: '?backend=cpu#training' });
  await page.evaluate(() => {
    /** @type {HTMLElement} */ (document.querySelector('[data-cell="summary"] button')).click();
    const network = /** @type {HTMLSelectElement} */ (document.getElementById('network'));
    network.value = 'linear';
    network.dispatchEvent(new Event('change', { bubbles: true }));
  });
  await page.waitForFunction(
    () => document.getElementById('summary-text')?.textContent?.includes('Total params: 30,730 '),
    null,
    PATIENCE,
  );
});

test('the three networks are trained side by side, and what happened is said', async (t) => {
  const { page } = await openPage(t, { webgpu: false, path: '?backend=cpu#figure-three' });
  await page.fill('#three-images', '500');
  await page.fill('#three-epochs', '2');
  await page.click('#three-train');
  await page.waitForFunction(
    () => document.getElementById('three-status')?.textContent === 'All are trained.',
    null,
    PATIENCE,
  );
  const told = (await page.locator('#three-result').textContent()) ?? '';
  assert.match(told, /^Best on unseen images: (plain|dropout|batch norm\.) \([\d.]+\s%, epoch [12]\); then /);
  assert.match(told, /of 1,000 ahead, (which is within chance|more than chance explains)/);
  for (const chart of await page.locator('#figure-three .comparison').all())
    assert.equal(await chart.locator('polyline').count(), 6, 'two lines for each network');
  assert.equal(
    await page.locator('#status').getAttribute('data-phase'),
    'empty',
    'the reader’s own is left alone',
  );
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).include('#figure-three').analyze();
    assert.deepEqual(
      violations.map(({ id }) => id),
      [],
    );
  }
  await page.locator('#figure-runs').scrollIntoViewIfNeeded();
  const rows = page.locator('#runs-table tbody tr');
  await rows.nth(2).waitFor();
  const names = await rows
    .locator('.run-name')
    .evaluateAll((fields) => fields.map((field) => /** @type {HTMLInputElement} */ (field).value));
  assert.equal(names.length, 3, 'and all are kept among the runs');
});

test('a run does what the panel’s advanced settings ask for', async (t) => {
  const address =
    '?backend=cpu&trainImages=500&validationImages=500&epochs=6&optimizer=sgd&momentum=0.5&schedule=cosine' +
    '&augmentation=both&patience=1&monitor=val_accuracy&learningRate=0.00001&net=linear#training';
  const { page } = await openPage(t, { webgpu: false, path: address });
  for (const [id, value] of Object.entries({
    optimizer: 'sgd',
    schedule: 'cosine',
    augmentation: 'both',
    patience: '1',
  }))
    assert.equal(await page.locator(`#${id}`).inputValue(), value);
  await page.click('#step');
  await page.waitForFunction(
    () => document.getElementById('status')?.dataset.phase === 'paused',
    null,
    PATIENCE,
  );
  assert.ok(await page.locator('#learningRate').isEnabled(), 'the rate can be changed during a run');
  assert.ok(await page.locator('#epochs').isDisabled());
  // So small that nothing improves any more.
  await page.fill('#learningRate', '1e-30');
  await page.click('#pause');
  await page.waitForFunction(
    () => document.getElementById('status')?.dataset.phase === 'finished',
    null,
    PATIENCE,
  );
  const said = (await page.locator('#status-sentence').textContent()) ?? '';
  assert.match(
    said,
    /It stopped early, after epoch \d of this run: epoch \d was the best, and its weights are back\.$/,
  );
  assert.ok((await page.locator('#history-table tbody tr').count()) < 6);
});
