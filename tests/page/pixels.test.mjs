import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { PNG } from 'pngjs';

import { dist } from '../../tools/lib/paths.mjs';
import { View } from '../../web/figures/pixels/view.js';
import { countConvolution, countDense, lengthOf } from '../../web/figures/pixels/weights.js';
import { cropArea, isMoving } from '../../web/own-picture.js';
import { openPage } from '../support/page.mjs';

/** @typedef {import('playwright-core').Page} Page */

/** The ship that is shown until a reader chooses. */
const SHIP = 80;

test('layers have as many numbers to learn as one counts by hand', () => {
  const sizes = { side: 128, channels: 3, units: 200, filters: 32, kernel: 3 };
  assert.equal(countDense(sizes), 9_830_600);
  assert.equal(countConvolution(sizes), 896);
  const small = { side: 8, channels: 1, units: 1, filters: 1, kernel: 1 };
  assert.equal(countDense(small), 65);
  assert.equal(countConvolution(small), 2);
  assert.equal(lengthOf(1), 0);
  assert.ok(Math.abs(lengthOf(1000) - 1 / 3) < 1e-12);
});

test('a crop is a square inside the picture', () => {
  const wide = { width: 600, height: 400 };
  assert.deepEqual(cropArea(wide, { zoom: 1, across: 0.5, down: 0.5 }), { left: 100, top: 0, side: 400 });
  assert.deepEqual(cropArea(wide, { zoom: 4, across: 1, down: 0 }), { left: 500, top: 0, side: 100 });
  assert.deepEqual(cropArea({ width: 1, height: 9 }, { zoom: 1, across: 0, down: 1 }), {
    left: 0,
    top: 8,
    side: 1,
  });
});

test('animations are told from still pictures by their first bytes', () => {
  const bytes = (/** @type {string} */ written) => new Uint8Array(Buffer.from(written, 'latin1'));
  assert.ok(isMoving(bytes('GIF89a..\x21\xff\x0bNETSCAPE2.0..')));
  assert.ok(isMoving(bytes('GIF89a..\x21\xf9\x04..\x21\xf9\x04..')));
  assert.ok(!isMoving(bytes('GIF89a..\x21\xf9\x04..')));
  assert.ok(isMoving(bytes('\x89PNG\r\n..IHDR..acTL..IDAT..')));
  assert.ok(!isMoving(bytes('\x89PNG\r\n..IHDR..IDAT..acTL')));
  assert.ok(isMoving(bytes('RIFF....WEBPVP8X..ANIM')));
  assert.ok(!isMoving(bytes('RIFF....WEBPVP8 ..')));
  assert.ok(!isMoving(bytes('')));
});

test('the visible part follows the pixel and stays inside the picture', () => {
  const view = new View(32);
  assert.ok(view.isWhole);
  view.zoom(6, { y: 0, x: 31 });
  assert.deepEqual([view.top, view.left], [0, 26]);
  view.reveal(5, 20);
  assert.deepEqual([view.top, view.left], [1, 19], 'a neighbour on every side is seen, too');
  view.reveal(3, 22);
  assert.deepEqual([view.top, view.left], [1, 19], 'what is seen already moves nothing');
  view.zoom(32, { y: 9, x: 9 });
  assert.deepEqual([view.top, view.left], [0, 0]);
});

test('a pixel is read by keyboard and by mouse, and a link leads back to it', async (t) => {
  const { page, url } = await openPage(t, { webgpu: false });
  const stage = page.locator('#pixels-stage');
  const readOut = page.locator('#pixels-readout');
  await stage.scrollIntoViewIfNeeded();
  await reads(page, wordsOf(SHIP, 16, 16));

  await t.test('keys', async () => {
    await stage.focus();
    await page.keyboard.press('End');
    await reads(page, wordsOf(SHIP, 32, 32));
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowLeft');
    await reads(page, wordsOf(SHIP, 31, 31));
    const [red, green, blue] = pixelOf(SHIP, 31, 31);
    await page.waitForFunction(
      (told) => document.querySelector('#figure-pixels .told')?.textContent === told,
      `Row 31, column 31: red ${red}, green ${green}, blue ${blue}.`,
    );
    await page.getByLabel('x/255').check();
    await page.waitForFunction(
      (told) => document.querySelector('#figure-pixels .told')?.textContent?.includes(told),
      `red ${Number((red / 255).toFixed(4))}, green`,
    );
    await stage.focus();
    await page.keyboard.press('Home');
    await reads(page, wordsOf(SHIP, 1, 1));
  });

  await t.test('mouse, down to the last pixel', async () => {
    const picture = stage.locator('canvas').first();
    const { width = 0 } = (await picture.boundingBox()) ?? {};
    const at = (/** @type {number} */ cell) => ((cell - 0.5) * width) / 32;
    await picture.hover({ position: { x: at(9), y: at(3) } });
    await reads(page, wordsOf(SHIP, 3, 9));
    await page.locator('#pixels-title').hover();
    await reads(page, wordsOf(SHIP, 1, 1));
    await picture.click({ position: { x: at(32), y: at(32) } });
    await page.locator('#pixels-title').hover();
    await reads(page, wordsOf(SHIP, 32, 32));
    await page.waitForFunction(() => new URLSearchParams(location.search).get('pixel') === '32,32');
  });

  await t.test('a channel points at the same pixel', async () => {
    const green = stage.getByRole('img', { name: 'Green' });
    await green.click({ position: { x: 3, y: 3 } });
    await reads(page, wordsOf(SHIP, 1, 1));
  });

  await t.test('closer, another picture, and back by the link', async () => {
    await page.getByLabel('Visible part', { exact: true }).fill('6');
    await page.getByRole('button', { name: 'Photograph: dog' }).first().click();
    await stage.focus();
    for (let step = 0; step < 7; step += 1) await page.keyboard.press('ArrowDown');
    await reads(page, wordsOf(50, 8, 1));
    assert.match((await stage.textContent()) ?? '', /Rows 4 to 9, columns 1 to 6/);
    await page.waitForFunction(() => {
      const query = new URLSearchParams(location.search);
      return query.get('pixel') === '8,1' && query.get('zoom') === '6' && query.get('image') === '50';
    });
    const picture = stage.locator('canvas').first();
    const { height = 0 } = (await picture.boundingBox()) ?? {};
    await picture.hover({ position: { x: 5, y: height - 5 } });
    await reads(page, wordsOf(50, 9, 1));

    await page.goto(`${url}?image=53&pixel=2,31&zoom=7`);
    await stage.scrollIntoViewIfNeeded();
    await reads(page, wordsOf(53, 2, 31));
    assert.equal(await page.getByLabel('Visible part', { exact: true }).inputValue(), '7');
    const dog = page.locator('#pixels-picker').getByRole('button', { name: 'Photograph: dog' });
    assert.equal(await dog.getAttribute('aria-pressed'), 'true');
  });

  await t.test('what cannot be is said, and nothing breaks', async () => {
    const field = page.getByLabel('Visible part', { exact: true });
    for (const wrong of ['', '5', '33', '7.5']) {
      await field.fill(wrong);
      assert.match(
        (await page.locator('#pixels-zoom-hint').textContent()) ?? '',
        /whole number from 6 to 32/,
      );
    }
    assert.equal(await readOut.textContent(), wordsOf(53, 2, 31));
    await page.goto(`${url}?image=100&pixel=0,4&zoom=5`);
    await page.locator('.refused').waitFor();
    await stage.scrollIntoViewIfNeeded();
    await reads(page, wordsOf(SHIP, 16, 16));
  });
});

test('a picture of the reader’s own is cut to a square; what is none changes nothing', async (t) => {
  const { page } = await openPage(t, { webgpu: false });
  const status = page.locator('#own-picture-status');
  await page.locator('#pixels-stage').scrollIntoViewIfNeeded();
  await page.setInputFiles('#own-picture-file', flag());
  const green = 'red     0/255 = 0\ngreen 255/255 = 1\nblue    0/255 = 0';
  await reads(page, `Row 16, column 16\n${green}`);
  assert.match((await status.textContent()) ?? '', /300 × 100 pixels .* not left this machine/);
  const own = page.locator('#pixels-picker').getByRole('button', { name: 'Your own picture' });
  assert.equal(await own.getAttribute('aria-pressed'), 'true');

  await t.test('the square is moved', async () => {
    await page.getByLabel('Left to right', { exact: true }).fill('0');
    await reads(page, 'Row 16, column 16\nred   255/255 = 1\ngreen   0/255 = 0\nblue    0/255 = 0');
    await page.getByLabel('Left to right, slider').fill('100');
    await reads(page, 'Row 16, column 16\nred     0/255 = 0\ngreen   0/255 = 0\nblue  255/255 = 1');
    await page.getByLabel('Closer', { exact: true }).fill('9');
    assert.match((await page.locator('#own-picture-zoom-hint').textContent()) ?? '', /from 1 to 8/);
    await page.getByLabel('Left to right', { exact: true }).fill('50');
    await reads(page, `Row 16, column 16\n${green}`);
  });

  /** @type {[string, { name: string, mimeType: string, buffer: Buffer }, RegExp][]} */
  const refused = [
    ['no picture', file('notes.png', 'image/png', 'These are notes.'), /not a picture that your browser/],
    ['nothing in it', file('empty.jpg', 'image/jpeg', ''), /empty \(0 bytes\)/],
    [
      'an animation',
      file(
        'wave.gif',
        'image/gif',
        'GIF89a\x01\x00\x01\x00\x00\x00\x00\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00;',
      ),
      /This picture moves/,
    ],
    [
      'too large',
      file(
        'poster.svg',
        'image/svg+xml',
        '<svg xmlns="http://www.w3.org/2000/svg" width="8000" height="7000"/>',
      ),
      /8,000 × 7,000 pixels; up to 50 million/,
    ],
  ];
  for (const [name, wrong, sentence] of refused) {
    await t.test(name, async () => {
      await page.setInputFiles('#own-picture-file', wrong);
      await page.waitForFunction(
        (source) => new RegExp(source).test(document.getElementById('own-picture-status')?.textContent ?? ''),
        sentence.source,
      );
      assert.match((await status.textContent()) ?? '', /The picture chosen before stays/);
      await reads(page, `Row 16, column 16\n${green}`);
    });
  }

  await t.test('a picture is dropped', async () => {
    const bytes = [...flag([255, 51, 0]).buffer];
    const dropped = await page.evaluateHandle((bytes) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(bytes)], 'dropped.png', { type: 'image/png' }));
      return data;
    }, bytes);
    await page.dispatchEvent('#own-picture', 'drop', { dataTransfer: dropped });
    await reads(page, 'Row 16, column 16\nred   255/255 = 1\ngreen  51/255 = 0.2\nblue    0/255 = 0');
    assert.equal(await page.getByLabel('Left to right', { exact: true }).inputValue(), '50');
  });
});

test('weights are counted live, and the sizes stand in the address', async (t) => {
  const { page, url } = await openPage(t, { webgpu: false, path: '?side=64&units=10&filters=8' });
  const figure = page.locator('#figure-weights');
  await figure.scrollIntoViewIfNeeded();
  const dense = page.locator('#weights-dense-sum');
  const convolution = page.locator('#weights-convolution-sum');
  assert.equal(await dense.textContent(), '64 × 64 × 3 × 10 + 10 = 122,890');
  assert.equal(await convolution.textContent(), '3 × 3 × 3 × 8 + 8 = 224');

  await figure.getByLabel('Channels').selectOption('1');
  await figure.getByLabel('Side of the image', { exact: true }).fill('8');
  await figure.getByLabel('Units of the dense layer, slider').fill('1');
  await figure.getByLabel('Filters of the convolution', { exact: true }).fill('32');
  assert.equal(await dense.textContent(), '8 × 8 × 1 × 1 + 1 = 65');
  assert.equal(await convolution.textContent(), '3 × 3 × 1 × 32 + 32 = 320');
  assert.match(
    (await page.locator('#weights-said').textContent()) ?? '',
    /64 pixels, 64 numbers\. The convolution has about 4\.9 times as many/,
  );
  await page.waitForFunction(() => location.search === '?side=8&units=1');

  await figure.getByLabel('Side of a filter’s window', { exact: true }).fill('9');
  const hint = page.locator('#weights-kernel-hint');
  assert.equal(await hint.textContent(), '9 × 9 does not fit into an image of 8 × 8.');
  await figure.getByLabel('Side of the image', { exact: true }).fill('9');
  assert.equal(await hint.textContent(), 'In Keras, kernel_size.');
  assert.equal(await convolution.textContent(), '9 × 9 × 1 × 32 + 32 = 2,624');
  for (const wrong of ['', '0', '1.5', '257']) {
    await figure.getByLabel('Filters of the convolution', { exact: true }).fill(wrong);
    assert.equal(await page.locator('#weights-filters-hint').textContent(), 'A whole number from 1 to 256.');
    assert.equal(
      await convolution.textContent(),
      '9 × 9 × 1 × 32 + 32 = 2,624',
      'the last valid count stays',
    );
  }

  await page.goto(`${url}?side=7&units=10`);
  await page.locator('.refused').waitFor();
  assert.equal(await dense.textContent(), '128 × 128 × 3 × 10 + 10 = 491,530');

  await page.goto(`${url}?embed=weights`);
  await page.getByRole('link', { name: 'Open in the tutorial' }).waitFor();
  assert.equal(await page.locator('#pixels math:visible').count(), 0, 'the figure stands alone');
});

test('a row of the gallery is one stop, and arrows go along it', async (t) => {
  const { page } = await openPage(t, { webgpu: false, context: { viewport: { width: 360, height: 740 } } });
  const frogs = page.getByRole('toolbar', { name: 'Ten small photographs of the class frog' });
  const third = frogs.getByRole('button', { name: 'frog, image 3 of 10: open in the step-through' });
  await frogs.getByRole('button').first().focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  assert.ok(await third.evaluate((button) => button === document.activeElement));
  await page.keyboard.press('Tab');
  assert.match(await focused(page), /^horse, image 1 of 10/);
  await page.keyboard.press('Shift+Tab');
  assert.match(await focused(page), /^frog, image 3 of 10/);
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowRight');
  assert.match(await focused(page), /^frog, image 10 of 10/);
});

/**
 * Waits until the read-out says this.
 * @param {Page} page
 * @param {string} words
 */
async function reads(page, words) {
  const readOut = page.locator('#pixels-readout');
  await page
    .waitForFunction((words) => document.getElementById('pixels-readout')?.textContent === words, words, {
      timeout: 3000,
    })
    .catch(() => {});
  assert.equal(await readOut.textContent(), words);
}

/** @param {Page} page */
const focused = (page) => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');

/**
 * A pixel of a picture of the gallery, read from the file.
 * @param {number} place
 * @param {number} row from 1
 * @param {number} column from 1
 */
function pixelOf(place, row, column) {
  const sprite = PNG.sync.read(fs.readFileSync(path.join(dist, 'data', 'cifar10', 'gallery.png')));
  const y = Math.floor(place / 10) * 32 + row - 1;
  const x = (place % 10) * 32 + column - 1;
  return [...sprite.data.subarray((y * sprite.width + x) * 4, (y * sprite.width + x) * 4 + 3)];
}

/** The shortest decimal that gives the same 32-bit float. @param {number} value */
function shortest(value) {
  const stored = Math.fround(value);
  const digits = [1, 2, 3, 4, 5, 6, 7, 8].find(
    (count) => Math.fround(Number(stored.toPrecision(count))) === stored,
  );
  return String(Number(stored.toPrecision(digits ?? 9)));
}

/** What the read-out should say. @param {number} place @param {number} row @param {number} column */
function wordsOf(place, row, column) {
  const lines = pixelOf(place, row, column).map((byte, channel) => {
    const share = byte % 51 === 0 ? `= ${byte / 255}` : `≈ ${shortest(byte / 255)}`;
    return `${['red  ', 'green', 'blue '][channel]} ${String(byte).padStart(3)}/255 ${share}`;
  });
  return [`Row ${row}, column ${column}`, ...lines].join('\n');
}

/** @param {string} name @param {string} mimeType @param {string} content */
const file = (name, mimeType, content) => ({ name, mimeType, buffer: Buffer.from(content, 'latin1') });

/** A picture of 300 x 100 pixels: a red, a green and a blue square. @param {number[]} [middle] */
function flag(middle = [0, 255, 0]) {
  const colours = [[255, 0, 0], middle, [0, 0, 255]];
  const png = new PNG({ width: 300, height: 100 });
  for (let at = 0; at < 300 * 100; at += 1)
    png.data.set([...colours[Math.floor((at % 300) / 100)], 255], at * 4);
  return { name: 'flag.png', mimeType: 'image/png', buffer: PNG.sync.write(png) };
}
