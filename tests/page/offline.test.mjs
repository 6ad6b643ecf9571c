import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

import { dist } from '../../tools/lib/paths.mjs';
import { createSiteServer, listen } from '../../tools/serve.mjs';
import { launchBrowser } from '../support/browser.mjs';
import { openPage } from '../support/page.mjs';

/** @typedef {import('playwright-core').Page} Page */

const PATIENCE = { timeout: 60_000 };

const RUN = '?backend=cpu&net=leNet&trainImages=500&validationImages=500&epochs=1#training';

/** @param {Page} page @param {string} phase */
const reaches = (page, phase) =>
  page.waitForFunction(
    (phase) => document.getElementById('status')?.dataset.phase === phase,
    phase,
    PATIENCE,
  );

/** Whether the page's files are kept and its requests go through the keeper. @param {Page} page */
const isKept = (page) =>
  page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated', null, PATIENCE);

test('after one visit the page opens and trains without a network', async (t) => {
  const { page } = await openPage(t, { webgpu: false, path: RUN, context: { serviceWorkers: 'allow' } });
  await isKept(page);
  await page.click('#train');
  await reaches(page, 'finished');
  await page.context().setOffline(true);
  await page.reload();
  await page.waitForSelector('#train:enabled');
  await page.locator('.notice').getByRole('button', { name: 'Not now' }).click(PATIENCE);
  await page.click('#train');
  await reaches(page, 'finished');
  assert.match(
    (await page.locator('#status-sentence').textContent()) ?? '',
    /^Done: after 1 epoch on 500 images/,
  );
  // Chapters that were never opened, their code and their pictures among them.
  await page.locator('#figure-files').scrollIntoViewIfNeeded();
  await page.waitForSelector('#save-button:enabled');
  await page.click('#save-button');
  await page.waitForFunction(
    () => / MB: the network /.test(document.getElementById('save-status')?.textContent ?? ''),
    null,
    PATIENCE,
  );
});

test('a new version comes when it is taken, and never in parts', async (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'convlab-site-'));
  fs.cpSync(dist, folder, {
    recursive: true,
    filter: (from) => !from.includes(`${path.sep}data${path.sep}cifar10`),
  });
  const server = createSiteServer(folder);
  const url = `http://localhost:${await listen(server, { port: 0 })}/`;
  const browser = await launchBrowser({ webgpu: false });
  t.after(async () => {
    await browser.close();
    server.closeAllConnections();
    server.close();
    fs.rmSync(folder, { recursive: true });
  });
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(url);
  await isKept(page);

  // The next version: another title, and a chapter's code under another name, the old one gone.
  const assets = path.join(folder, 'assets');
  const old = fs.readdirSync(assets).find((name) => /^saving-.*\.js$/.test(name));
  assert.ok(old);
  const fresh = old.replace(/-.*\.js$/, '-NEWNAMES.js');
  const edit = (/** @type {string} */ file, /** @type {(text: string) => string} */ change) =>
    fs.writeFileSync(file, change(fs.readFileSync(file, 'utf8')));
  fs.renameSync(path.join(assets, old), path.join(assets, fresh));
  for (const name of fs.readdirSync(assets).filter((name) => name.endsWith('.js')))
    edit(path.join(assets, name), (text) => text.replaceAll(old, fresh));
  edit(path.join(folder, 'index.html'), (text) =>
    text.replace(/<title>.*<\/title>/, '<title>The next one</title>'),
  );
  edit(path.join(folder, 'sw.js'), (text) => {
    const renamed = text.replaceAll(old, fresh);
    return renamed.replace(/(url:"index\.html",revision:")[^"]*/, '$1another');
  });

  await page.reload();
  assert.notEqual(await page.title(), 'The next one', 'the old page stays the old page');
  const notice = page.locator('[data-notice=version]');
  await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
  await notice.waitFor(PATIENCE);
  assert.match((await notice.textContent()) ?? '', /^A newer version of this page has arrived/);
  await page.locator('#figure-files').scrollIntoViewIfNeeded();
  await page.waitForSelector('#save-button:enabled');

  const second = await context.newPage();
  await second.goto(url);
  await second.waitForFunction(async () => {
    const { held = [] } = await navigator.locks.query();
    return held.filter(({ name }) => name?.startsWith('convlab-tab')).length === 2;
  });
  await notice.getByRole('button', { name: 'Take it now' }).click();
  await page.waitForFunction(() =>
    /^Another tab has this page open/.test(
      document.querySelector('[data-notice=version]')?.textContent ?? '',
    ),
  );
  await second.close();
  await page.reload();
  await notice.getByRole('button', { name: 'Take it now' }).click(PATIENCE);
  await page.waitForFunction(() => document.title === 'The next one', null, PATIENCE);
  await page.locator('#figure-files').scrollIntoViewIfNeeded();
  await page.waitForSelector('#save-button:enabled');
});

test('nothing is asked of another origin, and the policy holds in every chapter', async (t) => {
  /** @type {string[]} */
  const asked = [];
  const { page, url, problems } = await openPage(t, {
    webgpu: false,
    path: RUN,
    context: { serviceWorkers: 'allow' },
    before: async (page) => void page.context().on('request', (request) => asked.push(request.url())),
  });
  for (const section of await page.locator('main section[id], main figure').all()) {
    if (await section.isVisible()) await section.scrollIntoViewIfNeeded();
  }
  await page.click('#train');
  await reaches(page, 'finished');
  await page.waitForSelector('#save-button:enabled');
  await page.click('#save-button');
  await page.waitForFunction(
    () => / MB: the network /.test(document.getElementById('save-status')?.textContent ?? ''),
    null,
    PATIENCE,
  );
  const { origin } = new URL(url);
  const abroad = asked.filter((url) => url.startsWith('http') && new URL(url).origin !== origin);
  assert.ok(asked.length > 20, 'the first load is among them');
  assert.deepEqual(abroad, []);
  assert.equal(problems.join(), '');
  const refused = await page.evaluate(() => {
    const outcomes = [];
    for (const deed of [
      () => new Worker('https://example.org/worker.js'),
      () => (document.createElement('div').innerHTML = '<b>'),
    ]) {
      try {
        deed();
        outcomes.push('done');
      } catch (error) {
        outcomes.push(error instanceof TypeError ? 'refused' : String(error));
      }
    }
    return outcomes;
  });
  assert.deepEqual(refused, ['refused', 'refused'], 'no text becomes a program');
  // The policy tells of it, too, a moment later.
  while (!problems.some((problem) => problem.startsWith('policy:')))
    await page.evaluate(() => new Promise(requestAnimationFrame));
  assert.ok(problems.splice(0).every((problem) => /TrustedHTML|trusted-types/.test(problem)));
});

test('a page that stood in place of a data file is not kept', async (t) => {
  const { page } = await openPage(t, { webgpu: false, path: RUN, context: { serviceWorkers: 'allow' } });
  await isKept(page);
  await page.evaluate(async () => {
    const cache = await caches.open('convlab-data');
    const headers = { 'content-type': 'image/png' };
    await cache.put(
      new URL('data/cifar10/train-00.png', document.baseURI),
      new Response('<p>Sign in</p>', { headers }),
    );
  });
  await page.click('#train');
  await reaches(page, 'finished');
});
