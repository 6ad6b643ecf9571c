import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { Failure } from '../lib/failure.mjs';
import { inRoot } from '../lib/paths.mjs';
import { findProgram, mustRun, preferPrograms } from '../lib/program.mjs';

/** @typedef {import('../lib/progress.mjs').Progress} Progress */

const TARGET = 'wasm32-unknown-unknown';

/** rustup's components for checks, and a program of each. */
const CHECKS = { clippy: 'cargo-clippy', rustfmt: 'cargo-fmt' };

const INSTALL = 'install rustup from https://rustup.rs and run the same command again';

/**
 * Makes sure that cargo is there, new enough, and able to compile for WebAssembly.
 *
 * @param {Progress} progress
 */
export async function setUpRust(progress) {
  await progress.step('Rust', async (note) => {
    // rustup puts its folder on PATH for new terminals only; this one may be older.
    const home = process.env.CARGO_HOME || path.join(os.homedir(), '.cargo');
    preferPrograms(path.join(home, 'bin'));
    if (!findProgram('cargo') || !findProgram('rustc')) {
      throw new Failure(`Convlab's engine is written in Rust, which is not on this machine: ${INSTALL}.`);
    }
    const about = await mustRun('rustc does not run.', 'rustc', ['-vV']);
    const version = about.match(/^release: (\S+)/m)?.[1] ?? '';
    refuseOldRust(version, neededRust(fs.readFileSync(inRoot('Cargo.toml'), 'utf8')));
    if (!(await hasTarget())) {
      note(`adding ${TARGET}`);
      await addTarget();
    }
    return version;
  });
}

/**
 * The oldest compiler that the workspace states.
 *
 * @param {string} manifest the text of Cargo.toml
 */
export const neededRust = (manifest) => manifest.match(/^rust-version = "(.+)"/m)?.[1] ?? '0';

/**
 * @param {string} version such as 1.95.0
 * @param {string} needed such as 1.88
 */
export function refuseOldRust(version, needed) {
  if (version.localeCompare(needed, 'en', { numeric: true }) >= 0) return;
  throw new Failure(
    `Convlab needs Rust ${needed} or newer and this is ${version}: run \`rustup update stable\`, ` +
      'then the same command again.',
  );
}

/**
 * Makes sure of the formatter and the linter, which a minimal Rust lacks.
 *
 * @param {Progress} progress
 */
export async function setUpRustChecks(progress) {
  const programs = path.join(await sysroot(), 'bin');
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const missing = Object.entries(CHECKS)
    .filter(([, program]) => !fs.existsSync(path.join(programs, program + suffix)))
    .map(([component]) => component);
  if (missing.length === 0) return;
  const names = missing.join(' and ');
  if (!findProgram('rustup')) {
    throw new Failure(`The checks need ${names}, and this Rust has no rustup to add them.`);
  }
  await progress.step(names, async () => {
    await mustRun(`rustup could not add ${names}.`, 'rustup', ['component', 'add', ...missing]);
  });
}

async function hasTarget() {
  return fs.existsSync(path.join(await sysroot(), 'lib', 'rustlib', TARGET, 'lib'));
}

/** The folder of the compiler that the workspace uses. */
async function sysroot() {
  return (await mustRun('rustc does not run.', 'rustc', ['--print', 'sysroot'])).trim();
}

async function addTarget() {
  if (!findProgram('rustup')) {
    throw new Failure(`This Rust cannot compile for ${TARGET} and has no rustup to add it: ${INSTALL}.`);
  }
  await mustRun(`rustup could not add the target ${TARGET}.`, 'rustup', ['target', 'add', TARGET]);
}
