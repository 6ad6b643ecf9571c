import init, { Model } from './pkg/files/convlab_files.js';
import wasmUrl from './pkg/files/convlab_files_bg.wasm?url';

/**
 * Turns a model from one format into others, a request a worker: megabytes are read, checked and written, which a page
 * that draws cannot wait for.
 *
 * @typedef {'safetensors' | 'keras' | 'layers' | 'onnx'} Format
 *
 * @typedef {object} Request
 * @property {Format} from
 * @property {Uint8Array[]} files of `layers`, `model.json` and its weights
 * @property {Format} to
 * @property {{ classes: string[], notes: string } | null} note in place of what the file says; null leaves that
 * @property {string} date
 *
 * @typedef {{ files: Uint8Array[] } | { refused: string }} Answer
 */

/** @param {Request} request */
function open({ from, files: [file, weights] }) {
  if (from === 'keras') return Model.ofKeras(file);
  if (from === 'onnx') return Model.ofOnnx(file);
  return from === 'layers' ? Model.ofLayers(file, weights) : Model.ofOwn(file);
}

/** @param {Model} model @param {Request} request */
function write(model, { to, date }) {
  if (to === 'keras') return [model.toKeras(date)];
  if (to === 'onnx') return [model.toOnnx()];
  if (to === 'safetensors') return [model.toOwn()];
  const layers = model.toLayers();
  return [new TextEncoder().encode(layers.model), layers.weights];
}

self.onmessage = async (/** @type {MessageEvent<Request>} */ { data: request }) => {
  /** @type {Answer} */
  let answer;
  try {
    await init({ module_or_path: wasmUrl });
    const model = open(request);
    if (request.note) model.note(request.note.classes, request.note.notes);
    answer = { files: write(model, request) };
  } catch (error) {
    answer = { refused: typeof error === 'string' ? error : `The formats failed: ${error}.` };
  }
  const transfer = 'files' in answer ? answer.files.map(({ buffer }) => buffer) : [];
  self.postMessage(answer, { transfer: /** @type {Transferable[]} */ (transfer) });
};
