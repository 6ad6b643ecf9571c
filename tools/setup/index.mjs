import { Failure } from '../lib/failure.mjs';
import { inRoot } from '../lib/paths.mjs';
import { preferPrograms } from '../lib/program.mjs';
import { setUpPackages } from './packages.mjs';
import { setUpRust } from './rust.mjs';
import { setUpWasmTools, toolsBin } from './wasm-tools.mjs';

/**
 * Everything that a build needs, from a fresh clone on. Uses Node's own modules only, since npm's
 * packages are among what it installs; what needs them is to be imported after it.
 *
 * @param {import('../lib/progress.mjs').Progress} progress
 */
export async function setUp(progress) {
  refuseOldNode(process.versions.node);
  await setUpRust(progress);
  await setUpPackages(progress);
  await setUpWasmTools(progress);
  // wasm-pack takes the wasm-opt and the wasm-bindgen that it meets first.
  preferPrograms(inRoot('node_modules', '.bin'), toolsBin);
}

/**
 * @param {string} version such as 20.19.0
 */
export function refuseOldNode(version) {
  const [major, minor] = version.split('.').map(Number);
  const enough = major === 20 ? minor >= 19 : major === 22 ? minor >= 12 : major > 22;
  if (!enough) {
    throw new Failure(`Convlab needs Node 20.19 or 22.12 and newer, and this is ${version}: update Node.`);
  }
}
