import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';

import { AxeBuilder } from '@axe-core/playwright';

import { inRoot } from '../../tools/lib/paths.mjs';
import { fullCost, separableCost } from '../../web/figures/architectures/counts.js';
import { numberOf, reads } from '../support/figures.mjs';
import { openPage } from '../support/page.mjs';

/** @typedef {import('playwright-core').Page} Page */

const DESK = { viewport: { width: 1280, height: 900 } };
/** Half of the last digit that the page shows, and a little. */
const SHOWN = 0.00051;

test('a separable convolution has the weights that a pencil finds', () => {
  const second = { kernel: 3, input: 32, output: 64, side: 16 };
  assert.deepEqual(fullCost(second), { weights: 18_432, products: 4_718_592 });
  const separable = separableCost(second);
  assert.deepEqual(separable.depthwise, { weights: 288, products: 73_728 });
  assert.deepEqual(separable.pointwise, { weights: 2_048, products: 524_288 });
  assert.deepEqual([separable.weights, separable.products], [2_336, 598_016]);
  const single = { kernel: 1, input: 5, output: 7, side: 2 };
  assert.deepEqual([fullCost(single).products, separableCost(single).products], [140, 160]);
});

test('the two convolutions are compared as the reader sets them', async (t) => {
  const { page } = await openPage(t, { webgpu: false, path: '#architectures', context: DESK });
  const readout = page.locator('#separable-readout');
  const result = page.locator('#separable-result');

  assert.match(await said(readout), /3 × 3 × 32 × 64 = 18,432 weights, × 16 × 16 cells = 4,718,592/);
  assert.match(await said(readout), /3 × 3 × 32 \+ 32 × 64 = 2,336 weights, × 16 × 16 cells = 598,016\./);
  assert.match(await said(result), /7\.9 times/);

  await page.fill('#separable-kernel', '1');
  assert.match(await said(result), /about the same/);
  await page.fill('#separable-output', '1');
  assert.match(await said(result), /does not pay.*2\.0 times/);
  await page.fill('#separable-output', '64');
  await page.fill('#separable-kernel', '5');
  await page.fill('#separable-side', '10');
  await page.locator('[data-for="separable-input"]').press('End');
  assert.match(await said(readout), /5 × 5 × 1024 × 64 = 1,638,400 weights, × 10 × 10 cells = 163,840,000/);
  assert.match(
    await said(readout),
    /5 × 5 × 1024 \+ 1024 × 64 = 91,136 weights, × 10 × 10 cells = 9,113,600\./,
  );

  const before = await said(readout);
  for (const wrong of ['', '0', '2.5', '12', '-3']) {
    await page.fill('#separable-kernel', wrong);
    assert.match(await said(page.locator('#separable-kernel-hint')), /from 1 to 11/, wrong);
    assert.equal(await page.locator('#separable-kernel').getAttribute('aria-invalid'), 'true');
    assert.equal(await said(readout), before, 'what was valid stays');
  }
  const { violations } = await new AxeBuilder({ page }).include('#figure-architectures').analyze();
  assert.deepEqual(
    violations.map(({ id }) => id),
    [],
  );

  const schemes = page.locator('.scheme');
  assert.equal(await schemes.count(), 3);
  const ours = await schemes.first().locator('.scheme-foot').allTextContents();
  const weights = ours.map((line) => Number(/([\d,]+) weights/.exec(line)?.[1].replaceAll(',', '') ?? 0));
  assert.equal(
    weights.reduce((sum, value) => sum + value, 0),
    881_002,
  );

  await t.test('what to read is named once each, and the chapters’ links lead there', async () => {
    const { addresses, dead } = await page.evaluate(() => ({
      addresses: [...document.querySelectorAll('.references a')].map(
        (link) => link.getAttribute('href') ?? '',
      ),
      dead: [...document.querySelectorAll('main a[href^="#"]')]
        .map((link) => link.getAttribute('href')?.slice(1) ?? '')
        .filter((id) => !document.getElementById(id)),
    }));
    assert.ok(addresses.length >= 16);
    assert.equal(new Set(addresses).size, addresses.length);
    for (const address of addresses) assert.match(address, /^https:\/\/[^?]+$/);
    assert.deepEqual(dead, []);
  });
});

test('what is said about the recorded run is what the record holds', async (t) => {
  const run = JSON.parse(fs.readFileSync(inRoot('web/figures/overfitting/run.json'), 'utf8'));
  for (const key of ['loss', 'accuracy', 'val_loss', 'val_accuracy'])
    assert.equal(run[key].length, run.settings.epochs, key);
  let best = 0;
  for (let epoch = 1; epoch < run.settings.epochs; epoch += 1)
    if (run.val_loss[epoch] < run.val_loss[best]) best = epoch;
  assert.ok(run.val_loss.at(-1) > 2 * run.val_loss[best], 'the prose says that the loss more than doubles');
  assert.ok(run.accuracy.at(-1) === 1, 'and that every training image is named');

  const { page } = await openPage(t, { webgpu: false, path: '#overfitting', context: DESK });
  const sentence = await said(page.locator('#overfitting-sentence'));
  for (const part of [
    `After ${best + 1} epochs`,
    run.val_loss[best].toFixed(3),
    `${(run.val_accuracy[best] * 100).toFixed(1)}\u00a0%`,
    `After ${run.settings.epochs} epochs`,
    run.val_loss.at(-1).toFixed(3),
    `${(run.val_accuracy.at(-1) * 100).toFixed(1)}\u00a0%`,
    `${(run.accuracy.at(-1) * 100).toFixed(1)}\u00a0%`,
  ])
    assert.ok(sentence.includes(part), part);
  assert.match(
    await said(page.locator('#overfitting-caption')),
    /2,000 training and 2,000 validation images, 40 epochs, batch size 32, learning rate 0\.001, seed 1\./,
  );

  const plots = page.locator('#overfitting-charts .u-over');
  await page.locator('#figure-overfitting').scrollIntoViewIfNeeded();
  await plots.nth(1).waitFor();
  const { width, height } = (await plots.first().boundingBox()) ?? { width: 0, height: 0 };
  await plots.first().hover({ position: { x: (width * 20) / run.settings.epochs, y: height / 2 } });
  await page.waitForFunction(() =>
    document.querySelector('#overfitting-readout')?.textContent?.startsWith('Epoch 20:'),
  );
  assert.ok((await said(page.locator('#overfitting-readout'))).includes(run.val_loss[19].toFixed(3)));
});

test('dropout is stepped, drawn anew and kept in the address', async (t) => {
  const { page } = await openPage(t, { webgpu: false, path: '?rate=0.9#overfitting', context: DESK });
  const stage = page.locator('#dropout-stage');
  const facts = page.locator('#dropout-facts');
  const field = page.locator('#dropout-rate');
  assert.equal(await field.inputValue(), '0.9');
  await stage.scrollIntoViewIfNeeded();

  await t.test(
    'every value by keyboard: kept ones are ten times as large, and the mean is theirs',
    async () => {
      const cells = await dropoutCells(page);
      assert.equal(cells.length, 24);
      for (const { value, mask, rate, result } of cells) {
        assert.equal(rate, 0.9);
        assert.ok(Math.abs(result - value * mask * 10) < 1e-9, `${value} × ${mask}`);
      }
      const mean = cells.reduce((sum, { result }) => sum + result, 0) / 24;
      const kept = cells.filter(({ mask }) => mask === 1).length;
      assert.match(await said(facts), new RegExp(`keeps ${kept} of 24 values`));
      const shown = Number(/and ([\d.]+) with this mask/.exec(await said(facts))?.[1]);
      assert.ok(Math.abs(shown - mean) < SHOWN);
      assert.match(await said(facts), /all 24 is 0\.5 before dropout/);
    },
  );

  await t.test('the mouse looks at a cell and stays there', async () => {
    const output = stage.locator('canvas').nth(2);
    await output.hover({ position: { x: 60, y: 60 } });
    await reads(page, '#dropout-readout', 'Row 2, column 2,');
    await output.click({ position: { x: 140, y: 20 } });
    await page.mouse.move(0, 0);
    await reads(page, '#dropout-readout', 'Row 1, column 4,');
  });

  await t.test('many masks leave the mean as it was, on average', async () => {
    const before = await said(facts);
    await page.click('#dropout-another');
    assert.notEqual(await said(facts), before);
    assert.match(await said(facts), /over 2 masks/);
    for (let presses = 0; presses < 5; presses += 1) await page.click('#dropout-hundred');
    const average = Number(/it is ([\d.]+) on average/.exec(await said(facts))?.[1]);
    assert.ok(Math.abs(average - 0.5) < 0.1, `${average}`);
  });

  await t.test('a rate of 0 changes nothing, and an empty field means 0', async () => {
    for (const zero of ['0', '']) {
      await field.fill(zero);
      assert.match(await said(facts), /keeps 24 of 24 values.*0\.5 before dropout and 0\.5 with this mask/);
      await reads(page, '#dropout-readout', 'Row 1, column 4, kept. In training: 0.4 × 1 × 1/(1 − 0) = 0.4.');
    }
    await page.waitForFunction(() => new URLSearchParams(location.search).get('rate') === '0');
  });

  await t.test('a rate that cannot be is named, and the last one stays', async () => {
    for (const wrong of ['0.95', '-0.1', '1']) {
      await field.fill(wrong);
      assert.match(await said(page.locator('#dropout-rate-hint')), /from 0 to 0\.9, for example 0\.5/);
      assert.match(await said(facts), /keeps 24 of 24/);
    }
    const { violations } = await new AxeBuilder({ page }).include('#figure-dropout').analyze();
    assert.deepEqual(
      violations.map(({ id }) => id),
      [],
    );
    await field.fill('0.5');
    await page.waitForFunction(() => !location.search.includes('rate'));
  });
});

test('batch normalisation is stepped, and its moving averages catch up', async (t) => {
  const { page } = await openPage(t, { webgpu: false, path: '?rate=2#overfitting', context: DESK });
  assert.match(await said(page.locator('.refused')), /rate=2/);
  assert.equal(await page.locator('#dropout-rate').inputValue(), '0.5');
  const stage = page.locator('#batch-norm-stage');
  const facts = page.locator('#batch-norm-facts');
  await stage.scrollIntoViewIfNeeded();
  await page.waitForFunction(() => document.getElementById('batch-norm-facts')?.textContent);

  await stage.press('Home');
  /** @type {number[]} */
  const values = [];
  /** @type {number[]} */
  const results = [];
  for (let image = 1; image <= 8; image += 1) {
    await reads(page, '#batch-norm-readout', `Image ${image}.`);
    const [, x, result] =
      /In training: 1 × \((\S+) − .* ≈ (\S+) \(as stored: \S+\)\. When/.exec(
        await said(page.locator('#batch-norm-readout')),
      ) ?? [];
    values.push(numberOf(x));
    results.push(numberOf(result));
    await page.keyboard.press('ArrowRight');
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / 8;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 8;
  results.forEach((result, index) =>
    assert.ok(Math.abs(result - (values[index] - mean) / Math.sqrt(variance + 0.001)) < SHOWN),
  );
  const first = statisticsIn(await said(facts));
  assert.ok(Math.abs(first.batch[0] - mean) < SHOWN && Math.abs(first.batch[1] - variance) < SHOWN);
  assert.ok(Math.abs(first.moving[0] - 0.01 * mean) < SHOWN);
  assert.ok(Math.abs(first.moving[1] - (0.99 + 0.01 * variance)) < SHOWN);

  await page.fill('#batch-norm-gamma', '2');
  await page.fill('#batch-norm-beta', '-0.5');
  await page.waitForFunction(() =>
    /2 × \(.*\+ \(−0\.5\)/.test(document.querySelector('#batch-norm-readout')?.textContent ?? ''),
  );
  await page.fill('#batch-norm-gamma', '7');
  assert.match(await said(page.locator('#batch-norm-gamma-hint')), /from −3 to 3/);
  assert.match(await said(page.locator('#batch-norm-readout')), /2 × \(/);

  await page.click('#batch-norm-next');
  assert.match(await said(facts), /^Batch 2:/);
  for (let presses = 0; presses < 5; presses += 1) await page.click('#batch-norm-hundred');
  assert.match(await said(facts), /^Batch 502:/);
  const last = statisticsIn(await said(facts));
  assert.ok(Math.abs(last.moving[0] - 2) < 0.3, 'the mean of all batches');
});

/** @param {import('playwright-core').Locator} place */
const said = async (place) => (await place.textContent()) ?? '';

/**
 * Goes through all values of the dropout figure by keyboard, there and back row by row.
 * @param {Page} page
 */
async function dropoutCells(page) {
  const stage = page.locator('#dropout-stage');
  const cells = [];
  await stage.press('Home');
  for (let step = 0; step < 24; step += 1) {
    const [row, along] = [Math.floor(step / 6), step % 6];
    const column = row % 2 ? 5 - along : along;
    await reads(page, '#dropout-readout', `Row ${row + 1}, column ${column + 1},`);
    const line = await said(page.locator('#dropout-readout'));
    const [, value, mask, rate, result] =
      /: ([\d.]+) × ([01]) × 1\/\(1 − ([\d.]+)\) [=≈] ([\d.]+)(?: \(as stored: [\d.]+\))?\. When predicting: \1\.$/.exec(
        line,
      ) ?? [];
    assert.ok(result, line);
    cells.push({ value: Number(value), mask: Number(mask), rate: Number(rate), result: Number(result) });
    await page.keyboard.press(along === 5 ? 'ArrowDown' : row % 2 ? 'ArrowLeft' : 'ArrowRight');
  }
  return cells;
}

/**
 * Mean and variance of the batch and of the moving averages.
 * @param {string} facts
 */
function statisticsIn(facts) {
  const [, mean, variance] = /mean μ (\S+), variance σ² (\S+)\. /.exec(facts) ?? [];
  const [, movingMean, movingVariance] = /: mean ([^μ]\S*), variance (\S+)\. They/.exec(facts) ?? [];
  return {
    batch: [numberOf(mean), numberOf(variance)],
    moving: [numberOf(movingMean), numberOf(movingVariance)],
  };
}
