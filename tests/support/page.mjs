import assert from 'node:assert/strict';

import { launchBrowser } from './browser.mjs';
import { serveSite } from './site.mjs';

/**
 * @typedef {import('node:test').TestContext} TestContext
 * @typedef {import('playwright-core').Page} Page
 *
 * @typedef {object} OpenOptions
 * @property {string} [path] after the site's address, such as `?backend=cpu` or `#model`
 * @property {string} [base] the path that the site is served under
 * @property {boolean} [webgpu] whether the browser offers a WebGPU adapter; true by default
 * @property {import('playwright-core').BrowserContextOptions} [context] viewport, colour scheme, ...
 * @property {(page: Page) => Promise<void>} [before] prepares the page before it goes anywhere
 *
 * @typedef {object} Opened
 * @property {Page} page
 * @property {string} url the site's address
 * @property {string[]} problems what the page complained about so far
 */

/**
 * Opens the built site in a browser of its own, and closes both after the test. A test fails, too,
 * when the page logged an error, threw one, missed a file or broke its content security policy; one
 * that provokes such a thing takes it out of `problems`.
 *
 * @param {TestContext} t
 * @param {OpenOptions} [options]
 * @returns {Promise<Opened>}
 */
export async function openPage(t, { path = '', base, webgpu, context, before } = {}) {
  const site = await serveSite(base);
  const browser = await launchBrowser({ webgpu });
  /** @type {string[]} */
  const problems = [];
  t.after(async () => {
    await browser.close();
    site.close();
    assert.deepEqual(problems, [], 'the page complained');
  });
  // Files that a service worker keeps would come past the routes of a test.
  const page = await (await browser.newContext({ serviceWorkers: 'block', ...context })).newPage();
  await collectProblems(page, problems);
  await before?.(page);
  await page.goto(site.url + path);
  return { page, url: site.url, problems };
}

/**
 * @param {Page} page
 * @param {string[]} problems
 */
async function collectProblems(page, problems) {
  page.on('pageerror', (error) => problems.push(`thrown: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`logged: ${message.text()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`missing: ${response.url()} (${response.status()})`);
  });
  // The policy's own event names the directive, which the console's line may not.
  await page.exposeFunction('reportViolation', (/** @type {string} */ text) => problems.push(text));
  await page.addInitScript(() => {
    const { reportViolation } = /** @type {any} */ (window);
    document.addEventListener('securitypolicyviolation', (event) => {
      reportViolation(`policy: ${event.effectiveDirective} refuses ${event.blockedURI}`);
    });
  });
}
