import { openCpu, openGpu } from './code.js';
import { ConvlabError } from './error.js';
import { measure } from './measure.js';

/** Milliseconds that a trial of WebGPU may take, its shaders' compilation among them. */
const PATIENCE = 2500;

/**
 * @typedef {import('../protocol.js').Info} Info
 * @typedef {import('./code.js').Place & { info: Info }} Choice
 */

/**
 * The device that models are computed on.
 *
 * `auto` takes WebGPU where it runs on a graphics card, the CPU where there is no WebGPU, and the faster of the
 * two by a short measurement where WebGPU itself is computed by the CPU.
 *
 * @param {Info['requested']} requested
 * @param {(phase: import('../protocol.js').Opening['phase']) => void} onPhase
 * @returns {Promise<Choice>}
 */
export async function chooseDevice(requested, onPhase) {
  onPhase('device');
  const adapter = requested === 'cpu' ? null : await findAdapter();
  onPhase('engine');
  if (!adapter) return cpu(requested, '');
  if (typeof adapter === 'string') {
    if (requested === 'auto')
      return cpu(requested, `${adapter} Training runs on the CPU instead, more slowly.`);
    throw new ConvlabError('no-webgpu', `${adapter} The CPU can train instead: backend 'cpu'.`);
  }
  try {
    const place = await openGpu();
    /** @type {Choice} */
    const choice = { ...place, info: { backend: 'webgpu', adapter: nameOf(adapter), requested, reason: '' } };
    const isCpu = place.device.isCpu || isPlayedByCpu(adapter);
    if (requested !== 'auto' || !isCpu) return choice;
    onPhase('trial');
    return await faster(choice);
  } catch (error) {
    if (requested !== 'auto') throw error;
    const what = error instanceof Error ? error.message : String(error);
    return cpu(requested, `WebGPU did not start: ${what} Training runs on the CPU instead, more slowly.`);
  }
}

/**
 * @param {Info['requested']} requested
 * @param {string} reason
 * @returns {Promise<Choice>}
 */
async function cpu(requested, reason) {
  const place = await openCpu();
  return { ...place, info: { backend: 'cpu', adapter: place.device.adapter, requested, reason } };
}

/** An adapter, or the sentences that say why there is none and what would help. */
async function findAdapter() {
  if (!isSecureContext) return 'WebGPU needs a secure page: one from https or from localhost.';
  if (!navigator.gpu) {
    return 'This browser has no WebGPU; current versions of Chrome, Edge, Firefox and Safari have it.';
  }
  const adapter = await navigator.gpu
    .requestAdapter({ powerPreference: 'high-performance' })
    .catch(() => null);
  return (
    adapter ??
    'The browser finds no graphics card for WebGPU; switching on hardware acceleration in its settings may help.'
  );
}

/** @param {GPUAdapter} adapter */
function nameOf({ info }) {
  const { description, vendor, architecture } = info;
  return description || [vendor, architecture].filter(Boolean).join(' ') || 'unnamed adapter';
}

/** @param {GPUAdapter} adapter */
function isPlayedByCpu({ info }) {
  const texts = [info.vendor, info.architecture, info.device, info.description].join(' ');
  return info.isFallbackAdapter === true || /swiftshader|llvmpipe|lavapipe/i.test(texts);
}

/**
 * Measures WebGPU against the CPU.
 *
 * @param {Choice} webgpu
 * @returns {Promise<Choice>}
 */
async function faster(webgpu) {
  const alone = await cpu(webgpu.info.requested, '');
  const rate = await measure(alone);
  const rival = await withPatience(measure(webgpu));
  const winner = rival > rate ? webgpu : alone;
  const result = rival > 0 ? figure(rival) : `not even the first steps in ${PATIENCE / 1000} seconds`;
  winner.info.reason =
    'WebGPU is played by the CPU here, so both were tried with a small network: WebAssembly trained ' +
    `${figure(rate)} images a second, WebGPU ${result}.`;
  (winner === webgpu ? alone : webgpu).device.free();
  return winner;
}

/**
 * A rate, or 0 where it takes too long to be measured. The trial then ends by itself, unheard.
 *
 * @param {Promise<number>} trial
 */
function withPatience(trial) {
  const limit = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  return Promise.race([trial, limit.then(() => 0)]).catch(() => 0);
}

/** @param {number} rate */
const figure = (rate) => (rate < 10 ? rate.toFixed(1) : Math.round(rate).toLocaleString('en'));
