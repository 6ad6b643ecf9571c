/**
 * Pipelines compiled by the browser in the background, many at a time. wgpu knows only `createComputePipeline`, which compiles
 * one after the other; so, for wgpu on this thread, that one begins the compilation and gives a promise of the pipeline, which
 * `setPipeline` redeems. To be deleted when wgpu offers `createComputePipelineAsync` itself.
 */

/** What `createComputePipeline` gives. */
class Promised {
  /**
   * @param {GPUDevice} device
   * @param {GPUComputePipelineDescriptor} descriptor
   */
  constructor(device, descriptor) {
    this.device = device;
    this.descriptor = descriptor;
    /** @type {GPUComputePipeline | undefined} */
    this.pipeline = undefined;
    this.compiled = device.createComputePipelineAsync(descriptor).then(
      (pipeline) => void (this.pipeline ??= pipeline),
      (/** @type {Error} */ error) => `${descriptor.label}: ${error.message}`,
    );
  }

  /** The pipeline, compiled here and now if it is wanted before the browser is done. */
  redeem() {
    this.pipeline ??= create.call(this.device, this.descriptor);
    return this.pipeline;
  }
}

const create = globalThis.GPUDevice?.prototype.createComputePipeline;

/** @type {Promised[]} whose outcome nobody has asked for yet */
let promised = [];

/** Makes wgpu's pipelines so from now on. */
export function compileInBackground() {
  const { GPUDevice, GPUComputePassEncoder } = globalThis;
  if (!create || GPUDevice.prototype.createComputePipeline !== create) return;
  const set = GPUComputePassEncoder.prototype.setPipeline;
  /** @type {any} */ (GPUDevice.prototype).createComputePipeline = function (
    /** @type {GPUComputePipelineDescriptor} */ descriptor,
  ) {
    const made = new Promised(this, descriptor);
    promised.push(made);
    return made;
  };
  GPUComputePassEncoder.prototype.setPipeline = function (pipeline) {
    set.call(this, pipeline instanceof Promised ? pipeline.redeem() : pipeline);
  };
}

/**
 * Waits until all that was begun is compiled.
 *
 * @returns {Promise<string | undefined>} why one is not, if one is not
 */
export async function compiled() {
  const awaited = promised;
  promised = [];
  const outcomes = await Promise.all(awaited.map((one) => one.compiled));
  return outcomes.find((outcome) => outcome !== undefined);
}
