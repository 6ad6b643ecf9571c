import { openPage } from './contender.mjs';
import { PEERS } from './peers.mjs';

/**
 * @typedef {import('./browser.mjs').BenchPage} BenchPage
 * @typedef {import('./contender.mjs').Contender} Contender
 * @typedef {import('./contender.mjs').Kind} Kind
 * @typedef {Record<(typeof CALLS)[number], number>} Calls
 * @typedef {Calls & { gpuBytes: number, wasmBytes: number }} Counted what `pages/counting.js` tells
 *
 * @typedef {object} Memory in bytes
 * @property {number} gpu of all buffers
 * @property {number} wasm
 * @property {number} page of the page and its workers as the browser tells it; NaN where it does not
 *
 * @typedef {{ calls: Partial<Record<Kind, Calls>>, memory: Memory }} Counts
 */

export const CALLS = /** @type {const} */ ([
  'dispatches',
  'submits',
  'readbacks',
  'bindGroups',
  'buffers',
  'writes',
]);

/** Steps or passes of the shorter of two runs; the other has twice as many. */
const REPEATS = 4;

/**
 * What a library asks of WebGPU for a step of training and for a forward pass, and how much memory it then holds. It is
 * opened anew for that, since counting costs time. Of two runs the difference is taken, and each batch has been met
 * before, so that what is done once does not count. Who does without WebGPU only works a little, for its memory's sake.
 *
 * @param {Contender} contender
 * @param {import('./options.mjs').Options} options
 * @returns {Promise<Counts>}
 */
export async function countAll({ name, setting, kinds, device }, { gpu }) {
  const images = Math.min(setting.images, 2 * REPEATS * setting.batch);
  const { page } = await openPage(name, { ...setting, images }, { gpu, counting: true });
  const inWorker = PEERS[name].place === 'worker';
  try {
    /** @type {Counts['calls']} */
    const calls = {};
    for (const kind of kinds) {
      if (device === 'webgpu') calls[kind] = await countCalls(page, inWorker, kind, setting.batch);
      else await page.call(`bench.${kind}`, REPEATS);
    }
    // The browser collects before it tells, and so buffers go that nobody has any more.
    const bytes = await pageBytes(page);
    const { gpuBytes, wasmBytes } = await read(page, inWorker);
    return { calls, memory: { gpu: gpuBytes, wasm: wasmBytes, page: bytes } };
  } finally {
    await page.close();
  }
}

/**
 * @param {BenchPage} page
 * @param {boolean} inWorker
 * @param {Kind} kind
 * @param {number} batch
 * @returns {Promise<Calls>} for one step or pass
 */
async function countCalls(page, inWorker, kind, batch) {
  /** @param {number} times */
  const run = async (times) => {
    const before = await read(page, inWorker);
    /** @type {import('./pages/shared/peer.js').Rate} */
    const { images } = await page.call(`bench.${kind}`, times);
    return { before, after: await read(page, inWorker), done: images / batch };
  };
  await run(2 * REPEATS);
  const [once, twice] = [await run(REPEATS), await run(2 * REPEATS)];
  const each = (/** @type {keyof Calls} */ call) => {
    const inTwice = twice.after[call] - twice.before[call];
    const inOnce = once.after[call] - once.before[call];
    return (inTwice - inOnce) / (twice.done - once.done);
  };
  return /** @type {Calls} */ (Object.fromEntries(CALLS.map((call) => [call, each(call)])));
}

/**
 * What was counted up to now where the library computes. A thread that waits for work answers nothing, so that workers
 * are asked only of who has all in one.
 *
 * @param {BenchPage} page
 * @param {boolean} inWorker
 * @returns {Promise<Counted>}
 */
async function read({ page }, inWorker) {
  const ask = () => /** @type {any} */ (globalThis).counted();
  const workers = inWorker ? page.workers() : [];
  /** @type {Counted[]} */
  const all = await Promise.all([page.evaluate(ask), ...workers.map((worker) => worker.evaluate(ask))]);
  const sum = (/** @type {keyof Counted} */ name) => all.reduce((total, counted) => total + counted[name], 0);
  const names = /** @type {(keyof Counted)[]} */ (Object.keys(all[0]));
  return /** @type {Counted} */ (Object.fromEntries(names.map((name) => [name, sum(name)])));
}

/** @param {BenchPage} page @returns {Promise<number>} */
const pageBytes = ({ page }) =>
  page.evaluate(async () => {
    const measure = /** @type {any} */ (performance).measureUserAgentSpecificMemory;
    return measure ? (await measure.call(performance)).bytes : NaN;
  });
