import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openPage } from '../support/page.mjs';

const PATIENCE = { timeout: 60_000 };

/** A small network on WebGPU, whose kernels are soon measured. */
const path = '?backend=webgpu&trainImages=500&validationImages=500&epochs=1&net=linear#training';

/** @param {import('playwright-core').Page} page */
async function train(page) {
  await page.evaluate(() => {
    /** @type {string[]} */
    const sentences = [];
    Object.assign(window, { sentences });
    const line = /** @type {HTMLElement} */ (document.getElementById('status-sentence'));
    new MutationObserver(() => sentences.push(line.textContent ?? '')).observe(line, {
      childList: true,
      characterData: true,
      subtree: true,
    });
  });
  await page.click('#train');
  await page.waitForSelector('#status[data-phase="finished"]', PATIENCE);
  const device = await page.textContent('#device');
  const sentences = await page.evaluate(() => /** @type {any} */ (window).sentences);
  return {
    kernels: /Kernels: ([a-z ]+)\./.exec(device ?? '')?.[1] ?? '',
    wasMeasured: sentences.some((/** @type {string} */ said) => said.startsWith('Trying out which GPU')),
  };
}

test('the fastest kernels are looked for once, named in the record, and can be forced', async (t) => {
  const { page, url } = await openPage(t, { webgpu: true, path });
  const first = await train(page);
  assert.ok(first.wasMeasured);
  assert.match(
    first.kernels,
    /^(plain|tiled|subgroups|staged|winograd)( (plain|tiled|subgroups|staged|winograd))*$/,
  );
  const record = await page.evaluate(() => {
    const key = Object.keys(localStorage).find((key) => key.startsWith('convlab.run.'));
    return JSON.parse(localStorage.getItem(key ?? '') ?? '{}');
  });
  assert.ok(record.device.endsWith(`Kernels: ${first.kernels}.`), record.device);
  assert.equal(record.settings.kernels, 'measured');

  await page.reload();
  const again = await train(page);
  assert.deepEqual(again, { kernels: first.kernels, wasMeasured: false });

  await page.goto(url + path.replace('?', '?kernels=plain&'));
  assert.equal(await page.inputValue('#kernels'), 'plain');
  assert.deepEqual(await train(page), { kernels: 'plain', wasMeasured: false });
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
