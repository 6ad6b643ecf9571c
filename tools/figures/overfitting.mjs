import prettier from 'prettier';

import { launchChromium } from '../lib/chromium.mjs';
import { Failure, runCommand } from '../lib/failure.mjs';
import { writeWhole } from '../lib/files.mjs';
import { dist, inRoot } from '../lib/paths.mjs';
import { Progress } from '../lib/progress.mjs';
import { createSiteServer, listen } from '../serve.mjs';

/**
 * Makes the run that the chapter on overfitting shows: the tutorial's network, few images, many epochs, on the engine's
 * CPU backend, whose bits are the same everywhere. Needs the built site; run it again and the file stays the same.
 *
 *     node tools/figures/overfitting.mjs
 */

const FILE = inRoot('web', 'figures', 'overfitting', 'run.json');

/** @typedef {import('../../web/figures/overfitting/run.js').RunSettings} RunSettings */

/** @type {RunSettings} */
const SETTINGS = {
  trainImages: 2000,
  validationImages: 2000,
  epochs: 40,
  batchSize: 32,
  learningRate: 0.001,
  seed: 1,
};

/** Digits after the point, enough for a curve. */
const DIGITS = 4;

await runCommand(async () => {
  const progress = new Progress();
  await progress.step('A run that overfits', async (note) => {
    const history = await train(SETTINGS, note);
    const { length } = history.val_loss;
    if (length !== SETTINGS.epochs) throw new Failure(`The run ended after ${length} epochs.`);
    const style = await prettier.resolveConfig(FILE);
    const written = JSON.stringify({ settings: SETTINGS, ...history });
    writeWhole(FILE, await prettier.format(written, { ...style, parser: 'json' }));
    return `${length} epochs`;
  });
});

/**
 * Trains in a browser of its own, through the page's own engine.
 *
 * @param {RunSettings} settings
 * @param {(text: string) => void} note
 */
async function train(settings, note) {
  const server = createSiteServer(dist);
  const port = await listen(server, { port: 0 });
  const browser = await launchChromium('none');
  try {
    const page = await browser.newPage();
    await page.exposeFunction('noteEpoch', (/** @type {number} */ epoch) =>
      note(`epoch ${epoch} of ${settings.epochs}`),
    );
    await page.goto(`http://localhost:${port}/`);
    await page.waitForFunction(() => 'convlab' in window);
    const history = await page.evaluate(async (settings) => {
      const { convlab, noteEpoch } = /** @type {any} */ (window);
      const { trainImages, validationImages, ...options } = settings;
      const lab = await convlab.createLab({ backend: 'cpu' });
      const data = await lab.cifar10({ train: trainImages, test: validationImages });
      const model = await lab.model({ ...convlab.presets.tutorial(), seed: settings.seed });
      return model.fit(data.train, {
        ...options,
        validationData: data.test,
        onEpoch: (/** @type {{ epoch: number }} */ { epoch }) => noteEpoch(epoch),
      });
    }, settings);
    const short = (/** @type {number[]} */ values) => values.map((value) => Number(value.toFixed(DIGITS)));
    return {
      loss: short(history.loss),
      accuracy: short(history.accuracy),
      val_loss: short(history.val_loss),
      val_accuracy: short(history.val_accuracy),
    };
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
  }
}
