/**
 * Counts what is asked of WebGPU, and how much memory that and WebAssembly hold. It is served as it stands, and runs
 * before all else in a page or a worker, which need not know of it.
 */

const counted = {
  dispatches: 0,
  submits: 0,
  /** Buffers mapped in order to be read. */
  readbacks: 0,
  bindGroups: 0,
  buffers: 0,
  /** Calls of `writeBuffer`. */
  writes: 0,
  /** Of all buffers that were made and neither destroyed nor collected. */
  gpuBytes: 0,
  wasmBytes: 0,
};

/** Of each buffer that there is. @type {WeakMap<GPUBuffer, number>} */
const sizes = new WeakMap();
/**
 * Has a function do something more, before it returns what it returned.
 *
 * @template {object} T
 * @param {T} owner
 * @param {keyof T & string} name
 * @param {(self: any, result: any, args: any[]) => void} more
 */
function extend(owner, name, more) {
  const original = /** @type {Function} */ (owner[name]);
  const extended = /** @this {unknown} */ function (/** @type {unknown[]} */ ...args) {
    const result = original.apply(this, args);
    more(this, result, args);
    return result;
  };
  Object.assign(owner, { [name]: extended });
}

if ('GPUDevice' in globalThis) {
  extend(GPUComputePassEncoder.prototype, 'dispatchWorkgroups', () => counted.dispatches++);
  extend(GPUComputePassEncoder.prototype, 'dispatchWorkgroupsIndirect', () => counted.dispatches++);
  extend(GPUQueue.prototype, 'submit', () => counted.submits++);
  extend(GPUQueue.prototype, 'writeBuffer', () => counted.writes++);
  extend(GPUDevice.prototype, 'createBindGroup', () => counted.bindGroups++);
  extend(GPUBuffer.prototype, 'mapAsync', (_self, _result, [mode]) => {
    if (mode === GPUMapMode.READ) counted.readbacks++;
  });
  /** What was collected without being destroyed. @type {FinalizationRegistry<{ size: number }>} */
  const collected = new FinalizationRegistry((held) => (counted.gpuBytes -= held.size));
  extend(GPUDevice.prototype, 'createBuffer', (_device, buffer, [{ size }]) => {
    counted.buffers++;
    counted.gpuBytes += size;
    sizes.set(buffer, size);
    collected.register(buffer, { size }, buffer);
  });
  extend(GPUBuffer.prototype, 'destroy', (buffer) => {
    counted.gpuBytes -= sizes.get(buffer) ?? 0;
    sizes.delete(buffer);
    collected.unregister(buffer);
  });
}

/** @type {Set<WebAssembly.Memory>} */
const memories = new Set();

/** @param {WebAssembly.Instance} instance whose own memory nobody else has seen being made */
const noteExports = ({ exports }) => {
  for (const value of Object.values(exports)) {
    const isOwn = value instanceof WebAssembly.Memory && value.buffer instanceof ArrayBuffer;
    if (isOwn) memories.add(value);
  }
};
/** @param {any} _self @param {Promise<WebAssembly.WebAssemblyInstantiatedSource | WebAssembly.Instance>} result */
const noteResult = (_self, result) => {
  result.then((made) => noteExports('instance' in made ? made.instance : made)).catch(() => {});
};
extend(WebAssembly, 'instantiate', noteResult);
extend(WebAssembly, 'instantiateStreaming', noteResult);
WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
  construct(target, args) {
    const instance = Reflect.construct(target, args);
    noteExports(instance);
    return instance;
  },
});
WebAssembly.Memory = new Proxy(WebAssembly.Memory, {
  construct(target, args) {
    const memory = Reflect.construct(target, args);
    memories.add(memory);
    return memory;
  },
});

Object.assign(globalThis, {
  counted() {
    counted.wasmBytes = [...memories].reduce((total, { buffer }) => total + buffer.byteLength, 0);
    return counted;
  },
});
