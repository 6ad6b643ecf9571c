import os from 'node:os';

import { BenchPage } from './browser.mjs';
import { Contender } from './contender.mjs';
import { PEERS } from './peers.mjs';
import { spreadOf } from './statistics.mjs';

/**
 * @typedef {import('./options.mjs').Options} Options
 * @typedef {import('./pages/ceilings.js').Ceilings} Ceilings
 * @typedef {import('./statistics.mjs').Spread} Spread
 *
 * @typedef {object} Comparison
 * @property {string} adapter
 * @property {string} browser its version
 * @property {string} processor
 * @property {Record<Exclude<keyof Ceilings, 'adapter'>, Spread>} ceilings before and after the rounds
 * @property {Contender[]} contenders those that ran to the end
 * @property {Record<string, string>} failures what became of the others
 */

/**
 * Measures the libraries in turn, each in a browser of its own that does nothing meanwhile, and the adapter's
 * ceilings before and after them.
 *
 * @param {Options} options
 * @param {import('../lib/progress.mjs').Progress} progress
 * @returns {Promise<Comparison>}
 */
export async function compare(options, progress) {
  /** @type {Ceilings[]} */
  const ceilings = [];
  let browser = '';
  const measureCeilings = () =>
    progress.step('Ceilings of the adapter', async () => {
      const page = await BenchPage.open('ceilings.html', options);
      try {
        browser = page.version;
        ceilings.push(await page.call('measureCeilings'));
      } finally {
        await page.close();
      }
    });

  await measureCeilings();
  const { contenders, failures } = await measureAll(options, progress);
  await measureCeilings();

  const { adapter, ...figures } = ceilings[0];
  const spreads = /** @type {(keyof typeof figures)[]} */ (Object.keys(figures)).map((name) => [
    name,
    spreadOf(ceilings.map((measured) => measured[name])),
  ]);
  const [{ model }] = os.cpus();
  return {
    adapter,
    browser,
    processor: `${model.trim()}, ${os.cpus().length} threads`,
    ceilings: Object.fromEntries(spreads),
    contenders,
    failures,
  };
}

/** @param {Options} options @param {import('../lib/progress.mjs').Progress} progress */
async function measureAll(options, progress) {
  /** @type {Contender[]} */
  const opened = [];
  /** @type {Record<string, string>} */
  const failures = {};
  /**
   * A library that fails leaves the others their turn.
   *
   * @param {string} name
   * @param {string} what
   * @param {() => Promise<unknown>} work
   */
  const attempt = (name, what, work) =>
    progress.step(`${PEERS[name].title}: ${what}`, async () => {
      try {
        await work();
        return '';
      } catch (error) {
        failures[name] = error instanceof Error ? error.message.split('\n')[0] : `${error}`;
        return `failed: ${failures[name]}`;
      }
    });
  const racing = () => opened.filter(({ name }) => !(name in failures));
  try {
    for (const name of options.peers) {
      await attempt(name, 'first steps', async () => {
        const contender = await Contender.open(name, options);
        opened.push(contender);
        await contender.verify();
        await contender.warmUp();
      });
    }
    for (let round = 1; round <= options.rounds; round++) {
      // Whoever comes first in one round comes last in the next, so that a machine that tires is fair.
      for (const contender of round % 2 ? racing() : racing().reverse()) {
        await attempt(contender.name, `round ${round} of ${options.rounds}`, () => contender.measure());
      }
    }
    return { contenders: racing(), failures };
  } finally {
    for (const { page } of opened) await page.close();
  }
}
