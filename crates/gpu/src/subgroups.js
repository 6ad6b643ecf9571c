/**
 * Subgroups, of which wgpu knows nothing in a browser: a device has them only if they were asked for. To be deleted when wgpu asks for
 * them itself.
 */

const request = globalThis.GPUAdapter?.prototype.requestDevice;

let granted = false;

/** Asks for them with every device that is requested from now on, where its adapter has them. */
export function askForSubgroups() {
  if (!request) return;
  GPUAdapter.prototype.requestDevice = function (descriptor = {}) {
    granted = this.features.has('subgroups');
    const requiredFeatures = [...(descriptor.requiredFeatures ?? [])];
    if (granted) requiredFeatures.push('subgroups');
    return request.call(this, { ...descriptor, requiredFeatures });
  };
}

/** Whether the device that was requested last has them. */
export function hasSubgroups() {
  return granted;
}
