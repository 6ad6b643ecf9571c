/** Ten logits to begin with, and where else they come from. */

export const CLASSES = 10;

/** What a logit in a field may be, up or down. */
export const LIMIT = 100;

/** @type {Record<'rivals' | 'sure' | 'unsure', number[]>} */
export const PRESETS = {
  rivals: [-1, -2, 0.5, 5, 1, 4.5, 0, 0, -1.5, -2],
  sure: [-2, -3, 0, 9, 0.5, 2, 1, -1, -2, -3],
  unsure: [0.1, -0.2, 0, 0.3, 0.1, 0.2, -0.1, 0, 0.1, -0.1],
};

/**
 * Ten numbers as an address writes them, with commas between.
 * @param {string} written
 */
export function logitsOf(written) {
  const parts = written.split(',');
  const values = parts.map(Number);
  const fit = parts.every((part) => part.trim() !== '') && values.every((value) => Math.abs(value) <= LIMIT);
  return fit && values.length === CLASSES ? values : null;
}

/**
 * What the reader's own network says about a picture, with two digits after the point; null where there is no network.
 *
 * @param {import('../index.js').FigureContext} context
 * @param {import('../../pictures.js').Picture} picture
 */
export async function networkLogits({ run, twins: load }, picture) {
  const [network, twins] = await Promise.all([run.network(), load()]);
  if (!network) return null;
  const walk = twins.walk(network.description, network.weights);
  try {
    walk.start(picture.pixels);
    // A turn between two operations keeps the page alive.
    while (walk.forwardStep()) await new Promise((resolve) => setTimeout(resolve));
    return Array.from(walk.logits, (value) =>
      Math.max(-LIMIT, Math.min(LIMIT, Math.round(value * 100) / 100)),
    );
  } finally {
    walk.free();
  }
}
