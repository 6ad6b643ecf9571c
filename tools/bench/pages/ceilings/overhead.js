/** @typedef {import('./gpu.js').Gpu} Gpu */

const READBACKS = 20;

const KERNEL = /* wgsl */ `
  @group(0) @binding(0) var<storage, read_write> output: array<f32>;

  @compute @workgroup_size(1)
  fn main() {
    output[0] += 1.0;
  }`;

/**
 * What work costs that does next to nothing, in microseconds: a dispatch among others in a pass, a dispatch
 * with a submit of its own, and one that is submitted and waited for by reading its result.
 *
 * @param {Gpu} gpu
 */
export async function overhead(gpu) {
  const output = gpu.buffer(4);
  const kernel = await gpu.kernel(KERNEL, [output], [1, 1]);
  const dispatch = await gpu.secondsOf(output, (times) => gpu.dispatch(kernel, times));
  const submit = await gpu.secondsOf(output, (times) => {
    for (let i = 0; i < times; i++) gpu.dispatch(kernel, 1);
  });
  const began = performance.now();
  for (let i = 0; i < READBACKS; i++) {
    gpu.dispatch(kernel, 1);
    await gpu.read(output);
  }
  const readback = (performance.now() - began) / 1000 / READBACKS;
  return { dispatch: dispatch * 1e6, submit: submit * 1e6, readback: readback * 1e6 };
}
