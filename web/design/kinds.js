/**
 * The kinds of layers that a design is made from: their arguments under the names of a description, in Keras's order.
 *
 * @typedef {object} Argument
 * @property {string} name as in a description: `kernelSize`
 * @property {'whole' | 'pair' | 'number' | 'flag' | 'choice' | 'l2'} form `pair` is `[height, width]`, or one number for
 *   both; `l2` is `{ l2: number }`
 * @property {unknown} [usual] Keras's default; what has none must be given
 * @property {unknown} [first] what a new layer begins with, where that is not the default
 * @property {string[]} [choices]
 * @property {string} code one letter, for the address
 *
 * @typedef {{ code: string, base: string, arguments: Argument[] }} Kind `base` is the name that Keras derives
 */

/** @type {(name: string, form: Argument['form'], code: string, rest?: Partial<Argument>) => Argument} */
const argument = (name, form, code, rest = {}) => ({ name, form, code, ...rest });

const strides = argument('strides', 'pair', 's', { usual: 1 });
const padding = argument('padding', 'choice', 'p', { usual: 'valid', choices: ['valid', 'same'] });
const useBias = argument('useBias', 'flag', 'b', { usual: true });
const multiplier = argument('depthMultiplier', 'whole', 'm', { usual: 1 });
const gate = argument('activation', 'choice', 'a', { usual: 'linear', choices: ['linear', 'relu'] });
const activation = { ...gate, choices: ['linear', 'relu', 'softmax'] };
const filters = argument('filters', 'whole', 'f', { first: 32 });
const kernelSize = argument('kernelSize', 'pair', 'k', { first: 3 });
const same = { ...padding, first: 'same' };
const l2 = (/** @type {string} */ name, /** @type {string} */ code) =>
  argument(name, 'l2', code, { usual: null });
const pool = [
  argument('poolSize', 'pair', 'z', { usual: 2 }),
  argument('strides', 'pair', 's', { usual: null }),
  padding,
];

/** @type {Record<string, Kind>} */
export const kinds = {
  Conv2D: {
    code: 'C',
    base: 'conv2d',
    arguments: [
      filters,
      kernelSize,
      strides,
      same,
      { ...gate, first: 'relu' },
      useBias,
      l2('kernelRegularizer', 'l'),
    ],
  },
  SeparableConv2D: {
    code: 'S',
    base: 'separable_conv2d',
    arguments: [
      filters,
      kernelSize,
      strides,
      same,
      multiplier,
      { ...gate, first: 'relu' },
      useBias,
      l2('depthwiseRegularizer', 'd'),
      l2('pointwiseRegularizer', 'w'),
    ],
  },
  DepthwiseConv2D: {
    code: 'W',
    base: 'depthwise_conv2d',
    arguments: [
      kernelSize,
      strides,
      same,
      multiplier,
      { ...gate, first: 'relu' },
      useBias,
      l2('depthwiseRegularizer', 'd'),
    ],
  },
  MaxPooling2D: { code: 'M', base: 'max_pooling2d', arguments: pool },
  AveragePooling2D: {
    code: 'A',
    base: 'average_pooling2d',
    // Keras has a default for the size of a max pool alone.
    arguments: [argument('poolSize', 'pair', 'z', { first: 2 }), ...pool.slice(1)],
  },
  GlobalAveragePooling2D: { code: 'G', base: 'global_average_pooling2d', arguments: [] },
  Flatten: { code: 'F', base: 'flatten', arguments: [] },
  Dense: {
    code: 'D',
    base: 'dense',
    arguments: [
      argument('units', 'whole', 'u', { first: 200 }),
      { ...activation, first: 'relu' },
      useBias,
      l2('kernelRegularizer', 'l'),
    ],
  },
  Activation: {
    code: 'R',
    base: 'activation',
    arguments: [{ ...activation, usual: undefined, first: 'relu' }],
  },
  Dropout: { code: 'O', base: 'dropout', arguments: [argument('rate', 'number', 'r', { first: 0.25 })] },
  BatchNormalization: {
    code: 'B',
    base: 'batch_normalization',
    arguments: [
      argument('momentum', 'number', 'o', { usual: 0.99 }),
      argument('epsilon', 'number', 'e', { usual: 0.001 }),
      argument('center', 'flag', 'c', { usual: true }),
      argument('scale', 'flag', 'g', { usual: true }),
    ],
  },
  Add: { code: 'P', base: 'add', arguments: [] },
};

/** Whether two values of an argument are the same. @param {unknown} one @param {unknown} other */
export const isSame = (one, other) => JSON.stringify(widened(one)) === JSON.stringify(widened(other));

/** A pair of equal numbers is that number. @param {unknown} value */
const widened = (value) => (Array.isArray(value) && value[0] === value[1] ? value[0] : (value ?? null));

/**
 * Whether a value has the form of an argument; whether a layer can be built with it is for the engine to say.
 * @param {Argument['form']} form @param {unknown} value
 */
export function hasForm(form, value) {
  if (form === 'flag') return typeof value === 'boolean';
  if (form === 'choice') return typeof value === 'string';
  if (form === 'l2') return isNumber(/** @type {{ l2?: unknown } | null} */ (value)?.l2);
  if (form === 'pair' && Array.isArray(value)) return value.length === 2 && value.every(isNumber);
  return isNumber(value);
}

/** What an argument takes, for a sentence. @type {Record<Argument['form'], string>} */
export const takes = {
  whole: 'a whole number',
  pair: 'a whole number or two',
  number: 'a number',
  flag: 'True or False',
  choice: 'a word',
  l2: 'a regularizer',
};

/** @param {unknown} value */
const isNumber = (value) => typeof value === 'number' && Number.isFinite(value);

/**
 * Whether a layer may be called so: Keras makes paths of names, and `images` is what feeds the first.
 * @param {unknown} name @returns {name is string}
 */
export const isName = (name) =>
  typeof name === 'string' && name !== '' && name !== 'images' && !name.includes('/');

/** Keras's spelling of an argument: `kernel_size`. @param {string} name */
export const snake = (name) => name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
