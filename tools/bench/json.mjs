import { operationsOf } from './pages/shared/network.js';

/**
 * Everything measured, for a file.
 *
 * @param {import('./compare.mjs').Comparison} comparison
 * @param {import('./options.mjs').Options} options
 * @param {number} siteBytes
 */
export function toJson({ contenders, ...rest }, options, siteBytes) {
  const libraries = contenders.map((contender) => {
    const { name, title, device, setting, info, firstSteps, codeBytes, losses, samples, counts } = contender;
    const operations = operationsOf(setting);
    const shares = Object.fromEntries(
      contender.kinds.map((kind) => [kind, contender.share(kind, rest.ceilings)]),
    );
    return {
      name,
      title,
      device,
      setting,
      operations,
      info,
      firstSteps,
      codeBytes,
      losses,
      samples,
      shares,
      counts,
    };
  });
  return JSON.stringify({ when: new Date().toISOString(), options, ...rest, siteBytes, libraries }, null, 2);
}
