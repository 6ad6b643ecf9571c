import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AxeBuilder } from '@axe-core/playwright';

import { Looking } from '../../web/inside/looking.js';
import { colourImageOf, kernelsOf, mapOf } from '../../web/inside/planes.js';
import { openPage } from '../support/page.mjs';

const PATIENCE = { timeout: 60_000 };

test('maps and kernels are cut from arrays as Keras lays them out', () => {
  const output = Float32Array.from({ length: 12 }, (_, at) => at);
  assert.deepEqual([...mapOf(output, [2, 2, 3], 1).values], [1, 4, 7, 10]);
  assert.deepEqual([...mapOf(output, [12], 5).values], [5]);
  const kernel = { name: 'k', shape: [1, 2, 2, 3], data: output };
  const planes = kernelsOf(/** @type {any} */ (kernel), 2, false);
  assert.deepEqual(
    planes.map(({ values }) => [...values]),
    [
      [2, 8],
      [5, 11],
    ],
  );
  const depthwise = kernelsOf(/** @type {any} */ (kernel), 4, true);
  assert.deepEqual([...depthwise[0].values], [4, 10], 'map 4 is the second that the second channel becomes');
  const colours = { name: 'k', shape: [1, 1, 3, 2], data: Float32Array.from([0, 1, 0, -2, 0, 2]) };
  assert.deepEqual(
    [...(colourImageOf(/** @type {any} */ (colours), 1, 2)?.pixels ?? [])],
    [191, 0, 255, 255],
  );
});

test('a look costs a running network at most a thirtieth of its time', async () => {
  let now = 0;
  let looks = 0;
  const looking = new Looking(
    async () => {
      looks += 1;
      now += 10;
    },
    () => now,
  );
  const state = { key: 'a', network: '1', isVisible: true, isLive: true, isLearning: true, isAsked: false };
  const consider = async (/** @type {Partial<typeof state>} */ change) => {
    const begun = looking.consider({ ...state, ...change });
    await new Promise((resolve) => setTimeout(resolve));
    return begun;
  };
  assert.ok(await consider({}));
  assert.ok(!(await consider({})), 'nothing has changed');
  assert.ok(!(await consider({ network: '2' })), 'it rests');
  now += 299;
  assert.ok(!(await consider({ network: '3' })));
  now += 1;
  assert.ok(!(await consider({ network: '4', isVisible: false })), 'nobody sees it');
  assert.ok(!(await consider({ network: '4', isLive: false })));
  assert.ok(await consider({ network: '4' }));
  assert.ok(await consider({ network: '4', key: 'b' }), 'another picture is looked at without a rest');
  assert.ok(
    await consider({ network: '5', key: 'b', isLearning: false }),
    'a network that stands still needs none',
  );
  assert.ok(await consider({ network: '5', key: 'b', isLive: false, isLearning: false, isAsked: true }));
  assert.ok(await consider({ network: '6', key: 'b' }), 'a run that begins is looked at at once');
  assert.equal(looks, 6);
});

test('every layer can be looked into, before, during and after a run', async (t) => {
  const { page } = await openPage(t, { webgpu: false, path: '?backend=cpu' });
  const said = async (/** @type {string} */ id) =>
    ((await page.locator(`#${id}`).textContent()) ?? '').replace(/\s+/g, ' ');
  const seen = (/** @type {RegExp} */ pattern) =>
    page.waitForFunction(
      ({ source }) => new RegExp(source).test(document.getElementById('inside-status')?.textContent ?? ''),
      { source: pattern.source },
      PATIENCE,
    );
  await page.fill('#trainImages', '500');
  await page.fill('#validationImages', '500');
  await page.fill('#epochs', '500');
  await page.selectOption('#network', 'tutorialDropout');
  await page.locator('#inside').scrollIntoViewIfNeeded();

  await t.test('a network with fresh weights', async () => {
    await page.waitForFunction(
      () => /no network yet/.test(document.getElementById('inside-status')?.textContent ?? ''),
      null,
      PATIENCE,
    );
    await page.locator('#inside-now').press('Enter');
    await seen(/After 0 steps of learning: loss 2\.\d/);
    assert.equal(await page.locator('#inside-layer option').count(), 9);
    assert.equal(await page.locator('#inside-kernels canvas').count(), 32, 'the filters as colour images');
    assert.equal(await page.locator('#inside-histograms .histogram').count(), 6);
    const label = await page.locator('#inside-histograms canvas').nth(2).getAttribute('aria-label');
    assert.match(label ?? '', /Histogram of conv2d\/kernel: from −0\.13\d to 0\.13\d, mean/);
    assert.match(
      await said('inside-alive'),
      /ReLU: \d+ % of the numbers are 0\. .* of the 32|None of the 32/,
    );
  });

  await t.test('kernels and maps of a later layer, by keyboard', async () => {
    await page.locator('#inside-layer').selectOption('conv2d_1');
    await page.locator('.map-strip canvas').focus();
    await page.keyboard.press('ArrowRight');
    assert.match(await said('inside-map-told'), /^Map 2 of 64: from 0 to [\d.]+/);
    assert.match(
      await said('inside-kernels-title'),
      /^conv2d_1\/kernel: the 32 kernels, .* of map 2 of 64\.$/,
    );
    await page.click('#inside-later');
    assert.equal(await page.locator('#inside-layer').inputValue(), 'max_pooling2d_1');
    assert.ok(await page.locator('#inside-kernels-part').isHidden());
  });

  await t.test('what a dropout drops is drawn anew', async () => {
    await page.selectOption('#inside-layer', 'dropout');
    const before = await said('inside-mask');
    const [, dropped] = before.match(/: (\d+) of 200 are dropped \([\d.]+ %; the rate is 25\.0 %\)/) ?? [];
    assert.ok(Number(dropped) > 20 && Number(dropped) < 80, before);
    await page.getByRole('button', { name: 'Roll again' }).click();
    await page.waitForFunction(
      (before) => document.querySelector('.mask-sentence')?.textContent !== before,
      await page.locator('.mask-sentence').textContent(),
      PATIENCE,
    );
    await page.check('#inside-predicting');
    await page.locator('#inside-mask').waitFor({ state: 'hidden', ...PATIENCE });
    await page.check('#inside-training');
    await page.locator('#inside-mask').waitFor({ state: 'visible', ...PATIENCE });
  });

  await t.test('it goes on looking while the network learns', async () => {
    await page.locator('#train').evaluate((button) => /** @type {HTMLElement} */ (button).click());
    await seen(/After [1-9]\d* steps?.* the next look waits/);
    await page.locator('#stop').evaluate((button) => /** @type {HTMLElement} */ (button).click());
    await page.waitForFunction(
      () => document.getElementById('status')?.dataset.phase === 'stopped',
      null,
      PATIENCE,
    );
    await seen(/After [1-9]\d* steps? of learning: .* s\.$/);
  });

  await t.test('two modes, two answers', async () => {
    await page.click('#modes-ask');
    await page.waitForFunction(
      () => /^Predicting: /.test(document.getElementById('modes-sentence')?.textContent ?? ''),
      null,
      PATIENCE,
    );
    const first = await said('modes-sentence');
    assert.match(first, /Training, in draw 1: \w+, [\d.]+ %\. Of the 32 images, \d+ get another answer/);
    await page.click('#modes-ask');
    await page.waitForFunction(
      () => /in draw 2/.test(document.getElementById('modes-sentence')?.textContent ?? ''),
      null,
      PATIENCE,
    );
    assert.notEqual(await said('modes-sentence'), first.replace('draw 1', 'draw 2'));
  });

  await t.test('nothing about it is out of reach of a screen reader', async () => {
    const { violations } = await new AxeBuilder({ page }).include('#inside').analyze();
    assert.deepEqual(
      violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`),
      [],
    );
  });
});
