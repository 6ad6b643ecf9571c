import { createLab, presets } from '../../../web/convlab.js';
import { cut, loadData } from './shared/data.js';
import { ADAM, initialWeights } from './shared/network.js';
import { pipelined, present, query, setting, timed } from './shared/peer.js';
import { toSafetensors } from './shared/safetensors.js';
import { Steady } from './shared/steady.js';
import { Cursor, testStart } from './shared/workload.js';

/**
 * This project through the module that anyone can import: every call goes to its worker and back, and every
 * batch's figures come to the page. Both are part of what is measured.
 */

/** @typedef {import('./shared/data.js').Images} Images */

const backend = query.get('backend') === 'cpu' ? 'cpu' : 'webgpu';
const { batch, side, width } = setting;
/** Of the CPU; as many as usual where the address does not ask for all that there are. */
const threads = query.get('threads') === 'all' ? navigator.hardwareConcurrency : undefined;
const cursor = new Cursor(setting);
/** @type {import('../../../web/convlab.js').Lab} */
let lab;
/** @type {import('../../../web/engine/model.js').Model} */
let model;
/** The fastest kernels, once they are known; a CPU has no choice. @type {string | undefined} */
let kernels;
/** Whether the first step is done, whose time is taken from the opening. */
let isWarm = false;
/** @type {{ train: Images, test: Images }} */
let data;

/** @param {Images} images */
const dataset = ({ images, labels }) => ({ images, labels, shape: [labels.length, side, side, 3] });

/** The tutorial's network for images of the wanted size, with as many filters as are wanted. */
function description() {
  const { layers } = presets.tutorial();
  return {
    inputShape: [side, side, 3],
    layers: layers.map((layer) =>
      'filters' in layer ? { ...layer, filters: Number(layer.filters) * width } : layer,
    ),
  };
}

/** The fastest kernels, as the page finds them: between the steps of a run. It is another model's, to leave the losses alone. */
async function fastest() {
  const other = await lab.model({ ...description(), batchSize: batch });
  /** @type {string | undefined} */
  let found;
  while (found === undefined) {
    await other.fit(dataset(cut(data.train, 0, 4 * batch)), {
      batchSize: batch,
      kernels: 'measured',
      onComputer: ({ kernels, search }) => void (found = search === 'over' ? kernels : undefined),
    });
  }
  await other.dispose();
  return found;
}

present({
  async open() {
    const loading = loadData(side);
    lab = await createLab({ backend, threads });
    model = await lab.model({ ...description(), batchSize: batch });
    await model.loadWeights(toSafetensors(initialWeights(setting)));
    data = await loading;
    return { ...lab.info, parameters: model.summary().total };
  },

  async train(steps) {
    const { start, images, epochs } = cursor.take(steps);
    const steady = new Steady();
    let loss = NaN;
    if (isWarm && backend === 'webgpu') kernels ??= await fastest();
    isWarm = true;
    const total = await timed(images * epochs, () =>
      model.fit(dataset(cut(data.train, start, images)), {
        epochs,
        batchSize: batch,
        shuffle: false,
        learningRate: ADAM.learningRate,
        kernels,
        onBatch(figures) {
          steady.mark(figures.images);
          loss = figures.loss;
        },
      }),
    );
    return { images: total.images, seconds: total.seconds, loss, steady: steady.rate };
  },

  async infer(passes) {
    const { length } = data.test.labels;
    return timed(passes * batch, () =>
      pipelined(passes, (index) =>
        model.predict(dataset(cut(data.test, testStart(index, batch, length), batch))),
      ),
    );
  },
});
