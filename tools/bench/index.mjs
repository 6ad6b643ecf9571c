import path from 'node:path';

import { Failure, runCommand } from '../lib/failure.mjs';
import { filesUnder, writeWhole } from '../lib/files.mjs';
import { dist, inRoot } from '../lib/paths.mjs';
import { Progress } from '../lib/progress.mjs';
import { NEEDS, setUpTestPrograms } from '../setup/browser.mjs';
import { setUp } from '../setup/index.mjs';
import { HELP, readOptions } from './options.mjs';

/**
 * Measures Convlab beside other libraries, or tests its learning. Speed fails nothing here: what fails is a
 * library that breaks, losses that do not agree, a network that does not learn.
 */
await runCommand(async () => {
  const options = readOptions(process.argv.slice(2));
  const progress = new Progress();
  if (options.help) return progress.say(HELP);
  await prepare(progress);
  if (options.learning) {
    const { checkLearning } = await import('./learning.mjs');
    await checkLearning(options, progress);
  } else {
    await compareAndReport(options, progress);
  }
});

/** @param {Progress} progress */
async function prepare(progress) {
  await setUp(progress);
  await setUpTestPrograms(progress, [NEEDS.chromium]);
  // These need npm's packages, which may have been installed a moment ago.
  const { buildSite } = await import('../build.mjs');
  await buildSite(progress);
  const { buildPages } = await import('./pages.mjs');
  await progress.step("The benchmark's pages", buildPages);
}

/** @param {import('./options.mjs').Options} options @param {Progress} progress */
async function compareAndReport(options, progress) {
  const { compare } = await import('./compare.mjs');
  const { codeBytesOf } = await import('./server.mjs');
  const { disagreement, report, toJson } = await import('./report.mjs');

  const comparison = await compare(options, progress);
  const siteBytes = codeBytesOf(filesUnder(dist, ['data']));
  progress.say(`\n${report(comparison, options, siteBytes)}`);
  const file = inRoot('bench-results', `${new Date().toISOString().replaceAll(':', '-')}.json`);
  writeWhole(file, toJson(comparison, options, siteBytes));
  progress.say(`\nEverything measured is in ${path.relative(process.cwd(), file)}.`);

  const problem = disagreement(comparison.contenders);
  if (problem) throw new Failure(problem);
  if (Object.keys(comparison.failures).length > 0) throw new Failure('Not every library ran to the end.');
}
