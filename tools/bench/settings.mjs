import { TUTORIAL } from './pages/shared/network.js';
import { ENLARGED_IMAGES, TRAIN_IMAGES } from './pages/shared/workload.js';

/**
 * @typedef {import('./pages/shared/workload.js').Setting} Setting
 * @typedef {import('./options.mjs').Options} Options
 */

/** How the tutorial's network grows, in one direction or the other. */
export const GROWTH = {
  image: [32, 64, 96, 128].map((side) => ({ ...TUTORIAL, side })),
  width: [1, 2, 4].map((width) => ({ ...TUTORIAL, width })),
};

/**
 * What is measured one after the other: every size with every batch.
 *
 * @param {Pick<Options, 'batches' | 'growth'>} options
 * @returns {Setting[]}
 */
export function settingsOf({ batches, growth }) {
  const sizes = growth ? GROWTH[growth] : [TUTORIAL];
  return sizes.flatMap((size) =>
    batches.map((batch) => ({
      batch,
      ...size,
      images: size.side === TUTORIAL.side ? TRAIN_IMAGES : ENLARGED_IMAGES,
    })),
  );
}

/**
 * A setting in words.
 *
 * @param {Setting} setting
 */
export function titleOf({ batch, side, width }) {
  const words = [`batch ${batch}`];
  if (side !== TUTORIAL.side) words.push(`images ${side} x ${side}`);
  if (width !== TUTORIAL.width) words.push(`filters x ${width}`);
  return words.join(', ');
}

/**
 * Those that did the same work together, under its title.
 *
 * @template {{ setting: Setting }} T
 * @param {T[]} contenders
 * @returns {[title: string, group: T[]][]}
 */
export function bySetting(contenders) {
  /** @type {Map<string, T[]>} */
  const groups = new Map();
  for (const contender of contenders) {
    const title = titleOf(contender.setting);
    groups.set(title, [...(groups.get(title) ?? []), contender]);
  }
  return [...groups];
}
