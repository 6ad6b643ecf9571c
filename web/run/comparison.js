import { presets } from '../convlab.js';

/**
 * @typedef {import('./state.js').Settings['loss']} Loss
 * @typedef {import('./state.js').Figures} Figures
 *
 * @typedef {object} Comparison
 * @property {readonly Loss[]} losses one network for each, in this order
 * @property {number} images to train on
 * @property {number} checks images to check with after each epoch
 * @property {number} epochs
 * @property {number} seed of the weights and of the order of the images, the same for all
 * @property {AbortSignal} signal stops after the batch at hand
 * @property {(progress: import('./engine.js').Progress) => void} onProgress told while the images are fetched
 * @property {(loss: Loss, done: number) => void} onBatch how much of this network's training is done, 0 to 1
 * @property {(loss: Loss, figures: Figures) => void} onEpoch
 */

/**
 * Trains the tutorial's network once for each loss, from the same weights and with the same images in the same order,
 * so that nothing but the loss differs.
 *
 * @param {import('./engine.js').Lab} lab
 * @param {Comparison} comparison
 * @returns {Promise<{ stopped: boolean }>}
 */
export async function compare(lab, comparison) {
  const { losses, images, checks, epochs, seed, signal, onProgress, onBatch, onEpoch } = comparison;
  const data = await lab.cifar10({ train: images, test: checks, onProgress, signal });
  for (const loss of losses) {
    const model = await lab.model({ ...presets.tutorial(), seed });
    try {
      const { stopped } = await model.fit(data.train, {
        epochs,
        seed,
        loss,
        validationData: data.test,
        signal,
        onBatch: ({ epoch, batch, batches }) => onBatch(loss, (epoch - 1 + batch / batches) / epochs),
        onEpoch: (figures) => onEpoch(loss, figures),
      });
      if (stopped) return { stopped };
    } finally {
      await model.dispose();
    }
  }
  return { stopped: false };
}
