import { ConvlabError } from './engine/error.js';

/**
 * Models in the formats of others: Keras's, TensorFlow.js's, ONNX, and the engine's own, which is safetensors with the
 * design in its metadata.
 *
 *     const file = await model.save({ training: true });
 *     const [{ name, bytes }] = await toFormat('keras', file, { classes });
 *     const { model, about } = await lab.open(await ofFiles([fileFromDisk]));
 *
 * What cannot be read is refused with a {@link ConvlabError}.
 *
 * @module
 */

/** @typedef {import('./files-worker.js').Format} Format */

/** What the files of each format are called behind the model's name. @type {Record<Format, string[]>} */
const SUFFIXES = {
  safetensors: ['.safetensors'],
  keras: ['.keras'],
  // TensorFlow.js finds the weights by the name that stands in the first.
  layers: ['.json', ''],
  onnx: ['.onnx'],
};

/** The name of the weights that `model.json` names. */
const LAYERS_WEIGHTS = 'model.weights.bin';

/** More than this no model of a page is, and no page should read. */
const MOST_BYTES = 1 << 30;

/**
 * A model in another format.
 *
 * @param {Format} format `layers` and `onnx` have no place for what training goes on with
 * @param {Uint8Array} file that `model.save` gave
 * @param {{ name?: string, classes?: string[], notes?: object }} [about] what the files are called, and what they say
 * @returns {Promise<{ name: string, bytes: Uint8Array<ArrayBuffer> }[]>}
 */
export async function toFormat(format, file, { name = 'model', classes = [], notes = {} } = {}) {
  const note = { classes, notes: JSON.stringify(notes) };
  const date = new Date().toISOString().slice(0, 19).replace('T', '@');
  const files = await ask({ from: 'safetensors', files: [file.slice()], to: format, note, date });
  return files.map((bytes, index) => {
    const suffix = SUFFIXES[format][index];
    return { name: suffix ? name + suffix : LAYERS_WEIGHTS, bytes };
  });
}

/**
 * A model that was saved here or elsewhere, as a file for `lab.open`.
 *
 * @param {Iterable<File>} files one, or `model.json` of TensorFlow.js with its files of weights
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function ofFiles(files) {
  const list = [...files];
  const total = list.reduce((sum, { size }) => sum + size, 0);
  if (list.length === 0) throw refusal('No file was chosen.');
  if (total > MOST_BYTES)
    throw refusal(`${list[0].name} is larger than any model that could be trained here.`);
  const json = list.find(({ name }) => /\.json$/i.test(name));
  if (json) return one({ from: 'layers', files: await layersOf(json, list) });
  if (list.length > 1) throw refusal('Choose one model, or model.json together with its weights.');
  const bytes = await bytesOf(list[0]);
  return one({ from: formatOf(list[0].name, bytes), files: [bytes] });
}

/** @param {Pick<import('./files-worker.js').Request, 'from' | 'files'>} source */
async function one(source) {
  const [bytes] = await ask({ ...source, to: 'safetensors', note: null, date: '' });
  return bytes;
}

/**
 * What a file is, by how it begins; of ONNX, which begins with nothing of its own, by its name.
 *
 * @param {string} name
 * @param {Uint8Array} bytes
 * @returns {Format}
 */
function formatOf(name, bytes) {
  const begins = (/** @type {number[]} */ ...start) => start.every((byte, index) => bytes[index] === byte);
  if (begins(0x50, 0x4b) || begins(0x89, 0x48, 0x44, 0x46)) return 'keras';
  if (/\.(h5|hdf5|keras)$/i.test(name)) return 'keras';
  return /\.onnx$/i.test(name) ? 'onnx' : 'safetensors';
}

/**
 * `model.json` and its weights, in the order in which it names their files.
 *
 * @param {File} json
 * @param {File[]} files
 */
async function layersOf(json, files) {
  const model = await bytesOf(json);
  /** @type {string[]} */
  let paths = [];
  try {
    const { weightsManifest } = JSON.parse(new TextDecoder().decode(model));
    paths = weightsManifest.flatMap((/** @type {{ paths: string[] }} */ group) => group.paths);
  } catch {
    throw refusal(`${json.name} is no model of TensorFlow.js.`);
  }
  const parts = [];
  for (const path of paths) {
    const name = path.split('/').pop();
    const file = files.find((file) => file.name === name);
    if (!file) throw refusal(`${json.name} keeps its weights in ${name}: choose both together.`);
    parts.push(await bytesOf(file));
  }
  return [model, new Uint8Array(await new Blob(parts).arrayBuffer())];
}

/** @param {File} file */
async function bytesOf(file) {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch {
    throw refusal(`${file.name} cannot be read.`);
  }
}

/** @param {string} sentence */
const refusal = (sentence) => new ConvlabError('file', sentence);

/**
 * @param {import('./files-worker.js').Request} request
 * @returns {Promise<Uint8Array<ArrayBuffer>[]>}
 */
function ask(request) {
  const worker = new Worker(new URL('./files-worker.js', import.meta.url), {
    type: 'module',
    name: 'convlab-files',
  });
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => ('files' in data ? resolve(data.files) : reject(refusal(data.refused)));
    worker.onerror = (event) => {
      event.preventDefault();
      reject(refusal('The code that reads and writes files could not be loaded.'));
    };
    worker.postMessage(
      request,
      request.files.map(({ buffer }) => buffer),
    );
  }).finally(() => worker.terminate());
}
