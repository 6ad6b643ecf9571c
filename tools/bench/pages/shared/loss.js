/**
 * The mean cross-entropy of predictions, which training reports of its first step, too.
 *
 * @param {ArrayLike<number>} probabilities `[n, classes]`
 * @param {Uint8Array} labels
 */
export function crossEntropy(probabilities, labels) {
  const classes = probabilities.length / labels.length;
  let sum = 0;
  labels.forEach((label, image) => (sum -= Math.log(probabilities[image * classes + label])));
  return sum / labels.length;
}
