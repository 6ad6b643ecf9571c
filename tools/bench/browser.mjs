import { setTimeout } from 'node:timers/promises';

import { chromium } from 'playwright-core';

import { launchOptions } from '../lib/chromium.mjs';
import { Failure } from '../lib/failure.mjs';
import { cpuSeconds } from './processes.mjs';
import { SITE } from './pages.mjs';
import { serveCounting } from './server.mjs';

/** What nothing here takes, even in software and on a busy machine. */
const PATIENCE_MS = 15 * 60_000;

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
  }

  /**
   * @param {string} address of the page among the benchmark's
   * @param {{ gpu: boolean }} options
   */
  static async open(address, { gpu }) {
    const server = await serveCounting(SITE);
    const browserServer = await chromium.launchServer(launchOptions(gpu ? 'gpu' : 'cpu'));
    const browser = await chromium.connect(browserServer.wsEndpoint());
    const page = await browser.newPage();
    const opened = new BenchPage(address, browserServer, browser, page, server);
    page.on('pageerror', (error) => process.stderr.write(`${address}: ${error.message}\n`));
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
    await this.page.waitForFunction(([first]) => first in window, path, { timeout: PATIENCE_MS });
    const call = this.page.evaluate(
      ({ path, args }) => path.reduce((object, key) => object[key], /** @type {any} */ (window))(...args),
      { path, args },
    );
    return Promise.race([call, this.#tooLate(name)]);
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
