/**
 * What a comparison of several networks shows, from its figures alone.
 *
 * @typedef {import('../../run/state.js').Figures} Figures
 *
 * @typedef {object} Finding
 * @property {{ network: number, epoch: number, accuracy: number }[]} peaks each network's best epoch on unseen images,
 *   counted from 1, the best network first
 * @property {number} ahead how many images more than the second the best names
 * @property {number} chance a difference of so many images would often come about by chance
 * @property {number} fastest the network that had learned the training images best after the first epoch
 * @property {number[]} gaps of each network: training minus unseen accuracy after the last epoch
 */

/** Two standard errors: about one difference in twenty is larger by chance. */
const SIGMAS = 2;

/**
 * @param {Figures[][]} runs each with at least one epoch
 * @param {number} checks unseen images that each epoch was judged on
 * @returns {Finding}
 */
export function findingOf(runs, checks) {
  const peaks = runs.map((epochs, network) => {
    const held = epochs.map(({ val_accuracy = 0 }) => val_accuracy);
    const accuracy = Math.max(...held);
    return { network, epoch: held.indexOf(accuracy) + 1, accuracy };
  });
  peaks.sort((a, b) => b.accuracy - a.accuracy);
  const [first, second] = peaks;
  // The difference of two shares of the same number of images, each with the variance p (1 - p) / n.
  const variance = [first, second].reduce((sum, { accuracy: p }) => sum + (p * (1 - p)) / checks, 0);
  const afterOne = runs.map(([{ accuracy }]) => accuracy);
  return {
    peaks,
    ahead: Math.round((first.accuracy - second.accuracy) * checks),
    chance: Math.ceil(SIGMAS * Math.sqrt(variance) * checks),
    fastest: afterOne.indexOf(Math.max(...afterOne)),
    gaps: runs.map((epochs) => {
      const { accuracy, val_accuracy = 0 } = epochs[epochs.length - 1];
      return accuracy - val_accuracy;
    }),
  };
}
