import { bestOf } from '../views/bars.js';

/**
 * Counts of what a network says about labelled images.
 *
 * @typedef {object} Judged
 * @property {Uint8Array} labels [images] the truth
 * @property {Float32Array} probabilities [images, classes]
 * @property {number} classes
 *
 * @typedef {object} ClassFigures
 * @property {number} images of the class
 * @property {number | null} precision the share of guesses of this class that are right; null where it is never guessed
 * @property {number | null} recall the share of the class's images that are found; null where it has none
 * @property {number | null} f1 the harmonic mean of both; null where one of them is, 0 where both are
 */

/**
 * The class that the network takes each image for; of equal probabilities the first.
 * @param {Judged} judged
 */
export const guessesOf = ({ labels, probabilities, classes }) =>
  Uint8Array.from(labels, (_, image) =>
    bestOf(probabilities.subarray(image * classes, (image + 1) * classes)),
  );

/**
 * The confusion matrix.
 * @param {ArrayLike<number>} labels
 * @param {ArrayLike<number>} guesses
 * @param {number} classes
 * @returns {number[][]} how many images of a class (the row) were taken for another (the column)
 */
export function confusionOf(labels, guesses, classes) {
  const matrix = Array.from({ length: classes }, () => Array.from({ length: classes }, () => 0));
  for (let image = 0; image < labels.length; image += 1) matrix[labels[image]][guesses[image]] += 1;
  return matrix;
}

/**
 * Precision, recall and F1 of each class.
 * @param {number[][]} matrix
 * @returns {ClassFigures[]}
 */
export function classFigures(matrix) {
  return matrix.map((row, label) => {
    const right = row[label];
    const images = row.reduce((sum, count) => sum + count, 0);
    const guessed = matrix.reduce((sum, other) => sum + other[label], 0);
    const precision = guessed > 0 ? right / guessed : null;
    const recall = images > 0 ? right / images : null;
    const defined = precision !== null && recall !== null;
    const f1 = defined ? (right > 0 ? (2 * right) / (guessed + images) : 0) : null;
    return { images, precision, recall, f1 };
  });
}

/**
 * The share of images that are right.
 * @param {number[][]} matrix
 */
export function accuracyOf(matrix) {
  const all = matrix.flat().reduce((sum, count) => sum + count, 0);
  return matrix.reduce((sum, row, label) => sum + row[label], 0) / all;
}

/**
 * The images at the extremes, the most extreme first: wrong and surest, right and surest, and least sure, where the two
 * most probable classes are closest.
 *
 * @param {Judged} judged
 * @param {ArrayLike<number>} guesses
 * @param {number} wanted of each
 */
export function extremesOf({ labels, probabilities, classes }, guesses, wanted) {
  const sureness = Float32Array.from(labels, (_, image) => probabilities[image * classes + guesses[image]]);
  const margin = Float32Array.from(labels, (_, image) => {
    const row = probabilities.subarray(image * classes, (image + 1) * classes);
    return (
      sureness[image] -
      row.reduce((most, p, label) => (label === guesses[image] ? most : Math.max(most, p)), 0)
    );
  });
  const images = [...labels.keys()];
  const surest = (/** @type {(image: number) => boolean} */ which) =>
    images
      .filter(which)
      .sort((a, b) => sureness[b] - sureness[a])
      .slice(0, wanted);
  return {
    worst: surest((image) => guesses[image] !== labels[image]),
    best: surest((image) => guesses[image] === labels[image]),
    unsure: images.sort((a, b) => margin[a] - margin[b]).slice(0, wanted),
  };
}

/**
 * The matrix as a table of comma-separated values.
 * @param {number[][]} matrix
 * @param {string[]} names
 */
export const confusionCsv = (matrix, names) =>
  [['truth', ...names], ...matrix.map((row, label) => [names[label], ...row])]
    .map((row) => `${row.join(',')}\n`)
    .join('');
