import assert from 'node:assert/strict';
import { test } from 'node:test';

import { unseen } from '../../web/figures/pooling/windows.js';
import { galleryPicture, numberOf, openFigure, reads } from '../support/figures.mjs';
import { openPage } from '../support/page.mjs';

/** @typedef {import('playwright-core').Page} Page */

/** The picture that the figures show until another is chosen: row 8, column 0 of the gallery. */
const CHOSEN = galleryPicture(80).map((byte) => byte / 255);

test('rows that no window looks at are those behind the last and those between', () => {
  /** @param {number} output @param {number} before */
  const placed = (output, before) => ({
    output: /** @type {[number, number]} */ ([output, output]),
    before: /** @type {[number, number]} */ ([before, before]),
    after: /** @type {[number, number]} */ ([0, 0]),
    unused: /** @type {[number, number]} */ ([0, 0]),
  });
  assert.deepEqual(unseen(8, { size: 2, stride: 2, padding: 'valid' }, placed(4, 0)), []);
  assert.deepEqual(unseen(8, { size: 3, stride: 2, padding: 'valid' }, placed(3, 0)), [7]);
  assert.deepEqual(unseen(8, { size: 3, stride: 3, padding: 'valid' }, placed(2, 0)), [6, 7]);
  assert.deepEqual(unseen(8, { size: 2, stride: 3, padding: 'valid' }, placed(3, 0)), [2, 5]);
  assert.deepEqual(unseen(8, { size: 3, stride: 1, padding: 'same' }, placed(8, 1)), []);
});

test('max pooling shows the largest of every window', async (t) => {
  const { page } = await openFigure(t, 'pooling', '#pooling-readout');
  const piece = liveliest(edges(CHOSEN));
  const readout = page.locator('#pooling-readout');

  await t.test('from the first cell to the last, in every setting, by keyboard', async () => {
    for (const [size, stride, padding] of /** @type {const} */ ([
      [2, 2, 'valid'],
      [3, 2, 'valid'],
      [3, 2, 'same'],
      [2, 3, 'valid'],
      [3, 1, 'same'],
    ])) {
      await page.selectOption('#pooling-size', String(size));
      await page.selectOption('#pooling-stride', String(stride));
      await page.selectOption('#pooling-padding', padding);
      const expected = pooled(piece, 8, size, stride, padding);
      const side = Math.sqrt(expected.length);
      const shown = [];
      await page.locator('#pooling-stage').press('Home');
      for (let at = 1; at <= side; at += 1) {
        await reads(page, '#pooling-readout', `row ${at}, column ${at}:`);
        shown.push(numbersOf((await readout.textContent()) ?? ''));
        await page.locator('#pooling-stage').press('ArrowRight');
        await page.locator('#pooling-stage').press('ArrowDown');
      }
      const diagonal = expected.filter((_, cell) => cell % (side + 1) === 0);
      assert.deepEqual(shown, diagonal, `${size} by ${size}, stride ${stride}, ${padding}`);
    }
  });

  await t.test('what the windows miss and what the padding adds is said', async () => {
    const words = page.locator('.pooling-words');
    await page.selectOption('#pooling-stride', '2');
    await reads(page, '.pooling-words', '1 row below and 1 column on the right');
    await page.selectOption('#pooling-padding', 'valid');
    await reads(page, '.pooling-words', 'Row and column 8 are left out');
    assert.match(
      (await words.textContent()) ?? '',
      /pool_size=3, strides=2, padding="valid"\) makes 3 × 3 values/,
    );
    await page.selectOption('#pooling-size', '2');
    await page.selectOption('#pooling-stride', '3');
    await reads(page, '.pooling-words', 'Rows and columns 3 and 6 lie between the windows');
  });

  await t.test('the pointer looks, a click stays and goes into the address', async () => {
    await page.selectOption('#pooling-stride', '2');
    await page.locator('#pooling-stage').press('Home');
    const output = page.locator('#pooling-stage canvas').last();
    const box = await output.boundingBox();
    assert.ok(box);
    const last = { x: box.width - 10, y: box.height - 10 };
    await output.hover({ position: last });
    await reads(page, '#pooling-readout', 'row 4, column 4:');
    await page.locator('#pooling-title').hover();
    await reads(page, '#pooling-readout', 'row 1, column 1:');
    await output.click({ position: last });
    await page.locator('#pooling-title').hover();
    await reads(page, '#pooling-readout', 'row 4, column 4:');
    await page.waitForFunction(() => new URLSearchParams(location.search).get('poolCell') === '4,4');
  });

  await t.test('it plays to the last cell, and phases can be stepped', async () => {
    await page.selectOption('#pooling-player .speed', '8');
    await page.locator('#pooling-stage').press('Home');
    await page.locator('#pooling-stage').press(' ');
    await page.waitForFunction(
      () =>
        document.querySelector('#pooling-player .player-place')?.textContent === 'cell 16 of 16' &&
        document.querySelector('#pooling-player button[title^="Play"]'),
    );
    await page.locator('#pooling-stage').press(',');
    await reads(page, '#pooling-stage .pooling-leader', 'so far:');
    await page.locator('#pooling-stage').press('.');
    await reads(page, '#pooling-stage .pooling-leader', 'largest:');
  });
});

test('a shift changes the pooled map less, and by what is said', async (t) => {
  const { page } = await openFigure(t, 'shift', '.shift-change');
  const stage = page.locator('#shift-stage');

  /** @param {number} y @param {number} x */
  const expected = (y, x) => {
    const maps = [CHOSEN, shifted(CHOSEN, y, x)].map((picture) => edges(picture).map((v) => Math.max(0, v)));
    const pools = maps.map((map) =>
      pooled(map, 32, 2, 2, 'valid').map((numbers) => numbers[numbers.length - 1]),
    );
    return [change(maps), change(pools)].map((share) => `${(share * 100).toFixed(0)}\u00a0%`);
  };
  const shown = () => page.locator('.shift-change').allTextContents();

  await t.test('by keys and by buttons, not further than three', async () => {
    await reads(page, '#shift-verdict', 'Shifted 1 pixel to the right');
    assert.deepEqual(await shown(), expected(0, 1));
    await stage.press('ArrowRight');
    await reads(page, '#shift-verdict', 'Shifted 2 pixels to the right');
    assert.deepEqual(await shown(), expected(0, 2));
    await stage.press('Home');
    await reads(page, '#shift-verdict', 'Not shifted');
    assert.deepEqual(await shown(), ['0\u00a0%', '0\u00a0%']);
    for (let press = 0; press < 5; press += 1) await page.locator('#shift-up').click();
    await page.locator('#shift-left').click();
    await reads(page, '#shift-verdict', 'Shifted 1 pixel to the left and 3 pixels up');
    assert.deepEqual(await shown(), expected(-3, -1));
    await page.waitForFunction(() => new URLSearchParams(location.search).get('shift') === '-3,-1');
  });

  await t.test('a cell of a map is read under the pointer', async () => {
    await page
      .locator('#shift-stage canvas')
      .nth(1)
      .hover({ position: { x: 3, y: 3 } });
    await reads(page, '#shift-readout', 'map, row 1, column 1:');
  });
});

test('the address leads to a moment, and what means nothing is said', async (t) => {
  const { page, url } = await openPage(t, {
    webgpu: false,
    path: '?pool=3&poolStride=2&poolPadding=same&poolCell=2,3&shift=-2,3',
  });
  await page.locator('#figure-pooling').scrollIntoViewIfNeeded();
  await reads(page, '#pooling-readout', 'row 2, column 3:');
  assert.equal(
    await page.locator('#pooling-call').textContent(),
    'MaxPooling2D(pool_size=3, strides=2, padding="same")',
  );
  await page.locator('#figure-shift').scrollIntoViewIfNeeded();
  await reads(page, '#shift-verdict', 'Shifted 3 pixels to the right and 2 pixels up');

  await page.goto(`${url}?pool=9&poolCell=x&shift=7,0`);
  await page.locator('.refused').waitFor();
  assert.match((await page.locator('.refused').textContent()) ?? '', /pool=9, poolCell=x, shift=7,0/);
  assert.equal(await page.locator('#pooling-size').inputValue(), '2');
});

/**
 * The numbers that compete, and the largest of them.
 * @param {string} readout
 */
function numbersOf(readout) {
  const [, inside, largest] = /max\((.*)\) = (\S+?)[;,]/.exec(readout) ?? [];
  return `${inside}, ${largest}`.split(', ').map(numberOf);
}

/** @param {number} at */
const inside = (at) => Math.max(0, Math.min(31, at));

/** @param {number[]} picture @param {number} y @param {number} x */
const shifted = (picture, y, x) =>
  picture.map((_, at) => {
    const [row, column] = [Math.floor(at / 96), Math.floor(at / 3) % 32];
    return picture[(inside(row - y) * 32 + inside(column - x)) * 3 + (at % 3)];
  });

/**
 * Upright edges of the mean of the colours, the border's pixels repeated beyond it.
 * @param {number[]} picture
 */
function edges(picture) {
  const grey = (/** @type {number} */ row, /** @type {number} */ column) => {
    const at = (inside(row) * 32 + inside(column)) * 3;
    return (picture[at] + picture[at + 1] + picture[at + 2]) / 3;
  };
  return Array.from({ length: 32 * 32 }, (_, at) => {
    const [row, column] = [Math.floor(at / 32), at % 32];
    return [1, 2, 1].reduce(
      (sum, weight, u) => sum + weight * (grey(row + u - 1, column + 1) - grey(row + u - 1, column - 1)),
      0,
    );
  });
}

/**
 * The piece of 8 by 8 with the largest sizes, with one digit after the point.
 * @param {number[]} map
 */
function liveliest(map) {
  /** @type {{ size: number, piece: number[] }} */
  let best = { size: -1, piece: [] };
  for (let row = 0; row <= 24; row += 1) {
    for (let column = 0; column <= 24; column += 1) {
      const piece = Array.from(
        { length: 64 },
        (_, at) => map[(row + Math.floor(at / 8)) * 32 + column + (at % 8)],
      );
      const size = piece.reduce((sum, value) => sum + Math.abs(value), 0);
      if (size > best.size) best = { size, piece };
    }
  }
  return best.piece.map((value) => Number(value.toFixed(1)) + 0);
}

/**
 * For each window the values inside the map and, behind them, the largest.
 *
 * @param {number[]} map
 * @param {number} side
 * @param {number} size
 * @param {number} stride
 * @param {'valid' | 'same'} padding
 */
function pooled(map, side, size, stride, padding) {
  const output = padding === 'same' ? Math.ceil(side / stride) : Math.floor((side - size) / stride) + 1;
  const added = padding === 'same' ? Math.max(0, (output - 1) * stride + size - side) : 0;
  const before = Math.floor(added / 2);
  return Array.from({ length: output * output }, (_, cell) => {
    const [top, left] = [Math.floor(cell / output), cell % output].map((at) => at * stride - before);
    const values = [];
    for (let row = top; row < top + size; row += 1)
      for (let column = left; column < left + size; column += 1)
        if (row >= 0 && column >= 0 && row < side && column < side) values.push(map[row * side + column]);
    return [...values, Math.max(...values)];
  });
}

/** @param {number[][]} pair */
const change = ([before, after]) =>
  after.reduce((sum, value, at) => sum + Math.abs(value - before[at]), 0) /
  before.reduce((sum, value) => sum + Math.abs(value), 0);
