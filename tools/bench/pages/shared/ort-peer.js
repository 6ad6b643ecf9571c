import { cut, loadData, scaled } from './data.js';
import { setting, timed } from './peer.js';
import { TEST_IMAGES, testStart } from './workload.js';

/**
 * ONNX Runtime with the tutorial's network as this project writes it. A batch is made when it is first met; each pass
 * hands it over anew, as the runtime's plain interface has it, and waits for its answer, since a session takes one at a
 * time.
 *
 * @typedef {import('./data.js').Images} Images
 * @typedef {typeof import('onnxruntime-common')} Runtime
 */

const { batch } = setting;

/**
 * @param {Runtime} ort
 * @param {'webgpu' | 'wasm'} provider
 * @returns {import('./peer.js').Peer}
 */
export function inference(ort, provider) {
  /** @type {{ train: Images, test: Images }} */
  let data;
  /** @type {import('onnxruntime-common').InferenceSession} */
  let session;
  /** @type {Map<string, import('onnxruntime-common').Tensor>} */
  const batches = new Map();

  /** @param {'train' | 'test'} part @param {number} start */
  async function probabilities(part, start) {
    const key = `${part} ${start}`;
    const images =
      batches.get(key) ??
      new ort.Tensor('float32', scaled(cut(data[part], start, batch).images), [batch, 32, 32, 3]);
    batches.set(key, images);
    const answer = await session.run({ images });
    return /** @type {Float32Array} */ (answer.probabilities.data);
  }

  return {
    async open() {
      const loading = loadData();
      const model = await fetch('data/model.onnx');
      session = await ort.InferenceSession.create(await model.arrayBuffer(), {
        executionProviders: [provider],
      });
      data = await loading;
      return { version: ort.env.versions.web, backend: provider };
    },

    async predict() {
      return {
        probabilities: await probabilities('train', 0),
        labels: cut(data.train, 0, batch).labels,
      };
    },

    async infer(passes) {
      return timed(passes * batch, async () => {
        for (let index = 0; index < passes; index++) {
          await probabilities('test', testStart(index, batch, TEST_IMAGES));
        }
      });
    },
  };
}
