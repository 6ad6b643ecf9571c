import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

import { AxeBuilder } from '@axe-core/playwright';

import { openPage } from '../support/page.mjs';

/** @typedef {import('playwright-core').Page} Page */

const PATIENCE = { timeout: 60_000 };

const RUN = '?backend=cpu&net=leNet&trainImages=500&validationImages=500&epochs=2&seed=3#saving';

/** @param {Page} page @param {string} phase */
const reaches = (page, phase) =>
  page.waitForFunction(
    (phase) => document.getElementById('status')?.dataset.phase === phase,
    phase,
    PATIENCE,
  );

/** @param {Page} page @param {string} id @param {RegExp} what */
const says = (page, id, what) =>
  page.waitForFunction(
    ([id, what]) => new RegExp(what).test(document.getElementById(id)?.textContent ?? ''),
    [id, what.source],
    PATIENCE,
  );

/**
 * Saves in a format; the files by their names.
 *
 * @param {Page} page
 * @param {string} format
 */
async function saved(page, format) {
  await page.locator('#figure-files').scrollIntoViewIfNeeded();
  await page.waitForSelector('#save-button:enabled');
  await page.selectOption('#save-format', format);
  /** @type {import('playwright-core').Download[]} */
  const downloads = [];
  const take = (/** @type {import('playwright-core').Download} */ download) => downloads.push(download);
  page.on('download', take);
  await page.click('#save-button');
  const wanted = format === 'layers' ? 2 : 1;
  await says(page, 'save-status', / MB: the network /);
  while (downloads.length < wanted) await page.waitForEvent('download', PATIENCE);
  page.off('download', take);
  return Promise.all(
    downloads.map(async (download) => ({
      name: download.suggestedFilename(),
      mimeType: 'application/octet-stream',
      buffer: await readFile(await download.path()),
    })),
  );
}

test('a network is saved in each format and opened again', async (t) => {
  const { page } = await openPage(t, { webgpu: false, path: RUN });
  await page.click('#train');
  await reaches(page, 'finished');
  const history = await page.locator('#history-table tbody').textContent();
  for (const [format, names] of Object.entries({
    keras: ['cifar10.keras'],
    safetensors: ['cifar10.safetensors'],
    layers: ['cifar10.json', 'model.weights.bin'],
    onnx: ['cifar10.onnx'],
  })) {
    const files = await saved(page, format);
    assert.deepEqual(files.map(({ name }) => name).sort(), names);
    await page.setInputFiles('#open-files', files);
    await page.locator('#confirm-open [value=open]').click();
    await says(
      page,
      'open-status',
      / is the network now \(After LeNet-5, 2 epochs\)\. Train goes on from it/,
    );
    await reaches(page, 'stopped');
    assert.equal(await page.locator('#history-table tbody').textContent(), history, 'the curves are back');
    assert.equal(await page.locator('#network').inputValue(), 'leNet');
  }
  const { violations } = await new AxeBuilder({ page }).include('#figure-files').analyze();
  assert.deepEqual(
    violations.map(({ id }) => id),
    [],
  );
});

test('what was saved in the midst of a run goes on to the same bits', async (t) => {
  const { page, url } = await openPage(t, { webgpu: false, path: RUN });
  page.on('dialog', (dialog) => void dialog.accept());
  const figures = (/** @type {Page} */ page) =>
    page.evaluate(() => {
      const kept = Object.keys(localStorage).filter((key) => key.startsWith('convlab.run.'));
      return kept.map((key) => {
        const { history } = JSON.parse(localStorage.getItem(key) ?? '');
        return history.map((/** @type {any} */ { seconds, ...figures }) => figures);
      });
    });
  for (let step = 1; step <= 21; step += 1) {
    await page.click('#step');
    await reaches(page, 'paused');
  }
  const [file] = await saved(page, 'safetensors');
  await page.click('#pause');
  await reaches(page, 'finished');
  const [whole] = await figures(page);

  const other = await (await page.context().browser()?.newContext())?.newPage();
  assert.ok(other);
  await other.goto(url + '?backend=cpu#saving');
  await other.locator('#figure-files').scrollIntoViewIfNeeded();
  await other.waitForSelector('#open-choose:enabled');
  await other.setInputFiles('#open-files', [file]);
  await says(other, 'open-status', /^cifar10.safetensors was saved in the midst of a run, which now goes on/);
  await reaches(other, 'finished');
  assert.deepEqual(await figures(other), [whole]);
});

test('what is no model is refused with a sentence, and the network stays', async (t) => {
  const { page } = await openPage(t, { webgpu: false, path: RUN });
  const files = await saved(page, 'layers');
  const file = (/** @type {string} */ name, /** @type {string | Buffer} */ content) => {
    const buffer = typeof content === 'string' ? Buffer.from(content, 'latin1') : content;
    return { name, mimeType: 'application/octet-stream', buffer };
  };
  const [model, weights] = files.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const [given, sentence] of /** @type {const} */ ([
    [[file('cat.png', 'PNG')], 'the file is no safetensors file.'],
    [[file('a.keras', 'hello')], 'This file cannot be opened as a model: it is no zip archive.'],
    [[file('a.h5', '\x89HDF')], 'it is of Keras 2, or holds weights alone; save it as .keras with Keras 3.'],
    [[file('a.onnx', 'hello')], 'This file cannot be opened as a model: it is no ONNX file, or damaged.'],
    [[model], 'cifar10.json keeps its weights in model.weights.bin: choose both together.'],
    [[file('a.json', '[]'), weights], 'a.json is no model of TensorFlow.js.'],
    [[weights, file('b.bin', '')], 'Choose one model, or model.json together with its weights.'],
    [
      [model, file(weights.name, weights.buffer.subarray(4))],
      'its files of weights are missing, or cut short.',
    ],
  ])) {
    await page.setInputFiles('#open-files', [...given]);
    await page.waitForFunction(
      (sentence) => {
        const said = document.getElementById('open-status')?.textContent ?? '';
        return said.endsWith(`${sentence} The network that was there is untouched.`);
      },
      sentence,
      PATIENCE,
    );
    await page.waitForSelector('#open-choose:enabled');
  }
  assert.equal(
    await page.locator('#open-status').evaluate((status) => status.className),
    'drop-status wrong',
  );
  await page.click('#train');
  await reaches(page, 'finished');
});
