import cpuUrl from '../pkg/cpu/convlab_cpu_bg.wasm?url';
import gpuUrl from '../pkg/gpu/convlab_gpu_bg.wasm?url';

/**
 * The engine's code is two modules of WebAssembly with one surface, each with one backend, so that only what computes
 * is fetched.
 *
 * @typedef {typeof import('../pkg/gpu/convlab_gpu.js')} GpuCode
 * @typedef {Pick<GpuCode, 'Model' | 'Dataset' | 'describe' | 'shardImages' | 'shardStream'>} Code
 * @typedef {import('../pkg/gpu/convlab_gpu.js').Device} Device
 * @typedef {import('../pkg/gpu/convlab_gpu.js').Model} Model
 * @typedef {import('../pkg/gpu/convlab_gpu.js').Dataset} Dataset
 *
 * @typedef {{ code: Code, device: Device }} Place where models are computed: a device, and the code that it belongs to
 */

/** @type {Promise<GpuCode> | null} */
let gpu = null;
/** @type {Promise<typeof import('../pkg/cpu/convlab_cpu.js')> | null} */
let cpu = null;

/** @returns {Promise<Place>} the GPU, another device in each call */
export async function openGpu() {
  gpu ??= load(gpuUrl, import('../pkg/gpu/convlab_gpu.js'));
  const code = await gpu;
  return { code, device: await code.Device.webgpu() };
}

/** @returns {Promise<Place>} the CPU */
export async function openCpu() {
  cpu ??= load(cpuUrl, import('../pkg/cpu/convlab_cpu.js'));
  const code = await cpu;
  // The types of two modules are never the same, however alike they are.
  return /** @type {any} */ ({ code, device: code.Device.cpu() });
}

/**
 * @template {{ default: (options: { module_or_path: Response }) => Promise<unknown> }} T
 * @param {string} url of the module's program, which is fetched meanwhile
 * @param {Promise<T>} importing
 */
async function load(url, importing) {
  const [code, program] = await Promise.all([importing, fetch(url)]);
  await code.default({ module_or_path: program });
  return code;
}
