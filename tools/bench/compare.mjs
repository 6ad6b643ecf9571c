import os from 'node:os';

import { BenchPage } from './browser.mjs';
import { race } from './race.mjs';
import { settingsOf } from './settings.mjs';
import { spreadOf } from './statistics.mjs';

/**
 * @typedef {import('./contender.mjs').Contender} Contender
 * @typedef {import('./options.mjs').Options} Options
 * @typedef {import('./pages/ceilings.js').Ceilings} Ceilings
 * @typedef {import('./statistics.mjs').Spread} Spread
 *
 * @typedef {Record<Exclude<keyof Ceilings, 'adapter'>, Spread>} Spreads
 *
 * @typedef {object} Comparison
 * @property {string} adapter
 * @property {string} browser its version
 * @property {string} processor
 * @property {Spreads} ceilings before and after the rounds
 * @property {Contender[]} contenders those that ran to the end, setting by setting
 * @property {import('./race.mjs').Fault[]} failures what became of the others
 */

/**
 * Measures the libraries in turn, each in a browser of its own that does nothing meanwhile, and the ceilings of adapter
 * and processor before and after them.
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
    progress.step('Ceilings of adapter and processor', async () => {
      const page = await BenchPage.open('ceilings.html', options);
      try {
        browser = page.version;
        ceilings.push(await page.call('measureCeilings'));
      } finally {
        await page.close();
      }
    });

  await measureCeilings();
  const races = [];
  for (const setting of settingsOf(options)) races.push(await race(setting, options, progress));
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
    contenders: races.flatMap(({ contenders }) => contenders),
    failures: races.flatMap(({ failures }) => failures),
  };
}
