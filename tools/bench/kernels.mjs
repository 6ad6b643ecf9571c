import path from 'node:path';

import { noteCrates, SHOW_PROGRESS } from '../lib/cargo.mjs';
import { inRoot } from '../lib/paths.mjs';
import { mustRun } from '../lib/program.mjs';
import { BenchPage } from './browser.mjs';
import { SITE } from './server.mjs';
import { percent, short } from './statistics.mjs';
import { table } from './table.mjs';

/**
 * @typedef {import('./options.mjs').Options} Options
 * @typedef {import('./pages/kernels.js').Profile & { ceilings: { operations: number, bytes: number } }} Profile
 */

/**
 * Measures the kernels of a step of the tutorial's model in the browser, at each batch.
 *
 * @param {Options & { kernels: string }} options
 * @param {import('../lib/progress.mjs').Progress} progress
 * @returns {Promise<{ batch: number, profile: Profile }[]>}
 */
export async function profileKernels(options, progress) {
  await progress.step('Engine with its measurements to WebAssembly', async (note) => {
    const shown = { env: SHOW_PROGRESS, onText: noteCrates(note) };
    await mustRun('crates/web does not build.', 'wasm-pack', ARGUMENTS, shown);
  });
  /** @type {{ batch: number, profile: Profile }[]} */
  const profiles = [];
  const ceilings = await ceilingsOf(options);
  for (const batch of options.batches) {
    await progress.step(`Kernels, batch ${batch}`, async () => {
      const page = await BenchPage.open('kernels.html', options);
      try {
        const measured = await page.call('profile', batch, options.kernels);
        profiles.push({ batch, profile: { ...measured, ceilings } });
      } finally {
        await page.close();
      }
    });
  }
  return profiles;
}

/**
 * What the adapter can do at most, a second.
 *
 * @param {Options} options
 */
async function ceilingsOf(options) {
  const page = await BenchPage.open('ceilings.html', options);
  try {
    const { multiplyAdd, copy } = await page.call('measureCeilings');
    return { operations: multiplyAdd * 1e9, bytes: copy * 1e9 };
  } finally {
    await page.close();
  }
}

const ARGUMENTS = [
  ...[
    'build',
    inRoot('crates', 'web'),
    '--target',
    'web',
    '--release',
    '--out-dir',
    path.join(SITE, 'engine'),
  ],
  ...['--', '--no-default-features', '--features', 'profile'],
];

/**
 * A table for each batch: what a kernel takes, what it does in that time, and how near that is to its floor.
 *
 * @param {{ batch: number, profile: Profile }[]} profiles
 */
export const kernelReport = (profiles) =>
  profiles.flatMap(({ batch, profile }) => [...kernelsOf(batch, profile), '']).join('\n');

/** @param {number} batch @param {Profile} profile */
function kernelsOf(batch, { adapter, kernels, step, choice, ceilings }) {
  const sum = kernels.reduce((sum, { seconds }) => sum + seconds, 0);
  return [
    `Batch ${batch} on ${adapter || 'an unnamed adapter'}, kernels: ${choice}. Ceilings: ` +
      `${short(ceilings.operations / 1e9)} GFLOP/s of multiplications and additions in registers, ` +
      `${short(ceilings.bytes / 1e9)} GB/s of a copy.`,
    '',
    ...table([
      ['Kernel', 'ms', 'GFLOP/s', 'GB/s', 'of its floor'],
      ...kernels.map(({ name, seconds, operations, bytes }) => {
        const floor = Math.max(operations / ceilings.operations, bytes / ceilings.bytes);
        return [
          name,
          short(seconds * 1e3),
          operations > 0 ? short(operations / seconds / 1e9) : '–',
          short(bytes / seconds / 1e9),
          percent(floor / seconds),
        ];
      }),
    ]),
    '',
    `${kernels.length} dispatches, one by one ${short(sum * 1e3)} ms. A step in one: ${short(step * 1e3)} ms, ` +
      `${short(batch / step)} images a second. Operations are those of the mathematics, computed densely; bytes are all ` +
      'buffers of a kernel, each once; the floor is the longer of the two at the ceilings.',
  ];
}
