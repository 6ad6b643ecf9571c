import { createLab, presets } from '../../../web/convlab.js';
import { cut, loadData } from './shared/data.js';
import { pipelined, present, query, timed } from './shared/peer.js';
import { toSafetensors } from './shared/safetensors.js';
import { Steady } from './shared/steady.js';
import { ADAM, Cursor, initialWeights, testStart } from './shared/workload.js';

/**
 * This project through the module that anyone can import: every call goes to its worker and back, and every
 * batch's figures come to the page. Both are part of what is measured.
 */

/** @typedef {import('./shared/data.js').Images} Images */

const backend = query.get('backend') === 'cpu' ? 'cpu' : 'webgpu';
const cursor = new Cursor();
/** @type {import('../../../web/engine/model.js').Model} */
let model;
/** @type {{ train: Images, test: Images }} */
let data;

/** @param {Images} images */
const dataset = ({ images, labels }) => ({ images, labels, shape: [labels.length, 32, 32, 3] });

present({
  async open() {
    const loading = loadData();
    const lab = await createLab({ backend });
    model = await lab.model(presets.tutorial());
    await model.loadWeights(toSafetensors(initialWeights()));
    data = await loading;
    return { ...lab.info, parameters: model.summary().total };
  },

  async train(steps, batch) {
    const { start, images, epochs } = cursor.take(steps, batch);
    const steady = new Steady();
    let loss = NaN;
    const total = await timed(images * epochs, () =>
      model.fit(dataset(cut(data.train, start, images)), {
        epochs,
        batchSize: batch,
        shuffle: false,
        learningRate: ADAM.learningRate,
        onBatch(figures) {
          steady.mark(figures.images);
          loss = figures.loss;
        },
      }),
    );
    return { images: total.images, seconds: total.seconds, loss, steady: steady.rate };
  },

  async infer(passes, batch) {
    return timed(passes * batch, () =>
      pipelined(passes, (index) => model.predict(dataset(cut(data.test, testStart(index, batch), batch)))),
    );
  },
});
