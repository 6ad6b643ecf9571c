/** A run of this length drowns the readback at its end. */
const LONG_ENOUGH = 0.4;

/** So often a run is repeated; the fastest counts, since whatever else the machine does only slows it down. */
const REPEATS = 3;

/** @typedef {{ pipeline: GPUComputePipeline, group: GPUBindGroup, groups: [x: number, y: number] }} Kernel */

/** Plain WebGPU with as little as possible between it and what is measured. */
export class Gpu {
  #device;
  #landing;

  /** @param {GPUAdapter} adapter @param {GPUDevice} device */
  constructor(adapter, device) {
    this.adapter = adapter;
    this.#device = device;
    this.#landing = device.createBuffer({
      size: 16,
      usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    });
  }

  static async open() {
    const adapter = await navigator.gpu?.requestAdapter();
    if (!adapter) throw new Error('There is no WebGPU adapter.');
    return new Gpu(adapter, await adapter.requestDevice());
  }

  /** The adapter's name, as far as the browser tells. */
  get name() {
    const { vendor, architecture, device, description } = this.adapter.info;
    return [vendor, architecture, device, description].filter(Boolean).join(' ');
  }

  /** @param {number} bytes */
  buffer(bytes) {
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    return this.#device.createBuffer({ size: bytes, usage });
  }

  /** @param {Float32Array<ArrayBuffer>} values */
  filled(values) {
    const buffer = this.buffer(values.byteLength);
    this.#device.queue.writeBuffer(buffer, 0, values);
    return buffer;
  }

  /**
   * @param {string} code with the entry point `main`
   * @param {GPUBuffer[]} buffers in the order of their bindings
   * @param {[x: number, y: number]} groups workgroups of a dispatch
   * @returns {Promise<Kernel>}
   */
  async kernel(code, buffers, groups) {
    const module = this.#device.createShaderModule({ code });
    const pipeline = await this.#device.createComputePipelineAsync({ layout: 'auto', compute: { module } });
    const group = this.#device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
    return { pipeline, group, groups };
  }

  /**
   * Dispatches a kernel many times in one pass.
   *
   * @param {Kernel} kernel
   * @param {number} times
   */
  dispatch({ pipeline, group, groups }, times) {
    this.submit((encoder) => {
      const pass = encoder.beginComputePass();
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      for (let i = 0; i < times; i++) pass.dispatchWorkgroups(...groups);
      pass.end();
    });
  }

  /** @param {(encoder: GPUCommandEncoder) => void} record */
  submit(record) {
    const encoder = this.#device.createCommandEncoder();
    record(encoder);
    this.#device.queue.submit([encoder.finish()]);
  }

  /**
   * Waits for everything submitted, by reading the first number of a buffer that it wrote.
   *
   * @param {GPUBuffer} buffer
   * @param {number} [offset] in bytes
   */
  async read(buffer, offset = 0) {
    this.submit((encoder) => encoder.copyBufferToBuffer(buffer, offset, this.#landing, 0, 4));
    await this.#landing.mapAsync(GPUMapMode.READ);
    const [value] = new Float32Array(this.#landing.getMappedRange());
    this.#landing.unmap();
    return value;
  }

  /**
   * Seconds that a piece of work takes.
   *
   * @param {GPUBuffer} output that the work writes
   * @param {(times: number) => void} work submits the piece so many times
   */
  async secondsOf(output, work) {
    const run = async (/** @type {number} */ times) => {
      const began = performance.now();
      work(times);
      await this.read(output);
      return (performance.now() - began) / 1000;
    };
    let times = 1;
    await run(times);
    for (let took = await run(times); took < LONG_ENOUGH; took = await run(times)) {
      times = Math.ceil(times * Math.min(10, (1.2 * LONG_ENOUGH) / took));
    }
    let best = Infinity;
    for (let i = 0; i < REPEATS; i++) best = Math.min(best, await run(times));
    return best / times;
  }
}
