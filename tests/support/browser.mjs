import { chromium } from 'playwright-core';

import { findChromium } from '../../tools/setup/browser.mjs';

/** Chromium offers WebGPU on the CPU, the same on every machine, only when asked like this. */
const WEBGPU_ON_THE_CPU = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

/** No conversation with anyone but the page, and a sandbox is not to be had as root. */
const QUIET = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Starts a headless browser with a profile of its own.
 *
 * @param {{ webgpu?: boolean }} [options] without `webgpu`, the browser offers no adapter at all
 */
export function launchBrowser({ webgpu = true } = {}) {
  return chromium.launch({
    executablePath: findChromium(),
    args: webgpu ? [...QUIET, ...WEBGPU_ON_THE_CPU] : QUIET,
  });
}
