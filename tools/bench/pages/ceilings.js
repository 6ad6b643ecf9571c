import { multiplyAddPeak } from './ceilings/arithmetic.js';
import { copyBandwidth } from './ceilings/copy.js';
import { Gpu } from './ceilings/gpu.js';
import { matrixProduct } from './ceilings/matrix-product.js';
import { overhead } from './ceilings/overhead.js';

/**
 * What the adapter itself can do, measured in plain WebGPU with no library.
 *
 * @typedef {object} Ceilings
 * @property {string} adapter
 * @property {number} multiplyAdd GFLOP/s, in registers
 * @property {number} matrixProduct GFLOP/s, of two square matrices
 * @property {number} copy GB/s, read and written
 * @property {number} dispatch microseconds, among others in a pass
 * @property {number} submit microseconds, with one dispatch
 * @property {number} readback microseconds, of a submit and until its result is there
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
  };
}

Object.assign(window, { measureCeilings });
