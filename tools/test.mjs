import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';

import { describe, Failure, runCommand } from './lib/failure.mjs';
import { duration, Progress } from './lib/progress.mjs';
import { NEEDS, setUpTestPrograms } from './setup/browser.mjs';
import { setUp } from './setup/index.mjs';
import { setUpRustChecks } from './setup/rust.mjs';
import { counts, sentence, total } from './test/counts.mjs';
import { GROUPS, SUITES } from './test/suites.mjs';

/**
 * @typedef {import('./test/counts.mjs').Counts} Counts
 * @typedef {import('./test/suites.mjs').Suite} Suite
 */

/**
 * Sets up what the tests need, runs them suite by suite and closes with one line that counts them all.
 * Fails when a test failed, and when a suite had none to run.
 */
await runCommand(async () => {
  const suites = chosenSuites();
  const progress = new Progress();
  /** @type {{ title: string, result: Counts, ms: number }[]} */
  const done = [];
  try {
    await setUp(progress);
    await setUpRustChecks(progress);
    const needs = new Set(suites.flatMap((suite) => suite.needs ?? []));
    await setUpTestPrograms(
      progress,
      [...needs].map((need) => NEEDS[need]),
    );
    for (const suite of suites) {
      const began = performance.now();
      progress.say(`\n── ${suite.title} ${'─'.repeat(Math.max(0, 72 - suite.title.length))}\n`);
      const result = await runSuite(suite, progress);
      done.push({ title: suite.title, result, ms: performance.now() - began });
    }
  } catch (error) {
    progress.say(`\n${describe(error)}`);
    done.push({ title: 'Set-up', result: counts({ failed: 1 }), ms: progress.elapsed });
  }
  const all = total(done.map(({ result }) => result));
  progress.say('');
  for (const { title, result, ms } of done) {
    progress.say(
      `${result.failed ? '✗' : '✓'} ${[title, sentence(result), duration(ms)].filter(Boolean).join(', ')}`,
    );
  }
  progress.say(`\n${duration(progress.elapsed)}\n${sentence(all)}`);
  if (all.failed > 0) process.exitCode = 1;
});

/**
 * @param {Suite} suite
 * @param {Progress} progress
 * @returns {Promise<Counts>}
 */
async function runSuite(suite, progress) {
  try {
    if (suite.build) {
      const { buildEngine, buildSite } = await import('./build.mjs');
      await (suite.build === 'site' ? buildSite : buildEngine)(progress);
    }
    const result = await suite.run();
    if (result.passed + result.failed > 0) return result;
    progress.say('This suite ran no test, which counts as a failure.');
  } catch (error) {
    progress.say(`\n${describe(error)}`);
  }
  return counts({ failed: 1 });
}

function chosenSuites() {
  const { values } = parseArgs({ options: { only: { type: 'string' } } });
  const only = values.only;
  if (only === undefined) return SUITES;
  if (!GROUPS.some((group) => group === only)) {
    throw new Failure(`There is no group of tests called "${only}": choose one of ${GROUPS.join(', ')}.`);
  }
  return SUITES.filter((suite) => suite.group === only);
}
