import fs from 'node:fs';

import { digest, writeWhole } from '../lib/files.mjs';
import { inRoot } from '../lib/paths.mjs';
import { mustRun } from '../lib/program.mjs';

/** @typedef {import('../lib/progress.mjs').Progress} Progress */

/** Inside the folder that it vouches for, so that both go together. */
const STAMP = inRoot('node_modules', '.convlab-lock');

/**
 * Installs the npm packages that the lock file names, unless exactly these are installed.
 *
 * @param {Progress} progress
 */
export async function setUpPackages(progress) {
  const wanted = digest(inRoot(), ['package.json', 'package-lock.json']);
  if (fs.existsSync(STAMP) && fs.readFileSync(STAMP, 'utf8') === wanted) return;
  await progress.step('npm packages', async () => {
    // No package here needs its install script.
    const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
    await mustRun('npm could not install the packages of package-lock.json.', ...npm(args));
    writeWhole(STAMP, wanted);
  });
}

/**
 * The npm that runs this script, else the one on PATH.
 *
 * @param {string[]} args
 * @returns {[string, string[]]} program and arguments
 */
export function npm(args) {
  const script = process.env.npm_execpath;
  return script?.endsWith('.js') ? [process.execPath, [script, ...args]] : ['npm', args];
}
