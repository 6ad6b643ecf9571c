import programUrl from '../pkg/cpu/convlab_cpu_bg.wasm?url';
import { load } from './load.js';

/** @type {Promise<typeof import('../pkg/cpu/convlab_cpu.js')> | null} */
let code = null;

/** The engine's code for the CPU: the worker and each further thread have an instance of it. */
export function loadCpu() {
  code ??= load(programUrl, import('../pkg/cpu/convlab_cpu.js'));
  return code;
}
