import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { filesUnder, writeWhole } from '../lib/files.mjs';
import { inRoot } from '../lib/paths.mjs';
import { findProgram, run } from '../lib/program.mjs';
import { findChromeDriver, NEEDS } from '../setup/browser.mjs';
import { counts, fromNextest, fromTap, fromTestResults, total } from './counts.mjs';

/**
 * @typedef {import('./counts.mjs').Counts} Counts
 *
 * @typedef {object} Suite
 * @property {string} title
 * @property {typeof GROUPS[number]} group
 * @property {(keyof typeof NEEDS)[]} [needs] programs beside the project's own tools
 * @property {'engine' | 'site'} [build] what has to be built before
 * @property {() => Promise<Counts>} run
 */

export const GROUPS = /** @type {const} */ (['tools', 'checks', 'rust', 'wasm', 'browser']);

/** @type {Suite[]} in the order in which a mistake is told soonest */
export const SUITES = [
  { title: 'Tools', group: 'tools', run: () => nodeTests('tools') },
  { title: 'Rust format', group: 'checks', run: () => check('cargo', ['fmt', '--all', '--check']) },
  {
    title: 'JavaScript format',
    group: 'checks',
    run: () => nodeCheck('prettier/bin/prettier.cjs', ['--check', '.']),
  },
  { title: 'Clippy', group: 'checks', run: () => clippy('--workspace', '--all-targets') },
  {
    title: 'Clippy, for the browser',
    group: 'checks',
    run: async () => {
      const target = ['--target', 'wasm32-unknown-unknown'];
      const engine = ['--package', 'convlab-web', ...target, '--no-default-features', '--features'];
      return total([
        await clippy('--package', 'convlab-explain', '--package', 'convlab-files', ...target),
        await clippy(...engine, 'gpu'),
        await clippy(...engine, 'cpu'),
      ]);
    },
  },
  { title: 'Rust', group: 'rust', needs: ['vulkan'], run: rustTests },
  inBrowser('crates/gpu'),
  inBrowser('crates/web'),
  {
    title: 'JavaScript types',
    group: 'checks',
    build: 'engine',
    run: () => nodeCheck('typescript/bin/tsc', ['--project', 'jsconfig.json']),
  },
  {
    title: 'The page in the browser',
    group: 'browser',
    needs: ['chromium'],
    build: 'site',
    run: () => nodeTests('tests'),
  },
];

/**
 * A program that counts as one test: it is content or it is not.
 *
 * @param {string} program
 * @param {string[]} args
 */
async function check(program, args) {
  const { code } = await run(program, args, { echo: true });
  return code === 0 ? counts({ passed: 1 }) : counts({ failed: 1 });
}

/** @param {string} script in node_modules @param {string[]} args */
const nodeCheck = (script, args) => check(process.execPath, [inRoot('node_modules', script), ...args]);

/** @param {...string} what */
const clippy = (...what) => check('cargo', ['clippy', '--quiet', ...what, '--', '--deny', 'warnings']);

/**
 * A program that runs tests and says how many.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {(output: string) => Counts} read
 * @param {Record<string, string>} [env]
 */
async function tests(program, args, read, env) {
  const { code, output } = await run(program, args, { env, echo: true });
  const result = read(output);
  // It may have stopped before any test could fail: code that does not compile, say.
  return code !== 0 && result.failed === 0 ? { ...result, failed: 1 } : result;
}

/** @param {string} folder whose `*.test.mjs` are run, one file at a time: two cores are soon busy */
async function nodeTests(folder) {
  const files = filesUnder(inRoot(folder), ['node_modules']).filter((file) => file.endsWith('.test.mjs'));
  if (files.length === 0) return counts();
  const report = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'convlab-tests-')), 'report.tap');
  const reporters = ['spec', 'stdout', 'tap', report].map((value, index) =>
    index % 2 ? `--test-reporter-destination=${value}` : `--test-reporter=${value}`,
  );
  try {
    const args = ['--test', '--test-concurrency=1', ...reporters, ...files];
    return await tests(process.execPath, args, () => fromTap(fs.readFileSync(report, 'utf8')));
  } finally {
    fs.rmSync(path.dirname(report), { recursive: true });
  }
}

/** The workspace natively, where a missing GPU is a failure and no reason to skip. */
async function rustTests() {
  const env = { CONVLAB_REQUIRE_GPU: '1' };
  if (!findProgram('cargo-nextest'))
    return tests('cargo', ['test', '--workspace', '--no-fail-fast'], fromTestResults, env);
  return total([
    await tests('cargo', ['nextest', 'run', '--workspace', '--no-tests=pass'], fromNextest, env),
    await tests('cargo', ['test', '--workspace', '--doc', '--no-fail-fast'], fromTestResults, env),
  ]);
}

/**
 * A crate's tests as WebAssembly, in the browser and on its WebGPU.
 *
 * @param {string} crate its folder, with the driver's settings in it
 * @returns {Suite}
 */
function inBrowser(crate) {
  return {
    title: `Rust in the browser, ${crate}`,
    group: 'wasm',
    needs: ['chromium', 'chromedriver'],
    run: () => {
      const driver = findChromeDriver() ?? 'chromedriver';
      const args = ['test', '--headless', '--chrome', '--chromedriver', driver, crate];
      return tests('wasm-pack', args, fromTestResults, {
        // Seconds. The runner's own 5 and 20 are few for a busy machine and a GPU in software.
        WASM_BINDGEN_TEST_DRIVER_TIMEOUT: '60',
        WASM_BINDGEN_TEST_TIMEOUT: '600',
        WASM_BINDGEN_TEST_WEBDRIVER_JSON: driverSettings(crate),
      });
    },
  };
}

/**
 * The driver's settings; with `CHROMIUM`, those for a browser that the driver would not find by itself.
 *
 * @param {string} crate
 * @returns {string} the file
 */
function driverSettings(crate) {
  const committed = inRoot(crate, 'webdriver.json');
  if (!process.env.CHROMIUM) return committed;
  const settings = JSON.parse(fs.readFileSync(committed, 'utf8'));
  settings['goog:chromeOptions'].binary = process.env.CHROMIUM;
  const file = inRoot('target', 'webdriver.json');
  writeWhole(file, JSON.stringify(settings));
  return file;
}
