import { multiplyAddPeak } from './ceilings/arithmetic.js';
import { copyBandwidth } from './ceilings/copy.js';
import { Gpu } from './ceilings/gpu.js';
import { matrixProduct } from './ceilings/matrix-product.js';
import { overhead } from './ceilings/overhead.js';
import { wasmPeak } from './ceilings/wasm.js';

/**
 * What the adapter itself can do, measured in plain WebGPU with no library, and what the processor can in WebAssembly.
 *
 * @typedef {object} Ceilings
 * @property {string} adapter
 * @property {number} multiplyAdd GFLOP/s, in registers
 * @property {number} matrixProduct GFLOP/s, of two square matrices
 * @property {number} copy GB/s, read and written
 * @property {number} dispatch microseconds, among others in a pass
 * @property {number} submit microseconds, with one dispatch
 * @property {number} readback microseconds, of a submit and until its result is there
 * @property {number} wasm GFLOP/s of WebAssembly's vectors, in registers, on all threads
 * @property {number} wasmThread the same on one
 */

/** @returns {Promise<Ceilings>} */
async function measureCeilings() {
  const gpu = await Gpu.open();
  return {
    adapter: gpu.name,
    multiplyAdd: await multiplyAddPeak(gpu),
    matrixProduct: await matrixProduct(gpu),
    copy: await copyBandwidth(gpu),
    ...(await overhead(gpu)),
    ...(await wasmPeak()),
  };
}

Object.assign(window, { measureCeilings });
