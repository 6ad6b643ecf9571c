import fs from 'node:fs';
import path from 'node:path';

import { noteCrates, SHOW_PROGRESS } from '../lib/cargo.mjs';
import { cache, inRoot } from '../lib/paths.mjs';
import { isExecutable, mustRun } from '../lib/program.mjs';

/** @typedef {import('../lib/progress.mjs').Progress} Progress */
/** @typedef {{ name: string, version: string, program: string, flags: string[] }} Tool */

const WASM_PACK = '0.15.1';

/** Where `cargo install` puts the tools; their programs are in `bin` beneath it. */
const home = path.join(cache, 'tools');
const target = path.join(home, 'target');

export const toolsBin = path.join(home, 'bin');

/**
 * Compiling these tools is most of a first set-up, and running them next to nothing: without any
 * optimisation they compile in two thirds of the time that level 1 takes, and wasm-bindgen needs 0.4 s
 * instead of 0.1 s for the engine.
 */
const QUICK_BUILD = {
  CARGO_PROFILE_RELEASE_OPT_LEVEL: '0',
  CARGO_PROFILE_RELEASE_LTO: 'off',
  CARGO_PROFILE_RELEASE_CODEGEN_UNITS: '16',
  CARGO_PROFILE_RELEASE_DEBUG: '0',
  CARGO_PROFILE_RELEASE_STRIP: 'symbols',
};

/**
 * Compiles wasm-bindgen and wasm-pack into the cache, where they are not there yet.
 *
 * @param {Progress} progress
 */
export async function setUpWasmTools(progress) {
  const missing = tools(fs.readFileSync(inRoot('Cargo.lock'), 'utf8')).filter((tool) => !isInstalled(tool));
  if (missing.length > 0) {
    progress.say('  Compiling the tools that make WebAssembly, once on this machine: it takes some minutes.');
  }
  for (const tool of missing) {
    await progress.step(`${tool.name} ${tool.version}`, (note) => install(tool, note));
  }
  // Kept until here, so that an interrupted compilation goes on where it was.
  fs.rmSync(target, { recursive: true, force: true });
}

/**
 * The tools and their versions. wasm-bindgen has to be the very version that the engine links.
 *
 * @param {string} lock the text of Cargo.lock
 * @returns {Tool[]}
 */
export function tools(lock) {
  const version = lock.match(/^name = "wasm-bindgen"\r?\nversion = "(.+)"/m)?.[1];
  if (!version) throw new Error('Cargo.lock names no wasm-bindgen.');
  return [
    // The lock file that this crate was published with does not resolve.
    { name: 'wasm-bindgen-cli', version, program: 'wasm-bindgen', flags: [] },
    { name: 'wasm-pack', version: WASM_PACK, program: 'wasm-pack', flags: ['--locked'] },
  ];
}

/** @param {Tool} tool */
function isInstalled({ name, version, program }) {
  const ledger = path.join(home, '.crates.toml');
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return (
    isExecutable(path.join(toolsBin, program + suffix)) &&
    fs.existsSync(ledger) &&
    fs.readFileSync(ledger, 'utf8').includes(`"${name} ${version} (`)
  );
}

/**
 * @param {Tool} tool
 * @param {(text: string) => void} note
 */
async function install({ name, version, flags }, note) {
  fs.mkdirSync(home, { recursive: true });
  const args = ['install', name, '--version', version, ...flags, '--root', home];
  await mustRun(`cargo could not install ${name} ${version}.`, 'cargo', args, {
    // Away from the repository, whose .cargo/config.toml is not meant for tools.
    cwd: home,
    env: {
      ...QUICK_BUILD,
      CARGO_TARGET_DIR: target,
      ...SHOW_PROGRESS,
    },
    onText: noteCrates(note),
  });
  return 'installed';
}
