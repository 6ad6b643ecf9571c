import init, * as wasm from './pkg/explain/convlab_explain.js';
import wasmUrl from './pkg/explain/convlab_explain_bg.wasm?url';
import { ConvlabError } from './engine/error.js';

/**
 * The CPU twins on the page's own thread: each layer's arithmetic for small examples, single numbers of it with all
 * their terms, and walks through a whole network. Every call is synchronous. Nothing is computed in JavaScript.
 *
 *     const twins = await loadTwins();
 *     const sliding = { input: [3, 3, 1], size: [2, 2], strides: [1, 1], padding: 'valid', filters: 1 };
 *     const { terms, sum } = twins.traceConv2d(sliding, x, kernel, null, false, { y: 0, x: 1, channel: 0 });
 *
 * Pictures are `[h, w, c]` in row-major order, convolution kernels `[kh, kw, c, filters]`, dense kernels
 * `[inputs, units]`. A trace has the bits of the value that it explains. What does not fit is refused with a
 * {@link ConvlabError}.
 *
 * @module
 */

/**
 * @typedef {object} Sliding a window that slides over a picture; pairs are `[h, w]`
 * @property {[number, number, number]} input the picture, `[h, w, c]`
 * @property {[number, number]} size
 * @property {[number, number]} strides
 * @property {'same' | 'valid'} padding
 * @property {number} [filters] of a convolution
 * @property {number} [multiplier] of a depthwise one: the channels that each channel becomes
 *
 * @typedef {object} Placement where the windows lie
 * @property {[number, number]} output how many windows there are
 * @property {[number, number]} before padded rows above and columns on the left
 * @property {[number, number]} after padded rows below and columns on the right that a window touches
 * @property {[number, number]} unused rows and columns at the picture's end that no window reaches
 *
 * @typedef {{ row: number, column: number, inside: boolean }} Place a place of the input, which may lie in the padding
 *
 * @typedef {{ y: number, x: number, channel: number }} Cell a value of a layer's output: row, column and channel
 *
 * @typedef {{ row: number, column: number, c: number }} InputCell a value of a layer's input
 *
 * @typedef {Place & { u: number, v: number, c: number, x: number, weight: number, product: number }} ConvolutionTerm
 *   cell (u, v) of the kernel in channel c; over the padding x and product are 0
 *
 * @typedef {{ terms: ConvolutionTerm[], bias: number, sum: number, y: number }} ConvolutionTrace `sum` is the bias and
 *   all products, `y` what the activation makes of it
 *
 * @typedef {Place & { i: number, j: number, x: number, dY: number, product: number }} KernelGradientTerm window (i, j)
 *
 * @typedef {{ u: number, v: number, i: number, j: number, o: number, dY: number, weight: number, product: number }}
 *   InputGradientTerm window (i, j), whose cell (u, v) lies over the place, in filter o
 *
 * @typedef {Place & { u: number, v: number, x: number, wins: boolean }} PoolTerm cell (u, v) of the window
 *
 * @typedef {{ terms: PoolTerm[], winner: number, y: number }} PoolTrace `winner` is a place in `terms`
 *
 * @typedef {{ i: number, j: number, dY: number, wins: boolean }} PoolGradientTerm window (i, j), and whether the place
 *   has won it
 *
 * @typedef {{ i: number, x: number, weight: number, product: number }} DenseTerm
 *
 * @typedef {object} ExaminedLayer
 * @property {string} name
 * @property {string} type
 * @property {string[]} inputs what feeds it, by name
 * @property {number[] | null} outputShape of one image; null if the layer, or one that feeds it, cannot be
 * @property {number | null} params
 * @property {number | null} trainable those that training changes
 * @property {string | null} error why the layer cannot be
 *
 * @typedef {{ layers: ExaminedLayer[], total: number, trainable: number, error: string | null }} Examination
 *
 * @typedef {{ terms: DenseTerm[], bias: number, sum: number, y: number }} DenseTrace
 *
 * @typedef {{ o: number, dY: number, weight: number, product: number }} DenseGradientTerm
 *
 * @typedef {object} LayerOutline a layer of a walk, in Keras's names
 * @property {string} name
 * @property {string} type
 * @property {number[]} inputs the layers that feed it, -1 for the images
 * @property {number | null} op the number of its first operation; null where it moves no numbers
 * @property {number[]} inputShape of one image
 * @property {number[]} outputShape of one image
 * @property {Sliding | null} sliding of a convolution or pool
 * @property {number | null} units of a dense layer
 * @property {boolean} relu whether it ends in a ReLU
 * @property {boolean} softmax whether it ends in a softmax
 * @property {number | null} rate of a dropout
 * @property {{ momentum: number, epsilon: number } | null} norm of a batch normalisation
 * @property {number} params
 */

/**
 * @typedef {object} Scale what a batch normalisation does behind its statistics; arrays have a number a channel
 * @property {Float32Array | null} gamma 1 by default
 * @property {Float32Array | null} beta 0 by default
 * @property {number} epsilon Keras's default, 0.001
 *
 * @typedef {{ mean: Float32Array, variance: Float32Array }} Statistics numbers of each channel
 *
 * @typedef {{ mean: number, variance: number, epsilon: number, gamma: number, beta: number }} Channel what a batch
 *   normalisation knows of one
 */

/** @param {Channel} channel */
const channelOf = ({ mean, variance, epsilon, gamma, beta }) =>
  Float32Array.of(mean, variance, epsilon, gamma, beta);

/** Keras's default of what a batch normalisation adds to a variance. */
const EPSILON = 1e-3;

/** @type {Promise<Twins> | null} */
let loading = null;

/**
 * Loads the twins; the module is fetched once.
 *
 * @returns {Promise<Twins>}
 */
export function loadTwins() {
  loading ??= init({ module_or_path: wasmUrl }).then(
    () => new Twins(),
    () => {
      // The next call tries again.
      loading = null;
      throw new ConvlabError('network', 'The module that computes the examples could not be loaded.');
    },
  );
  return loading;
}

/** The layers' arithmetic. Made by {@link loadTwins}. */
export class Twins {
  /**
   * Where windows lie on a picture.
   *
   * @param {Sliding} sliding
   * @returns {Placement | null} null where no window fits
   */
  place(sliding) {
    const sizes = wasm.place(packed(sliding));
    if (!sizes) return null;
    const pair = (/** @type {number} */ at) =>
      /** @type {[number, number]} */ (Array.from(sizes.slice(at, at + 2)));
    return { output: pair(0), before: pair(2), after: pair(4), unused: pair(6) };
  }

  /**
   * A convolution's output, `[oh, ow, filters]`.
   *
   * @param {Sliding} sliding
   * @param {Float32Array} x
   * @param {Float32Array} kernel
   * @param {Float32Array | null} bias
   * @param {boolean} relu
   */
  conv2d(sliding, x, kernel, bias, relu) {
    return wasm.conv2d(packed(sliding), x, kernel, bias, relu);
  }

  /**
   * One value of a convolution's output.
   *
   * @param {Sliding} sliding
   * @param {Float32Array} x
   * @param {Float32Array} kernel
   * @param {Float32Array | null} bias
   * @param {boolean} relu
   * @param {Cell} cell
   * @returns {ConvolutionTrace}
   */
  traceConv2d(sliding, x, kernel, bias, relu, cell) {
    const flat = wasm.traceConv2d(packed(sliding), x, kernel, bias, relu, output(cell));
    const names = ['u', 'v', 'c', 'row', 'column', 'inside', 'x', 'weight', 'product'];
    return { terms: rows(flat, 3, names), bias: flat[0], sum: flat[1], y: flat[2] };
  }

  /**
   * The gradient by a convolution's kernel, `[kh, kw, c, filters]`.
   *
   * @param {Sliding} sliding
   * @param {Float32Array} x
   * @param {Float32Array} dY
   */
  convBackwardKernel(sliding, x, dY) {
    return wasm.convBackwardKernel(packed(sliding), x, dY);
  }

  /**
   * One value of the gradient by a convolution's kernel.
   *
   * @param {Sliding} sliding
   * @param {Float32Array} x
   * @param {Float32Array} dY
   * @param {{ u: number, v: number, c: number, o: number }} weight
   * @returns {{ terms: KernelGradientTerm[], sum: number }}
   */
  traceConvBackwardKernel(sliding, x, dY, { u, v, c, o }) {
    const flat = wasm.traceConvBackwardKernel(packed(sliding), x, dY, Uint32Array.of(u, v, c, o));
    return {
      terms: rows(flat, 1, ['i', 'j', 'row', 'column', 'inside', 'x', 'dY', 'product']),
      sum: flat[0],
    };
  }

  /**
   * The gradient by a convolution's input, `[h, w, c]`.
   *
   * @param {Sliding} sliding
   * @param {Float32Array} dY
   * @param {Float32Array} kernel
   */
  convBackwardInput(sliding, dY, kernel) {
    return wasm.convBackwardInput(packed(sliding), dY, kernel);
  }

  /**
   * One value of the gradient by a convolution's input.
   *
   * @param {Sliding} sliding
   * @param {Float32Array} dY
   * @param {Float32Array} kernel
   * @param {InputCell} cell
   * @returns {{ terms: InputGradientTerm[], sum: number }}
   */
  traceConvBackwardInput(sliding, dY, kernel, cell) {
    const flat = wasm.traceConvBackwardInput(packed(sliding), dY, kernel, input(cell));
    return { terms: rows(flat, 1, ['u', 'v', 'i', 'j', 'o', 'dY', 'weight', 'product']), sum: flat[0] };
  }

  /**
   * Dropout as in a step of training: a value is kept where its draw is not below the rate, and scaled by
   * `1 / (1 - rate)`. The draws are those of layer `layer` in step `step` of a run with this seed.
   *
   * @param {Float32Array} values
   * @param {number} rate from 0 to below 1
   * @param {{ seed?: number, layer?: number, step?: number }} [draws]
   * @returns {Float32Array}
   */
  dropout(values, rate, { seed = 0, layer = 0, step = 0 } = {}) {
    return wasm.dropout(values, rate, seed, layer, step);
  }

  /**
   * Batch normalisation as in training, by the batch's own mean and variance; the latter is divided by the number of
   * rows.
   *
   * @param {Float32Array} values `[rows, channels]`
   * @param {number} channels
   * @param {Partial<Scale>} [scale]
   * @returns {Statistics & { y: Float32Array }}
   */
  batchNorm(values, channels, scale = {}) {
    const moments = wasm.moments(values, channels);
    const [mean, variance] = [moments.slice(0, channels), moments.slice(channels)];
    return { y: this.batchNormInference(values, channels, { ...scale, mean, variance }), mean, variance };
  }

  /**
   * Batch normalisation as in inference, by given statistics.
   *
   * @param {Float32Array} values `[rows, channels]`
   * @param {number} channels
   * @param {Partial<Scale> & Statistics} scale
   * @returns {Float32Array}
   */
  batchNormInference(values, channels, { gamma = null, beta = null, epsilon = EPSILON, mean, variance }) {
    if (mean.length !== channels) {
      throw new ConvlabError('option', `mean must have ${channels} elements, but has ${mean.length}.`);
    }
    return wasm.batchNorm(values, mean, variance, epsilon, gamma, beta);
  }

  /**
   * Examines the description of a network layer by layer, as far as it goes. Never throws: what is wrong is told, at the
   * layer that cannot be or for the whole.
   *
   * @param {unknown} description `{ inputShape, layers }`
   * @returns {Examination}
   */
  examine(description) {
    return JSON.parse(wasm.examine(JSON.stringify(description) ?? 'null'));
  }

  /**
   * A moving average after one more batch, `moving * momentum + batch * (1 - momentum)`.
   *
   * @param {Float32Array} moving
   * @param {Float32Array} batch
   * @param {number} [momentum] Keras's default, 0.99
   * @returns {Float32Array}
   */
  movingAverage(moving, batch, momentum = 0.99) {
    return wasm.movingAverage(moving, batch, momentum);
  }

  /** @param {Float32Array} x */
  relu(x) {
    return wasm.relu(x);
  }

  /**
   * The gradient before a ReLU, from its output.
   *
   * @param {Float32Array} y
   * @param {Float32Array} dY
   */
  reluBackward(y, dY) {
    return wasm.reluBackward(y, dY);
  }

  /**
   * A pool's output, `[oh, ow, c]`, and the winners: the cell of its window, row by row, from which a value comes.
   *
   * @param {Sliding} sliding
   * @param {Float32Array} x
   */
  maxPool(sliding, x) {
    return { y: wasm.maxPool(packed(sliding), x), winners: wasm.maxPoolWinners(packed(sliding), x) };
  }

  /**
   * One value of a pool's output.
   *
   * @param {Sliding} sliding
   * @param {Float32Array} x
   * @param {Cell} cell
   * @returns {PoolTrace}
   */
  traceMaxPool(sliding, x, cell) {
    const flat = wasm.traceMaxPool(packed(sliding), x, output(cell));
    const terms = rows(flat, 2, ['u', 'v', 'row', 'column', 'inside', 'x', 'wins']);
    return { terms, winner: flat[0], y: flat[1] };
  }

  /**
   * The gradient by a pool's input, `[h, w, c]`.
   *
   * @param {Sliding} sliding
   * @param {Uint32Array} winners
   * @param {Float32Array} dY
   */
  maxPoolBackward(sliding, winners, dY) {
    return wasm.maxPoolBackward(packed(sliding), winners, dY);
  }

  /**
   * One value of the gradient by a pool's input.
   *
   * @param {Sliding} sliding
   * @param {Uint32Array} winners
   * @param {Float32Array} dY
   * @param {InputCell} cell
   * @returns {{ terms: PoolGradientTerm[], sum: number }}
   */
  traceMaxPoolBackward(sliding, winners, dY, cell) {
    const flat = wasm.traceMaxPoolBackward(packed(sliding), winners, dY, input(cell));
    return { terms: rows(flat, 1, ['i', 'j', 'dY', 'wins']), sum: flat[0] };
  }

  /**
   * One value of an average pool's output. Padding is not counted.
   *
   * @param {Sliding} sliding
   * @param {Float32Array} x
   * @param {Cell} cell
   * @returns {{ terms: (Place & { u: number, v: number, x: number })[], count: number, sum: number, y: number }}
   */
  traceAveragePool(sliding, x, cell) {
    const flat = wasm.traceAveragePool(packed(sliding), x, output(cell));
    const terms = rows(flat, 3, ['u', 'v', 'row', 'column', 'inside', 'x']);
    return { terms, count: flat[0], sum: flat[1], y: flat[2] };
  }

  /**
   * One value of the gradient by an average pool's input.
   *
   * @param {Sliding} sliding
   * @param {Float32Array} dY
   * @param {InputCell} cell
   * @returns {{ terms: { i: number, j: number, dY: number, count: number, share: number }[], sum: number }}
   */
  traceAveragePoolBackward(sliding, dY, cell) {
    const flat = wasm.traceAveragePoolBackward(packed(sliding), dY, input(cell));
    return { terms: rows(flat, 1, ['i', 'j', 'dY', 'count', 'share']), sum: flat[0] };
  }

  /**
   * One value of a batch normalisation's output, step by step: `x - mean`, times `1 / sqrt(variance + epsilon)`, times
   * gamma, plus beta.
   *
   * @param {number} x
   * @param {Channel} channel
   */
  traceBatchNorm(x, channel) {
    const [centred, factor, normal, scaled, y] = wasm.traceBatchNorm(x, channelOf(channel));
    return { centred, factor, normal, scaled, y };
  }

  /**
   * One value of the gradient by a batch normalisation's input.
   *
   * @param {number} x
   * @param {number} dY
   * @param {Channel} channel
   * @param {{ dGamma: number, dBeta: number, rows: number } | null} sums over the batch in training; null in inference
   */
  traceBatchNormBackward(x, dY, channel, sums) {
    const given = Float32Array.from(sums ? [sums.dGamma, sums.dBeta, sums.rows] : []);
    const [throughMoments, rest, dScaled, dX] = wasm.traceBatchNormBackward(x, dY, channelOf(channel), given);
    return { throughMoments, rest, dScaled, dX };
  }

  /**
   * A dense layer's output, `[units]`.
   *
   * @param {Float32Array} x
   * @param {Float32Array} kernel
   * @param {Float32Array | null} bias
   * @param {number} units
   * @param {boolean} relu
   */
  dense(x, kernel, bias, units, relu) {
    return wasm.dense(x, kernel, bias, units, relu);
  }

  /**
   * The output of one unit.
   *
   * @param {Float32Array} x
   * @param {Float32Array} kernel
   * @param {Float32Array | null} bias
   * @param {number} units
   * @param {boolean} relu
   * @param {number} unit
   * @returns {DenseTrace}
   */
  traceDense(x, kernel, bias, units, relu, unit) {
    const flat = wasm.traceDense(x, kernel, bias, units, relu, unit);
    return {
      terms: rows(flat, 3, ['i', 'x', 'weight', 'product']),
      bias: flat[0],
      sum: flat[1],
      y: flat[2],
    };
  }

  /**
   * One value of the gradient by a dense layer's input.
   *
   * @param {Float32Array} dY
   * @param {Float32Array} kernel
   * @param {number} units
   * @param {number} i
   * @returns {{ terms: DenseGradientTerm[], sum: number }}
   */
  traceDenseBackwardInput(dY, kernel, units, i) {
    const flat = wasm.traceDenseBackwardInput(dY, kernel, units, i);
    return { terms: rows(flat, 1, ['o', 'dY', 'weight', 'product']), sum: flat[0] };
  }

  /**
   * The softmax of a row: its largest value, the exponentials of what each is less, their sum, the quotients.
   *
   * @param {Float32Array} logits
   */
  softmax(logits) {
    const flat = wasm.softmax(logits);
    const [largest, sum] = flat;
    return { largest, exps: flat.slice(2, 2 + logits.length), sum, y: flat.slice(2 + logits.length) };
  }

  /**
   * The cross-entropy of a row's softmax, its gradient by the logits, and the softmax.
   *
   * @param {Float32Array} logits
   * @param {number} label
   */
  crossEntropy(logits, label) {
    const flat = wasm.crossEntropy(logits, label);
    const [dLogits, y] = [flat.slice(1, 1 + logits.length), flat.slice(1 + logits.length)];
    return { loss: flat[0], dLogits, y };
  }

  /**
   * A step of Adam for one weight; steps are counted from 1. `change` is what is added to the weight, computed from
   * `m`, `v` and `alpha`; `mHat` and `vHat` are the means without the pull of their beginning at 0.
   *
   * @param {{ w: number, g: number, m: number, v: number, step: number, learningRate: number }} before
   */
  adam({ w, g, m, v, step, learningRate }) {
    const flat = wasm.adam(w, g, m, v, step, learningRate);
    return {
      m: flat[0],
      v: flat[1],
      mHat: flat[2],
      vHat: flat[3],
      alpha: flat[4],
      change: flat[5],
      w: flat[6],
    };
  }

  /**
   * A walk through a network, one operation at a time. {@link Walk.free} gives its memory back.
   *
   * @param {{ inputShape: number[], layers: object[] }} description as `lab.model` takes it
   * @param {Uint8Array} weights as `model.weights` gives them: a safetensors file
   */
  walk({ inputShape, layers }, weights) {
    return new Walk(new wasm.Walk(JSON.stringify({ inputShape, layers }), weights));
  }
}

/**
 * A walk of one image through a network and back. Layers are numbered as in the description. What is asked for before
 * the walk has come there is refused. Made by {@link Twins.walk}.
 */
export class Walk {
  #walk;

  /** @param {wasm.Walk} walk */
  constructor(walk) {
    this.#walk = walk;
    /** @type {LayerOutline[]} */
    this.layers = JSON.parse(walk.layers());
  }

  /**
   * Begins with an image; everything before is forgotten.
   *
   * @param {Uint8Array | Uint8ClampedArray | Float32Array} image bytes, which are divided by 255, or floats
   */
  start(image) {
    if (image instanceof Float32Array) this.#walk.startFloats(image);
    else this.#walk.startBytes(/** @type {Uint8Array} */ (image));
  }

  /**
   * Computes as in a step of training from the next start on, for one image of a batch. The batch normalisations take
   * what they need of the batch from an inspection of it, of which this image is one.
   *
   * @param {{ seed: number, step: number, images: number, layers: import('./engine/inspection.js').LayerReport[] }} batch
   */
  train({ seed, step, images, layers }) {
    this.#walk.train(seed, step, images);
    layers.forEach(({ batchNorm }, layer) => {
      if (!batchNorm) return;
      const { batchMean, batchVariance, dGamma, dBeta } = batchNorm;
      this.#walk.takeStatistics(layer, batchMean, batchVariance, dGamma, dBeta);
    });
  }

  /** Computes the next operation; gives whether more are left. */
  forwardStep() {
    return this.#walk.forwardStep();
  }

  /** The network's output; behind a softmax where it has none. */
  get probabilities() {
    return reached(this.#walk.probabilities());
  }

  /** What a softmax at the network's end takes; else the network's output. */
  get logits() {
    return reached(this.#walk.logits());
  }

  /**
   * Takes the loss, after what is left of the forward pass, and begins the way back.
   *
   * @param {number} label
   * @param {'logits' | 'double-softmax'} [loss]
   */
  judge(label, loss = 'logits') {
    return { loss: this.#walk.judge(label, loss) };
  }

  /** Takes the gradient back through one operation; gives whether more are left. */
  backwardStep() {
    return this.#walk.backwardStep();
  }

  /** @param {number} layer */
  input(layer) {
    return reached(this.#walk.input(layer));
  }

  /**
   * What comes out of a layer, behind its activation.
   *
   * @param {number} layer
   */
  output(layer) {
    return reached(this.#walk.output(layer));
  }

  /**
   * What a layer's activation takes: the logits of a softmax. Null where it is not kept, as before a ReLU that is part
   * of a layer, and where there is none.
   *
   * @param {number} layer
   */
  preActivation(layer) {
    return this.#walk.preActivation(layer) ?? null;
  }

  /**
   * The winners of a pool.
   *
   * @param {number} layer
   */
  winners(layer) {
    return reached(this.#walk.winners(layer));
  }

  /**
   * One of the things that go into a layer, of which a sum has several.
   *
   * @param {number} layer
   * @param {number} [index]
   */
  summand(layer, index = 0) {
    return this.#walk.summand(layer, index) ?? null;
  }

  /**
   * A layer's kernel, `[kh, kw, c, filters]`; the pointwise one of a separable convolution is its half 1.
   *
   * @param {number} layer
   * @param {number} [half]
   */
  kernel(layer, half = 0) {
    return this.#walk.kernel(layer, half) ?? null;
  }

  /**
   * What lies between the halves of a separable convolution.
   *
   * @param {number} layer
   */
  middle(layer) {
    return this.#walk.middle(layer) ?? null;
  }

  /** @param {number} layer */
  dMiddle(layer) {
    return this.#walk.dMiddle(layer) ?? null;
  }

  /**
   * The mean and variance that a batch normalisation took: the moving ones, or in training the batch's.
   *
   * @param {number} layer
   * @returns {Statistics | null}
   */
  moments(layer) {
    const moments = this.#walk.moments(layer);
    if (!moments) return null;
    const channels = moments.length / 2;
    return { mean: moments.slice(0, channels), variance: moments.slice(channels) };
  }

  /**
   * The gradients by gamma and beta of a batch normalisation in training, sums over so many rows; null in inference.
   *
   * @param {number} layer
   */
  sums(layer) {
    const sums = this.#walk.sums(layer);
    if (!sums) return null;
    const channels = (sums.length - 1) / 2;
    const [dGamma, dBeta] = [sums.slice(0, channels), sums.slice(channels, 2 * channels)];
    return { dGamma, dBeta, rows: sums[2 * channels] };
  }

  /** @param {number} layer */
  gamma(layer) {
    return this.#walk.gamma(layer) ?? null;
  }

  /** @param {number} layer */
  beta(layer) {
    return this.#walk.beta(layer) ?? null;
  }

  /** @param {number} layer */
  bias(layer) {
    return this.#walk.bias(layer) ?? null;
  }

  /**
   * The gradient by a layer's output. Null for a softmax that the loss looks through, as `logits` does.
   *
   * @param {number} layer
   */
  dOutput(layer) {
    return this.#walk.dOutput(layer) ?? null;
  }

  /**
   * The gradient by what a layer's activation takes. Null where there is no activation to take anything, as in a pool.
   *
   * @param {number} layer
   */
  dPreActivation(layer) {
    return this.#walk.dPreActivation(layer) ?? null;
  }

  /**
   * The gradient that a layer sends back to its input; where several layers take it, each sends its own.
   *
   * @param {number} layer
   */
  dInput(layer) {
    return reached(this.#walk.dInput(layer));
  }

  /** @param {number} layer */
  dKernel(layer, half = 0) {
    return this.#walk.dKernel(layer, half) ?? null;
  }

  /** @param {number} layer */
  dBias(layer) {
    return this.#walk.dBias(layer) ?? null;
  }

  /** Gives the memory back; the walk is over. */
  free() {
    this.#walk.free();
  }
}

/** @param {Sliding} sliding */
function packed({ input, size, strides, padding, filters = 0 }) {
  if (padding !== 'same' && padding !== 'valid') {
    throw new ConvlabError('option', "padding must be 'same' or 'valid'.");
  }
  return Uint32Array.of(...input, ...size, ...strides, padding === 'same' ? 1 : 0, filters);
}

/** @param {Cell} cell */
const output = ({ y, x, channel }) => Uint32Array.of(y, x, channel);

/** @param {InputCell} cell */
const input = ({ row, column, c }) => Uint32Array.of(row, column, c);

/** What is a truth, not a number, among a term's names. */
const TRUTHS = new Set(['inside', 'wins']);

/**
 * The terms of a trace, an object a row.
 *
 * @param {Float64Array} flat
 * @param {number} begin where the first row begins, behind the trace's figures
 * @param {string[]} names of a row's numbers
 * @returns {any[]}
 */
function rows(flat, begin, names) {
  const terms = [];
  for (let row = begin; row < flat.length; row += names.length) {
    /** @type {Record<string, number | boolean>} */
    const term = {};
    names.forEach((name, at) => {
      term[name] = TRUTHS.has(name) ? flat[row + at] === 1 : flat[row + at];
    });
    terms.push(term);
  }
  return terms;
}

/**
 * What the walk has, if it has come there.
 *
 * @template {{ length: number }} T
 * @param {T | undefined} values
 */
function reached(values) {
  if (!values?.length)
    throw new ConvlabError('option', 'The walk has not come there, or there is no such thing.');
  return values;
}
