import cpuUrl from '../pkg/cpu/convlab_cpu_bg.wasm?url';
import gpuUrl from '../pkg/gpu/convlab_gpu_bg.wasm?url';

/**
 * The engine's code is two modules of WebAssembly with one surface, each with one backend, so that only what computes
 * is fetched.
 *
 * @typedef {typeof import('../pkg/gpu/convlab_gpu.js')} GpuCode
 * @typedef {Pick<GpuCode, 'Model' | 'Dataset' | 'shardImages' | 'shardStream'>} Code
 * @typedef {import('../pkg/gpu/convlab_gpu.js').Device} Device
 * @typedef {import('../pkg/gpu/convlab_gpu.js').Model} Model
 * @typedef {import('../pkg/gpu/convlab_gpu.js').Dataset} Dataset
 *
 * @typedef {object} Made a model, and what computes it
 * @property {Model} model
 * @property {string} [adapter] its name, where it is not simply the device's
 * @property {number} threads
 * @property {string} reason a sentence that says why there are no more; empty where it goes without saying
 *
 * @typedef {object} Place where models are computed
 * @property {Code} code
 * @property {Device} device of that code
 * @property {number} threads that compute there
 * @property {string} reason a sentence that says why there are fewer than asked for; empty where there are not
 * @property {(spec: string, seed: number) => Made} make makes a model
 * @property {() => void} lose loses the device, to see what comes of it
 * @property {() => void} free
 */

/** The most threads that are taken without being asked for. */
const MOST_UNASKED = 4;

/**
 * How many threads the CPU computes with where nobody says: half the processors that the browser tells of, since most are
 * halves of a core, and since the page wants one of them to itself. It depends on the machine alone, so that a run can be
 * repeated there.
 */
export function usualThreads() {
  const processors = navigator.hardwareConcurrency || 1;
  return Math.max(1, Math.min(MOST_UNASKED, Math.floor(processors / 2)));
}

/** @type {Promise<GpuCode> | null} */
let gpu = null;
/** @type {Promise<typeof import('../pkg/cpu/convlab_cpu.js')> | null} */
let cpu = null;

/** @returns {Promise<Place>} the GPU, another device in each call */
export async function openGpu() {
  gpu ??= load(gpuUrl, import('../pkg/gpu/convlab_gpu.js'));
  const code = await gpu;
  const device = await code.Device.webgpu();
  return {
    code,
    device,
    threads: 1,
    reason: '',
    make: (spec, seed) => ({ model: new code.Model(device, spec, seed), threads: 1, reason: '' }),
    lose: () => device.lose(),
    free: () => device.free(),
  };
}

/**
 * @param {number} wanted threads; where they do not start, one computes
 * @returns {Promise<Place>} the CPU
 */
export async function openCpu(wanted) {
  // What starts threads comes beside the engine; where it does not come, they do not start.
  const starting = wanted > 1 ? import('./threads.js') : null;
  starting?.catch(() => {});
  cpu ??= load(cpuUrl, import('../pkg/cpu/convlab_cpu.js'));
  const code = await cpu;
  let reason = '';
  const start = async () => (await starting)?.Threads.start(wanted, code.program()) ?? null;
  const threads = await start().catch((error) => {
    reason = `The CPU’s further threads did not start, so that one computes alone: ${error.message}`;
    return null;
  });
  const count = threads?.count ?? 1;
  const device = code.Device.cpu(count);
  /** @type {Place['make']} */
  const make = (spec, seed) => {
    const obstacle = threads ? code.obstacle(spec, count) : undefined;
    const lines = threads && obstacle === undefined ? threads.share(spec, seed) : null;
    const model = lines ? code.Model.shared(spec, seed, lines) : new code.Model(device, spec, seed);
    const made = /** @type {{ model: any, threads: number }} */ ({ model, threads: lines ? count : 1 });
    if (obstacle === undefined) return { ...made, reason: '' };
    const { adapter } = code.Device.cpu(1);
    return { ...made, adapter, reason: `This network is computed on one thread: ${obstacle}.` };
  };
  const free = () => {
    threads?.lose();
    device.free();
  };
  // The types of two modules are never the same, however alike they are.
  const own = /** @type {any} */ ({ code, device });
  return { ...own, threads: count, reason, make, lose: () => threads?.lose(), free };
}

/**
 * Makes a module of WebAssembly ready.
 *
 * @template {{ default: (options: { module_or_path: Response }) => Promise<unknown> }} T
 * @param {string} url of the module's program, which is fetched meanwhile
 * @param {Promise<T>} importing
 */
async function load(url, importing) {
  const [code, program] = await Promise.all([importing, fetch(url)]);
  await code.default({ module_or_path: program });
  return code;
}
