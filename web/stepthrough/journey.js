import { rangeOf } from '../draw/palette.js';

/**
 * One picture's way through a network and back. Every number is the twins'; this keeps what they gave, so that it is
 * asked for once.
 *
 * @typedef {import('../explain.js').Twins} Twins
 * @typedef {import('../explain.js').Walk} Walk
 * @typedef {import('../explain.js').LayerOutline} LayerOutline
 * @typedef {'activation' | 'weight' | 'gradient' | 'weight gradient' | 'product'} Family what kind of number an array
 *   holds
 * @typedef {'input' | 'output' | 'middle' | 'preActivation' | 'winners' | 'kernel' | 'pointwise' | 'bias' | 'moments' | 'gamma'
 *   | 'beta' | 'sums' | 'dOutput' | 'dMiddle' | 'dPreActivation' | 'dInput' | 'dKernel' | 'dPointwise' | 'dBias'} Name
 *
 * @typedef {object} Training how a network computes while it learns
 * @property {number} seed
 * @property {number} step
 * @property {number} images of the batch, of which the picture is the first
 * @property {import('../engine/inspection.js').LayerReport[]} layers what the batch's layers tell of it
 */

/** Gives the page a turn, so that no task grows long. */
const turn = () => new Promise((resolve) => setTimeout(resolve));

export class Journey {
  #walk;
  /** @type {Map<string, any>} */
  #kept = new Map();
  /** @type {WeakMap<Float32Array, Map<number, Float32Array>>} */
  #planes = new WeakMap();
  /** How often the way back was begun; an older one gives up. */
  #backs = 0;
  #freed = false;

  /** The class that the way back was judged by; null before. @type {number | null} */
  label = null;
  /** @type {'logits' | 'double-softmax'} */
  lossName = 'logits';
  loss = NaN;

  /**
   * @param {Twins} twins
   * @param {Walk} walk
   * @param {Training | null} training null where the network predicts
   */
  constructor(twins, walk, training = null) {
    this.twins = twins;
    this.training = training;
    this.#walk = walk;
    if (training) walk.train(training);
    /** @type {LayerOutline[]} */
    this.layers = walk.layers;
  }

  /**
   * Takes a picture to the network's end.
   * @param {Uint8Array} pixels
   * @param {(step: number) => void} onStep told after every operation
   * @returns {Promise<boolean>} false where it was given up meanwhile
   */
  async forward(pixels, onStep) {
    this.#walk.start(pixels);
    for (let step = 1; ; step += 1) {
      await turn();
      if (this.#freed) return false;
      const more = this.#walk.forwardStep();
      onStep(step);
      if (!more) return true;
    }
  }

  /** The network's answer. @returns {Float32Array} */
  get probabilities() {
    return this.#walk.probabilities;
  }

  /**
   * Judges the network's answer and takes the gradient back to the picture.
   * @param {number} label the right class
   * @param {'logits' | 'double-softmax'} loss
   * @param {(step: number) => void} onStep
   * @returns {Promise<boolean>} false where it was begun anew meanwhile
   */
  async backward(label, loss, onStep) {
    this.#backs += 1;
    const mine = this.#backs;
    this.label = null;
    for (const key of this.#kept.keys()) if (/^d[A-Z]|gradient/.test(key)) this.#kept.delete(key);
    await turn();
    if (mine !== this.#backs) return false;
    this.loss = this.#walk.judge(label, loss).loss;
    for (let step = 1; ; step += 1) {
      await turn();
      if (mine !== this.#backs) return false;
      const more = this.#walk.backwardStep();
      onStep(step);
      if (!more) break;
    }
    this.lossName = loss;
    this.label = label;
    return true;
  }

  /**
   * An array of a layer.
   * @param {Name} name
   * @param {number} layer
   * @returns {any} a Float32Array, or a Uint32Array of winners; null where a layer has none
   */
  get(name, layer) {
    const key = `${name} ${layer}`;
    if (!this.#kept.has(key)) this.#kept.set(key, this.#read(name, layer));
    return this.#kept.get(key);
  }

  /** @param {Name} name @param {number} layer */
  #read(name, layer) {
    if (name === 'pointwise') return this.#walk.kernel(layer, 1);
    if (name === 'dPointwise') return this.#walk.dKernel(layer, 1);
    return this.#walk[name](layer);
  }

  /**
   * One of the things that go into a layer which adds.
   * @param {number} layer
   * @param {number} index
   * @returns {Float32Array}
   */
  summand(layer, index) {
    const key = `summand ${index} of ${layer}`;
    if (!this.#kept.has(key)) this.#kept.set(key, this.#walk.summand(layer, index));
    return this.#kept.get(key);
  }

  /**
   * One channel of an array whose last axis is the channels.
   * @param {Float32Array} values
   * @param {number} channels
   * @param {number} channel
   * @returns {Float32Array}
   */
  plane(values, channels, channel) {
    let planes = this.#planes.get(values);
    if (!planes) this.#planes.set(values, (planes = new Map()));
    let plane = planes.get(channel);
    if (!plane) {
      plane = new Float32Array(values.length / channels);
      for (let at = 0; at < plane.length; at += 1) plane[at] = values[at * channels + channel];
      planes.set(channel, plane);
    }
    return plane;
  }

  /**
   * The sum of products, as the twins add it up: a dense layer of one unit.
   * @param {ArrayLike<number>} a
   * @param {ArrayLike<number>} b
   */
  dot(a, b) {
    return this.twins.dense(Float32Array.from(a), Float32Array.from(b), null, 1, false)[0];
  }

  /**
   * The sum of numbers, as the twins add it up.
   * @param {ArrayLike<number>} values
   */
  sum(values) {
    return this.dot(values, new Float32Array(values.length).fill(1));
  }

  /**
   * The largest size among all numbers of a kind in the network.
   * @param {Family} family
   * @returns {number}
   */
  rangeOf(family) {
    const key = `gradient range of ${family}`;
    if (!this.#kept.has(key)) {
      const sizes = this.layers.flatMap((_, layer) => {
        if (family === 'weight') return [this.get('kernel', layer)];
        if (family === 'gradient') return [this.get('dInput', layer)];
        if (family === 'weight gradient') return [this.get('dKernel', layer)];
        return [this.get('input', layer), this.get('preActivation', layer)];
      });
      this.#kept.set(key, Math.max(...sizes.filter(Boolean).map(rangeOf)));
    }
    return this.#kept.get(key);
  }

  /** Gives the memory back. */
  free() {
    this.#backs += 1;
    this.#freed = true;
    this.#walk.free();
  }
}
