import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { randomDesign } from '../../tests/support/designs.mjs';
import { kerasCode } from '../../web/design/keras/write.js';
import { launchChromium } from '../lib/chromium.mjs';
import { Failure, runCommand } from '../lib/failure.mjs';
import { cache, dist, inRoot } from '../lib/paths.mjs';
import { findProgram, mustRun } from '../lib/program.mjs';
import { Progress } from '../lib/progress.mjs';
import { createSiteServer, listen } from '../serve.mjs';

/**
 * Compares networks with Keras itself: the Keras code of each preset and of designs at random is run in a Python
 * environment of this command's own, and must give our layers, shapes, numbers of parameters, `summary()`, and, with our
 * weights, our predictions; and the `.keras` that is saved here must be a model there, with the same predictions and the
 * optimiser's steps, and come back from there as it was. Needs the built site, Python 3 and, once, a network.
 *
 *     npm run check:keras
 */

const KERAS = ['keras==3.15.1', 'jax[cpu]==0.10.2'];

/** Designs at random. */
const DESIGNS = 25;

/** How far two predictions of one network may lie apart. */
const CLOSE = 1e-5;

/**
 * @typedef {{ name: string, type: string, outputShape: number[], params: number }} Layer
 * @typedef {{ name: string, summary: string,  layers: Layer[], predictions: number[],
 *   saved: number[], steps: number }} Answer
 * @typedef {{ inputShape: number[], layers: object[] }} Description
 */

/** A Python with Keras, made where there is none. @param {Progress} progress */
async function pythonWithKeras(progress) {
  const home = path.join(cache, 'keras');
  const python = path.join(
    home,
    ...(os.platform() === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']),
  );
  const note = path.join(home, 'installed');
  const wanted = KERAS.join('\n');
  if (fs.existsSync(note) && fs.readFileSync(note, 'utf8') === wanted) return python;
  const system = findProgram('python3', 'python');
  if (!system) throw new Failure('There is no Python: install Python 3.11 or newer, and run this again.');
  progress.say(`Making a Python environment with ${KERAS.join(' and ')}`);
  const sentence = 'The Python environment could not be made.';
  await mustRun(sentence, system, ['-m', 'venv', '--clear', home]);
  await mustRun(sentence, python, ['-m', 'pip', 'install', '--quiet', ...KERAS]);
  fs.writeFileSync(note, wanted);
  return python;
}

/**
 * Does something in the built page.
 *
 * @template T
 * @param {(page: import('playwright-core').Page) => Promise<T>} deed
 */
async function inPage(deed) {
  const server = createSiteServer(dist);
  const port = await listen(server, { port: 0 });
  const browser = await launchChromium('none');
  try {
    const page = await browser.newPage();
    await page.goto(`http://localhost:${port}/`);
    await page.waitForFunction(() => 'convlab' in window);
    return await deed(page);
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
  }
}

/** @typedef {typeof import('../../web/convlab.js') & typeof import('../../web/files.js')} Engine */

/**
 * What our engine makes of designs.
 * @param {Record<string, Description>} designs
 */
const ours = (designs) =>
  inPage((page) =>
    page.evaluate(async (given) => {
      const { convlab } = /** @type {Window & { convlab: Engine }} */ (/** @type {unknown} */ (window));
      const lab = await convlab.createLab({ backend: 'cpu' });
      const designs = /** @type {Record<string, Description>} */ ({
        ...Object.fromEntries(Object.entries(convlab.presets).map(([name, preset]) => [name, preset()])),
        ...given,
      });
      const base64 = (/** @type {Uint8Array} */ bytes) => {
        let text = '';
        for (const byte of bytes) text += String.fromCharCode(byte);
        return btoa(text);
      };
      const told = [];
      for (const [name, description] of Object.entries(designs)) {
        const model = await lab.model({ ...description, seed: 1 });
        const size = description.inputShape.reduce((product, side) => product * side, 1);
        const images = Float32Array.from({ length: 3 * size }, (_, at) => ((at * 7919) % 1009) / 1009);
        const data = { images, shape: [3, ...description.inputShape], labels: new Uint8Array(3) };
        const fresh = {
          summary: model.summary(),
          images: base64(new Uint8Array(images.slice().buffer)),
          predictions: [...(await model.predict(data))],
          weights: base64(await model.weights()),
        };
        await model.fit(data, { epochs: 1, batchSize: 3 });
        const [{ bytes }] = await convlab.toFormat('keras', await model.save({ training: true }));
        const saved = [...(await model.predict(data))];
        told.push({
          name,
          description,
          ...fresh,
          file: base64(bytes),
          saved,
          trained: base64(await model.weights()),
        });
        await model.dispose();
      }
      return told;
    }, designs),
  );

/**
 * The weights of files that Keras wrote, and the optimiser's steps.
 * @param {string[]} files base64
 */
const reopened = (files) =>
  inPage((page) =>
    page.evaluate(async (files) => {
      const { convlab } = /** @type {Window & { convlab: Engine }} */ (/** @type {unknown} */ (window));
      const lab = await convlab.createLab({ backend: 'cpu' });
      const told = [];
      for (const file of files) {
        const bytes = Uint8Array.from(atob(file), (character) => character.charCodeAt(0));
        const { model, about } = await lab.open(await convlab.ofFiles([new File([bytes], 'again.keras')]));
        let weights = '';
        for (const byte of await model.weights()) weights += String.fromCharCode(byte);
        told.push({ weights: btoa(weights), steps: about.training?.steps });
        await model.dispose();
      }
      return told;
    }, files),
  );

/** @param {Awaited<ReturnType<typeof ours>>[number]} our @param {Answer} keras @returns {string[]} */
function differences({ name, summary, predictions, saved }, keras) {
  const problems = [];
  const rows = summary.rows.filter(({ type }) => type !== 'InputLayer');
  const told = (/** @type {Layer} */ layer) =>
    `${layer.name} ${layer.type} (${['None', ...layer.outputShape].join(', ')}) ${layer.params}`;
  const [ours, theirs] = [
    rows.map((row) => `${row.name} ${row.type} ${row.outputShape} ${row.params}`),
    keras.layers.map(told),
  ].map((lines) => lines.join('\n'));
  if (ours !== theirs) problems.push(`${name}: layers\n--- ours\n${ours}\n--- Keras's\n${theirs}`);
  const [our, their] = [summary.text, keras.summary].map(bare);
  if (our !== their) problems.push(`${name}: summary\n--- ours\n${our}\n--- Keras's\n${their}`);
  const distance = apart(predictions, keras.predictions);
  if (!(distance <= CLOSE)) problems.push(`${name}: predictions ${distance} apart`);
  const ofFile = apart(saved, keras.saved);
  if (!(ofFile <= CLOSE)) problems.push(`${name}: the saved file's predictions are ${ofFile} apart`);
  if (keras.steps !== 1)
    problems.push(`${name}: the optimiser has done ${keras.steps} steps in Keras, not 1`);
  return problems;
}

/** Without spaces at the ends of lines and empty lines. @param {string} summary */
const bare = (summary) =>
  summary
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .join('\n');

/** @param {number[]} ours @param {number[]} theirs */
const apart = (ours, theirs) =>
  ours.length === theirs.length
    ? Math.max(...ours.map((value, index) => Math.abs(value - theirs[index]) / (1 + Math.abs(theirs[index]))))
    : NaN;

await runCommand(async () => {
  const progress = new Progress();
  if (!fs.existsSync(dist)) throw new Failure('The site is not built: npm run build.');
  const python = await pythonWithKeras(progress);
  const designs = Object.fromEntries(
    Array.from({ length: DESIGNS }, (_, index) => [`random-${index + 1}`, randomDesign(index + 1)]),
  );
  const told = await ours(designs);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'convlab-keras-'));
  for (const { name, images, weights, file } of told) {
    fs.writeFileSync(path.join(folder, `${name}.keras`), Buffer.from(file, 'base64'));
    fs.writeFileSync(path.join(folder, `${name}.images`), Buffer.from(images, 'base64'));
    fs.writeFileSync(path.join(folder, `${name}.weights`), Buffer.from(weights, 'base64'));
  }
  const cases = told.map(({ name, description }) => ({ name, code: kerasCode(description) }));
  fs.writeFileSync(path.join(folder, 'cases.json'), JSON.stringify(cases));
  progress.say(`Running ${cases.length} networks in Keras`);
  await mustRun('Keras did not take the code.', python, [inRoot('tools', 'keras', 'judge.py'), folder], {
    env: { KERAS_BACKEND: 'jax', JAX_PLATFORMS: 'cpu', COLUMNS: '80' },
    echo: true,
  });
  /** @type {Answer[]} */
  const answers = JSON.parse(fs.readFileSync(path.join(folder, 'answers.json'), 'utf8'));
  const files = told.map(({ name }) => fs.readFileSync(path.join(folder, `${name}.again.keras`), 'base64'));
  fs.rmSync(folder, { recursive: true });

  const problems = told.flatMap((our, index) => differences(our, answers[index]));
  for (const [index, { weights, steps }] of (await reopened(files)).entries()) {
    const { name, trained } = told[index];
    if (weights !== trained || steps !== 1)
      problems.push(`${name}: it does not come back from Keras as it was`);
  }
  const worst = Math.max(...told.map((our, index) => apart(our.predictions, answers[index].predictions)));
  const worstSaved = Math.max(...told.map((our, index) => apart(our.saved, answers[index].saved)));
  if (problems.length > 0)
    throw new Failure(`${problems.join('\n\n')}\n\n${problems.length} differences from Keras.`);
  progress.say(
    `${told.length} networks: layers, shapes, parameters and summaries as Keras has them; predictions within ${worst.toExponential(1)}, of saved files within ${worstSaved.toExponential(1)}.`,
  );
});
