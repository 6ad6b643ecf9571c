/** Images a question: a run that is on goes on between two of them, and the page stays quick. */
const CHUNK = 100;

/**
 * Asks a network about all images of a data set, a few at a time.
 *
 * @param {import('../run/state.js').Dataset} data
 * @param {(images: import('../run/state.js').Dataset) => Promise<Float32Array>} predict
 * @param {(done: number) => boolean} progress told how many are done; answers whether to go on
 * @returns {Promise<import('./counting.js').Judged | null>} null where it was not to go on
 */
export async function judge({ images, shape, labels }, predict, progress) {
  const [count, ...image] = shape;
  const size = images.length / count;
  /** @type {Float32Array | null} */
  let probabilities = null;
  let classes = 0;
  for (let first = 0; first < count; first += CHUNK) {
    if (!progress(first)) return null;
    const end = Math.min(count, first + CHUNK);
    const answer = await predict({
      images: images.slice(first * size, end * size),
      shape: [end - first, ...image],
      labels: labels.slice(first, end),
    });
    classes = answer.length / (end - first);
    probabilities ??= new Float32Array(count * classes);
    probabilities.set(answer, first * classes);
  }
  return progress(count) && probabilities ? { labels, probabilities, classes } : null;
}
