import tutorial from '../../crates/core/src/tutorial.json';
import { Dataset, Model } from '../pkg/convlab_web.js';
import { turn } from './turn.js';

/** Images in the trial's steps: few, since it stands between the reader and the first step. */
const IMAGES = 8;
/** Steps after the first, which compiles. The best one counts. */
const STEPS = 2;

/**
 * Images a second of the tutorial's model in training on a device.
 *
 * @param {import('../pkg/convlab_web.js').Device} device
 */
export async function measure(device) {
  const model = new Model(device, JSON.stringify(tutorial), 0);
  const [height, width, channels] = tutorial.inputShape;
  const pixels = new Uint8Array(IMAGES * height * width * channels).map((_, index) => (index * 97) % 256);
  const shape = Uint32Array.of(height, width, channels);
  const data = Dataset.ofBytes(
    pixels,
    shape,
    new Uint8Array(IMAGES).map((_, index) => index % 10),
  );
  const settings = {
    epochs: 1 + STEPS,
    batchSize: IMAGES,
    shuffle: false,
    seed: 0,
    learningRate: 1e-3,
    loss: 'logits',
  };
  try {
    model.begin(data, undefined, settings);
    let best = Infinity;
    for (let step = 0; !model.isFinished; step += 1) {
      const began = performance.now();
      await model.advance(1);
      if (step > 0) best = Math.min(best, performance.now() - began);
      await turn();
    }
    return (IMAGES / best) * 1000;
  } finally {
    model.free();
    data.free();
  }
}
