/** @typedef {import('./gpu.js').Gpu} Gpu */

/** Rows, columns and the length of the sums. */
const SIZE = 1024;

/** An invocation computes this many rows and columns of the product. */
const BLOCK = 8;
const TOLERANCE = 1e-3;

const indices = Array.from({ length: BLOCK }, (_, i) => i);

/** @param {(i: number) => string} line one line of WGSL for each row or column of a block */
const each = (line) => indices.map(line).join('\n      ');

/**
 * A good matrix product in GFLOP/s: the best of three that suit different devices, each checked.
 *
 * @param {Gpu} gpu
 */
export async function matrixProduct(gpu) {
  const left = Float32Array.from({ length: SIZE * SIZE }, () => Math.random() - 0.5);
  const right = Float32Array.from({ length: SIZE * SIZE }, () => Math.random() - 0.5);
  const buffers = [gpu.filled(left), gpu.filled(right), gpu.buffer(SIZE * SIZE * 4)];
  const output = buffers[2];
  let best = 0;
  for (const { code, groups } of [scalars(), vectors(), tiles()]) {
    const kernel = await gpu.kernel(code, buffers, groups);
    const seconds = await gpu.secondsOf(output, (times) => gpu.dispatch(kernel, times));
    for (const [row, column] of [
      [0, 0],
      [SIZE - 1, SIZE - 1],
      [77, 501],
    ]) {
      const error = (await gpu.read(output, (row * SIZE + column) * 4)) - product(left, right, row, column);
      if (!(Math.abs(error) < TOLERANCE)) throw new Error(`The matrix product is wrong by ${error}.`);
    }
    best = Math.max(best, (2 * SIZE ** 3) / seconds / 1e9);
  }
  return best;
}

/** @param {Float32Array} left @param {Float32Array} right @param {number} row @param {number} column */
function product(left, right, row, column) {
  let sum = 0;
  for (let k = 0; k < SIZE; k++) sum += left[row * SIZE + k] * right[k * SIZE + column];
  return sum;
}

/** @param {string} left element type @param {string} right element type */
const bindings = (left, right) => /* wgsl */ `
  @group(0) @binding(0) var<storage, read> left: array<${left}>;
  @group(0) @binding(1) var<storage, read> right: array<${right}>;
  @group(0) @binding(2) var<storage, read_write> output: array<${right}>;`;

/** Single numbers, 16 neighbouring invocations on neighbouring columns: best where lanes are a CPU's. */
function scalars() {
  const lanes = 16;
  const sums = indices.flatMap((i) => indices.map((j) => `s${i}${j}`));
  const code = /* wgsl */ `${bindings('f32', 'f32')}

  @compute @workgroup_size(${lanes})
  fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
    let row = group.y * ${BLOCK}u;
    let column = group.x * ${lanes * BLOCK}u + lane.x;
    ${sums.map((sum) => `var ${sum} = 0.0;`).join(' ')}
    for (var k = 0u; k < ${SIZE}u; k++) {
      ${each((j) => `let b${j} = right[k * ${SIZE}u + column + ${j * lanes}u];`)}
      ${each((i) => {
        const steps = indices.map((j) => `s${i}${j} += a${i} * b${j};`).join(' ');
        return `let a${i} = left[(row + ${i}u) * ${SIZE}u + k]; ${steps}`;
      })}
    }
    ${each((i) => indices.map((j) => `output[(row + ${i}u) * ${SIZE}u + column + ${j * lanes}u] = s${i}${j};`).join(' '))}
  }`;
  return { code, groups: /** @type {[number, number]} */ ([SIZE / BLOCK / lanes, SIZE / BLOCK]) };
}

const VECTORS_A_ROW = SIZE / 4;

/** What {@link vectors} and {@link tiles} have in common: eight columns as two vectors. */
const zeroSums = each((i) => `var low${i} = vec4f(); var high${i} = vec4f();`);
const storeSums = each(
  (i) =>
    `output[(row + ${i}u) * ${VECTORS_A_ROW}u + column] = low${i}; ` +
    `output[(row + ${i}u) * ${VECTORS_A_ROW}u + column + 1u] = high${i};`,
);

/** Vectors of four columns straight from memory. */
function vectors() {
  const side = 8;
  const code = /* wgsl */ `${bindings('f32', 'vec4f')}

  @compute @workgroup_size(${side}, ${side})
  fn main(@builtin(global_invocation_id) id: vec3u) {
    let row = id.y * ${BLOCK}u;
    let column = id.x * 2u;
    ${zeroSums}
    for (var k = 0u; k < ${SIZE}u; k++) {
      let b0 = right[k * ${VECTORS_A_ROW}u + column];
      let b1 = right[k * ${VECTORS_A_ROW}u + column + 1u];
      ${each((i) => `let a${i} = left[(row + ${i}u) * ${SIZE}u + k]; low${i} += a${i} * b0; high${i} += a${i} * b1;`)}
    }
    ${storeSums}
  }`;
  const groups = SIZE / BLOCK / side;
  return { code, groups: /** @type {[number, number]} */ ([groups, groups]) };
}

/** Tiles of 64 by 16 in shared memory: best on most GPUs. */
function tiles() {
  const side = 8;
  const tile = side * BLOCK;
  const depth = 16;
  const code = /* wgsl */ `${bindings('vec4f', 'vec4f')}
  var<workgroup> left_tile: array<f32, ${tile * depth}>;
  var<workgroup> right_tile: array<vec4f, ${(tile * depth) / 4}>;

  @compute @workgroup_size(${side}, ${side})
  fn main(
    @builtin(workgroup_id) group: vec3u,
    @builtin(local_invocation_id) lane: vec3u,
    @builtin(local_invocation_index) index: u32,
  ) {
    ${zeroSums}
    for (var k0 = 0u; k0 < ${SIZE}u; k0 += ${depth}u) {
      for (var t = index; t < ${(tile * depth) / 4}u; t += ${side * side}u) {
        let tile_row = t / ${depth / 4}u;
        let k = t % ${depth / 4}u;
        let a = left[(group.y * ${tile}u + tile_row) * ${VECTORS_A_ROW}u + k0 / 4u + k];
        for (var i = 0u; i < 4u; i++) {
          left_tile[(k * 4u + i) * ${tile}u + tile_row] = a[i];
        }
        let b_row = k0 + t / ${tile / 4}u;
        right_tile[t] = right[b_row * ${VECTORS_A_ROW}u + group.x * ${tile / 4}u + t % ${tile / 4}u];
      }
      workgroupBarrier();
      for (var k = 0u; k < ${depth}u; k++) {
        let b0 = right_tile[k * ${tile / 4}u + lane.x * 2u];
        let b1 = right_tile[k * ${tile / 4}u + lane.x * 2u + 1u];
        let at = k * ${tile}u + lane.y * ${BLOCK}u;
        ${each((i) => `let a${i} = left_tile[at + ${i}u]; low${i} += a${i} * b0; high${i} += a${i} * b1;`)}
      }
      workgroupBarrier();
    }
    let row = group.y * ${tile}u + lane.y * ${BLOCK}u;
    let column = group.x * ${tile / 4}u + lane.x * 2u;
    ${storeSums}
  }`;
  return { code, groups: /** @type {[number, number]} */ ([SIZE / tile, SIZE / tile]) };
}
