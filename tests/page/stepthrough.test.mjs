import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AxeBuilder } from '@axe-core/playwright';

import { number, productsLine, sumLine } from '../../web/stepthrough/words.js';
import { openPage } from '../support/page.mjs';

/** @typedef {import('playwright-core').Page} Page */

const SMALL = '?backend=cpu&trainImages=500&validationImages=500&epochs=1';
const PATIENCE = { timeout: 60_000 };

test('numbers keep the digits that count, and = stands only where the line is true', () => {
  assert.equal(number(0.12345, 3), '0.123');
  assert.equal(number(-0.0012345, 3), '−0.00123');
  assert.equal(number(-12.3456, 3), '−12.346');
  assert.equal(number(1.5e-7, 3), '1.50\u2009·\u200910⁻⁷');
  assert.equal(number(Math.fround(0.1), null), '0.1');
  assert.equal(productsLine([0.5, 2], [0.5, -1], -1.75, 3), '0.5\u00a0×\u00a00.5 + 2\u00a0×\u00a0−1 = −1.75');
  assert.match(productsLine([1 / 3], [1 / 7], 1 / 21, 3), /≈ 0\.0476$/);
  assert.equal(sumLine([0.5, -0.25, 1], 1.25, 3), '0.5 −\u00a00.25 +\u00a01 = 1.25');
  assert.equal(read('−1.5\u2009·\u200910⁻⁷'), -1.5e-7);
});

test('without a network it says so, and one can be trained, or made as it is', async (t) => {
  const { page } = await openPage(t, { webgpu: false, path: '?backend=cpu' });
  const opener = page.locator('.card-step').first();
  await opener.click();
  const dialog = page.getByRole('dialog', { name: /^Step through: / });
  await dialog.getByText('There is no network yet').waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  assert.ok(await opener.evaluate((element) => element === document.activeElement), 'the focus returns');
  await opener.click();
  await dialog.getByRole('button', { name: 'Go to the training chapter' }).click();
  await dialog.waitFor({ state: 'hidden' });
  assert.match(page.url(), /#training$/);

  await page
    .getByRole('button', { name: /^frog, / })
    .first()
    .click();
  await dialog.getByRole('button', { name: 'Make one with fresh weights' }).click();
  await dialog.getByText('with fresh weights: it has learned nothing yet').waitFor(PATIENCE);
  await dialog.getByRole('heading', { name: 'Convolution: 32 filters of 3 × 3 × 3' }).waitFor();
  await dialog.getByText('Another picture').click();
  await dialog.getByRole('button', { name: 'Photograph: truck' }).click();
  await dialog.getByRole('heading', { name: 'Step through: truck' }).waitFor();
  await dialog.locator('.group-line').first().waitFor();
});

test('a network is stepped through, down to every term', async (t) => {
  const { page } = await openPage(t, {
    webgpu: false,
    path: SMALL,
    context: { viewport: { width: 1280, height: 900 } },
  });
  await page.click('#step');
  await page.waitForFunction(
    () => /after batch 1 of/.test(document.querySelector('#status')?.textContent ?? ''),
    null,
    PATIENCE,
  );
  const opener = page.locator('.card-step').nth(1);
  const label = (await opener.getAttribute('aria-label'))?.replace('Step through: ', '') ?? '';
  const pixels = await page
    .locator('.card-picture')
    .nth(1)
    .evaluate((canvas) =>
      canvas instanceof HTMLCanvasElement
        ? [...(canvas.getContext('2d')?.getImageData(0, 0, 32, 32).data ?? [])]
        : [],
    );
  await opener.click();
  const dialog = page.getByRole('dialog', { name: `Step through: ${label}` });
  await dialog.locator('.group-line').first().waitFor();
  assert.match((await dialog.locator('.step-about').textContent()) ?? '', /after 0\.0625 epochs of training/);
  await dialog.getByLabel('Numbers with').selectOption('all');
  const stage = dialog.locator('.stage');

  await t.test('27 products and a bias make a cell of conv2d, from the picture’s own bytes', async () => {
    await stage.focus();
    await page.keyboard.press('Home');
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    await settle(page);
    assert.equal(await dialog.locator('.player-place').textContent(), 'cell 98 of 1,024');
    const lines = await dialog.locator('.group-line').allTextContents();
    assert.equal(lines.length, 3);
    let total = 0;
    lines.forEach((line, channel) => {
      const { terms, sum } = products(line);
      assert.equal(terms.length, 9);
      terms.forEach(([x], at) => {
        const [row, column] = [3 - 1 + Math.floor(at / 3), 1 - 1 + (at % 3)];
        assert.ok(
          Math.abs(x - pixels[(row * 32 + column) * 4 + channel] / 255) < 1e-6,
          `x ${at} of ${channel}`,
        );
      });
      near(
        terms.reduce((subtotal, [x, weight]) => subtotal + x * weight, 0),
        sum,
      );
      total += sum;
    });
    const [sum, bias, together, y] = await steps(page);
    near(total, sum);
    near(sum + bias, together);
    near(Math.max(0, together), y);
  });

  await t.test('at the edge the padding counts as zeros', async () => {
    await page.keyboard.press('Home');
    await settle(page);
    const { terms } = products((await dialog.locator('.group-line').first().textContent()) ?? '');
    assert.deepEqual(
      terms.map(([x]) => x === 0),
      [true, true, true, true, false, false, true, false, false],
    );
  });

  await t.test('keys and the pointer lead to any cell, and phases to any part of it', async () => {
    await page.keyboard.press('End');
    await settle(page);
    assert.equal(await dialog.locator('.player-place').textContent(), 'cell 1,024 of 1,024');
    assert.ok(await dialog.getByRole('button', { name: 'One phase on' }).isDisabled());
    await page.keyboard.press(',');
    await page.keyboard.press(',');
    await settle(page);
    assert.equal((await dialog.locator('.steps dd').allTextContents())[1].trim(), '', 'the bias comes later');
    const map = stage.getByRole('img', { name: 'output map' });
    const box = await map.boundingBox();
    assert.ok(box);
    const cell = (box.width - 2) / 32;
    await map.click({ position: { x: 5.5 * cell, y: 2.5 * cell } });
    await settle(page);
    assert.equal(await dialog.locator('.player-place').textContent(), `cell ${2 * 32 + 5 + 1} of 1,024`);
    await page.mouse.move(0, 0);
  });

  await t.test('a filter is chosen by keys or by its number, and no other number', async () => {
    const field = dialog.getByLabel('Filter').first();
    await dialog.getByRole('slider', { name: /^Filter/ }).focus();
    await page.keyboard.press('ArrowRight');
    assert.equal(await field.inputValue(), '2');
    await field.fill('33');
    assert.match((await dialog.locator('.map-strip .hint').first().textContent()) ?? '', /from 1 to 32/);
    assert.equal(await field.getAttribute('aria-invalid'), 'true');
    await field.fill('7');
    assert.equal(await field.getAttribute('aria-invalid'), null);
    await settle(page);
    assert.ok(!/NaN|undefined/.test((await dialog.textContent()) ?? ''));
  });

  await t.test('a pool takes the largest of four', async () => {
    await layer(page, 'max_pooling2d');
    const [, four, largest] =
      /^The largest of (.+) is (\S+), from row/.exec((await readout(page)).replaceAll('\u2009', '')) ?? [];
    const values = four.split(', ').map(read);
    assert.equal(values.length, 4);
    assert.equal(Math.max(...values), read(largest));
  });

  await t.test('conv2d_1 adds up 288 products in 32 subtotals', async () => {
    await layer(page, 'conv2d_1');
    const lines = await dialog.locator('.group-line').allTextContents();
    assert.equal(lines.length, 32);
    const groups = lines.map(products);
    for (const { terms, sum } of groups)
      near(
        terms.reduce((subtotal, [x, weight]) => subtotal + x * weight, 0),
        sum,
      );
    const [sum] = await steps(page);
    near(
      groups.reduce((total, group) => total + group.sum, 0),
      sum,
    );
    assert.ok((await readout(page)).includes('subtotals'));
  });

  await t.test('flatten says where a number of the line comes from', async () => {
    await layer(page, 'flatten');
    await stage.focus();
    await page.keyboard.press('End');
    await settle(page);
    assert.match(await readout(page), /\(7 × 8 \+ 7\) × 64 \+ 63 = 4095\./);
  });

  await t.test('4,096 products of a dense unit stand in 64 pages, whose subtotals add up', async () => {
    await layer(page, 'dense');
    assert.match((await dialog.getByLabel('Page', { exact: true }).textContent()) ?? '', /64 of 64$/);
    const rows = await table(page);
    assert.equal(rows.length, 64);
    const said = read(
      /add up to (.+)\.$/.exec((await dialog.locator('.page-subtotal').textContent()) ?? '')?.[1] ?? '',
    );
    near(
      rows.reduce((total, [, x, weight]) => total + x * weight, 0),
      said,
    );
    const line = (await dialog.locator('.all-subtotals').textContent()) ?? '';
    const { terms, sum } = plainSum(line);
    assert.equal(terms.length, 64);
    near(terms[0], said);
    near(
      terms.reduce((total, value) => total + value, 0),
      sum,
    );
    near(sum, (await steps(page))[0]);
    await dialog.getByLabel('Order').selectOption('size');
    const sizes = (await table(page)).map(([, , , product]) => Math.abs(product));
    assert.deepEqual(
      sizes,
      [...sizes].sort((a, b) => b - a),
    );
  });

  /** @type {number[]} */
  let shares = [];
  await t.test('softmax: ten shares of a sum', async () => {
    await layer(page, 'softmax');
    const rows = await table(page);
    const total = rows.reduce((sum, [, , exponential]) => sum + exponential, 0);
    shares = rows.map(([, , , share]) => share);
    rows.forEach(([, , exponential, share]) => near(exponential / total, share));
  });

  await t.test('backward begins with probability minus truth, for the class asked about', async () => {
    await dialog.getByRole('button', { name: 'Backward' }).click();
    await dialog.getByText('if the answer is').waitFor();
    const names = await dialog.getByLabel('The right answer').locator('option').allTextContents();
    const place = names.indexOf(label) - 1;
    await settle(page);
    (await table(page)).forEach(([, p, y, gradient], index) => {
      near(p, shares[index]);
      assert.equal(y, index === place ? 1 : 0);
      near(p - y, gradient);
    });
    await dialog.getByLabel('The right answer').selectOption(String((place + 1) % 10));
    await dialog.getByText(`if the answer is ${names[((place + 1) % 10) + 1]}`).waitFor();
    await settle(page);
    assert.equal((await table(page))[(place + 1) % 10][2], 1);
    await dialog.getByLabel('The right answer').selectOption('');
    await dialog.getByText('Choose a class above').waitFor();
    await dialog.getByLabel('The right answer').selectOption(String(place));
    await dialog.getByText('if the answer is').waitFor();
  });

  await t.test('the gradient passes the gate or stops, and goes back to the winner of a pool', async () => {
    await layer(page, 'dense');
    const [dY, y, dZ] = await steps(page);
    assert.equal(dZ, y > 0 ? dY : 0);
    await layer(page, 'max_pooling2d_1');
    await stage.focus();
    await page.keyboard.press('Home');
    let won = 0;
    for (const key of ['ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowUp']) {
      await settle(page);
      const [before, gradient] = await steps(page);
      if (/^This cell won/.test(await readout(page))) {
        won += 1;
        assert.equal(gradient, before);
      } else assert.equal(gradient, 0);
      await page.keyboard.press(key);
    }
    assert.equal(won, 1, 'one of a window’s four cells');
  });

  await t.test('the gradients of weights, biases and inputs are the sums of their terms', async () => {
    await layer(page, 'conv2d');
    await dialog.getByLabel('Look at').selectOption('kernel');
    await settle(page);
    const rows = await table(page);
    rows.forEach(([, x, dZ, product]) => near(x * dZ, product));
    const pages = plainSum((await dialog.locator('.all-subtotals').textContent()) ?? '');
    assert.equal(pages.terms.length, 32);
    near(pages.sum, (await steps(page))[0]);
    await dialog.getByLabel('Look at').selectOption('bias');
    await settle(page);
    near(plainSum((await dialog.locator('.all-subtotals').textContent()) ?? '').sum, (await steps(page))[0]);
    await dialog.getByLabel('Look at').selectOption('input');
    await settle(page);
    const groups = (await dialog.locator('.group-line').allTextContents()).map(products);
    assert.equal(groups.length, 32);
    near(
      groups.reduce((total, { sum }) => total + sum, 0),
      (await steps(page))[0],
    );
  });

  await t.test('axe finds nothing wrong, light or dark, and a phone has room', async () => {
    for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
      await page.emulateMedia({ colorScheme });
      await layer(page, colorScheme === 'light' ? 'softmax' : 'conv2d');
      const { violations } = await new AxeBuilder({ page }).include('.stepthrough').analyze();
      assert.deepEqual(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 80)).join(' ')}`),
        [],
      );
      await dialog.getByRole('button', { name: 'Forward' }).click();
    }
    await page.setViewportSize({ width: 360, height: 740 });
    await settle(page);
    const { wide, small } = await page.evaluate(() => {
      const main = document.querySelector('.step-main');
      return {
        wide: (main?.scrollWidth ?? 0) - (main?.clientWidth ?? 0),
        small: [...document.querySelectorAll('.stepthrough :is(button, input, select, summary)')].filter(
          (control) => {
            const { height } = control.getBoundingClientRect();
            return height > 0 && height < 40;
          },
        ).length,
      };
    });
    assert.deepEqual({ wide, small }, { wide: 0, small: 0 });
  });

  await t.test('Escape closes it, and the focus returns', async () => {
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    assert.ok(await opener.evaluate((element) => element === document.activeElement));
  });
});

/** Waits until what was marked is drawn. @param {Page} page */
const settle = (page) =>
  page.evaluate(
    () =>
      new Promise((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(resolve));
      }),
  );

/**
 * @param {Page} page
 * @param {string} name
 */
async function layer(page, name) {
  await page
    .locator('.step-layers button')
    .filter({ has: page.getByText(name, { exact: true }) })
    .click();
  await page.waitForFunction(
    (wanted) =>
      document.querySelector('.step-layers [aria-current] code')?.textContent === wanted &&
      document.querySelector('.scene > .read-out')?.textContent,
    name,
  );
  await settle(page);
}

/** @param {Page} page */
const readout = async (page) => (await page.locator('.scene > .read-out').textContent()) ?? '';

/** The stations of the sum. @param {Page} page */
const steps = async (page) => (await page.locator('.steps dd').allTextContents()).map(read);

/** The numbers of the table that is shown, row by row. @param {Page} page */
async function table(page) {
  const rows = await page
    .locator('table.terms tbody tr')
    .evaluateAll((lines) => lines.map((line) => [...line.children].map((cell) => cell.textContent ?? '')));
  return rows.map((cells) => cells.map(read));
}

/**
 * A number as the page writes it.
 * @param {string} written
 */
function read(written) {
  const [digits, power] = written
    .replaceAll('−', '-')
    .replace(/[\u2009\u00a0\s]/g, '')
    .split('·10');
  const exponent = [...(power ?? '')]
    .map((sign) => '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(sign))
    .map((at) => '-0123456789'[at]);
  return Number(`${digits}${power ? `e${exponent.join('')}` : ''}`);
}

/** @param {string} line 0.5 × 0.2 + ... ≈ 0.1 */
function products(line) {
  const [left, right] = line.split(/ [=≈] /);
  return { terms: left.split(' + ').map((term) => term.split('×').map(read)), sum: read(right) };
}

/** @param {string} line 0.5 − 0.2 + ... ≈ 0.1 */
function plainSum(line) {
  const [left, right] = line.split(/ [=≈] /);
  return {
    terms: left.split(/ (?=[−+]\u00a0)/).map((term) => read(term.replace('+', ''))),
    sum: read(right),
  };
}

/**
 * @param {number} a
 * @param {number} b
 */
const near = (a, b) => assert.ok(Math.abs(a - b) <= 1e-5 * Math.max(1, Math.abs(b)), `${a} is not ${b}`);
