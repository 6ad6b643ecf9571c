import assert from 'node:assert/strict';
import { test } from 'node:test';

import { changed, inputOf, readInput, writeInput } from '../../web/figures/convolution/inputs.js';
import { middle, nameOf, readKernel, widen, writeKernel } from '../../web/figures/convolution/kernels.js';
import { chosenPicture, convolve, SOBEL_X } from '../support/convolution.mjs';
import { numberOf } from '../support/figures.mjs';
import { openPage } from '../support/page.mjs';

/** @typedef {import('playwright-core').Page} Page */

const EDGE = Array(7).fill([1, 1, 7, 7, 7, 7, 7]).flat();
const TINY = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3];
const BLUR = [1, 2, 1, 2, 4, 2, 1, 2, 1].map((weight) => weight / 16);
const PATIENCE = { timeout: 30_000 };

test('a kernel keeps its numbers while its size changes, and has its name', () => {
  const wide = widen(SOBEL_X);
  assert.equal(nameOf(wide), 'sobel-x');
  assert.deepEqual([...middle(wide, 3)], SOBEL_X);
  assert.deepEqual([...middle(wide, 1)], [0]);
  assert.deepEqual([...middle(wide, 5)].slice(5, 10), [0, -1, 0, 1, 0]);
  wide[0] = 2;
  assert.equal(nameOf(wide), 'own');
  assert.equal(writeKernel(widen(BLUR), 5, 'sobel-x'), 'blur');
  assert.equal(writeKernel(widen(SOBEL_X), 3, 'sobel-x'), null);
  const own = readKernel('0.5,0,-1,2,2,2,0,0,7');
  assert.equal(own?.size, 3);
  assert.equal(writeKernel(own?.wide ?? widen([0]), 3, 'sobel-x'), '0.5,0,-1,2,2,2,0,0,7');
  for (const wrong of ['blurr', '1,2', '1,2,x,4,5,6,7,8,9', '1,2,,4,5,6,7,8,9', '1e9', '', 'toString'])
    assert.equal(readKernel(wrong), null, wrong);
});

test('a small picture goes into an address and comes back', () => {
  for (const written of ['corner', 'tiny', 'random-7', '0123456789012345']) {
    const input = readInput(written);
    assert.ok(input);
    assert.equal(writeInput(input), written);
  }
  assert.equal(writeInput(inputOf('edge')), null);
  assert.deepEqual(inputOf('random', 3).values, inputOf('random', 3).values);
  assert.notDeepEqual(inputOf('random', 3).values, inputOf('random', 4).values);
  assert.equal(writeInput(changed(inputOf('tiny'), 1, 8)), '3841592653589793');
  for (const wrong of ['edgy', 'random-0', 'random-x', '123', '314159265358979x'])
    assert.equal(readInput(wrong), null, wrong);
});

test('keys step through every cell, and what is shown adds up', async (t) => {
  const { page } = await openSmall(t);
  const { side, values } = convolve(EDGE, { side: 7, kernel: SOBEL_X });
  assert.equal(values[0], (7 - 1) * (1 + 2 + 1), 'by hand');
  await page.locator('#convolution-stage').focus();
  for (let y = 0; y < side; y += 1) {
    for (let step = 0; step < side; step += 1) {
      const x = y % 2 === 0 ? step : side - 1 - step;
      await cellIs(page, y * side + x, values[y * side + x]);
      if (step < side - 1) await page.keyboard.press(y % 2 === 0 ? 'ArrowRight' : 'ArrowLeft');
    }
    await page.keyboard.press('ArrowDown');
  }
  const lines = await page.locator('#convolution-readout .line').allTextContents();
  assert.equal(lines.length, 4);
  assert.equal(productsIn(lines.join(' ')), values[side * side - 1]);
  await page.waitForFunction(
    () =>
      document.querySelector('#figure-convolution .told')?.textContent ===
      'Row 5, column 5: 9 products sum to 0; with bias 0 the output is 0.',
  );

  await t.test('comma and full stop go through the phases of a cell', async () => {
    await page.keyboard.press('Home');
    await page.keyboard.press(',');
    const sums = page.locator('#convolution-stage .tally dd');
    await page.waitForFunction(
      () => document.querySelector('#convolution-stage .tally div:last-child dd')?.textContent === '',
    );
    assert.deepEqual(await sums.allTextContents(), ['24', '0', '']);
    await page.keyboard.press('.');
    await page.waitForFunction(
      () => document.querySelector('#convolution-stage .tally div:last-child dd')?.textContent === '24',
    );
  });

  await t.test('a digit sets the middle of the window', async () => {
    await page.keyboard.press('9');
    await page.waitForURL(/input=11777771977777/);
    assert.equal(await page.inputValue('#convolution-input'), 'own');
    await page.selectOption('#convolution-kernel', 'identity');
    await cellIs(page, 0, 9);
  });
});

test('the pointer looks at a cell and stays on a click; an address brings the cell back', async (t) => {
  const { page } = await openSmall(t, 'kernel=blur&bias=0.5');
  const { values } = convolve(EDGE, { side: 7, kernel: BLUR, bias: 0.5 });
  const output = page.locator('#convolution-stage canvas').last();
  const last = { x: 4.5 * 40, y: 4.5 * 40 };
  await output.hover({ position: { x: 1.5 * 40, y: 0.5 * 40 } });
  await cellIs(page, 1, values[1]);
  await page.mouse.move(2, 2);
  await cellIs(page, 0, values[0]);
  await output.click({ position: last });
  await page.mouse.move(2, 2);
  await cellIs(page, 24, values[24]);
  await page.waitForURL(/cell=5%2C5/);

  await t.test('a click on the picture raises a number', async () => {
    await page
      .locator('#convolution-stage canvas')
      .first()
      .click({ position: { x: 6.5 * 36, y: 6.5 * 36 } });
    const brighter = EDGE.with(48, 8);
    await cellIs(page, 24, convolve(brighter, { side: 7, kernel: BLUR, bias: 0.5 }).values[24]);
    await page.mouse.move(2, 2);
  });

  await t.test('the link opens the same moment', async () => {
    await page.waitForURL(/input=\d{49}/);
    const again = await page.context().newPage();
    await again.goto(page.url());
    await cellIs(again, 24, convolve(EDGE.with(48, 8), { side: 7, kernel: BLUR, bias: 0.5 }).values[24]);
    await again.close();
  });
});

test('paddings, strides and sizes follow the rules, and are told', async (t) => {
  const { page } = await openSmall(t, 'input=tiny&stride=2&padding=same');
  const placement = page.locator('#convolution-placement');
  const each = async (/** @type {import('../support/convolution.mjs').Convolution} */ convolution) => {
    const { side, values } = convolve(TINY, convolution);
    for (const [index, value] of values.entries()) {
      await page.locator('#figure-convolution .scrubber').fill(String(index + 1));
      await cellIs(page, index, value);
    }
    assert.match((await placement.textContent()) ?? '', new RegExp(`${side} rows? and ${side} column`));
  };
  await each({ side: 4, kernel: SOBEL_X, stride: 2, padding: 'same' });
  assert.match((await placement.textContent()) ?? '', /0 rows above and 1 row below.*odd one is at the end/);
  await page.selectOption('#convolution-pad', 'valid');
  await each({ side: 4, kernel: SOBEL_X, stride: 2 });
  assert.match((await placement.textContent()) ?? '', /last row and the last column are never reached/);
  await page.selectOption('#convolution-size', '1');
  await page.selectOption('#convolution-kernel', 'sharpen');
  await each({ side: 4, kernel: [5], stride: 2 });
  assert.match((await placement.textContent()) ?? '', /what lies between two windows is skipped/);

  await t.test('where no window fits, it says so, and goes on when one does', async () => {
    await page.selectOption('#convolution-size', '5');
    await page.waitForFunction(() =>
      document.querySelector('#convolution-readout')?.textContent?.startsWith('No window fits'),
    );
    assert.ok(await page.locator('#convolution-player').isHidden());
    await page.selectOption('#convolution-pad', 'same');
    assert.ok(await page.locator('#convolution-player').isVisible());
    const ring = [0, 0, 0, 0, 0, 0, 0, -1, 0, 0, 0, -1, 5, -1, 0, 0, 0, -1, 0, 0, 0, 0, 0, 0, 0];
    await each({ side: 4, kernel: ring, stride: 2, padding: 'same' });
  });
});

test('fields take numbers only, and everything is in the address', async (t) => {
  const { page } = await openSmall(t);
  const field = (/** @type {number} */ row, /** @type {number} */ column) =>
    page.getByLabel(`Weight in row ${row}, column ${column} of the kernel`);
  const hint = page.locator('#convolution-wrong');
  await field(1, 3).fill('2.5');
  const own = SOBEL_X.with(2, 2.5);
  await cellIs(page, 0, convolve(EDGE, { side: 7, kernel: own }).values[0]);
  assert.equal(await page.inputValue('#convolution-kernel'), 'own');

  await field(1, 3).fill('');
  await cellIs(page, 0, convolve(EDGE, { side: 7, kernel: SOBEL_X.with(2, 0) }).values[0]);
  await field(1, 3).pressSequentially('1e');
  await page.waitForFunction(() => document.querySelector('#convolution-wrong')?.textContent);
  assert.equal(await field(1, 3).getAttribute('aria-invalid'), 'true');
  await field(1, 3).fill('5000');
  assert.match((await hint.textContent()) ?? '', /not a number from −1,000 to 1,000/);
  assert.doesNotMatch((await page.locator('#figure-convolution').textContent()) ?? '', /NaN|undefined/);
  await field(1, 3).fill('2.5');
  assert.equal(await hint.textContent(), '');

  await page.fill('#convolution-bias', '-1.5');
  await page.selectOption('#convolution-pad', 'same');
  await page.selectOption('#convolution-stride', '3');
  await page.selectOption('#convolution-input', 'random');
  await page.click('#convolution-another');
  await page.waitForURL(/input=random-2/);
  const search = new URL(page.url()).searchParams;
  search.delete('embed');
  assert.deepEqual(Object.fromEntries(search), {
    kernel: '-1,0,2.5,-2,0,2,-1,0,1',
    padding: 'same',
    stride: '3',
    bias: '-1.5',
    input: 'random-2',
  });
  const shown = await page.locator('#convolution-readout').textContent();
  const again = await page.context().newPage();
  await again.goto(page.url());
  await again.waitForFunction(
    (shown) => document.querySelector('#convolution-readout')?.textContent === shown,
    shown,
  );
  assert.equal(await again.inputValue('#convolution-bias'), '-1.5');
  assert.equal(await again.inputValue('#convolution-kernel'), 'own');
  await again.selectOption('#convolution-kernel', 'sobel-x');
  await again.selectOption('#convolution-pad', 'valid');
  await again.selectOption('#convolution-stride', '1');
  await again.selectOption('#convolution-input', 'edge');
  await again.fill('#convolution-bias', '');
  await again.waitForURL(/\?embed=convolution$/);
});

test('three channels go into one sum, and the map has the same value', async (t) => {
  const { page } = await openPage(t, {
    webgpu: false,
    context: { viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' },
  });
  const picture = await chosenPicture(page, '#channels-picker');
  const { side, values } = convolve(picture, { side: 32, channels: 3, kernel: SOBEL_X });
  await page.locator('#channels-stage').scrollIntoViewIfNeeded();
  await page.locator('#channels-readout .line').first().waitFor();
  const near = (/** @type {number} */ shown, /** @type {number} */ wanted) =>
    assert.ok(Math.abs(shown - wanted) < 1e-4, `${shown} for ${wanted}`);
  const shown = async (/** @type {number} */ cell) => {
    await page.waitForFunction(
      (cell) =>
        document.querySelector('#channels-stage .subtotal')?.textContent &&
        /** @type {HTMLInputElement} */ (document.querySelector('#figure-channels .scrubber')).value ===
          String(cell + 1),
      cell,
    );
    const lines = await page.locator('#channels-readout .line').allTextContents();
    assert.equal(lines.length, 5);
    assert.equal(lines.slice(0, 3).join(' ').match(/×/g)?.length, 27);
    return numberOf(lines[4].match(/as stored: (.+)\)/)?.[1] ?? lines[4].split(' ').at(-1) ?? '');
  };
  await page.locator('#channels-stage').focus();
  await page.keyboard.press('Home');
  near(await shown(0), values[0]);
  await page.keyboard.press('End');
  near(await shown(side * side - 1), values[side * side - 1]);
  const subtotals = await page.locator('#channels-stage .subtotal').allTextContents();
  const whole = await page.locator('#channels-stage .tally dd').first().textContent();
  assert.ok(
    Math.abs(subtotals.reduce((sum, part) => sum + numberOf(part), 0) - numberOf(whole ?? '')) < 0.002,
  );

  await t.test('the whole map reads the same, by key and by pointer', async () => {
    const stage = page.locator('#feature-map-stage');
    await stage.focus();
    await page.keyboard.press('End');
    const readout = page.locator('#feature-map-readout');
    await page.waitForFunction(() =>
      document.querySelector('#feature-map-readout')?.textContent?.startsWith('Sobel x, row 30, column 30: '),
    );
    const value = async () => numberOf(((await readout.textContent()) ?? '').split(': ')[1]);
    near(await value(), values[side * side - 1]);
    await stage
      .locator('canvas')
      .last()
      .hover({ position: { x: 7.5 * 12, y: 2.5 * 12 } });
    await page.waitForFunction(() =>
      document.querySelector('#feature-map-readout')?.textContent?.includes('row 3, column 8: '),
    );
    near(await value(), values[2 * side + 7]);
  });
});

test('the filters of the network can be chosen, fresh and after a step', async (t) => {
  const { page } = await openPage(t, {
    webgpu: false,
    path: '?filter=5&padding=same&backend=cpu&trainImages=500&validationImages=500&epochs=1',
    context: { viewport: { width: 1280, height: 900 } },
  });
  await page.locator('#strip canvas').first().waitFor();
  await page.locator('#filters').scrollIntoViewIfNeeded();
  assert.match((await page.locator('#filters-none').textContent()) ?? '', /Once you have a network/);
  await page.click('#step');
  await page.waitForFunction(
    () => document.querySelector('#status-sentence')?.textContent?.startsWith('Paused in epoch 1'),
    null,
    PATIENCE,
  );
  await page.locator('#filters').scrollIntoViewIfNeeded();
  await page.waitForFunction(() => document.querySelectorAll('.filter canvas').length === 32, null, PATIENCE);
  await page.waitForFunction(
    () => document.querySelector('.filter[aria-pressed="true"]')?.getAttribute('aria-label') === 'Filter 5',
  );
  assert.match(
    (await page.locator('#filters-said').textContent()) ?? '',
    /^32 filters of the first layer, after 0\.06 epochs of training\. Choose one/,
  );
  assert.equal(await page.inputValue('#channels-kernel'), 'filter-5');

  await t.test('arrows go along the strip, and a filter becomes the kernel', async () => {
    await page.locator('.filter').nth(4).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() =>
      document.querySelector('#feature-map-readout')?.textContent?.startsWith('Filter 6, row 1, column 1'),
    );
    await page.waitForURL(/filter=6/);
    await page.selectOption('#feature-map-kernel', 'edges');
    await page.waitForFunction(() => !new URLSearchParams(location.search).has('filter'));
    assert.equal(await page.locator('.filter[aria-pressed="true"]').count(), 0);
  });

  await t.test('when the run ends, the strip shows the network as it is then', async () => {
    await page.click('#pause');
    await page.waitForFunction(
      () => document.getElementById('status')?.dataset.phase === 'finished',
      null,
      PATIENCE,
    );
    await page.locator('#filters').scrollIntoViewIfNeeded();
    await page.waitForFunction(() =>
      document.querySelector('#filters-said')?.textContent?.includes(', after 1 epoch of training. Choose'),
    );
    assert.ok(await page.locator('#filters-take').isVisible());
  });
});

test('where the arithmetic cannot be loaded, the figure says so and still shows the picture', async (t) => {
  const { page, problems } = await openPage(t, {
    webgpu: false,
    path: '?embed=convolution',
    before: async (page) => {
      await page.route('**/*explain*.wasm', (route) => route.abort());
    },
  });
  await page.getByText('The numbers of this figure could not be loaded.').waitFor();
  assert.ok(await page.locator('#convolution-stage canvas').first().isVisible());
  assert.ok(problems.every((problem) => problem.includes('Failed to load resource')));
  problems.length = 0;
});

/**
 * Opens the page with the small picture alone.
 * @param {import('node:test').TestContext} t
 * @param {string} [query]
 */
async function openSmall(t, query = '') {
  const opened = await openPage(t, {
    webgpu: false,
    path: `?embed=convolution${query && `&${query}`}`,
    context: { viewport: { width: 1280, height: 1100 }, reducedMotion: 'reduce' },
  });
  await opened.page.locator('#convolution-readout .line').first().waitFor();
  return opened;
}

/**
 * Waits until a cell is shown with this output.
 * @param {Page} page
 * @param {number} cell row-major, from 0
 * @param {number} value
 */
async function cellIs(page, cell, value) {
  const written = String(value).replace('-', '−');
  await page.waitForFunction(
    ({ cell, written }) => {
      const scrubber = document.querySelector('#figure-convolution .scrubber');
      const line = document.querySelector('#convolution-readout .line:last-child')?.textContent ?? '';
      return (
        scrubber instanceof HTMLInputElement &&
        scrubber.value === String(cell + 1) &&
        line.endsWith(`(bias) = ${written}`)
      );
    },
    { cell, written },
    { timeout: 5000 },
  );
}

/**
 * The sum of all products in a line of arithmetic.
 * @param {string} written
 */
function productsIn(written) {
  const number = '(−?[\\d.]+)';
  let sum = 0;
  for (const [, a, b] of written.matchAll(new RegExp(`${number} × ${number}`, 'g')))
    sum += numberOf(a) * numberOf(b);
  return sum;
}
