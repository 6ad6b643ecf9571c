/**
 * @typedef {import('./state.js').Figures} Figures
 * @typedef {import('../engine/settings.js').FitChoices} FitChoices
 *
 * @typedef {object} Variant a network, and how it is trained
 * @property {import('../presets.js').Description} description
 * @property {import('../presets.js').Preset} preset its name
 * @property {FitChoices} options what differs from the others' training
 *
 * @typedef {object} Comparison
 * @property {readonly Variant[]} variants trained in this order
 * @property {number} images to train on
 * @property {number} checks images to check with after each epoch
 * @property {number} epochs
 * @property {number} seed of the weights and of the order of the images, the same for all
 * @property {AbortSignal} signal stops after the batch at hand
 * @property {(progress: import('./engine.js').Progress) => void} onProgress told while the images are fetched
 * @property {(variant: number, done: number) => void} onBatch how much of this one's training is done, 0 to 1
 * @property {(variant: number, figures: Figures & { seconds: number }) => void} onEpoch
 */

/**
 * Trains one network for each variant, from weights of the same seed and with the same images in the same order, so
 * that nothing but the variant differs.
 *
 * @param {import('./engine.js').Lab} lab
 * @param {Comparison} comparison
 * @returns {Promise<{ stopped: boolean }>}
 */
export async function compare(lab, comparison) {
  const { variants, images, checks, epochs, seed, signal, onProgress, onBatch, onEpoch } = comparison;
  const data = await lab.cifar10({ train: images, test: checks, onProgress, signal });
  for (const [index, { description, options }] of variants.entries()) {
    const model = await lab.model({ ...description, seed });
    try {
      const { stopped } = await model.fit(data.train, {
        ...options,
        epochs,
        seed,
        validationData: data.test,
        signal,
        onBatch: ({ epoch, batch, batches }) => onBatch(index, (epoch - 1 + batch / batches) / epochs),
        onEpoch: (figures) => onEpoch(index, figures),
      });
      if (stopped) return { stopped };
    } finally {
      await model.dispose();
    }
  }
  return { stopped: false };
}
