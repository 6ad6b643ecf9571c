import { presets } from '../../../web/presets.js';

/**
 * What each kernel of a training step takes, measured by the engine itself: a module of its own, since the page's cannot
 * do it. It lies beside this page once it is built.
 *
 * @typedef {object} Profile
 * @property {string} adapter
 * @property {{ name: string, seconds: number, operations: number, bytes: number }[]} kernels in the order of the step
 * @property {number} step seconds of a whole one
 * @property {string} choice which kernels they are
 */

/**
 * @param {number} batch
 * @param {string} choice
 * @returns {Promise<Profile>}
 */
async function profile(batch, choice) {
  const engine = await import(/* @vite-ignore */ new URL('engine/convlab_web.js', location.href).href);
  await engine.default();
  return JSON.parse(await engine.profile(JSON.stringify(presets.tutorial()), batch, choice));
}

Object.assign(window, { profile });
