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
 * @param {number} threads of the CPU
 * @param {(phase: import('../protocol.js').Opening['phase']) => void} onPhase
 * @returns {Promise<Choice>}
 */
export async function chooseDevice(requested, threads, onPhase) {
  onPhase('device');
  const adapter = requested === 'cpu' ? null : await findAdapter();
  onPhase('engine');
  if (!adapter) return cpu(requested, threads, '');
  if (typeof adapter === 'string') {
    if (requested === 'auto')
      return cpu(requested, threads, `${adapter} Training runs on the CPU instead, more slowly.`);
    throw new ConvlabError('no-webgpu', `${adapter} The CPU can train instead: backend 'cpu'.`);
  }
  try {
    const place = await openGpu();
    /** @type {Choice} */
    const choice = {
      ...place,
      info: { backend: 'webgpu', adapter: nameOf(adapter), threads: 1, requested, reason: '' },
    };
    const isCpu = place.device.isCpu || isPlayedByCpu(adapter);
    if (requested !== 'auto' || !isCpu) return choice;
    onPhase('trial');
    return await faster(choice, threads);
  } catch (error) {
    if (requested !== 'auto') throw error;
    const what = error instanceof Error ? error.message : String(error);
    const reason = `WebGPU did not start: ${what} Training runs on the CPU instead, more slowly.`;
    return cpu(requested, threads, reason);
  }
}

/**
 * @param {Info['requested']} requested
 * @param {number} wanted threads
 * @param {string} why this backend was taken
 * @returns {Promise<Choice>}
 */
async function cpu(requested, wanted, why) {
  const place = await openCpu(wanted);
  const { device, threads } = place;
  const reason = [why, place.reason].filter(Boolean).join(' ');
  return { ...place, info: { backend: 'cpu', adapter: device.adapter, threads, requested, reason } };
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
 * @param {number} threads of the CPU
 * @returns {Promise<Choice>}
 */
async function faster(webgpu, threads) {
  const wasm = await cpu(webgpu.info.requested, threads, '');
  const rate = await measure(wasm);
  const rival = await withPatience(measure(webgpu));
  const winner = rival > rate ? webgpu : wasm;
  const result = rival > 0 ? figure(rival) : `not even the first steps in ${PATIENCE / 1000} seconds`;
  const why =
    'WebGPU is played by the CPU here, so both were tried with a small network: WebAssembly trained ' +
    `${figure(rate)} images a second, WebGPU ${result}.`;
  winner.info.reason = [why, winner.reason].filter(Boolean).join(' ');
  (winner === webgpu ? wasm : webgpu).free();
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
