import fs from 'node:fs';

import { Failure } from '../lib/failure.mjs';
import { findProgram, isExecutable, mustRun } from '../lib/program.mjs';

/** @typedef {import('../lib/progress.mjs').Progress} Progress */

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** Where browsers lie on systems that keep programs off PATH. */
const INSTALLED_BROWSERS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Folders in which Vulkan drivers announce themselves. */
const VULKAN_DRIVERS = ['/usr/share/vulkan/icd.d', '/usr/local/share/vulkan/icd.d', '/etc/vulkan/icd.d'];

/** The browser to test in: `CHROMIUM`, else the one that is installed. */
export const findChromium = () =>
  process.env.CHROMIUM || findProgram(...BROWSERS) || INSTALLED_BROWSERS.find(isExecutable);

/** Its driver: `CHROMEDRIVER`, else the one on PATH. */
export const findChromeDriver = () => process.env.CHROMEDRIVER || findProgram('chromedriver');

/** Whether native tests find a GPU, if only one in software. Other systems than Linux bring their own. */
function hasVulkan() {
  if (process.platform !== 'linux') return true;
  if (process.env.VK_DRIVER_FILES || process.env.VK_ICD_FILENAMES) return true;
  return VULKAN_DRIVERS.some((folder) => fs.existsSync(folder) && fs.readdirSync(folder).length > 0);
}

/**
 * What the tests need beside the project's own tools, and Debian's package for it.
 *
 * @typedef {{ what: string, found: () => unknown, packages: string[] }} Need
 *
 * @type {Record<'chromium' | 'chromedriver' | 'vulkan', Need>}
 */
export const NEEDS = {
  chromium: {
    what: 'Chromium or Chrome (or its path in CHROMIUM)',
    found: findChromium,
    packages: ['chromium'],
  },
  chromedriver: {
    what: 'the ChromeDriver of the same version (or its path in CHROMEDRIVER)',
    found: findChromeDriver,
    packages: ['chromium-driver'],
  },
  vulkan: {
    what: "a Vulkan driver, such as Mesa's lavapipe, which needs no graphics card",
    found: hasVulkan,
    packages: ['mesa-vulkan-drivers', 'libvulkan1'],
  },
};

/**
 * Makes sure of these needs: installs what is missing where apt may, and says what to install elsewhere.
 *
 * @param {Progress} progress
 * @param {Need[]} needs
 */
export async function setUpTestPrograms(progress, needs) {
  const missing = needs.filter((need) => !need.found());
  if (missing.length === 0) return;
  const packages = missing.flatMap((need) => need.packages);
  if (findProgram('apt-get') && process.getuid?.() === 0) {
    await progress.step(`apt packages ${packages.join(', ')}`, async () => {
      const env = { DEBIAN_FRONTEND: 'noninteractive' };
      await mustRun('apt-get update failed.', 'apt-get', ['update'], { env });
      const args = ['install', '--yes', '--no-install-recommends', ...packages];
      await mustRun(`apt-get could not install ${packages.join(', ')}.`, 'apt-get', args, { env });
    });
  }
  const absent = missing.filter((need) => !need.found());
  if (absent.length > 0) throw new Failure(whatToInstall(absent));
}

/** @param {Need[]} absent */
export function whatToInstall(absent) {
  const list = absent.map((need) => need.what).join('; ');
  const packages = absent.flatMap((need) => need.packages).join(' ');
  return `The tests need ${list}. On Debian: sudo apt-get install ${packages}`;
}
