import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

import { AxeBuilder } from '@axe-core/playwright';

import { epochLines, evaluateLine, pythonRate, runningLines, tuple } from '../../web/notebook/keras.js';
import { openPage } from '../support/page.mjs';

/** @typedef {import('playwright-core').Page} Page */

const SMALL = '?backend=cpu&trainImages=500&validationImages=500&epochs=1';
/** The longest that a cell may take on two slow cores. */
const PATIENCE = { timeout: 60_000 };
const CLASSES = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'];

test('things are written as NumPy, Python and Keras write them', () => {
  assert.equal(tuple([5000, 32, 32, 3]), '(5000, 32, 32, 3)');
  assert.equal(tuple([500]), '(500,)');
  assert.deepEqual([0.001, 1, 0.00001, 0.5].map(pythonRate), ['0.001', '1.0', '1e-05', '0.5']);
  const epoch = { loss: 1.60944, accuracy: 0.41, val_loss: NaN, val_accuracy: 0.5, at: 1, seconds: 12.4 };
  assert.equal(
    epochLines(epoch, { number: 1, epochs: 10, steps: 157 }),
    'Epoch 1/10\n157/157 ━━━━━━━━━━━━━━━━━━━━ 12s 79ms/step - ' +
      'accuracy: 0.4100 - loss: 1.6094 - val_accuracy: 0.5000 - val_loss: nan\n',
  );
  assert.equal(
    runningLines({ number: 2, epochs: 3, step: 8, steps: 16 }),
    'Epoch 2/3\n8/16 ━━━━━━━━━━──────────',
  );
  assert.equal(
    evaluateLine({ loss: 1.5, accuracy: 0.25 }, { images: 2000, seconds: 1.26 }),
    '63/63 - 1s - 20ms/step - accuracy: 0.2500 - loss: 1.5000',
  );
});

test('the cells run one after the other, up to a trained network', async (t) => {
  const { page } = await openPage(t, { webgpu: false, path: SMALL });
  const order = [
    'import',
    'load',
    'scale',
    'plot',
    'model',
    'summary',
    'compile',
    'fit',
    'curves',
    'evaluate',
    'predict',
  ];
  assert.deepEqual(
    (await page.locator('[data-cell]').evaluateAll((cells) => cells.map((cell) => cell.dataset.cell))).slice(
      0,
      11,
    ),
    order,
  );
  assert.equal(await prompt(page, 'load'), 'In [ ]:');
  await page.getByRole('button', { name: 'Run cell 2: load the data' }).waitFor();
  /** @type {Record<string, string>} */
  const said = {};
  for (const [index, name] of order.entries()) {
    said[name] = await run(page, name);
    assert.equal(await prompt(page, name), `In [${index + 1}]:`);
    assert.doesNotMatch(said[name], /Needed/);
  }

  assert.match(said.import, /^Device: .+\. Backend: CPU\.$/);
  assert.match(
    said.load,
    /train_images +\(500, 32, 32, 3\) uint8\ntrain_labels +\(500,\) uint8\ntest_images/,
  );
  assert.match(said.scale, /min 0, max 255 \(uint8\)\nafter: +min 0\.0, max 1\.0 \(float32\)/);
  assert.match(said.model, /<Conv2D name=conv2d, built=True>(.|\n)*8 layers with 881,002 parameters.*seed 1/);
  assert.match(said.summary, /8 layers, 881,002 parameters/);
  assert.match(said.compile, /Adam\(learning_rate=0\.001, .*epsilon=1e-07\)\nSparse.*\(from_logits=True\)/);

  await t.test('the plot shows the first 25 training images with their names', async () => {
    const names = await page.locator('[data-cell=plot] .cell-plot li').allTextContents();
    assert.equal(names.length, 25);
    // The first training images of CIFAR-10, as everyone knows them.
    assert.deepEqual(names.slice(0, 5), ['frog', 'truck', 'truck', 'deer', 'automobile']);
    const drawn = await page
      .locator('[data-cell=plot] canvas')
      .first()
      .evaluate((canvas) => {
        const pixels = /** @type {HTMLCanvasElement} */ (canvas)
          .getContext('2d')
          ?.getImageData(0, 0, 1, 1).data;
        return [...(pixels ?? [])];
      });
    assert.deepEqual(drawn, [59, 62, 63, 255]);
  });

  await t.test('fit prints an epoch as Keras does, and evaluate agrees with its last check', async () => {
    const epoch = said.fit.match(
      /^Epoch 1\/1\n16\/16 ━{20} \d+s \d+ms\/step - accuracy: \d\.\d{4} - loss: \d\.\d{4} - val_(.+) - val_(.+)$/m,
    );
    assert.ok(epoch, said.fit);
    assert.match(said.fit, /Done: after 1 epoch on 500 images/);
    const judged = said.evaluate.match(/^16\/16 - \d+s - \d+ms\/step - (.+) - (.+)$/m);
    assert.ok(judged, said.evaluate);
    assert.deepEqual(judged.slice(1), epoch.slice(1));
    assert.equal(await page.locator('#history-table tbody tr').count(), 1);
  });

  await t.test('the curves are drawn, and told in a sentence', async () => {
    assert.equal(await page.locator('[data-cell=curves] canvas').count(), 2);
    assert.match(said.curves, /After 1 epoch: loss \d\.\d+ and accuracy/);
  });

  await t.test('the predictions name a class each, and count those that are right', async () => {
    const rows = await page.locator('[data-cell=predict] tbody tr').all();
    assert.equal(rows.length, 8);
    let right = 0;
    for (const [index, row] of rows.entries()) {
      const [, truth, guess, p] = await row.locator('td').allTextContents();
      if (index < 4) assert.equal(truth, ['cat', 'ship', 'ship', 'airplane'][index]);
      const [mark, name] = guess.split(' ');
      assert.ok(CLASSES.includes(name));
      assert.equal(mark, name === truth ? '✓' : '✗');
      right += name === truth ? 1 : 0;
      assert.ok(Number.parseFloat(p) >= 10 && Number.parseFloat(p) <= 100, p);
    }
    assert.match(said.predict, new RegExp(`${right} of 8 right`));
  });

  await t.test('nothing about it is out of reach of a screen reader', async () => {
    const { violations } = await new AxeBuilder({ page }).include('#model').include('#training').analyze();
    assert.deepEqual(
      violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`),
      [],
    );
  });

  await t.test('the summary below is the network’s own', async () => {
    assert.match((await page.locator('#summary-text').textContent()) ?? '', /Total params: 881,002/);
  });
});

test('a cell runs what it needs first, and says so', async (t) => {
  const { page } = await openPage(t, { webgpu: false, path: SMALL.replace('epochs=1', 'epochs=500') });

  const judged = await run(page, 'evaluate');
  assert.match(
    judged,
    /^Needed the engine, the data, the model and optimiser and loss: ran cells 1, 2, 5 and 7 first\.\n/,
  );
  assert.match(judged, /of 500 test images correctly\. It has not learned anything yet/);
  for (const [name, order] of Object.entries({ import: 1, load: 2, model: 3, compile: 4, evaluate: 5 })) {
    assert.equal(await prompt(page, name), `In [${order}]:`);
  }
  assert.equal(await prompt(page, 'plot'), 'In [ ]:');

  await t.test('while a run is on, what would disturb it waits and says why', async () => {
    await button(page, 'fit').click();
    await page.waitForFunction(
      () => document.getElementById('status')?.dataset.phase === 'train',
      null,
      PATIENCE,
    );
    assert.equal(await prompt(page, 'fit'), 'In [*]:');
    for (const name of ['import', 'load', 'model', 'compile', 'evaluate']) {
      assert.equal(await button(page, name).getAttribute('aria-disabled'), 'true', name);
      assert.match((await page.locator(`#cell-${name}-status`).textContent()) ?? '', /Waits for the run/);
    }
    await button(page, 'model').click({ force: true });
    assert.equal(await prompt(page, 'model'), 'In [3]:', 'pressing it does nothing');
    assert.match(await run(page, 'predict'), /\d of 8 right/, 'asking the network does not disturb it');
    await page.waitForFunction(
      () =>
        /^Epoch 2\/500/m.test(document.querySelector('[data-cell=fit] pre.cell-print')?.textContent ?? ''),
      null,
      PATIENCE,
    );
    await page.click('#stop');
    await page.waitForFunction(
      () => /^In \[\d/.test(document.querySelector('[data-cell=fit] .cell-prompt')?.textContent ?? ''),
      null,
      PATIENCE,
    );
    assert.match(await output(page, 'fit'), /Stopped after \d+ whole epochs?\. What was learned is kept/);
    assert.match(await run(page, 'model'), /has learned for \d+ epochs?, so it was kept/);
  });

  await t.test('a setting that cannot be is said at the cell, and nothing starts', async () => {
    await page.fill('#epochs', '0');
    await button(page, 'fit').click();
    await page.locator('[data-cell=fit] .cell-failure').waitFor();
    assert.match(
      await output(page, 'fit'),
      /A setting in the training panel cannot be; it is marked there\./,
    );
    assert.equal(await page.locator('#status').getAttribute('data-phase'), 'stopped');
    await page.fill('#epochs', '1');
  });

  await t.test('a reset of the panel restarts the notebook', async () => {
    await page.click('#reset');
    await page.locator('#confirm-reset').getByRole('button', { name: 'Reset' }).click();
    await page.waitForFunction(
      () => document.querySelector('[data-cell=fit] .cell-prompt')?.textContent === 'In [ ]:',
    );
    assert.equal(await output(page, 'evaluate'), '');
    assert.match(await run(page, 'evaluate'), /Needed optimiser and loss: ran cell 7 first/);
    assert.equal(await prompt(page, 'evaluate'), 'In [2]:');
  });
});

test('a cell that fails says why, and those that need it say that they waited', async (t) => {
  const { page, problems } = await openPage(t, {
    webgpu: false,
    path: SMALL,
    before: async (page) => {
      await page.route('**/train-*.png', (route) => route.abort());
    },
  });
  await button(page, 'plot').click();
  await page.locator('[data-cell=plot] .cell-failure').waitFor(PATIENCE);
  assert.match(await output(page, 'plot'), /^Not run: cell 2, which it needs, did not work\.$/);
  assert.match(await output(page, 'load'), /\.$/);
  assert.match(await output(page, 'import'), /Backend: CPU/);
  problems.splice(0);
  await page.unroute('**/train-*.png');
  await run(page, 'plot');
  assert.equal(await page.locator('[data-cell=plot] .cell-plot li').count(), 25, 'trying again helps');
});

test('the model goes home as Keras itself would write it', async (t) => {
  const { page } = await openPage(t, { webgpu: false, path: SMALL });
  const [download] = await Promise.all([
    page.waitForEvent('download', PATIENCE),
    button(page, 'save').click(),
  ]);
  assert.equal(download.suggestedFilename(), 'cifar10.keras');
  const file = await readFile(await download.path());
  assert.equal(file.toString('latin1', 0, 2), 'PK', 'a zip archive');
  for (const name of ['metadata.json', 'config.json', 'model.weights.h5', 'convlab.json'])
    assert.ok(file.includes(name), name);
  assert.ok(file.length > 3 * 881_002 * 4, 'weights and both moments');
  assert.match(await run(page, 'save'), /^cifar10\.keras, 10\.6 MB: the network with fresh weights\.$/m);
});

/** @param {Page} page @param {string} name */
const button = (page, name) => page.locator(`[data-cell=${name}] .cell-run`);

/** @param {Page} page @param {string} name */
const prompt = (page, name) => page.locator(`[data-cell=${name}] .cell-prompt`).textContent();

/** @param {Page} page @param {string} name @returns {Promise<string>} */
const output = (page, name) => page.locator(`[data-cell=${name}] .cell-output`).innerText();

/**
 * Runs a cell to its end.
 *
 * @param {Page} page
 * @param {string} name
 * @returns {Promise<string>} its output
 */
async function run(page, name) {
  const before = await prompt(page, name);
  await button(page, name).click();
  await page.waitForFunction(
    ([cell, old]) => {
      const now = document.querySelector(`[data-cell=${cell}] .cell-prompt`)?.textContent ?? '';
      return now !== old && /\[\d+\]/.test(now);
    },
    [name, before],
    PATIENCE,
  );
  return output(page, name);
}
