import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readBack } from '../../web/figures/learning/back.js';
import { ticks } from '../../web/figures/learning/line-chart.js';
import { numberWithin } from '../../web/views/number-field.js';
import { resultOf, significant, sumOfProducts } from '../../web/figures/learning/sums.js';
import { numberOf } from '../support/convolution.mjs';
import { openPage } from '../support/page.mjs';

/** @typedef {import('playwright-core').Page} Page */

const X = [
  [3, 3, 3, 3, 3, 0],
  [0, 0, 0, 2, 3, 0],
  [0, 0, 1, 3, 1, 0],
  [0, 0, 3, 2, 0, 0],
  [0, 1, 3, 0, 0, 0],
  [0, 2, 2, 0, 0, 0],
];
const KERNEL = [
  [-1, 1, 0],
  [-1, 1, 0],
  [-1, 1, 0],
];
/** What three winners got, worked out by hand: the fourth window's output is 0. */
const POOLED = [
  [0, 0, -1, 0],
  [0, 2, 0, 0],
  [0, -2, 0, 0],
  [0, 0, 0, 0],
];
const EVERY = [
  [1, 0, -1, 2],
  [0, 2, 1, -1],
  [-2, 1, 0, 1],
  [1, -1, 2, 0],
];
const SAME = [
  [1, 0, -1, 2, 0, 1],
  [0, 2, 1, -1, 0, -2],
  [-2, 1, 0, 1, 2, 0],
  [1, -1, 2, 0, -1, 1],
  [0, 0, 1, -2, 1, 0],
  [2, -1, 0, 1, 0, -1],
];

/** @param {number[][]} map @param {number} row @param {number} column */
const at = (map, row, column) => map[row]?.[column] ?? 0;

/** @param {number[][]} dY @param {number} pad @param {number} u @param {number} v */
const dKernel = (dY, pad, u, v) =>
  dY.flatMap((row, i) => row.map((d, j) => d * at(X, i + u - pad, j + v - pad))).reduce((a, b) => a + b, 0);

/** @param {number[][]} dY @param {number} pad @param {number} r @param {number} s */
const dX = (dY, pad, r, s) =>
  KERNEL.flatMap((row, u) => row.map((w, v) => w * at(dY, r + pad - u, s + pad - v))).reduce(
    (a, b) => a + b,
    0,
  );

/** The number behind the last = of a line. @param {string | null} line */
const resultIn = (line) => Number((line ?? '').split('=').at(-1)?.trim().replace('−', '-'));

/** Adds up the products that a line shows. @param {string | null} line */
const productsIn = (line) =>
  (line ?? '')
    .replaceAll('−', '-')
    .split(': ')[1]
    .split('=')[0]
    .split(' + ')
    .map((term) => term.split('×').map((factor) => Number(factor.replace(/[()]/g, ''))))
    .reduce((sum, [a, b]) => sum + a * b, 0);

/**
 * Waits until a figure's read-out begins so, and gives it.
 * @param {Page} page @param {string} figure @param {string} begin
 */
async function readOut(page, figure, begin) {
  await page.waitForFunction(
    ([id, begin]) => {
      const line = document.getElementById(id)?.textContent ?? '';
      return line.startsWith(begin) && !line.endsWith('…');
    },
    [`${figure}-readout`, begin],
  );
  return page.locator(`#${figure}-readout`).textContent();
}

test('arithmetic is written so that it adds up, or says that it does not', () => {
  assert.equal(
    sumOfProducts(
      [
        [3, -2],
        [1, 0.5],
      ],
      -5.5,
    ),
    '3 × (−2) + 1 × 0.5 = −5.5',
  );
  const third = Math.fround(1 / 3);
  const rough = sumOfProducts([[third, third]], Math.fround(third * third));
  assert.equal(rough, '0.333 × 0.333 ≈ 0.111 (as stored: 0.11111112)');
  assert.equal(significant(-0.0000123), '−1.23 × 10⁻⁵');
  assert.equal(significant(36000000), '3.6 × 10⁷');
  assert.equal(significant(0), '0');
  assert.equal(resultOf('1 / 4', [1, 4], 0.25), '1 / 4 = 0.25');
  assert.equal(resultOf('1 / 3', [1, 3], third, 4), '1 / 3 ≈ 0.3333 (as stored: 0.33333334)');
});

test('fields and addresses are read, or refused', () => {
  const read = numberWithin(-20, 20);
  assert.equal(read(''), 0);
  assert.equal(read('-2.5'), -2.5);
  assert.equal(read('abc'), null);
  assert.equal(read('20.5'), null);
  assert.deepEqual(readBack('kernel:2,3'), { name: 'kernel', y: 1, x: 2 });
  for (const bad of ['kernel:4,1', 'input:0,1', 'toString:1,1', 'kernel:1', 'pool:5,1', ''])
    assert.equal(readBack(bad), null, bad);
  assert.deepEqual(ticks(0, 20, 4), [0, 5, 10, 15, 20]);
  assert.deepEqual(
    ticks(0.999, 1.001, 2).map((tick) => tick.toFixed(4)),
    ['0.9990', '1.0000', '1.0010'],
  );
});

test('gradients go back as they were worked out by hand', async (t) => {
  const { page } = await openPage(t, {
    path: '#learning',
    webgpu: false,
    context: { viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' },
  });

  await t.test('through pool and ReLU: to the winner, where the gate is open', async () => {
    await page.locator('#backward-pool-stage').scrollIntoViewIfNeeded();
    await page.locator('#backward-pool-stage').focus();
    await page.keyboard.press('Home');
    for (const [row, values] of POOLED.entries()) {
      for (const [column, value] of values.entries()) {
        const line = await readOut(page, 'backward-pool', `Row ${row + 1}, column ${column + 1}:`);
        assert.equal(resultIn(line?.replace(/\.$/, '') ?? ''), value, line ?? '');
        if (column < 3) await page.keyboard.press('ArrowRight');
      }
      for (let back = 0; back < 3; back += 1) await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('ArrowDown');
    }
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    const shut = await readOut(page, 'backward-pool', 'Row 4, column 3:');
    assert.match(shut ?? '', /Another cell won.*gate is shut/);
  });

  await t.test('to the kernel, by keyboard: valid', async () => {
    await page.locator('#backward-kernel-stage').focus();
    await page.keyboard.press('Home');
    await walk(page, 3, 'backward-kernel', 'd_kernel', (u, v) => dKernel(POOLED, 0, u, v));
  });

  await t.test('to the kernel, by mouse: same, with a border of zeros', async () => {
    await page.locator('#backward-kernel-map').selectOption('same');
    assert.equal(
      await page.locator('#backward-input-map').inputValue(),
      'same',
      'one convolution, one choice',
    );
    const grid = page.locator('#backward-kernel-stage canvas.grid').last();
    const side = ((await grid.boundingBox())?.width ?? 0) / 3;
    for (let u = 0; u < 3; u += 1) {
      for (let v = 0; v < 3; v += 1) {
        await grid.click({ position: { x: (v + 0.5) * side, y: (u + 0.5) * side } });
        const line = await readOut(page, 'backward-kernel', `d_kernel, row ${u + 1}, column ${v + 1}:`);
        assert.equal(resultIn(line), dKernel(SAME, 1, u, v), line ?? '');
        assert.equal(productsIn(line), dKernel(SAME, 1, u, v), line ?? '');
      }
    }
    await grid.hover({ position: { x: side / 2, y: side / 2 } });
    await readOut(page, 'backward-kernel', 'd_kernel, row 1, column 1:');
    await page.locator('#figure-backward-kernel figcaption').hover();
    await readOut(page, 'backward-kernel', 'd_kernel, row 3, column 3:');
  });

  await t.test('to the picture, by keyboard: same', async () => {
    await page.locator('#backward-input-stage').focus();
    await page.keyboard.press('Home');
    await walk(page, 6, 'backward-input', 'd_x', (r, s) => dX(SAME, 1, r, s));
  });

  await t.test('forward in the same view', async () => {
    await page.getByLabel('Forward: the output').check();
    await page.locator('#backward-kernel-stage').focus();
    await page.keyboard.press('Home');
    const line = await readOut(page, 'backward-kernel', 'output, row 1, column 1:');
    // Under the weights of 1 lie the border's 0 and the first two pixels of the first column, 3 and 0.
    assert.equal(resultIn(line), 3);
    await page.getByLabel('Backward: d_kernel').check();
  });

  await t.test('a pixel is stepped through phase by phase, and told', async () => {
    await page.locator('#backward-input-stage').focus();
    await page.keyboard.press('Home');
    await readOut(page, 'backward-input', 'd_x, row 1, column 1:');
    await page.keyboard.press('.');
    await page.waitForFunction(() =>
      document.querySelector('#backward-input-readout')?.textContent?.endsWith('…'),
    );
    await page.keyboard.press('.');
    await page.keyboard.press('.');
    await page.waitForFunction(() =>
      document
        .querySelector('#figure-backward-input .told')
        ?.textContent?.startsWith('Pixel at row 1, column 2: 6 windows held it'),
    );
  });
});

/**
 * Walks over all cells by keyboard and compares every sum.
 *
 * @param {Page} page
 * @param {number} side
 * @param {string} figure
 * @param {string} name
 * @param {(row: number, column: number) => number} expected
 */
async function walk(page, side, figure, name, expected) {
  for (let row = 0; row < side; row += 1) {
    const forth = row % 2 === 0;
    for (let step = 0; step < side; step += 1) {
      const column = forth ? step : side - 1 - step;
      const line = await readOut(page, figure, `${name}, row ${row + 1}, column ${column + 1}:`);
      assert.equal(resultIn(line), expected(row, column), line ?? '');
      assert.equal(productsIn(line), expected(row, column), line ?? '');
      if (step < side - 1) await page.keyboard.press(forth ? 'ArrowRight' : 'ArrowLeft');
    }
    await page.keyboard.press('ArrowDown');
  }
}

test('the loss, Adam, and a link to a moment', async (t) => {
  const { page } = await openPage(t, {
    path: '?back=input:6,5&backMap=every&adamLr=0.01#learning',
    webgpu: false,
    context: { viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' },
  });

  await t.test('the loss is −ln p and its gradient p − y', async () => {
    await page.locator('#loss-preset').selectOption('equal');
    await page.locator('#loss-truth').selectOption('dog');
    const truth = page.locator('#loss-table tbody tr').nth(5);
    await truth.locator('input').fill('2');
    const sum = 9 + Math.exp(2);
    const p = Math.exp(2) / sum;
    const loss = -Math.log(p);
    const line = await waitFor(page, 'loss-readout', loss.toPrecision(4));
    assert.match(line, new RegExp(`loss = −ln p\\(dog\\) = −ln ${p.toPrecision(4)} ≈ `));
    assert.match(line, /dog: p − y = .* should rise/);
    const numbers = await page.locator('#loss-table .loss-number').allTextContents();
    assert.equal(numbers[10], p.toFixed(3));
    assert.equal(numbers[11], `−${(1 - p).toFixed(3)}`);
    assert.equal(numbers[0], (1 / sum).toFixed(3));
    assert.equal(numbers[1], `+${(1 / sum).toFixed(3)}`);
    assert.equal(await page.locator('#loss-slider').inputValue(), '2');
    await page.locator('#loss-table tbody tr').first().hover();
    assert.match(await waitFor(page, 'loss-readout', 'airplane'), /airplane: p − y = .* should fall/);
  });

  await t.test('bad scores are said and change nothing, an empty field is 0', async () => {
    const field = page.locator('#loss-table tbody tr').nth(5).locator('input');
    await field.fill('99');
    assert.match((await page.locator('#loss-scores-hint').textContent()) ?? '', /from −20 to 20/);
    assert.equal(await field.getAttribute('aria-invalid'), 'true');
    await field.fill('');
    await waitFor(page, 'loss-readout', '−ln 0.1 ≈ 2.303');
    assert.equal(await field.getAttribute('aria-invalid'), 'false');
  });

  await t.test('Adam’s steps are Keras’s', async () => {
    await page.locator('#adam-stage').scrollIntoViewIfNeeded();
    assert.equal(await page.locator('#adam-rate').inputValue(), '0.01');
    await page.locator('#adam-weight').fill('0.5');
    await page.locator('#adam-gradient').fill('2');
    await page.locator('#adam-kind').selectOption('alternating');
    await page.locator('#adam-step-10').click();
    await page.locator('#adam-step-1').click();
    await waitFor(page, 'adam-readout', 'Step 12 ');
    let [w, m, v] = [0.5, 0, 0];
    for (let step = 1; step <= 12; step += 1) {
      const g = step % 2 === 1 ? 2 : -2;
      m += (g - m) * 0.1;
      v += (g * g - v) * 0.001;
      w -= (((0.01 * Math.sqrt(1 - 0.999 ** step)) / (1 - 0.9 ** step)) * m) / (Math.sqrt(v) + 1e-7);
    }
    const lines = await page.locator('#adam-numbers dd').allTextContents();
    const shown = lines.map((line) => numberOf(/[=≈] (\S+)/.exec(line)?.[1] ?? line));
    assert.ok(Math.abs(shown[1] - m) < 1e-4, lines[1]);
    assert.ok(Math.abs(shown[2] - v) < 1e-4, lines[2]);
    assert.ok(Math.abs(shown[7] - w) < 2e-6, lines[7]);
  });

  await t.test('a step is as long as the learning rate, however large the gradient', async () => {
    await page.locator('#adam-kind').selectOption('constant');
    for (const gradient of ['0.5', '50000']) {
      await page.locator('#adam-gradient').fill(gradient);
      await waitFor(page, 'adam-readout', 'Step 1 changed the weight by −0.01; the learning rate is 0.01');
    }
    await page.locator('#adam-gradient').fill('');
    await waitFor(page, 'adam-readout', 'changed the weight by 0;');
    await page.locator('#adam-rate').fill('0');
    assert.match((await page.locator('#adam-hint').textContent()) ?? '', /above 0, at most 1/);
    assert.ok(!/NaN|not a number/.test((await page.locator('#figure-adam').textContent()) ?? ''));
  });

  await t.test('the way to the reader’s own network is open once there is a picture', async () => {
    await page.waitForFunction(() => !document.querySelector('#one-step-open')?.matches(':disabled'));
  });

  await t.test('the address has led here, and follows', async () => {
    await page.locator('#backward-input-stage').scrollIntoViewIfNeeded();
    const line = await readOut(page, 'backward-input', 'd_x, row 6, column 5:');
    assert.equal(await page.locator('#backward-input-map').inputValue(), 'every');
    assert.equal(resultIn(line), dX(EVERY, 0, 5, 4), line ?? '');
    await page.locator('#adam-rate').fill('0.001');
    await page.locator('#backward-input-stage').focus();
    await page.keyboard.press('ArrowUp');
    await page.locator('#backward-input-map').selectOption('same');
    await page.waitForFunction(() => {
      const query = new URLSearchParams(location.search);
      return query.get('back') === 'input:5,5' && query.get('backMap') === 'same' && !query.has('adamLr');
    });
  });
});

test('figures say so where their numbers cannot be loaded, and try again', async (t) => {
  const { page, problems } = await openPage(t, {
    path: '?embed=backward-kernel',
    webgpu: false,
    before: async (page) => {
      await page.route(/explain.*\.wasm/, (route) => route.abort());
    },
  });
  const notice = page.locator('#figure-backward-kernel .refused');
  await notice.getByText('could not be loaded').waitFor();
  await page.unroute(/explain.*\.wasm/);
  await notice.getByRole('button', { name: 'Try again' }).click();
  await waitFor(page, 'backward-kernel-readout', '=');
  assert.equal(await notice.count(), 0);
  problems.length = 0;
});

/**
 * Waits until a text contains something, and gives it.
 * @param {Page} page @param {string} id @param {string} part
 */
async function waitFor(page, id, part) {
  await page.waitForFunction(
    ([id, part]) => document.getElementById(id)?.textContent?.includes(part),
    [id, part],
  );
  return (await page.locator(`#${id}`).textContent()) ?? '';
}
