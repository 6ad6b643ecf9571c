import { Contender } from './contender.mjs';
import { countAll } from './counting.mjs';
import { PEERS } from './peers.mjs';
import { titleOf } from './settings.mjs';

/**
 * @typedef {import('./options.mjs').Options} Options
 * @typedef {import('./pages/shared/workload.js').Setting} Setting
 *
 * @typedef {{ name: string, setting: Setting, sentence: string }} Fault
 */

/**
 * Measures all libraries on the same work, a round after the other.
 *
 * @param {Setting} setting
 * @param {Options} options
 * @param {import('../lib/progress.mjs').Progress} progress
 * @returns {Promise<{ contenders: Contender[], failures: Fault[] }>}
 */
export async function race(setting, options, progress) {
  /** @type {Contender[]} */
  const opened = [];
  /** @type {Map<string, Fault>} */
  const failures = new Map();
  /**
   * A library that fails leaves the others their turn.
   *
   * @param {string} name
   * @param {string} what
   * @param {() => Promise<unknown>} work
   */
  const attempt = (name, what, work) =>
    progress.step(`${PEERS[name].title}, ${titleOf(setting)}: ${what}`, async () => {
      try {
        await work();
        return '';
      } catch (error) {
        const sentence = error instanceof Error ? error.message.split('\n')[0] : `${error}`;
        failures.set(name, { name, setting, sentence });
        return `failed: ${sentence}`;
      }
    });
  const racing = () => opened.filter(({ name }) => !failures.has(name));
  try {
    for (const name of options.peers) {
      await attempt(name, 'first steps', async () => {
        const contender = await Contender.open(name, setting, options);
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
  } finally {
    for (const { page } of opened) await page.close();
  }
  for (const contender of options.counts ? racing() : []) {
    await attempt(contender.name, 'counts', async () => {
      contender.counts = await countAll(contender, options);
    });
  }
  return { contenders: racing(), failures: [...failures.values()] };
}
