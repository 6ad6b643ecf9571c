import binaryen from 'binaryen';

/**
 * Chains of multiplications and additions in WebAssembly's vectors, for the ceiling of what computes there.
 *
 * Which number of chains and which form suits a processor best cannot be known, so there are some to choose from. The
 * fused form rounds once and needs relaxed vectors, which not every browser has.
 */
const CHAINS = [4, 8, 12];
const FORMS = {
  separate: (/** @type {string} */ a) => `(f32x4.add (f32x4.mul ${a} (local.get $m)) (local.get $c))`,
  fused: (/** @type {string} */ a) => `(f32x4.relaxed_madd ${a} (local.get $m) (local.get $c))`,
};

/** Multiplications and additions of a chain's step. */
const OPERATIONS = 2 * 4;

/** @typedef {{ name: string, operations: number, bytes: Uint8Array }} WasmKernel `operations` of one step */

/** @returns {WasmKernel[]} each exports `run(steps)` */
export function multiplyAddModules() {
  return Object.entries(FORMS).flatMap(([name, form]) =>
    CHAINS.map((chains) => ({
      name: `${name}-${chains}`,
      operations: chains * OPERATIONS,
      bytes: assembled(chainsText(chains, form)),
    })),
  );
}

/**
 * @param {number} chains that do not depend on each other
 * @param {(chain: string) => string} form of one step
 */
function chainsText(chains, form) {
  const names = Array.from({ length: chains }, (_, i) => `$a${i}`);
  const starts = names.map((name, i) => `(local.set ${name} (f32x4.splat (f32.const ${i})))`);
  const steps = names.map((name) => `(local.set ${name} ${form(`(local.get ${name})`)})`);
  const sum = names
    .map((name) => `(local.get ${name})`)
    .reduce((left, right) => `(f32x4.add ${left} ${right})`);
  return `(module
    (func (export "run") (param $steps i32) (result f32)
      ${names.map((name) => `(local ${name} v128)`).join(' ')} (local $m v128) (local $c v128)
      (local.set $m (f32x4.splat (f32.const 0.999)))
      (local.set $c (f32x4.splat (f32.const 0.001)))
      ${starts.join('\n      ')}
      (loop $again
        ${steps.join('\n        ')}
        (local.set $steps (i32.sub (local.get $steps) (i32.const 1)))
        (br_if $again (local.get $steps)))
      (f32x4.extract_lane 0 ${sum})))`;
}

/** @param {string} text of a module */
function assembled(text) {
  const module = binaryen.parseText(text);
  module.setFeatures(binaryen.Features.SIMD128 | binaryen.Features.RelaxedSIMD);
  const bytes = module.emitBinary();
  module.dispose();
  return bytes;
}
