import fs from 'node:fs';

import { inRoot } from '../lib/paths.mjs';
import { initialWeights, TUTORIAL } from './pages/shared/network.js';
import { toSafetensors } from './pages/shared/safetensors.js';

/** The module that the page saves files with, which the build has made. */
const FORMATS = inRoot('web', 'pkg', 'files', 'convlab_files');

/** The tutorial's network with the weights that every library begins with, as this project writes ONNX. */
export async function onnxModel() {
  const { initSync, Model } = await import(`${FORMATS}.js`);
  initSync({ module: fs.readFileSync(`${FORMATS}_bg.wasm`) });
  const design = fs.readFileSync(inRoot('crates', 'core', 'src', 'tutorial.json'), 'utf8');
  const own = toSafetensors(initialWeights(TUTORIAL), { format: 'convlab', design });
  return Buffer.from(Model.ofOwn(own).toOnnx());
}
