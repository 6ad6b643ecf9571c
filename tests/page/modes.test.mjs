import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AxeBuilder } from '@axe-core/playwright';

import { openPage } from '../support/page.mjs';

const PATIENCE = { timeout: 60_000 };

/** Every kind of layer: two convolutions apart and together, both modes, a shortcut, both means, ReLUs as layers. */
const DESIGN =
  '32_32_3*C-f4-k3-s2-p1-b0*B-o0.9*R-a1-na*S-f4-k3-p1-m2-a1*W-k3-p1-a1*P-i4_2*A-z2*M*G*O-r0.5*D-u10*R-a2';

test('every layer is stepped through, forward and back, as it predicts and as it trains', async (t) => {
  const { page } = await openPage(t, { webgpu: false, path: `?backend=cpu&net=own&design=${DESIGN}` });
  await page.locator('.card-step').first().click();
  const dialog = page.locator('dialog.stepthrough');
  await dialog.getByRole('button', { name: 'Make one with fresh weights' }).click();
  await dialog.locator('.step-scene .stage').waitFor(PATIENCE);
  await dialog.getByLabel('Numbers with').selectOption('6');
  const stops = () => dialog.locator('.step-layers button');
  const names = async () => (await stops().locator('code').allTextContents()).map((name) => name.trim());
  assert.deepEqual(await names(), [
    ...['conv2d', 'batch_normalization', 'a', 'separable_conv2d, depthwise', 'separable_conv2d'],
    ...['depthwise_conv2d', 'add', 'average_pooling2d', 'max_pooling2d', 'global_average_pooling2d'],
    ...['dropout', 'dense', 'softmax'],
  ]);

  /** The last station of the arithmetic beside the cell that it explains: all its digits. */
  const steps = async () =>
    (await dialog.locator('.steps dd').allTextContents()).map((value) => value.trim());
  const through = async () => {
    /** @type {Record<string, string[]>} */
    const told = {};
    for (const [index, name] of (await names()).entries()) {
      await stops().nth(index).click();
      await dialog.locator('.step-scene .stage').waitFor(PATIENCE);
      const stage = dialog.locator('.stage').first();
      await stage.focus();
      await page.keyboard.press('End');
      // The last cell, drawn: its place is said in the same frame as its numbers.
      await page.waitForFunction(() => {
        const [, cell, of] =
          /cell ([\d,]+) of ([\d,]+)/.exec(
            document.querySelector('.stepthrough .player-place')?.textContent ?? '',
          ) ?? [];
        const last = document.querySelector('.stepthrough .steps dd:last-of-type')?.textContent?.trim();
        return Boolean(last) && cell === of;
      });
      await page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
      );
      told[name] = [...(await steps()), (await dialog.locator('.read-out').first().textContent()) ?? ''];
      assert.ok(!/NaN|undefined|null/.test((await dialog.textContent()) ?? ''), name);
    }
    return told;
  };

  /** The factors by which a dropout of four numbers multiplies them; what comes out is what the network goes on with. */
  const factors = async () => {
    await stops().nth(10).click();
    await dialog.locator('.stage').first().focus();
    const found = [];
    for (let cell = 1; cell <= 4; cell += 1) {
      await page.keyboard.press(cell === 1 ? 'Home' : 'ArrowRight');
      await page.waitForFunction(
        (place) =>
          document.querySelector('.stepthrough .player-place')?.textContent === place &&
          document.querySelector('.stepthrough .steps dd:last-of-type')?.textContent?.trim(),
        `cell ${cell} of 4`,
      );
      const [value, factor, result] = (await steps()).map((step) => numbers(step)[0]);
      near(value * factor, result);
      found.push(factor);
    }
    return found;
  };

  const predicting = await through();
  assert.match(predicting.dropout[3], /^\S+ × 1 ≈/, 'nothing is dropped');
  assert.match(
    predicting.batch_normalization[6],
    /^\(\S+ − \(0\)\) ÷ √\(1 \+ 0\.001\) × 1 \+ \(0\) ≈/,
    'fresh statistics',
  );
  assert.match(predicting.average_pooling2d[2], / ÷ 4 ≈ /);
  assert.match(predicting.global_average_pooling2d[2], / ÷ 16 ≈ /);

  await t.test('as it trains the answers are others, and it says why', async () => {
    await dialog.getByRole('button', { name: 'Trains', exact: true }).click();
    await page.waitForFunction(
      () => /It trains here/.test(document.querySelector('.step-about')?.textContent ?? ''),
      null,
      PATIENCE,
    );
    assert.match(
      (await dialog.locator('.step-about').textContent()) ?? '',
      /depends on what is dropped and on the other 31 images of the batch\.$/,
    );
    const training = await through();
    assert.notDeepEqual(training.batch_normalization, predicting.batch_normalization);
    assert.match(training.dropout[3], / × [02] ≈ /);
    for (const told of [predicting, training]) holds(told);
    const [, ...moves] = /mean is (.+) ≈ (\S+), the moving variance (.+) ≈ (\S+)\.$/.exec(
      training.batch_normalization[6],
    ) ?? ['', ''];
    const [meanBefore, meanShare, mean, meanOther] = numbers(moves[0]);
    const [varianceBefore, varianceShare, variance, varianceOther] = numbers(moves[2]);
    assert.deepEqual([meanBefore, varianceBefore], [0, 1], 'fresh statistics');
    assert.deepEqual([meanShare, meanOther, varianceShare, varianceOther], [0.9, 0.1, 0.9, 0.1]);
    near(numbers(training.batch_normalization[0])[0], mean);
    near(numbers(training.batch_normalization[1])[0], variance);
    near(numbers(moves[1])[0], 0.1 * mean);
    near(numbers(moves[3])[0], 0.9 + 0.1 * variance);
    assert.deepEqual(training.conv2d, predicting.conv2d, 'before the first such layer nothing differs');
  });

  /** @type {number[]} */
  let drawn = [];
  await t.test('another draw drops others', async () => {
    await stops().nth(10).click();
    const about = () => dialog.locator('.step-scene').textContent();
    await page.waitForFunction(() =>
      /in this draw \(1\)/.test(document.querySelector('.step-scene')?.textContent ?? ''),
    );
    const before = await about();
    const first = await factors();
    assert.ok(
      first.every((factor) => factor === 0 || factor === 2),
      'dropped, or divided by a half',
    );
    await dialog.getByRole('button', { name: 'Another draw' }).click();
    await page.waitForFunction(
      () => /in this draw \(2\)/.test(document.querySelector('.step-scene')?.textContent ?? ''),
      null,
      PATIENCE,
    );
    assert.notEqual(await about(), before);
    drawn = await factors();
    assert.notDeepEqual(drawn, first);
  });

  await t.test('the way back is gone in the same mode', async () => {
    await dialog.getByRole('button', { name: 'Backward' }).click();
    await dialog.getByLabel('The right answer').selectOption('3');
    await page.waitForFunction(
      () => /It trains here/.test(document.querySelector('.step-about')?.textContent ?? ''),
      null,
      PATIENCE,
    );
    const back = await through();
    assert.match(back.softmax.at(-1) ?? '', /\) ÷ 32 ≈ /, 'the picture is one of 32');
    assert.equal(back.batch_normalization.length, 6);
    const told = numbers(back.batch_normalization[5]);
    const [dY, dBeta, normal, dGamma, rows, spread, epsilon, gamma, dX] = told;
    assert.equal(rows, 32 * 16 * 16);
    near(((dY - (dBeta + normal * dGamma) / rows) / Math.sqrt(spread + epsilon)) * gamma, dX);
    near(dX, numbers(back.batch_normalization[4])[0]);
    const [before, factor, behind] = numbers(back.dropout[3]);
    near(before * factor, behind);
    assert.deepEqual(await factors(), drawn, 'the mask of the way there');
    assert.ok(
      Number.parseFloat(back.batch_normalization[1].replace('−', '-')) !== 0,
      'through mean and variance',
    );
  });

  await t.test('nothing about it is out of reach of a screen reader', async () => {
    const { violations } = await new AxeBuilder({ page }).include('dialog.stepthrough').analyze();
    assert.deepEqual(
      violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`),
      [],
    );
  });
});

/**
 * What is said of dropout, batch normalisation and a sum is what comes out of the layer, to the digits shown.
 * @param {Record<string, string[]>} told
 */
function holds(told) {
  const [x, factor, kept] = numbers(told.dropout[3]);
  near(x * factor, kept);
  const [value, mean, variance, epsilon, gamma, beta, y] = numbers(told.batch_normalization[6]);
  near(((value - mean) / Math.sqrt(variance + epsilon)) * gamma + beta, y);
  near(numbers(told.batch_normalization[5])[0], y);
  const [a, b, sum] = told.add.slice(0, 3).map((step) => numbers(step)[0]);
  near(a + b, sum);
}

/**
 * The numbers of a line, in order; a minus that is a number's own stands at it.
 * @param {string} line
 */
const numbers = (line) =>
  [
    ...line.replaceAll(/[\u2009,](?=\d{3})/g, '').matchAll(/−?\d+(?:\.\d+)?(?:\s*·\s*10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?/g),
  ].map(([written]) => {
    const [digits, power] = written.replace('−', '-').replaceAll(/\s/g, '').split('·10');
    const exponent = [...(power ?? '')].map((sign) => '-0123456789'['⁻⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(sign)]).join('');
    return Number(power ? `${digits}e${exponent}` : digits);
  });

/**
 * Equal as far as six digits go.
 * @param {number} a
 * @param {number} b
 */
const near = (a, b) => assert.ok(Math.abs(a - b) <= 2e-5 * Math.max(1e-3, Math.abs(b)), `${a} is not ${b}`);
