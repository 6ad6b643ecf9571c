import { setTimeout } from 'node:timers/promises';

import { chromium } from 'playwright-core';

import { launchOptions } from '../lib/chromium.mjs';
import { Failure } from '../lib/failure.mjs';
import { cpuSeconds } from './processes.mjs';
import { serveCounting, SITE } from './server.mjs';

/** What nothing here takes, even in software and on a busy machine. */
const PATIENCE_MS = 15 * 60_000;

/** Otherwise the browser waits for its next collection before it tells how much memory a page has. */
const MEMORY_AT_ONCE = '--enable-blink-features=ForceEagerMeasureMemory';

/**
 * A page of the benchmark in a browser of its own, with a new profile, so that nothing is cached but the data
 * on this machine's disk.
 */
export class BenchPage {
  /**
   * @param {string} address
   * @param {import('playwright-core').BrowserServer} browserServer
   * @param {import('playwright-core').Browser} browser
   * @param {import('playwright-core').Page} page
   * @param {import('./server.mjs').CountingServer} server
   */
  constructor(address, browserServer, browser, page, server) {
    this.address = address;
    this.browserServer = browserServer;
    this.browser = browser;
    this.page = page;
    this.server = server;
    /** Rejects as soon as the page's own code fails where nobody catches it: whoever waits then waits in vain. */
    this.broken = new Promise((_, reject) => {
      page.on('pageerror', ({ message }) => reject(new Failure(`${address}: ${message}`)));
    });
    this.broken.catch(() => {});
  }

  /**
   * @param {string} address of the page among the benchmark's
   * @param {{ gpu: boolean, counting?: boolean }} options `counting`: whether `pages/counting.js` runs in it
   */
  static async open(address, { gpu, counting = false }) {
    const server = await serveCounting(SITE, { first: counting ? 'counting.js' : undefined });
    const { executablePath, args } = launchOptions(gpu ? 'gpu' : 'cpu');
    const browserServer = await chromium.launchServer({
      executablePath,
      args: counting ? [...args, MEMORY_AT_ONCE] : args,
    });
    const browser = await chromium.connect(browserServer.wsEndpoint());
    const page = await browser.newPage();
    const opened = new BenchPage(address, browserServer, browser, page, server);
    await page.goto(server.url + address, { waitUntil: 'commit' });
    return opened;
  }

  /** Of the browser, such as 156.0.0.0. */
  get version() {
    return this.browser.version();
  }

  /**
   * Calls a function that the page's script puts at `window`, as soon as it is there.
   *
   * @param {string} name such as `bench.train`
   * @param {...unknown} args
   * @returns {Promise<any>} what it returns or resolves to
   */
  async call(name, ...args) {
    const path = name.split('.');
    const ready = this.page.waitForFunction(([first]) => first in window, path, { timeout: PATIENCE_MS });
    await Promise.race([ready, this.broken]);
    const call = this.page.evaluate(
      ({ path, args }) => path.reduce((object, key) => object[key], /** @type {any} */ (window))(...args),
      { path, args },
    );
    return Promise.race([call, this.broken, this.#tooLate(name)]);
  }

  /** @param {string} name of what is waited for */
  async #tooLate(name) {
    await setTimeout(PATIENCE_MS, undefined, { ref: false });
    throw new Failure(`${this.address}: ${name} did not end within ${PATIENCE_MS / 60_000} minutes.`);
  }

  /** Seconds of processor time that the whole browser has used; NaN where the system does not tell. */
  get cpuSeconds() {
    return cpuSeconds(this.browserServer.process().pid ?? 0);
  }

  async close() {
    await this.browser.close();
    await this.browserServer.close();
    this.server.close();
  }
}
