import assert from 'node:assert/strict';
import { test } from 'node:test';

import { logitsOf } from '../../web/figures/classification/logits.js';
import { openPage } from '../support/page.mjs';

/** @typedef {import('playwright-core').Page} Page */

test('ten logits are read from an address, and nothing else is', () => {
  assert.deepEqual(logitsOf('1,2,3,4,5,6,7,8,-9,0.5'), [1, 2, 3, 4, 5, 6, 7, 8, -9, 0.5]);
  for (const written of ['', '1,2', '1,2,3,4,5,6,7,8,9,x', '1,2,3,4,5,6,7,8,9,', '1,2,3,4,5,6,7,8,9,1e9'])
    assert.equal(logitsOf(written), null, written);
});

test('a dense layer on flattened maps, every term', async (t) => {
  const { page } = await openFigure(t, 'flatten-dense', '#flatten-readout');
  const stage = page.locator('#flatten-stage');

  await t.test('unit by unit, by keyboard', async () => {
    await reads(
      page,
      '#flatten-readout',
      'unit 1: 1 × 1 + 0 × (−1) + 0 × 0.5 + 3 × 0.5 + 2 × 0.5 + 1 × 0 + 0.5 × (−1) + 0 × 0 + 0.5 = 3.5; max(0, 3.5) = 3.5',
    );
    await stage.press('ArrowRight');
    await reads(page, '#flatten-readout', '= −0.5; max(0, −0.5) = 0');
    await stage.press('End');
    await reads(page, '#flatten-readout', 'unit 3:');
    await reads(page, '#flatten-readout', '= 2.5;');
    await page.waitForFunction(() => new URLSearchParams(location.search).get('unit') === '3');
    await reads(
      page,
      '#figure-flatten-dense .told',
      'Unit 3: 8 products sum to 3.5; with bias −1 the output is 2.5.',
    );
  });

  await t.test('the pointer looks at a unit and at a number', async () => {
    await page
      .locator('#flatten-stage canvas')
      .last()
      .hover({ position: { x: 10, y: 10 } });
    await reads(page, '#flatten-readout', 'unit 1:');
    await page
      .locator('#flatten-stage canvas')
      .first()
      .hover({ position: { x: 60, y: 60 } });
    await reads(page, '#flatten-stage tr.lit th', '6 [1,1,0]');
    await reads(page, '#flatten-readout', 'unit 3:');
  });

  await t.test('a weight is a number, and nothing but a number', async () => {
    const weight = page.getByLabel('Weight of number 3 for unit 2');
    await weight.fill('1.25');
    // −1.5 with 3 × (1.25 + 0.5) more, and a bias of 1.
    await reads(page, '#flatten-readout', '= 4.75; max(0, 4.75) = 4.75');
    await weight.fill('');
    await reads(page, '#flatten-readout', '+ 3 × 0 +');
    await weight.fill('1000');
    await reads(page, '#flatten-hint', 'Only a number');
    assert.equal(await weight.getAttribute('aria-invalid'), 'true');
    await weight.fill('');
    await weight.pressSequentially('e');
    assert.equal(await weight.getAttribute('aria-invalid'), 'true');
    assert.match((await page.locator('#flatten-readout').textContent()) ?? '', /\+ 3 × 0 \+/);
    await page.locator('#flatten-back').click();
    await reads(page, '#flatten-readout', '= −0.5; max(0, −0.5) = 0');
    assert.equal(await weight.inputValue(), '-0.5');
    assert.equal(await weight.getAttribute('aria-invalid'), 'false');
    await page.selectOption('#flatten-activation', 'linear');
    await page.waitForFunction(
      () => !document.querySelector('#flatten-readout')?.textContent?.includes('max'),
    );
  });

  await t.test('it plays to the last unit', async () => {
    await page.selectOption('#flatten-player .speed', '8');
    await stage.press('Home');
    await stage.press(' ');
    await page.waitForFunction(
      () =>
        document.querySelector('#flatten-player .player-place')?.textContent === 'cell 3 of 3' &&
        document.querySelector('#flatten-player button[title^="Play"]'),
    );
  });
});

test('a softmax, class by class', async (t) => {
  const logits = [0.5, -1, 2, 3.5, 0, 3, -2, 1, 1.5, -0.5];
  const { page } = await openFigure(t, 'softmax', '#softmax-readout', `&logits=${logits}`);
  const stage = page.locator('#softmax-stage');
  const powers = logits.map((logit) => Math.exp(logit - 3.5));
  const sum = powers.reduce((total, power) => total + power, 0);
  const shares = powers.map((power) => `${((power / sum) * 100).toFixed(1)}\u00a0%`);
  const shown = () => page.locator('.softmax-p .softmax-value').allTextContents();

  await t.test('the probabilities are right, and add up to one', async () => {
    assert.deepEqual(await shown(), shares);
    assert.match((await page.locator('.softmax-foot').textContent()) ?? '', /largest z: 3\.5/);
    assert.match((await page.locator('.softmax-foot').textContent()) ?? '', /sum of the ten p: 1$/);
    await reads(page, '#softmax-origin', 'Your own logits');
  });

  await t.test('the arrow keys go from class to class', async () => {
    await stage.press('End');
    await reads(
      page,
      '#softmax-readout',
      'truck: −0.5 − 3.5 = −4; e^(−4) ≈ 0.01832 (as stored: 0.01831564);',
    );
    await stage.press('ArrowUp');
    await reads(page, '#softmax-readout', 'ship: 1.5 − 3.5 = −2;');
    assert.equal(await page.locator('.softmax-row.lit .softmax-name').textContent(), 'ship');
    await page.locator('.softmax-row.class-2 .softmax-name').hover();
    await reads(page, '#softmax-readout', 'bird: 2 − 3.5 = −1.5;');
    await page.locator('#softmax-title').hover();
    await reads(page, '#softmax-readout', 'ship:');
  });

  await t.test('adding the same to all changes nothing', async () => {
    await page.locator('#softmax-add').fill('100');
    await reads(page, '.softmax-foot', 'largest z: 103.5');
    assert.deepEqual(await shown(), shares);
    await page.locator('#softmax-add').fill('101');
    await reads(page, '#softmax-hint', 'Only a number');
    await page.locator('#softmax-add').fill('');
    await reads(page, '.softmax-foot', 'largest z: 3.5');
  });

  await t.test('the loss of the right class is the negative logarithm', async () => {
    await page.selectOption('#softmax-right', { label: 'dog' });
    await reads(page, '#softmax-loss', `≈ ${Number(-Math.log(powers[5] / sum).toFixed(3))} (as stored: `);
  });

  await t.test('presets, fields and the address agree', async () => {
    await page.getByRole('button', { name: 'Two rivals' }).click();
    await page.waitForFunction(() => !location.search.includes('logits'));
    await page.getByLabel('Logit of frog', { exact: true }).fill('7');
    await page.waitForFunction(
      () => new URLSearchParams(location.search).get('logits') === '-1,-2,0.5,5,1,4.5,7,0,-1.5,-2',
    );
    assert.equal(await page.getByLabel('Logit of frog, slider').inputValue(), '7');
    await reads(page, '#softmax-readout', 'frog: 7 − 7 = 0; e^(0) = 1;');
    await page.locator('#softmax-network').click();
    await reads(page, '#softmax-origin', 'There is no network yet');
  });
});

test('the reader’s own network gives its logits', async (t) => {
  const { page } = await openPage(t, { webgpu: false });
  await page.locator('#strip canvas').first().waitFor();
  for (const [name, value] of Object.entries({ trainImages: 500, validationImages: 500, epochs: 1 }))
    await page.locator(`#${name}`).fill(String(value));
  await page.selectOption('#backend', 'cpu');
  await page.locator('#step').click();
  await page.waitForFunction(() =>
    /^Paused in/.test(document.querySelector('#status-sentence')?.textContent ?? ''),
  );
  await page.locator('#softmax-network').click();
  await reads(page, '#softmax-origin', 'says about the chosen picture (ship)');
  assert.equal(await page.locator('#softmax-right option:checked').textContent(), 'ship');
  const logits = await page
    .locator('.softmax-field')
    .evaluateAll((fields) => fields.map((field) => Number(/** @type {HTMLInputElement} */ (field).value)));
  assert.ok(new Set(logits).size > 5, String(logits));
  await page.locator('#softmax-stage').scrollIntoViewIfNeeded();
  await reads(page, '.softmax-foot', 'sum of the ten p: 1');
});

/**
 * Opens a figure alone, once its numbers are there.
 *
 * @param {import('node:test').TestContext} t
 * @param {string} name
 * @param {string} readout
 * @param {string} [query]
 */
async function openFigure(t, name, readout, query = '') {
  const opened = await openPage(t, {
    webgpu: false,
    path: `?embed=${name}${query}`,
    context: { viewport: { width: 1280, height: 1000 } },
  });
  await opened.page.waitForFunction((readout) => document.querySelector(readout)?.textContent, readout);
  return opened;
}

/**
 * Waits until an element's text has this in it.
 * @param {Page} page
 * @param {string} selector
 * @param {string} words
 */
const reads = (page, selector, words) =>
  page.waitForFunction(
    ([selector, words]) => document.querySelector(selector)?.textContent?.includes(words),
    [selector, words],
    { timeout: 15_000 },
  );
