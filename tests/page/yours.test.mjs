import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AxeBuilder } from '@axe-core/playwright';

import { colourFrom, Sheet } from '../../web/yours/drawing.js';
import { cover, dropsOf, occlusionMap, placesOf } from '../../web/yours/occlusion.js';
import { openPage } from '../support/page.mjs';

/** @typedef {import('playwright-core').Page} Page */

test('a patch covers its square and nothing else, at every place', async () => {
  assert.deepEqual(placesOf(16), [0, 2, 4, 6, 8, 10, 12, 14, 16]);
  assert.deepEqual(placesOf(15).at(-1), 16);
  assert.equal(placesOf(2).length, 16);
  const pixels = new Uint8Array(32 * 32 * 3).fill(7);
  const covered = cover(pixels, { top: 28, left: 2, patch: 4 });
  const grey = [...covered.keys()].filter((at) => covered[at] === 128);
  assert.equal(grey.length, 4 * 4 * 3);
  assert.equal(grey[0], (28 * 32 + 2) * 3);
  assert.equal(grey.at(-1), (31 * 32 + 5) * 3 + 2);
  assert.ok(
    pixels.every((value) => value === 7),
    'the picture itself stays',
  );
});

test('an occlusion map says what each place takes away', async () => {
  const pixels = new Uint8Array(32 * 32 * 3);
  // It finds class 1 as probable as the middle pixel is dark.
  const predict = async (
    /** @type {{ images: Uint8Array | Float32Array, shape: number[] }} */ { images, shape },
  ) =>
    Float32Array.from({ length: shape[0] * 2 }, (_, at) => {
      const dark = 1 - images[Math.floor(at / 2) * 3072 + (16 * 32 + 16) * 3] / 256;
      return at % 2 === 1 ? dark : 1 - dark;
    });
  /** @type {number[]} */
  const shares = [];
  const map = await occlusionMap(pixels, 8, predict, (share) => shares.push(share) > 0);
  assert.ok(map);
  assert.equal(map.places, 13);
  const drops = dropsOf(map, 1);
  drops.forEach((drop, place) => {
    const [top, left] = [Math.floor(place / 13) * 2, (place % 13) * 2];
    const hides = top <= 16 && top + 8 > 16 && left <= 16 && left + 8 > 16;
    assert.equal(drop, hides ? 0.5 : 0, `at ${top}, ${left}`);
  });
  assert.deepEqual(shares.slice(0, 2), [0, 32 / 169]);
  assert.equal(await occlusionMap(pixels, 8, predict, () => false), null, 'it can be stopped');
});

test('a brush draws round and can be taken back', () => {
  const sheet = new Sheet();
  const painted = () => sheet.pixels.filter((value) => value !== 255).length / 3;
  sheet.begin();
  sheet.stroke({ x: 16, y: 16 }, { x: 16, y: 16 }, 4, [0, 0, 0]);
  assert.equal(painted(), 12, 'a disc of radius 2 around a corner of pixels');
  sheet.begin();
  sheet.stroke({ x: 0.5, y: 0.5 }, { x: 31.5, y: 0.5 }, 1, [0, 0, 0]);
  assert.equal(painted(), 12 + 32);
  sheet.undo();
  sheet.undo();
  assert.equal(painted(), 0);
  assert.equal(sheet.canUndo, false);
  assert.deepEqual(colourFrom('#1f4fa3'), [31, 79, 163]);
});

test('a picture from any source is judged, and what the answer rests on is shown', async (t) => {
  const { page } = await openPage(t, {
    webgpu: false,
    path: '?backend=cpu#yours',
    context: { viewport: { width: 1280, height: 900 } },
    before: async (page) => void (await page.addInitScript(fakeWebcam)),
  });
  const guess = page.locator('#yours-guess');
  await page.waitForFunction(() => document.querySelector('#yours-guess')?.textContent);
  assert.equal(await guess.textContent(), 'no network yet');

  await t.test('the occlusion map makes a network where there is none', async () => {
    const stage = page.locator('#occlusion-stage');
    const readout = page.locator('#occlusion-readout');
    await page.getByRole('button', { name: 'Cover and ask' }).click();
    await page.waitForFunction(() =>
      / goes from /.test(document.querySelector('#occlusion-readout')?.textContent ?? ''),
    );
    await stage.focus();
    for (let press = 0; press < 14; press += 1) await page.keyboard.press('ArrowUp');
    for (let press = 0; press < 14; press += 1) await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() =>
      /columns 3 to 10/.test(document.querySelector('#occlusion-readout')?.textContent ?? ''),
    );
    assert.match(
      (await readout.textContent()) ?? '',
      /^Rows 1 to 8, columns 3 to 10 covered: \w+ goes from [\d.]+\s% to/,
    );
    await page.fill('#occlusion-patch', '99');
    assert.match((await page.locator('#occlusion-patch-hint').textContent()) ?? '', /from 2 to 16/);
    await page.fill('#occlusion-patch', '4');
    await page.waitForFunction(() =>
      /^Press/.test(document.querySelector('#occlusion-readout')?.textContent ?? ''),
    );
  });

  await t.test('what is drawn is what the network says it sees', async () => {
    await page.locator('[data-source="drawing"]').click();
    await page.fill('#yours-brush', '1');
    await page.locator('#yours-sheet').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press(' ');
    await page.waitForFunction(() => /%/.test(document.querySelector('#yours-guess')?.textContent ?? ''));
    const asked = await page.evaluate(seenPixels);
    assert.deepEqual(
      asked.filter(([, colour]) => colour !== '255 255 255'),
      [[16 * 32 + 17, '31 79 163']],
    );
    await page.locator('#yours-undo').click();
    const blank = await page.evaluate(seenPixels);
    assert.ok(blank.every(([, colour]) => colour === '255 255 255'));
    const canvas = page.locator('#yours-sheet canvas');
    await canvas.dragTo(canvas, { sourcePosition: { x: 30, y: 30 }, targetPosition: { x: 200, y: 30 } });
    assert.ok(
      (await page.evaluate(seenPixels)).filter(([, colour]) => colour !== '255 255 255').length >= 18,
    );
  });

  await t.test('the webcam is asked for, followed, and let go', async () => {
    await page.locator('[data-source="webcam"]').click();
    assert.equal(
      await page.evaluate(() => /** @type {any} */ (window).webcam.asked),
      0,
      'not before a button is pressed',
    );
    await page.getByRole('button', { name: 'Start the webcam' }).click();
    await page.waitForFunction(() => {
      const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector('#yours-seen'));
      const [red, green] = canvas.getContext('2d')?.getImageData(16, 16, 1, 1).data ?? [];
      return red > 150 && green < 100;
    });
    await page.locator('[data-source="drawing"]').click();
    assert.equal(await page.evaluate(() => /** @type {any} */ (window).webcam.stopped()), true);
    await page.locator('[data-source="webcam"]').click();
    await page.evaluate(() => Object.assign(/** @type {any} */ (window).webcam, { refuses: true }));
    await page.getByRole('button', { name: 'Start the webcam' }).click();
    await page.waitForFunction(() =>
      /was not allowed/.test(document.querySelector('#yours-webcam-status')?.textContent ?? ''),
    );
  });

  await t.test('a file that is pasted becomes the picture of all figures', async () => {
    await page.locator('[data-source="picture"]').click();
    await page.evaluate(pasteGreen);
    await page.waitForFunction(() =>
      /has not left this machine/.test(document.querySelector('#yours-picture-status')?.textContent ?? ''),
    );
    const pixels = await page.evaluate(seenPixels);
    assert.ok(pixels.every(([, colour]) => colour === '0 128 0'));
  });

  await t.test('nothing is wrong for those who cannot see it', async () => {
    for (const theme of /** @type {const} */ (['light', 'dark'])) {
      await page.emulateMedia({ colorScheme: theme });
      const { violations } = await new AxeBuilder({ page }).include('#yours').analyze();
      assert.deepEqual(
        violations.map(({ id }) => id),
        [],
        theme,
      );
    }
  });
});

/** A webcam that shows red. */
function fakeWebcam() {
  const webcam = {
    asked: 0,
    refuses: false,
    /** @type {MediaStream | null} */ stream: null,
    stopped: () => false,
  };
  webcam.stopped = () =>
    webcam.stream?.getTracks().every(({ readyState }) => readyState === 'ended') ?? false;
  Object.assign(window, { webcam });
  navigator.mediaDevices.getUserMedia = async () => {
    webcam.asked += 1;
    if (webcam.refuses) throw new DOMException('', 'NotAllowedError');
    const canvas = document.createElement('canvas');
    canvas.width = 64;
    canvas.height = 48;
    const context = canvas.getContext('2d');
    const draw = () => {
      if (!context) return;
      context.fillStyle = 'rgb(200 20 20)';
      context.fillRect(0, 0, 64, 48);
      requestAnimationFrame(draw);
    };
    draw();
    webcam.stream = canvas.captureStream(30);
    return webcam.stream;
  };
}

/** The colours of what the network gets, by place. @returns {[number, string][]} */
function seenPixels() {
  const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector('#yours-seen'));
  const data = canvas.getContext('2d')?.getImageData(0, 0, 32, 32).data ?? [];
  return Array.from({ length: 1024 }, (_, at) => [at, [...data.slice(at * 4, at * 4 + 3)].join(' ')]);
}

async function pasteGreen() {
  const canvas = document.createElement('canvas');
  canvas.width = 80;
  canvas.height = 60;
  const context = canvas.getContext('2d');
  if (!context) return;
  context.fillStyle = 'rgb(0 128 0)';
  context.fillRect(0, 0, 80, 60);
  const blob = await new Promise((/** @type {(blob: Blob | null) => void} */ done) => canvas.toBlob(done));
  const clipboardData = new DataTransfer();
  clipboardData.items.add(new File([/** @type {Blob} */ (blob)], 'green.png', { type: 'image/png' }));
  document.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
}
