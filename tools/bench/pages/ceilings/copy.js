/** @typedef {import('./gpu.js').Gpu} Gpu */

const BYTES = 64 << 20;
const WORKGROUP = 64;

/** Workgroups in a row; more rows follow. */
const ROW = 1 << 15;

/**
 * Copy bandwidth in GB/s, what is read and what is written counted both: the best of two kernels and the
 * queue's own copy.
 *
 * @param {Gpu} gpu
 */
export async function copyBandwidth(gpu) {
  const from = gpu.buffer(BYTES);
  const to = gpu.buffer(BYTES);
  const seconds = [
    await gpu.secondsOf(to, (times) =>
      gpu.submit((encoder) => {
        for (let i = 0; i < times; i++) encoder.copyBufferToBuffer(from, 0, to, 0, BYTES);
      }),
    ),
  ];
  for (const [type, width] of /** @type {[string, number][]} */ ([
    ['f32', 4],
    ['vec4f', 16],
  ])) {
    const workgroups = BYTES / width / WORKGROUP;
    const kernel = await gpu.kernel(copyKernel(type), [from, to], [ROW, workgroups / ROW]);
    seconds.push(await gpu.secondsOf(to, (times) => gpu.dispatch(kernel, times)));
  }
  from.destroy();
  to.destroy();
  return (2 * BYTES) / Math.min(...seconds) / 1e9;
}

/** @param {string} type of what an invocation copies */
const copyKernel = (type) => /* wgsl */ `
  @group(0) @binding(0) var<storage, read> source: array<${type}>;
  @group(0) @binding(1) var<storage, read_write> output: array<${type}>;

  @compute @workgroup_size(${WORKGROUP})
  fn main(@builtin(global_invocation_id) id: vec3u) {
    let i = id.x + id.y * ${ROW * WORKGROUP}u;
    output[i] = source[i];
  }`;
