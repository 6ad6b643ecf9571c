import { launchChromium } from '../../tools/lib/chromium.mjs';

/**
 * Starts a headless browser with a profile of its own.
 *
 * @param {{ webgpu?: boolean }} [options] without `webgpu`, the browser offers no adapter at all
 */
export const launchBrowser = ({ webgpu = true } = {}) => launchChromium(webgpu ? 'cpu' : 'none');
