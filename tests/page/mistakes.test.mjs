import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AxeBuilder } from '@axe-core/playwright';

import {
  accuracyOf,
  classFigures,
  confusionCsv,
  confusionOf,
  extremesOf,
  guessesOf,
} from '../../web/mistakes/counting.js';
import { judge } from '../../web/mistakes/judging.js';
import { openPage } from '../support/page.mjs';

const PATIENCE = { timeout: 60_000 };
const NAMES = 'airplane automobile bird cat deer dog frog horse ship truck'.split(' ');

test('mistakes are counted as a pencil counts them', () => {
  const labels = Uint8Array.from([0, 0, 0, 1, 1, 2]);
  const probabilities = Float32Array.from([
    ...[0.9, 0.1, 0],
    ...[0.5, 0.5, 0],
    ...[0.2, 0.8, 0],
    ...[0.3, 0.7, 0],
    ...[0.6, 0.4, 0],
    ...[0.05, 0.95, 0],
  ]);
  const judged = { labels, probabilities, classes: 3 };
  const guesses = guessesOf(judged);
  assert.deepEqual([...guesses], [0, 0, 1, 1, 0, 1], 'of two equal ones the first');
  const matrix = confusionOf(labels, guesses, 3);
  assert.deepEqual(matrix, [
    [2, 1, 0],
    [1, 1, 0],
    [0, 1, 0],
  ]);
  assert.equal(accuracyOf(matrix), 0.5);
  const [first, second, third] = classFigures(matrix);
  assert.deepEqual(first, { images: 3, precision: 2 / 3, recall: 2 / 3, f1: 4 / 6 });
  assert.deepEqual(second, { images: 2, precision: 1 / 3, recall: 1 / 2, f1: 2 / 5 });
  assert.deepEqual(third, { images: 1, precision: null, recall: 0, f1: null }, 'never guessed');
  assert.deepEqual(extremesOf(judged, guesses, 2), { worst: [5, 2], best: [0, 3], unsure: [1, 4] });
  assert.equal(confusionCsv(matrix, ['a', 'b', 'c']), 'truth,a,b,c\na,2,1,0\nb,1,1,0\nc,0,1,0\n');
});

test('all images are judged, a few at a time, or none', async () => {
  const data = {
    images: Uint8Array.from({ length: 250 * 2 }, (_, at) => at % 256),
    shape: [250, 2],
    labels: new Uint8Array(250),
  };
  /** @type {number[]} */
  const sizes = [];
  const predict = async (/** @type {any} */ { images, shape }) => {
    sizes.push(shape[0]);
    return Float32Array.from(images);
  };
  const judged = await judge(data, predict, () => true);
  assert.deepEqual(sizes, [100, 100, 50]);
  assert.deepEqual([...(judged?.probabilities ?? [])], [...data.images]);
  assert.equal(judged?.classes, 2);
  assert.equal(await judge(data, predict, (done) => done < 100), null);
});

test('a trained network’s mistakes are shown, down to the image', async (t) => {
  const { page } = await openPage(t, {
    webgpu: false,
    path: '?backend=cpu&trainImages=500&validationImages=500&epochs=1#mistakes',
    context: { viewport: { width: 1280, height: 900 } },
  });
  const status = page.locator('#mistakes-status');
  await page.waitForFunction(() =>
    /nothing to judge yet/.test(document.getElementById('mistakes-status')?.textContent ?? ''),
  );
  await page.click('#train');
  await page.waitForFunction(
    () => document.getElementById('status')?.dataset.phase === 'finished',
    null,
    PATIENCE,
  );
  await page.locator('#mistakes-judge').scrollIntoViewIfNeeded();
  await page.click('#mistakes-judge');
  await page.waitForFunction(
    () => /named correctly/.test(document.getElementById('mistakes-status')?.textContent ?? ''),
    null,
    PATIENCE,
  );
  const held = await page.locator('#history-table tbody tr td').last().textContent();
  const said = ((await status.textContent()) ?? '').split('\u00a0')[0];
  assert.ok(Math.abs(Number(said) - 100 * Number(held)) < 0.06, `${said} as the history has it: ${held}`);

  const cells = await page.locator('.confusion-cell').allTextContents();
  assert.equal(cells.length, 100);
  assert.equal(
    cells.reduce((sum, cell) => sum + Number(cell), 0),
    500,
  );
  const images = await page.locator('#mistakes-list .judged').count();
  const counts = cells.map(Number).filter((_, at) => at % 11 !== 0);
  assert.equal(images, Math.min(24, Math.max(...counts)), 'the commonest mistake is shown to begin with');
  assert.equal(await page.locator('#extremes .judged').count(), 24);

  await t.test('the arrows move between cells, and Enter looks into one', async () => {
    const filled = page.locator('.confusion-cell:enabled');
    await filled.first().focus();
    const before = await page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    const label = await page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    assert.equal(label, before);
    assert.match((await page.locator('#mistakes-what').textContent()) ?? '', / taken for .+: \d+ images?/);
  });

  await t.test('shares and counts', async () => {
    await page.click('#mistakes-shares');
    assert.match((await page.locator('.confusion-cell').first().textContent()) ?? '', /^\d+\s%$/);
    await page.click('#mistakes-shares');
  });

  await t.test('from a cell to an image to one sum, which is what the network has computed', async () => {
    const judged = page.locator('#mistakes-list .judged').first();
    const [, name, p] = /^(\w+), (\d+)\s%/.exec((await judged.textContent()) ?? '') ?? [];
    assert.ok(name && p, 'what the network takes it for, and how sure it is');
    const label = NAMES.indexOf(name);
    await judged.click();
    const dialog = page.locator('dialog[open]');
    await dialog.locator('.step-scene .stage').waitFor(PATIENCE);
    await dialog.getByLabel('Numbers with').selectOption('all');
    const numbersAt = async (/** @type {string} */ layer) => {
      await dialog
        .locator('.step-layers button')
        .filter({ has: page.locator('code', { hasText: new RegExp(`^${layer}$`) }) })
        .click();
      await dialog.locator('.stage').first().focus();
      await page.keyboard.press('Home');
      for (let unit = 0; unit < label; unit += 1) await page.keyboard.press('ArrowRight');
      await page.waitForFunction(
        (cell) =>
          document.querySelector('dialog[open] .player-place')?.textContent?.startsWith(`cell ${cell} of`),
        label + 1,
      );
      await page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
      );
      const steps = await dialog.locator('.steps dd').allTextContents();
      return steps.map((written) => {
        const [digits, power = '0'] = written.trim().replaceAll('−', '-').split('\u2009·\u200910');
        const raised = [...power].map((sign) =>
          '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'.includes(sign) ? '-0123456789'['⁻⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(sign)] : sign,
        );
        return Number(digits) * 10 ** Number(raised.join(''));
      });
    };
    const [products, bias, logit] = await numbersAt('dense_2');
    assert.ok(Math.abs(products + bias - logit) < 1e-5 * Math.max(1, Math.abs(products)), 'the sum adds up');
    const [exponential, sum, share] = await numbersAt('softmax');
    assert.ok(Math.abs(exponential / sum - share) < 1e-6);
    assert.ok(Math.abs(100 * share - Number(p)) <= 0.5, `${share} is the ${p} % that the engine gave`);
    await page.keyboard.press('Escape');
  });

  await t.test('nothing is wrong for those who cannot see it', async () => {
    for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
      await page.emulateMedia({ colorScheme });
      await page.waitForFunction(() => true);
      const { violations } = await new AxeBuilder({ page }).include('#mistakes').analyze();
      assert.deepEqual(
        violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`),
        [],
        colorScheme,
      );
    }
  });

  await t.test('it says so when the network has gone on', async () => {
    await page.click('#step');
    await page.waitForFunction(
      () => /has gone on since/.test(document.getElementById('mistakes-status')?.textContent ?? ''),
      null,
      PATIENCE,
    );
  });
});
