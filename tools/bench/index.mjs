import path from 'node:path';

import { Failure, runCommand } from '../lib/failure.mjs';
import { filesUnder, writeWhole } from '../lib/files.mjs';
import { dist, fromUser, inRoot } from '../lib/paths.mjs';
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
  } else if (options.kernels !== null) {
    await reportKernels({ ...options, kernels: options.kernels }, progress);
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

/** @param {import('./options.mjs').Options & { kernels: string }} options @param {Progress} progress */
async function reportKernels(options, progress) {
  const { kernelReport, profileKernels } = await import('./kernels.mjs');
  const profiles = await profileKernels(options, progress);
  const text = kernelReport(profiles);
  progress.say(`\n${text}`);
  const { json, markdown } = options.files;
  if (json) writeWhole(fromUser(json), `${JSON.stringify(profiles, null, 2)}\n`);
  if (markdown) writeWhole(fromUser(markdown), text);
}

/** @param {import('./options.mjs').Options} options @param {Progress} progress */
async function compareAndReport(options, progress) {
  const { compare } = await import('./compare.mjs');
  const { codeBytesOf } = await import('./server.mjs');
  const { disagreement } = await import('./agreement.mjs');
  const { toJson } = await import('./json.mjs');
  const { report } = await import('./report.mjs');
  const { toSvg } = await import('./svg.mjs');

  const comparison = await compare(options, progress);
  const siteBytes = codeBytesOf(filesUnder(dist, ['data']));
  const text = report(comparison, options, siteBytes);
  progress.say(`\n${text}\n`);

  const { json, markdown, svg } = options.files;
  const write = (/** @type {string} */ file, /** @type {string} */ content) => {
    writeWhole(file, content);
    progress.say(`Written: ${path.relative(process.cwd(), file)}`);
  };
  const usual = inRoot('bench-results', `${new Date().toISOString().replaceAll(':', '-')}.json`);
  write(json ? fromUser(json) : usual, toJson(comparison, options, siteBytes));
  if (markdown) write(fromUser(markdown), `${text}\n`);
  if (svg) write(fromUser(svg), toSvg(comparison));

  const problem = disagreement(comparison.contenders);
  if (problem) throw new Failure(problem);
  if (comparison.failures.length > 0) throw new Failure('Not every library ran to the end.');
}
