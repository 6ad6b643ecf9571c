/** @typedef {import('./gpu.js').Gpu} Gpu */

const INVOCATIONS = 1 << 17;
const STEPS = 128;
const LANES = 4;

/** One multiplication and one addition for a chain. */
const FORMS = [(/** @type {string} */ a) => `fma(${a}, m, c)`, (/** @type {string} */ a) => `${a} * m + c`];

/**
 * The multiply-add peak in GFLOP/s: chains of operations in registers, nothing read and next to nothing
 * written. Which number of chains and which form suits a device best cannot be known, so the best of some is
 * taken.
 *
 * @param {Gpu} gpu
 */
export async function multiplyAddPeak(gpu) {
  const output = gpu.buffer(INVOCATIONS * 4);
  let best = 0;
  for (const chains of [4, 8]) {
    for (const form of FORMS) {
      const kernel = await gpu.kernel(chainsKernel(chains, form), [output], [INVOCATIONS / 64, 1]);
      const seconds = await gpu.secondsOf(output, (times) => gpu.dispatch(kernel, times));
      best = Math.max(best, (2 * LANES * chains * STEPS * INVOCATIONS) / seconds / 1e9);
    }
  }
  return best;
}

/**
 * @param {number} chains that do not depend on each other
 * @param {(chain: string) => string} form
 */
function chainsKernel(chains, form) {
  const names = Array.from({ length: chains }, (_, i) => `a${i}`);
  const start = names.map((name, i) => `var ${name} = vec4f(seed + ${i}.0);`).join('\n    ');
  const step = names.map((name) => `${name} = ${form(name)};`);
  return /* wgsl */ `
  @group(0) @binding(0) var<storage, read_write> output: array<f32>;

  @compute @workgroup_size(64)
  fn main(@builtin(global_invocation_id) id: vec3u) {
    let seed = f32(id.x) * 1e-9;
    let m = vec4f(0.999 + seed);
    let c = vec4f(0.001);
    ${start}
    for (var i = 0u; i < ${STEPS}u; i++) {
      ${step.join('\n      ')}
    }
    let sum = ${names.join(' + ')};
    output[id.x] = sum.x + sum.y + sum.z + sum.w;
  }`;
}
