import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AxeBuilder } from '@axe-core/playwright';

import { openPage } from '../support/page.mjs';

const PATIENCE = { timeout: 60_000 };

/** @param {import('playwright-core').Page} page */
async function openEditor(page) {
  await page.locator('#design').scrollIntoViewIfNeeded();
  await page.waitForFunction(
    () => /parameter/.test(document.getElementById('design-totals')?.textContent ?? ''),
    null,
    PATIENCE,
  );
}

/** @param {import('playwright-core').Page} page */
const partsOf = (page) => ({
  titles: () => page.locator('#design-list .layer-name').allTextContents(),
  shapes: () => page.locator('#design-list .layer-shape').allTextContents(),
  said: async (/** @type {string} */ id) => (await page.locator(`#design-${id}`).textContent()) ?? '',
  field: (/** @type {string} */ name) =>
    page.locator('.layer.open .layer-field', { hasText: name }).locator('input, select').first(),
});

test('a design is built, broken, mended and trained, by keyboard', async (t) => {
  const { page } = await openPage(t, { webgpu: false, path: '?backend=cpu&net=linear' });
  const { titles, shapes, said, field } = partsOf(page);
  await openEditor(page);
  assert.deepEqual(await titles(), ['flatten', 'dense']);
  assert.equal(await said('totals'), '30,730 parameters, 30,730 of them trainable.');
  assert.equal(await said('use'), 'In use');

  await t.test('layers are added where one is open', async () => {
    await page.locator('#design-kind').selectOption('Conv2D');
    await page.locator('#design-add').press('Enter');
    assert.deepEqual(await titles(), ['flatten', 'dense', 'conv2d']);
    assert.match(
      await page.locator('.layer.broken .layer-error').innerText(),
      /conv2d: the input \(None, 10\)/,
    );
    assert.match(await said('problem'), /breaks at conv2d/);
    assert.ok(await page.locator('#design-use').isDisabled());
  });

  await t.test('and moved with Alt and the arrow keys', async () => {
    assert.equal(await page.evaluate(() => document.activeElement?.className), 'layer-title');
    await page.keyboard.press('Alt+ArrowUp');
    await page.keyboard.press('Alt+ArrowUp');
    assert.deepEqual(await titles(), ['conv2d', 'flatten', 'dense']);
    assert.equal(await said('status'), 'conv2d is layer 1 of 3 now.');
    assert.deepEqual(await shapes(), ['32 × 32 × 32', '32768', '10']);
    assert.equal(await page.locator('.layer.broken').count(), 0);
  });

  await t.test(
    'an argument that cannot be is said at its field, and a shape that cannot at its layer',
    async () => {
      await field('filters').fill('many');
      assert.match(await page.locator('.layer.open .hint').first().innerText(), /A whole number/);
      await field('filters').fill('6');
      await field('kernel_size').fill('40');
      await field('padding').selectOption('valid');
      assert.equal(
        await page.locator('.layer.broken .layer-error').innerText(),
        'conv2d: the input (None, 32, 32, 3) is smaller than the 40x40 kernel.',
      );
      assert.deepEqual(await shapes(), ['–', '–', '–']);
      await field('kernel_size').fill('3, 5');
      assert.deepEqual(await shapes(), ['30 × 28 × 6', '5040', '10']);
    },
  );

  await t.test('every step can be taken back and done again', async () => {
    await page.locator('#design-list .layer-title').first().focus();
    await page.keyboard.press('Control+z');
    assert.match(await page.locator('#design-list code').first().innerText(), /Conv2D\(6, 40,/);
    await page.keyboard.press('Control+Shift+z');
    assert.match(
      await page.locator('#design-list code').first().innerText(),
      /Conv2D\(6, \(3, 5\), activation="relu"\)/,
    );
    await field('filters').fill('7');
    await page.keyboard.press('Control+z');
    assert.equal(await field('filters').inputValue(), '6', 'also in the field that is being typed in');
    await page.locator('#design-redo').focus();
    await page.keyboard.press('Enter');
    assert.equal(
      await page.evaluate(() => document.activeElement?.id),
      'design-undo',
      'the focus is not lost',
    );
    await page.keyboard.press('Enter');
  });

  await t.test('a button that moves a layer keeps the focus', async () => {
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    await page.locator('.layer.open').getByRole('button', { name: 'Down' }).press('Enter');
    assert.deepEqual(await titles(), ['flatten', 'conv2d', 'dense']);
    assert.equal(await focused(), 'Down');
    await page.keyboard.press('Enter');
    assert.deepEqual(await titles(), ['flatten', 'dense', 'conv2d']);
    assert.equal(await focused(), 'Up', 'at the end, the other way');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    assert.deepEqual(await titles(), ['conv2d', 'flatten', 'dense']);
  });

  await t.test('a residual sum names what it adds', async () => {
    for (const type of ['BatchNormalization', 'Add', 'GlobalAveragePooling2D']) {
      await page.locator('#design-kind').selectOption(type);
      await page.locator('#design-add').press('Enter');
    }
    assert.match(
      await page.locator('.layer.broken .layer-error').innerText(),
      /add: inputs must name two layers/,
    );
    await page.locator('#design-list .layer-title').nth(2).press('Enter');
    await field('summand 2').selectOption('conv2d');
    assert.equal(await page.locator('.layer.broken').count(), 0);
    assert.match(await said('code'), /add = layers\.Add\(\)\(\[batch_normalization, conv2d\]\)/);
  });

  await t.test('it trains two epochs on real images', async () => {
    await page.locator('#design-list .layer-title').nth(4).press('Enter');
    await page.locator('.layer.open').getByRole('button', { name: 'Remove' }).press('Enter');
    assert.equal(await page.locator('.layer.broken').count(), 0);
    await page.locator('#design-use').press('Enter');
    await page.waitForFunction(
      () => document.getElementById('design-use')?.textContent === 'In use',
      null,
      PATIENCE,
    );
    await page.waitForFunction(
      () => /** @type {HTMLSelectElement} */ (document.getElementById('network')).value === 'own',
    );
    for (const [name, value] of Object.entries({ trainImages: 500, validationImages: 500, epochs: 2 }))
      await page.fill(`#${name}`, String(value));
    await page.locator('#train').press('Enter');
    await page.waitForFunction(
      () => document.getElementById('status')?.dataset.phase === 'finished',
      null,
      PATIENCE,
    );
    assert.match((await page.locator('#summary-text').textContent()) ?? '', /Model: "functional"/);
    assert.match(
      (await page.locator('[data-cell="model"] code').textContent()) ?? '',
      /keras\.Model\(inputs, dense\)/,
    );
    const epochs = page.locator('#history-table tbody tr');
    assert.equal(await epochs.count(), 2);
  });

  await t.test('what was learned is not thrown away without a word', async () => {
    await page.locator('#design-undo').press('Enter');
    await page.locator('#design-redo').press('Enter');
    await page.locator('#design-list .layer-title').nth(0).press('Enter');
    await field('filters').fill('4');
    await page.locator('#design-use').press('Enter');
    assert.equal(await said('use'), 'Discard 2 epochs of learning and use it');
    assert.match(await said('status'), /^This discards 2 epochs of learning\./, 'said aloud, too');
    await page.locator('#design-use').press('Enter');
    await page.waitForFunction(
      () => document.getElementById('design-use')?.textContent === 'In use',
      null,
      PATIENCE,
    );
    assert.equal(await page.locator('#status').getAttribute('data-phase'), 'empty');
  });

  await t.test('nothing about it is out of reach of a screen reader', async () => {
    await page.locator('#design-list .layer-title').first().press('Enter');
    for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
      await page.emulateMedia({ colorScheme });
      const { violations } = await new AxeBuilder({ page }).include('#design').analyze();
      assert.deepEqual(
        violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`),
        [],
        colorScheme,
      );
    }
  });
});

test('designs come from code, from presets and from the address, and go by the pointer', async (t) => {
  const { page, url } = await openPage(t, {
    webgpu: false,
    path: '?backend=cpu&net=own&design=32_32_3*C-f4-k3*G*D-u10-a2',
  });
  const { titles, said } = partsOf(page);
  assert.equal(await page.locator('#network').inputValue(), 'own');
  assert.match(
    (await page.locator('[data-cell="model"] code').textContent()) ?? '',
    /layers\.Conv2D\(4, 3\),/,
  );
  await openEditor(page);
  assert.deepEqual(await titles(), ['conv2d', 'global_average_pooling2d', 'dense']);

  await t.test('a card is dragged by its grip', async () => {
    const grip = await page.locator('.layer-grip').first().boundingBox();
    const last = await page.locator('.layer').last().boundingBox();
    assert.ok(grip && last);
    await page.mouse.move(grip.x + 10, grip.y + 10);
    await page.mouse.down();
    await page.mouse.move(grip.x + 10, last.y + last.height - 4, { steps: 4 });
    assert.equal(await page.locator('.drop-behind').count(), 1);
    await page.mouse.up();
    assert.deepEqual(await titles(), ['global_average_pooling2d', 'dense', 'conv2d']);
    await page.click('#design-undo');
  });

  await t.test('every preset is fine as it stands, with its number of parameters', async () => {
    for (const [name, total] of /** @type {const} */ ([
      ['tutorial', '881,002'],
      ['tutorialBatchNormalization', '881,802'],
      ['miniXception', '50,506'],
      ['miniMobileNet', '38,282'],
      ['leNet', '62,006'],
    ])) {
      await page.selectOption('#design-begin', name);
      await page.click('#design-start');
      assert.match(await said('totals'), new RegExp(`^${total} parameters`), name);
      assert.equal(await said('problem'), '', name);
      const own = (await page.locator('#network-hint').textContent()) ?? '';
      assert.ok(own.length > 0);
    }
  });

  await t.test('code is read, and what cannot be read is named', async () => {
    await page.fill('#design-paste', 'model = Sequential([\n  Input(shape=(32, 32, 3)),\n  LSTM(3)])');
    await page.click('#design-read');
    assert.equal(await said('read-status'), 'Line 3: there is no layer LSTM here.');
    await page.fill('#design-paste', '{ "inputShape": [32, 32, 3], "layers": [ { "type": "Flatten" }');
    await page.click('#design-read');
    assert.match(await said('read-status'), /^This is not JSON/);
    await page.fill('#design-paste', 'm = Sequential([Input((16, 16, 3)), Flatten(), Dense(10, "softmax")])');
    await page.click('#design-read');
    assert.match(await said('read-status'), /^This network takes images of 16 × 16 × 3/);
    await page.fill('#design-paste', 'm = Sequential([Input((32, 32, 3)), Flatten(), Dense(10)])');
    await page.click('#design-read');
    assert.match(await page.locator('.layer.broken .layer-error').innerText(), /must end in probabilities/);
    assert.ok(await page.locator('#design-use').isDisabled());
    await page.fill(
      '#design-paste',
      'model = Sequential([Input(shape=(32, 32, 3)), Flatten(), Dense(10, activation="softmax")])',
    );
    await page.click('#design-read');
    assert.equal(await said('read-status'), '2 layers read.');
    assert.deepEqual(await titles(), ['flatten', 'dense']);
  });

  await t.test('the address leads back to it', async () => {
    await page.click('#design-use');
    await page.waitForFunction(() => /design=32_32_3\*F\*D-u10-a2/.test(location.href), null, PATIENCE);
    await page.reload();
    assert.equal(await page.locator('#network').inputValue(), 'own');
    assert.match((await page.locator('[data-cell="model"] code').textContent()) ?? '', /layers\.Flatten\(\)/);
  });

  await t.test('a design in the address that cannot be trained says so before anything is', async () => {
    await page.goto(
      `${url}?backend=cpu&net=own&design=32_32_3*F*D-u7-a2&trainImages=500&validationImages=500`,
    );
    await page.click('#train');
    await page.waitForFunction(
      () => document.getElementById('status')?.dataset.phase === 'failed',
      null,
      PATIENCE,
    );
    assert.match(await page.locator('#status').innerText(), /gives 7 numbers, but there are 10 classes/);
  });
});
