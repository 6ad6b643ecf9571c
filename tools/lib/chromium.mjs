import { chromium } from 'playwright-core';

import { findChromium } from '../setup/browser.mjs';

/** No conversation with anyone but the page, and a sandbox is not to be had as root. */
const QUIET = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Chromium offers WebGPU on the CPU, the same on every machine, only when asked like this. */
const ON_THE_CPU = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

/** Chromium on Linux reaches a GPU for WebGPU through Vulkan, and not by itself. */
const ON_THE_GPU = ['--enable-unsafe-webgpu', '--enable-features=Vulkan', '--ignore-gpu-blocklist'];

const ADAPTERS = { none: [], cpu: ON_THE_CPU, gpu: ON_THE_GPU };

/**
 * How a headless Chromium with a profile of its own is started.
 *
 * @param {keyof typeof ADAPTERS} adapter what WebGPU finds
 */
export const launchOptions = (adapter) => ({
  executablePath: findChromium(),
  args: [...QUIET, ...ADAPTERS[adapter]],
});

/** @param {keyof typeof ADAPTERS} adapter what WebGPU finds */
export const launchChromium = (adapter) => chromium.launch(launchOptions(adapter));
