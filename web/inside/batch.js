import { SIDE } from '../pictures.js';
import { bestOf } from '../views/bars.js';

const SIZE = SIDE * SIDE * 3;

/** Images that are looked at together: as many as the tutorial's batch. */
export const BATCH = 32;

/**
 * A batch that begins with the picture that is chosen; the others are test images, or the gallery's while no data is
 * loaded. A picture without a class stands for the class that the network takes it for.
 *
 * @param {import('../figures/index.js').Context} context
 * @param {import('../pictures.js').Picture | null} [chosen] the page's by default
 * @returns {Promise<import('../run/state.js').Dataset | null>} null while there are no images yet
 */
export async function batchOf({ state, run, pictures }, chosen = pictures.current) {
  const { list } = pictures;
  if (!chosen || list.length === 0) return null;
  const images = new Uint8Array(BATCH * SIZE);
  const labels = new Uint8Array(BATCH);
  images.set(chosen.pixels);
  const test = state.data?.test;
  for (let place = 1; place < BATCH; place += 1) {
    if (test && place <= test.shape[0]) {
      images.set(test.images.subarray((place - 1) * SIZE, place * SIZE), place * SIZE);
      labels[place] = test.labels[place - 1];
    } else {
      // Every third of a hundred in the order of their classes: all ten are among them.
      const { pixels, label } = list[(place * 3) % list.length];
      images.set(pixels, place * SIZE);
      labels[place] = label ?? 0;
    }
  }
  const batch = { images, shape: [BATCH, SIDE, SIDE, 3], labels };
  labels[0] =
    chosen.label ??
    bestOf((await run.aside.predict({ ...batch, labels: new Uint8Array(BATCH) })).subarray(0, 10));
  return batch;
}
