import { settingsOf } from './settings.js';
import { turn } from './turn.js';

/** The trial's network: a convolution with its pool and a dense layer, small, so that its shaders compile soon. */
const NETWORK = {
  inputShape: [32, 32, 3],
  layers: [
    { type: 'Conv2D', filters: 32, kernelSize: 3, padding: 'same', activation: 'relu' },
    { type: 'MaxPooling2D' },
    { type: 'Flatten' },
    { type: 'Dense', units: 10, activation: 'softmax' },
  ],
};
const IMAGES = 16;
/** Steps after the first, which compiles. The best one counts. */
const STEPS = 2;

/**
 * Images a second in training on a device, of a small network.
 *
 * @param {import('./code.js').Place} place
 */
export async function measure({ code, make }) {
  const { model } = make(JSON.stringify(NETWORK), 0);
  const [height, width, channels] = NETWORK.inputShape;
  const pixels = new Uint8Array(IMAGES * height * width * channels).map((_, index) => (index * 97) % 256);
  const shape = Uint32Array.of(height, width, channels);
  const data = code.Dataset.ofBytes(
    pixels,
    shape,
    new Uint8Array(IMAGES).map((_, index) => index % 10),
  );
  try {
    await model.begin(
      data,
      undefined,
      settingsOf({ epochs: 1 + STEPS, batchSize: IMAGES, shuffle: false }),
      false,
    );
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
