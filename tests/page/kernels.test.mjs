import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openPage } from '../support/page.mjs';

const PATIENCE = { timeout: 60_000 };

/** A small network on WebGPU, whose kernels are soon measured. */
const path = '?backend=webgpu&trainImages=500&validationImages=500&epochs=1&net=linear#training';

/**
 * Trains once, and gives what was said of the device.
 *
 * @param {import('playwright-core').Page} page
 */
async function train(page) {
  await page.evaluate(() => {
    /** @type {string[]} */
    const said = [];
    Object.assign(window, { said });
    const line = /** @type {HTMLElement} */ (document.getElementById('device'));
    new MutationObserver(() => said.push(line.textContent ?? '')).observe(line, {
      childList: true,
      characterData: true,
      subtree: true,
    });
  });
  await page.click('#train');
  await page.waitForSelector('#status[data-phase="finished"]', PATIENCE);
  const device = (await page.textContent('#device')) ?? '';
  const said = await page.evaluate(() => /** @type {any} */ (window).said);
  return {
    device,
    kernels: /Kernels: ([a-z ]+?)( since epoch \d+, winograd before)?\./.exec(device)?.[1] ?? '',
    isSearching: said.some((/** @type {string} */ device) => device.endsWith(', while others are tried.')),
  };
}

test('the fastest kernels are looked for until they are found, named in the record, and can be forced', async (t) => {
  const { page, url } = await openPage(t, { webgpu: true, path });
  /** @type {{ key: string, kernels: string }[]} */
  let known = [];
  let run = { device: '', kernels: '', isSearching: false };
  for (let runs = 0; known.length === 0 && runs < 100; runs++) {
    run = await train(page);
    assert.ok(run.isSearching);
    known = await page.evaluate(() => JSON.parse(localStorage.getItem('convlab.kernels') ?? '[]'));
  }
  assert.deepEqual(
    known.map(({ kernels }) => kernels),
    [run.kernels],
  );
  assert.match(
    run.kernels,
    /^(plain|tiled|subgroups|staged|winograd)( (plain|tiled|subgroups|staged|winograd))*$/,
  );
  const records = await page.evaluate(() =>
    Object.keys(localStorage)
      .filter((key) => key.startsWith('convlab.run.'))
      .map((key) => JSON.parse(localStorage.getItem(key) ?? '{}')),
  );
  assert.ok(
    records.some(({ device }) => device === run.device),
    run.device,
  );
  assert.ok(records.every(({ settings }) => settings.kernels === 'measured'));

  await page.reload();
  const { device, ...again } = await train(page);
  assert.deepEqual(again, { kernels: run.kernels, isSearching: false });
  assert.ok(device.endsWith(`Kernels: ${run.kernels}.`), device);

  await page.goto(url + path.replace('?', '?kernels=plain&'));
  assert.equal(await page.inputValue('#kernels'), 'plain');
  const forced = await train(page);
  assert.deepEqual([forced.kernels, forced.isSearching], ['plain', false]);
});

test('kernels in 16 bits are refused where the GPU has none, and others train', async (t) => {
  const { page } = await openPage(t, { webgpu: true, path: path.replace('?', '?kernels=half&') });
  const hasHalf = await page.evaluate(
    async () => (await navigator.gpu.requestAdapter())?.features.has('shader-f16') ?? false,
  );
  await page.click('#train');
  await page.waitForSelector(`#status[data-phase="${hasHalf ? 'finished' : 'failed'}"]`, PATIENCE);
  const sentence = (await page.textContent('#status-sentence')) ?? '';
  assert.equal(
    sentence.startsWith('This GPU has no numbers of 16 bits (WebGPU’s shader-f16)'),
    !hasHalf,
    sentence,
  );

  await page.click('.advanced > summary');
  await page.selectOption('#kernels', 'winograd');
  await page.click('#train');
  await page.waitForSelector('#status[data-phase="finished"]', PATIENCE);
  assert.match((await page.textContent('#device')) ?? '', /Kernels: winograd\./);
});
