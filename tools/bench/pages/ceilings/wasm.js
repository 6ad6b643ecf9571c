/**
 * The multiply-add peak of WebAssembly: the modules that the benchmark has assembled, each run by one worker and by as
 * many as the machine has threads.
 *
 * @typedef {{ name: string, operations: number }} Kernel `operations` of a step
 * @typedef {{ module: WebAssembly.Module, steps: number }} Order the workers share a module, and so what the browser's
 *   better compiler has made of it while the number of steps was being found out
 */

/** Seconds that a run takes at least. */
const LONG_ENOUGH = 0.2;

/** So often a run is repeated; the fastest counts. */
const REPEATS = 3;

const FIRST_STEPS = 1 << 20;

/** @returns {Promise<{ wasmThread: number, wasm: number }>} GFLOP/s of one thread, and of all together */
export async function wasmPeak() {
  const workers = Array.from(
    { length: navigator.hardwareConcurrency },
    () => new Worker(new URL('./wasm-worker.js', import.meta.url), { type: 'module' }),
  );
  let [wasmThread, wasm] = [0, 0];
  for (const { operations, module } of await kernels()) {
    const rate = async (/** @type {Worker[]} */ team) =>
      (team.length * operations) / (await secondsOfStep(team, module)) / 1e9;
    wasmThread = Math.max(wasmThread, await rate(workers.slice(0, 1)));
    wasm = Math.max(wasm, await rate(workers));
  }
  for (const worker of workers) worker.terminate();
  return { wasmThread, wasm };
}

/** Those that this browser can run. */
async function kernels() {
  /** @type {Kernel[]} */
  const list = await (await fetch('wasm-peak/kernels.json')).json();
  const loaded = [];
  for (const { name, operations } of list) {
    const bytes = await (await fetch(`wasm-peak/${name}.wasm`)).arrayBuffer();
    if (WebAssembly.validate(bytes)) loaded.push({ operations, module: await WebAssembly.compile(bytes) });
  }
  return loaded;
}

/** @param {Worker[]} team @param {WebAssembly.Module} module */
async function secondsOfStep(team, module) {
  /** @param {number} steps */
  const run = async (steps) =>
    Math.max(...(await Promise.all(team.map((worker) => ask(worker, { module, steps })))));
  let steps = FIRST_STEPS;
  for (let took = await run(steps); took < LONG_ENOUGH; took = await run(steps)) {
    steps = Math.ceil(steps * Math.min(10, (1.2 * LONG_ENOUGH) / took));
  }
  let best = Infinity;
  for (let i = 0; i < REPEATS; i++) best = Math.min(best, await run(steps));
  return best / steps;
}

/** @param {Worker} worker @param {Order} order @returns {Promise<number>} seconds */
const ask = (worker, order) =>
  new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(order);
  });
