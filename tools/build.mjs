import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import zlib from 'node:zlib';

import { noteCrates, SHOW_PROGRESS } from './lib/cargo.mjs';
import { runCommand } from './lib/failure.mjs';
import { digest, linkOrCopy, sizeOf, writeWhole } from './lib/files.mjs';
import { fromUser, dist, inRoot, root } from './lib/paths.mjs';
import { mustRun } from './lib/program.mjs';
import { Progress } from './lib/progress.mjs';
import { setUp } from './setup/index.mjs';

/** What every module of WebAssembly is made of. */
const EVERY = ['Cargo.toml', 'Cargo.lock', '.cargo', 'tools/shrink.mjs'];

/**
 * The modules of WebAssembly, each in a folder of its name: the engine of the worker, with one backend each, the twins that
 * the page's explanations compute with, the engine's own files, and the file formats of others.
 * `inputs` is what a module is made of; tests and examples are not in it. `optimize` is the compiler's level where it is not
 * the profile's: a module that computes nothing itself is made small.
 *
 * @type {{ name: string, title: string, crate: string, features?: string, optimize?: string, inputs: string[] }[]}
 */
const MODULES = [
  {
    name: 'gpu',
    title: 'Engine for WebGPU to WebAssembly',
    crate: 'crates/web',
    features: 'gpu',
    optimize: 'z',
    inputs: [...EVERY, 'shaders', 'crates/core', 'crates/gpu', 'crates/web'],
  },
  {
    name: 'cpu',
    title: 'Engine for the CPU to WebAssembly',
    crate: 'crates/web',
    features: 'cpu',
    inputs: [...EVERY, 'crates/core', 'crates/web'],
  },
  {
    name: 'explain',
    title: 'Twins to WebAssembly',
    crate: 'crates/explain',
    inputs: [...EVERY, 'crates/core', 'crates/explain'],
  },
  {
    name: 'filing',
    title: 'Files of our own to WebAssembly',
    crate: 'crates/files',
    features: 'own',
    inputs: [...EVERY, 'crates/core', 'crates/files'],
  },
  {
    name: 'files',
    title: 'File formats to WebAssembly',
    crate: 'crates/files',
    features: 'formats',
    inputs: [...EVERY, 'crates/core', 'crates/files'],
  },
];
const NOT_IN_MODULES = ['tests', 'examples', 'benches', 'target'];

/** What the page is made of, the engine among it. */
const PAGE_INPUTS = ['index.html', 'web', 'public', 'tools/page', 'vite.config.js', 'package-lock.json'];

/** Where the site looks for its images. */
const DATA = path.join(dist, 'data', 'cifar10');

/**
 * @typedef {object} BuildOptions
 * @property {string} [cifar10] the user's own archive or folder of CIFAR-10; `CIFAR10` by default
 */

/**
 * Builds `dist/`, doing only what the sources ask for since the last time. Needs {@link setUp} before it.
 *
 * @param {Progress} progress
 * @param {BuildOptions} [options]
 */
export async function buildSite(progress, { cifar10 = process.env.CIFAR10 } = {}) {
  // npm's packages, which the data set's tools use, may have been installed a moment ago.
  const data = await import('./data/index.mjs');
  await data.setUpData(progress, { named: cifar10 ? fromUser(cifar10) : undefined });
  await buildEngine(progress);
  await buildPage(progress);
  placeData(data.shardsIn());
}

/**
 * The modules of WebAssembly, in `web/pkg/`.
 *
 * @param {Progress} progress
 */
export async function buildEngine(progress) {
  // Binaryen, too, may have been installed a moment ago.
  const { shrink } = await import('./shrink.mjs');
  for (const { name, title, crate, features, optimize, inputs } of MODULES) {
    const folder = inRoot('web', 'pkg', name);
    const program = path.join(folder, `convlab_${name}_bg.wasm`);
    await unlessFresh(name, inputs, NOT_IN_MODULES, program, () =>
      progress.step(title, async (note) => {
        const args = ['build', crate, '--target', 'web', '--release', '--no-opt', '--out-dir', folder];
        args.push('--out-name', `convlab_${name}`);
        if (features) args.push('--', '--no-default-features', '--features', features);
        await mustRun(`${crate} does not build.`, 'wasm-pack', args, {
          env: { ...SHOW_PROGRESS, ...(optimize && { CARGO_PROFILE_RELEASE_OPT_LEVEL: optimize }) },
          onText: noteCrates(note),
        });
        note('optimising');
        await shrink(folder, `convlab_${name}`);
        return `${Math.round(zlib.gzipSync(fs.readFileSync(program), { level: 9 }).length / 1000)} kB gzip`;
      }),
    );
  }
}

/** @param {Progress} progress */
async function buildPage(progress) {
  await unlessFresh('page', PAGE_INPUTS, [], path.join(dist, 'index.html'), () =>
    progress.step('Page', async () => {
      const vite = inRoot('node_modules', 'vite', 'bin', 'vite.js');
      await mustRun('The page does not build.', process.execPath, [vite, 'build', '--logLevel', 'warn'], {
        env: { NO_COLOR: '1' },
      });
    }),
  );
}

/**
 * Makes an output unless it was made from exactly these inputs.
 *
 * @param {string} name of the stamp
 * @param {string[]} inputs
 * @param {string[]} skip names of folders among the inputs
 * @param {string} output a file that has to be there
 * @param {() => Promise<void>} make
 */
async function unlessFresh(name, inputs, skip, output, make) {
  const stamp = inRoot('target', 'stamps', name);
  const current = digest(root, inputs, skip);
  const fresh = sizeOf(output) > 0 && sizeOf(stamp) > 0 && fs.readFileSync(stamp, 'utf8') === current;
  if (fresh) return;
  fs.rmSync(stamp, { force: true });
  await make();
  writeWhole(stamp, current);
}

/**
 * Puts the shards of the cache into the site, which Vite empties.
 *
 * @param {string} shards
 */
function placeData(shards) {
  fs.mkdirSync(DATA, { recursive: true });
  for (const name of fs.readdirSync(shards)) {
    const from = path.join(shards, name);
    const to = path.join(DATA, name);
    if (sizeOf(to) === sizeOf(from)) continue;
    fs.rmSync(to, { force: true });
    linkOrCopy(from, to);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runCommand(async () => {
    const progress = new Progress();
    await setUp(progress);
    await buildSite(progress);
    progress.say('\nThe site is in dist/, ready for any path of any static host.');
  });
}
