import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AxeBuilder } from '@axe-core/playwright';

import { openPage } from '../support/page.mjs';

/** @typedef {import('playwright-core').Page} Page */

const PATIENCE = { timeout: 60_000 };

/** 32 batches an epoch; what is random and what keeps statistics is all there. */
const RUN =
  '?backend=cpu&net=tutorialDropout&trainImages=1000&validationImages=500&epochs=2&augmentation=both' +
  '&schedule=cosine&seed=3#training';

/** @param {Page} page @param {string} phase */
const reaches = (page, phase) =>
  page.waitForFunction(
    (phase) => document.getElementById('status')?.dataset.phase === phase,
    phase,
    PATIENCE,
  );

/** @param {Page} page */
const isKept = (page, /** @type {RegExp} */ what) =>
  page.waitForFunction(
    (what) => new RegExp(what).test(document.getElementById('kept')?.textContent ?? ''),
    what.source,
    PATIENCE,
  );

/** The figures of the newest run in the list, with all their digits. @param {Page} page */
const figuresOf = (page) =>
  page.evaluate(() => {
    const kept = Object.keys(localStorage).filter((key) => key.startsWith('convlab.run.'));
    const runs = kept.map((key) => JSON.parse(localStorage.getItem(key) ?? ''));
    runs.sort((a, b) => (a.began < b.began ? 1 : -1));
    const history = runs[0].history.map((/** @type {any} */ { seconds, ...figures }) => figures);
    return { runs: runs.length, history };
  });

/** @param {Page} page @param {string} label */
const answer = (page, label) => page.locator('.notice').getByRole('button', { name: label }).click(PATIENCE);

/** Waits until the browser's storage has checkpoints of so many runs. @param {Page} page @param {number} count */
const hasRuns = (page, count) =>
  page.waitForFunction(
    async (count) => {
      const database = await new Promise((resolve) => {
        const request = indexedDB.open('convlab');
        request.onsuccess = () => resolve(request.result);
      });
      const store = database.transaction('checkpoints').objectStore('checkpoints');
      const slots = await new Promise((resolve) => {
        store.getAll().onsuccess = (/** @type {any} */ { target }) => resolve(target.result);
      });
      database.close();
      return new Set(slots.map((/** @type {{ run: string }} */ { run }) => run)).size === count;
    },
    count,
    PATIENCE,
  );

test('a run that a reload broke off goes on to the same bits', async (t) => {
  const { page } = await openPage(t, { webgpu: false, path: RUN });
  page.on('dialog', (dialog) => void dialog.accept());
  await page.click('#train');
  await reaches(page, 'finished');
  const unbroken = await figuresOf(page);
  await isKept(page, /^All of it is kept/);
  await page.click('#reset');
  await page.locator('#confirm-reset [value=reset]').click();
  await reaches(page, 'empty');
  await isKept(page, /^A run is kept in this browser as it goes on/);
  await page.reload();
  await page.waitForSelector('#train:enabled');
  assert.equal(await page.locator('.notice').count(), 0, 'what was reset is not offered');

  await page.evaluate(() => localStorage.clear());
  for (let step = 1; step <= 41; step += 1) {
    await page.click('#step');
    await reaches(page, 'paused');
  }
  await isKept(page, /^Kept in this browser up to batch 9 of epoch 2 /);
  await page.reload();
  const notice = page.locator('.notice');
  await notice.waitFor();
  assert.match(
    (await notice.locator('p').textContent()) ?? '',
    /^A run was broken off in epoch 2 of 2, after batch 9 of 32, and is kept here \(The tutorial’s, with Dropout, [\d.]+\s% on unseen images, \d\d:\d\d\)\.$/,
  );
  const { violations } = await new AxeBuilder({ page }).include('.notices').analyze();
  assert.deepEqual(
    violations.map(({ id }) => id),
    [],
  );
  await answer(page, 'Go on with it');
  await reaches(page, 'finished');
  const resumed = await figuresOf(page);
  assert.deepEqual(resumed, { runs: 1, history: unbroken.history }, 'it is one run, with the same figures');
  assert.equal(await page.locator('#history-table tbody tr').count(), 2);
});

test('a trained network comes back after a reload, and trains on', async (t) => {
  const path = '?backend=cpu&net=leNet&trainImages=500&validationImages=500&epochs=1#training';
  const { page } = await openPage(t, { webgpu: false, path });
  await page.click('#train');
  await reaches(page, 'finished');
  await isKept(page, /^All of it is kept/);
  await page.reload();
  await answer(page, 'Bring the network back');
  await reaches(page, 'stopped');
  assert.equal(await page.locator('#history-table tbody tr').count(), 1, 'with its charts');
  assert.equal(await page.locator('#seed').isDisabled(), true, 'and with what it has learned');
  await page.click('#train');
  await reaches(page, 'finished');
  assert.equal(await page.locator('#history-table tbody tr').count(), 2);
});

test('two tabs keep two runs', async (t) => {
  const path = '?backend=cpu&net=linear&trainImages=500&validationImages=500&epochs=1#training';
  const { page, url } = await openPage(t, { webgpu: false, path });
  await page.click('#train');
  await reaches(page, 'finished');
  await isKept(page, /^All of it is kept/);
  const other = await page.context().newPage();
  await other.goto(url + path);
  await other.click('#train');
  await reaches(other, 'finished');
  await isKept(other, /^All of it is kept/);
  assert.equal(await other.locator('.notice').count(), 0, 'a run that a tab is at work on is not offered');
  await page.close();
  await other.close();
  const third = await page.context().newPage();
  await third.goto(url + path);
  for (const left of [1, 0]) {
    await answer(third, 'Forget it');
    await hasRuns(third, left);
    await third.reload();
    await third.waitForSelector('#train:enabled');
  }
  assert.equal(await third.locator('.notice').count(), 0, 'there were two, and both are forgotten');
});

test('a damaged checkpoint gives way to the one before it', async (t) => {
  const path = '?backend=cpu&net=leNet&trainImages=500&validationImages=500&epochs=1&seed=5#training';
  const { page } = await openPage(t, { webgpu: false, path });
  page.on('dialog', (dialog) => void dialog.accept());
  for (let step = 1; step <= 3; step += 1) {
    await page.click('#step');
    await reaches(page, 'paused');
    await isKept(page, new RegExp(`^Kept in this browser up to batch ${step} of epoch 1 `));
  }
  await page.evaluate(async () => {
    const database = await new Promise((resolve) => {
      const request = indexedDB.open('convlab');
      request.onsuccess = () => resolve(request.result);
    });
    const store = database.transaction('checkpoints', 'readwrite').objectStore('checkpoints');
    const slots = await new Promise((resolve) => {
      store.getAll().onsuccess = (/** @type {any} */ { target }) => resolve(target.result);
    });
    slots.sort((/** @type {any} */ a, /** @type {any} */ b) => b.generation - a.generation);
    const bytes = new Uint8Array(await slots[0].checkpoint.arrayBuffer());
    bytes[bytes.length - 500] ^= 1;
    const again = database.transaction('checkpoints', 'readwrite').objectStore('checkpoints');
    await new Promise((resolve) => {
      again.put({ ...slots[0], checkpoint: new Blob([bytes]) }).onsuccess = resolve;
    });
  });
  await page.reload();
  await answer(page, 'Go on with it');
  await reaches(page, 'finished');
  assert.equal(await page.locator('#history-table tbody tr').count(), 1);
});

test('without storage it trains all the same, and says so once', async (t) => {
  const path = '?backend=cpu&net=linear&trainImages=500&validationImages=500&epochs=2#training';
  const before = async (/** @type {Page} */ page) => {
    await page.addInitScript(() => {
      IDBFactory.prototype.open = () => {
        throw new DOMException('refused', 'SecurityError');
      };
    });
  };
  const { page } = await openPage(t, { webgpu: false, path, before });
  await page.click('#train');
  await reaches(page, 'finished');
  await isKept(page, /^This browser keeps nothing here/);
});

test('a full disk is said, and what was kept before stays', async (t) => {
  const path = '?backend=cpu&net=linear&trainImages=500&validationImages=500&epochs=1#training';
  const { page } = await openPage(t, { webgpu: false, path });
  page.on('dialog', (dialog) => void dialog.accept());
  await page.click('#step');
  await reaches(page, 'paused');
  await isKept(page, /^Kept in this browser up to batch 1 /);
  await page.evaluate(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
  });
  await page.click('#step');
  await isKept(page, /^This browser keeps nothing here: its storage is full/);
  await page.reload();
  await answer(page, 'Go on with it');
  await reaches(page, 'finished');
});

test('what cannot be kept as its code cannot be fetched is said, and kept as soon as it can', async (t) => {
  const path = '?backend=cpu&net=linear&trainImages=500&validationImages=500&epochs=1#training';
  const { page, problems } = await openPage(t, { webgpu: false, path });
  const code = '**/convlab_filing_bg*';
  await page.route(code, (route) => route.abort());
  await page.click('#step');
  await reaches(page, 'paused');
  await isKept(
    page,
    /^The last minutes of this run are not kept: the code that writes them could not be loaded/,
  );
  assert.ok(problems.splice(0).every((problem) => /Failed to load resource/.test(problem)));
  await page.unroute(code);
  await page.click('#step');
  await isKept(page, /^Kept in this browser up to batch 2 /);
});

test('where the end of a run cannot be kept, saving is advised', async (t) => {
  const path = '?backend=cpu&net=linear&trainImages=500&validationImages=500&epochs=1#training';
  const { page, problems } = await openPage(t, { webgpu: false, path });
  await page.route('**/convlab_filing_bg*', (route) => route.abort());
  await page.click('#train');
  await reaches(page, 'finished');
  await isKept(page, /^The end of this run is not kept: .* with a connection, save the network\.$/);
  assert.ok(problems.splice(0).every((problem) => /Failed to load resource/.test(problem)));
});

/** @param {Page} page */
async function crashGpu(page) {
  const session = await page.context().browser()?.newBrowserCDPSession();
  await session?.send('Browser.crashGpuProcess');
}

test('a run outlives the GPU process, and goes on with the CPU where no GPU comes back', async (t) => {
  const path = '?backend=webgpu&net=linear&trainImages=500&validationImages=500&epochs=3#training';
  const { page, problems } = await openPage(t, { path });
  /** @type {string[]} */
  const said = [];
  await page.exposeFunction('noteStatus', (/** @type {string} */ sentence) => void said.push(sentence));
  await page.evaluate(() => {
    const status = /** @type {HTMLElement} */ (document.getElementById('status-sentence'));
    const { noteStatus } = /** @type {any} */ (window);
    new MutationObserver(() => noteStatus(status.textContent)).observe(status, {
      childList: true,
      characterData: true,
      subtree: true,
    });
  });
  await page.click('#step');
  await reaches(page, 'paused');
  await crashGpu(page);
  await page.click('#step');
  await page.waitForFunction(
    () => /after batch 2 of 16/.test(document.getElementById('status-sentence')?.textContent ?? ''),
    null,
    PATIENCE,
  );
  assert.ok(
    said.some((sentence) =>
      /^The GPU was lost: .* the run goes on with another device in 1 s\.$/.test(sentence),
    ),
    said.join('\n'),
  );

  const worker = page.workers().find((worker) => /worker/.test(worker.url()));
  await worker?.evaluate(() => {
    const wait = self.setTimeout;
    Object.assign(self, {
      setTimeout: (/** @type {() => void} */ then, /** @type {number} */ ms) => wait(then, ms / 1000),
    });
    navigator.gpu.requestAdapter = async () => null;
  });
  await crashGpu(page);
  await page.click('#pause');
  await reaches(page, 'failed');
  assert.match((await page.locator('#status-sentence').textContent()) ?? '', /did not come back/);
  const notice = page.locator('[data-notice=lost]');
  await notice.waitFor();
  assert.match(
    (await notice.textContent()) ?? '',
    /The run is kept up to batch 2 of epoch 1; the CPU can go on/,
  );
  await answer(page, 'Go on with the CPU');
  await reaches(page, 'finished');
  assert.equal(await page.locator('#history-table tbody tr').count(), 3);
  assert.match((await page.locator('#device').textContent()) ?? '', /CPU/);
  problems.splice(0);
});

test('a run that diverged is offered a smaller learning rate', async (t) => {
  const path =
    '?backend=cpu&trainImages=500&validationImages=500&epochs=3&optimizer=sgd&learningRate=1#training';
  const { page } = await openPage(t, { webgpu: false, path });
  await page.click('#train');
  const notice = page.locator('[data-notice=diverged]');
  await notice.waitFor(PATIENCE);
  await answer(page, 'Train on with 0.1');
  await page.waitForFunction(
    () => /** @type {HTMLInputElement} */ (document.getElementById('learningRate')).value === '0.1',
  );
});
