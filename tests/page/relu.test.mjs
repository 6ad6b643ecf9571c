import assert from 'node:assert/strict';
import { test } from 'node:test';

import { chosenPicture, convolve, SOBEL_X } from '../support/convolution.mjs';
import { numberOf } from '../support/figures.mjs';
import { openPage } from '../support/page.mjs';

const CELL = 9;

test('ReLU keeps what is above zero, and both maps point at the same cell', async (t) => {
  const { page } = await openPage(t, {
    webgpu: false,
    context: { viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' },
  });
  const picture = await chosenPicture(page, '#feature-map-picker');
  const { side, values } = convolve(picture, { side: 32, channels: 3, kernel: SOBEL_X });
  const stage = page.locator('#relu-stage');
  await stage.scrollIntoViewIfNeeded();
  await page
    .getByText(/^Row 1, column 1: max/)
    .first()
    .waitFor();

  /** Waits for a cell and checks its two values. @param {number} row @param {number} column */
  const reads = async (row, column) => {
    const begins = `Row ${row + 1}, column ${column + 1}: `;
    await page.waitForFunction(
      (begins) => document.querySelector('#relu-readout')?.textContent?.startsWith(begins),
      begins,
    );
    const said = (await page.locator('#relu-readout').textContent()) ?? '';
    const [, x, y] = /max\(0, (.+)\) = (.+)$/.exec(said) ?? [];
    const wanted = values[row * side + column];
    assert.ok(Math.abs(numberOf(x) - wanted) < 1e-4, `${said}, not ${wanted}`);
    assert.ok(Math.abs(numberOf(y) - Math.max(0, wanted)) < 1e-4, said);
  };

  await stage.focus();
  await page.keyboard.press('End');
  await reads(side - 1, side - 1);
  await page.keyboard.press('ArrowUp');
  await reads(side - 2, side - 1);

  const at = (/** @type {number} */ index) => ({
    position: { x: ((index % side) + 0.5) * CELL, y: (Math.floor(index / side) + 0.5) * CELL },
  });
  const lowest = values.indexOf(Math.min(...values));
  const highest = values.indexOf(Math.max(...values));
  await stage.locator('canvas').first().hover(at(lowest));
  await reads(Math.floor(lowest / side), lowest % side);
  await stage.locator('canvas').last().click(at(highest));
  await page.mouse.move(2, 2);
  await reads(Math.floor(highest / side), highest % side);

  await t.test('the share of cells that are kept is counted', async () => {
    // What is 0 by hand may be a little more or less in 32 bits.
    const above = (/** @type {number} */ bound) => values.filter((value) => value > bound).length;
    const said = (await page.locator('#relu-share').textContent()) ?? '';
    const [, counted, cells] = /”, ([\d,]+) of ([\d,]+) cells/.exec(said) ?? [];
    assert.equal(Number(cells), side * side);
    const number = Number(counted);
    assert.ok(number >= above(1e-5) && number <= above(-1e-5), `${said}, not about ${above(0)}`);
  });

  await t.test('another kernel gives another map, and blur loses nothing', async () => {
    await page.selectOption('#relu-kernel', 'blur');
    await page.waitForFunction(() =>
      document.querySelector('#relu-share')?.textContent?.startsWith('With “Blur”, 900 of 900 cells (100.0'),
    );
  });
});
