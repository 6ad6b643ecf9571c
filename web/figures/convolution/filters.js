import { whole } from '../../readers.js';

/**
 * The filters of the reader's network: the first convolution's kernels and biases, as they were when they were taken.
 *
 * @typedef {object} Taken
 * @property {number} size rows of a kernel, and as many columns
 * @property {number} count
 * @property {Float32Array} kernel [size, size, 3, count]
 * @property {Float32Array} bias [count]
 * @property {number} epochs that the network had learned for
 *
 * @typedef {'none' | 'taking' | 'taken' | 'unfit' | 'failed'} Phase `unfit` is a network that does not begin with a
 *   convolution over the colours of a picture
 */

const CHANNELS = 3;
const MOST = 512;

export class Filters {
  #context;
  #kernel;
  /** @type {Taken | null} */
  #taken = null;
  /** @type {Phase} */
  #phase = 'none';
  /** The filter that is to be chosen once there are filters. @type {number | null} */
  #wanted;
  /** @type {Set<() => void>} */
  #listeners = new Set();

  /**
   * @param {import('../index.js').Context} context
   * @param {import('./shared-kernel.js').SharedKernel} kernel
   */
  constructor(context, kernel) {
    this.#context = context;
    this.#kernel = kernel;
    this.#wanted = context.address.read('filter', whole(1, MOST));
    kernel.onChange(() => {
      if (this.#taken) context.address.write('filter', kernel.filter?.number ?? null);
    });
  }

  get count() {
    return this.#taken?.count ?? 0;
  }

  get taken() {
    return this.#taken;
  }

  get phase() {
    return this.#phase;
  }

  /** @param {() => void} listener told of new filters, and of why there are none */
  onChange(listener) {
    this.#listeners.add(listener);
  }

  /** Takes the network's filters as they are now. */
  async take() {
    if (this.#phase === 'taking') return;
    const before = this.#phase;
    this.#enter('taking');
    try {
      const epochs = this.#context.state.trained;
      const [twins, network] = await Promise.all([this.#context.twins(), this.#context.run.network()]);
      if (!network) {
        this.#enter(before);
        return;
      }
      this.#taken = readFilters(twins.walk(network.description, network.weights), epochs);
      this.#enter(this.#taken ? 'taken' : 'unfit');
      const again = this.#kernel.filter?.number ?? this.#wanted;
      if (again) this.choose(again);
    } catch {
      this.#enter('failed');
    }
  }

  /**
   * Makes a filter the kernel of the figures in colour.
   * @param {number} number from 1
   */
  choose(number) {
    this.#wanted = null;
    if (!this.#taken || number > this.#taken.count) {
      this.#kernel.useFilter(null);
      return;
    }
    const { size, count, kernel, bias } = this.#taken;
    const own = Float32Array.from(
      { length: size * size * CHANNELS },
      (_, at) => kernel[at * count + number - 1],
    );
    this.#kernel.useFilter({ number, size, kernel: own, bias: bias[number - 1] });
  }

  /** @param {Phase} phase */
  #enter(phase) {
    this.#phase = phase;
    for (const listener of this.#listeners) listener();
  }
}

/**
 * @param {import('../../explain.js').Walk} walk
 * @param {number} epochs
 * @returns {Taken | null} null where the network does not begin with a square kernel over three channels
 */
function readFilters(walk, epochs) {
  const sliding = walk.layers[0]?.sliding;
  const kernel = walk.kernel(0);
  const bias = walk.bias(0);
  walk.free();
  if (!sliding?.filters || !kernel || sliding.input[2] !== CHANNELS || sliding.size[0] !== sliding.size[1])
    return null;
  const count = sliding.filters;
  return { size: sliding.size[0], count, kernel, bias: bias ?? new Float32Array(count), epochs };
}
