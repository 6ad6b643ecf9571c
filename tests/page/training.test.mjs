import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

import { openPage } from '../support/page.mjs';
import { longEveryTime, longTasks } from '../support/tasks.mjs';

/** @typedef {import('playwright-core').Page} Page */

/** The longest that a phase may take on two slow cores. */
const PATIENCE = { timeout: 60_000 };

test('a person trains the network and takes the history home', async (t) => {
  const { page } = await openPage(t, { webgpu: false });
  await fill(page, { trainImages: 500, validationImages: 500, epochs: 2, batchSize: 32 });
  await page.selectOption('#backend', 'cpu');
  const blank = await chartPixels(page);

  await page.click('#train');
  await reach(page, 'train');
  assert.ok(await page.locator('#trainImages').isDisabled());
  assert.match((await page.locator('#locked').textContent()) ?? '', /while a run is on/);
  await reach(page, 'finished');

  await t.test('it says the result, the device and how long it took to prepare', async () => {
    assert.match(
      (await page.locator('#status-sentence').textContent()) ?? '',
      /^Done: after 2 epochs on 500 images, the network names \d+\.\d\s% of 500 unseen images correctly\./,
    );
    assert.match((await page.locator('#device').textContent()) ?? '', /^Device: .+\. Backend: CPU\.$/);
    assert.match((await page.locator('#phases').textContent()) ?? '', /Engine\d.*Data\d.*CPU\d.*Training/);
    assert.equal(await page.locator('#figures dd').first().textContent(), '2 of 2');
  });

  await t.test('the charts have points, and a read-out under the pointer', async () => {
    assert.notEqual(await chartPixels(page), blank);
    await page.locator('.chart-plot .u-over').first().hover();
    const readout = page.locator('.chart-readout');
    await page.waitForFunction(() => document.querySelector('.chart-readout')?.textContent);
    assert.match(
      (await readout.first().textContent()) ?? '',
      /^epoch \d\.\d+: batch \d\.\d+, training \d\.\d+, validation \d\.\d+$/,
    );
    assert.match((await readout.last().textContent()) ?? '', /^epoch .*%/, 'the other chart reads out too');
  });

  await t.test('sentence, table and CSV tell the same figures', async () => {
    assert.match(
      (await page.locator('#chart-summary').textContent()) ?? '',
      /^After 2 epochs: loss \d\.\d+ and accuracy \d+\.\d\s% on the training images/,
    );
    await page.locator('.history summary').click();
    const rows = page.locator('#history-table tbody tr');
    assert.equal(await rows.count(), 2);
    const csv = (await download(page, '#csv')).toString();
    const [head, first, second, end] = csv.split('\n');
    assert.equal(head, ',loss,accuracy,val_loss,val_accuracy');
    assert.match(first, /^0(,\d+\.\d+(e-\d\d)?){4}$/);
    assert.match(second, /^1(,\d+\.\d+(e-\d\d)?){4}$/);
    assert.equal(end, '');
    const cells = await rows.first().locator('td').allTextContents();
    assert.deepEqual(
      cells,
      first
        .split(',')
        .slice(1)
        .map((value) => Number(value).toFixed(4)),
    );
  });

  await t.test('the picture of the charts is a PNG of its full size', async () => {
    const png = await download(page, '#png');
    assert.equal(png.subarray(1, 4).toString(), 'PNG');
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [2400, 1040]);
  });

  await t.test('the network says something about every test image', async () => {
    const guesses = await page.locator('#strip .card-guess').allTextContents();
    assert.equal(guesses.length, 8);
    for (const guess of guesses) assert.match(guess, /^[a-z]+, \d+\s%$/);
    for (const verdict of await page.locator('#strip .card-verdict').allTextContents()) {
      assert.match(verdict, /^(✓ right|✗ it is: [a-z]+)$/);
    }
    await page.click('#shuffle');
    await page.waitForFunction(() =>
      /%/.test(document.querySelector('#strip .card-guess')?.textContent ?? ''),
    );
  });

  await t.test('training again goes on from there; a reset asks, then forgets', async () => {
    await fill(page, { epochs: 1 });
    await page.click('#train');
    await page.waitForFunction(
      () => document.querySelectorAll('#history-table tbody tr').length === 3,
      null,
      PATIENCE,
    );
    await reach(page, 'finished');
    await page.click('#reset');
    await page.getByRole('button', { name: 'Keep it' }).click();
    assert.equal(await page.locator('#history-table tbody tr').count(), 3);
    await page.click('#reset');
    await page.locator('#confirm-reset').getByRole('button', { name: 'Reset' }).click();
    await reach(page, 'empty');
    assert.equal(await page.locator('#history-table tbody tr').count(), 0);
    assert.match((await page.locator('#status-sentence').textContent()) ?? '', /Fresh weights/);
    assert.ok(await page.locator('#seed').isEnabled());
    assert.ok(await page.locator('#csv').isDisabled());
  });
});

test('no task of the page takes over 50 ms while it trains', async (t) => {
  const tasks = await longEveryTime(async () => {
    const { page } = await openPage(t, { webgpu: false });
    await fill(page, { trainImages: 500, validationImages: 500, epochs: 2, batchSize: 32 });
    await page.selectOption('#backend', 'cpu');
    // Figures that come near the screen on the way to the panel are drawn first: this is about training.
    await page.locator('#train').scrollIntoViewIfNeeded();
    await page.waitForLoadState('networkidle');
    await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
    return longTasks(page, async () => {
      await page.click('#train');
      await reach(page, 'train');
      await reach(page, 'finished');
    });
  });
  assert.deepEqual(tasks, [], 'milliseconds of long tasks');
});

test('a run can be stepped, resumed, paused and stopped', async (t) => {
  const { page } = await openPage(t, { webgpu: false });
  const batch = () => page.locator('#figures dd').nth(1).textContent();
  await fill(page, { trainImages: 500, validationImages: 500, epochs: 500, batchSize: 100 });
  await page.selectOption('#backend', 'cpu');

  await page.click('#step');
  await page.waitForFunction(
    () => /after batch 1 of 5/.test(document.querySelector('#status')?.textContent ?? ''),
    null,
    PATIENCE,
  );
  assert.equal(await batch(), '1 of 5');
  await page.click('#step');
  await page.waitForFunction(
    () => /after batch 2 of 5/.test(document.querySelector('#status')?.textContent ?? ''),
    null,
    PATIENCE,
  );

  await page.getByRole('button', { name: 'Resume' }).click();
  await page
    .locator('#history-table tbody tr')
    .first()
    .waitFor({ state: 'attached', ...PATIENCE });
  await page.getByRole('button', { name: 'Pause' }).click();
  await reach(page, 'paused');
  const stood = await page.locator('#status-sentence').textContent();
  await page.waitForTimeout(700);
  assert.equal(await page.locator('#status-sentence').textContent(), stood, 'a paused run stands still');

  await page.click('#stop');
  await reach(page, 'stopped');
  assert.match((await page.locator('#status-sentence').textContent()) ?? '', /is kept: Train goes on/);
  assert.ok(await page.locator('#epochs').isEnabled());
});

test('without WebGPU the page trains on the CPU and says why', async (t) => {
  const { page } = await openPage(t, { webgpu: false });
  await fill(page, { trainImages: 500, validationImages: 500 });
  await page.click('#step');
  await reach(page, 'paused');
  const processors = await page.evaluate(() => navigator.hardwareConcurrency);
  const on =
    processors < 4
      ? /^Device: WebAssembly SIMD on one thread\./
      : /^Device: WebAssembly SIMD on [2-4] threads\./;
  const device = (await page.locator('#device').textContent()) ?? '';
  assert.match(device, on);
  assert.match(device, /Backend: CPU\.$/);
  assert.match((await page.locator('#reason').textContent()) ?? '', /\.$/);
  await page.click('#stop');
  await reach(page, 'stopped');
});

/**
 * @param {Page} page
 * @param {Record<string, number>} settings by the field's name
 */
async function fill(page, settings) {
  for (const [name, value] of Object.entries(settings)) await page.fill(`#${name}`, String(value));
}

/**
 * Waits until the run is in a phase, and fails with what the page says if it failed instead.
 *
 * @param {Page} page
 * @param {string} phase
 */
async function reach(page, phase) {
  await page.waitForFunction(
    (wanted) => [wanted, 'failed'].includes(document.getElementById('status')?.dataset.phase ?? ''),
    phase,
    { ...PATIENCE, polling: 20 },
  );
  const reached = await page.locator('#status').getAttribute('data-phase');
  assert.equal(reached, phase, (await page.locator('#status-sentence').textContent()) ?? '');
}

/**
 * @param {Page} page
 * @returns {Promise<string>} the first chart as it looks
 */
function chartPixels(page) {
  return page
    .locator('.chart-plot canvas')
    .first()
    .evaluate((canvas) => (canvas instanceof HTMLCanvasElement ? canvas.toDataURL() : ''));
}

/**
 * @param {Page} page
 * @param {string} button
 * @returns {Promise<Buffer>} the file that the button hands out
 */
async function download(page, button) {
  const [file] = await Promise.all([page.waitForEvent('download'), page.click(button)]);
  return readFile(await file.path());
}
