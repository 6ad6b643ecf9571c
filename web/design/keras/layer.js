import { hasForm, isName, isSame, kinds, snake, takes } from '../kinds.js';
import { Unreadable } from './tokens.js';

/**
 * Reads a layer from the call that makes it, as `layers.Dense(10, activation="softmax")`.
 *
 * @typedef {import('./syntax.js').Expression} Expression
 * @typedef {import('../layers.js').DescribedLayer} DescribedLayer
 */

/** Other names of Keras for the same classes. @type {Map<string, string>} */
const ALIASES = new Map(
  Object.entries({
    Convolution2D: 'Conv2D',
    DepthwiseConvolution2D: 'DepthwiseConv2D',
    SeparableConvolution2D: 'SeparableConv2D',
    MaxPool2D: 'MaxPooling2D',
    AvgPool2D: 'AveragePooling2D',
    GlobalAvgPool2D: 'GlobalAveragePooling2D',
  }),
);

/** Layers that do nothing but an activation. @type {Map<string, string>} */
const ACTIVATIONS = new Map(Object.entries({ ReLU: 'relu', Softmax: 'softmax' }));

/** Arguments in the order in which they may stand without a name. @type {Record<string, string[]>} */
const ORDER = {
  Conv2D: ['filters', 'kernelSize', 'strides', 'padding'],
  SeparableConv2D: ['filters', 'kernelSize', 'strides', 'padding'],
  DepthwiseConv2D: ['kernelSize', 'strides', 'padding', 'depthMultiplier'],
  MaxPooling2D: ['poolSize', 'strides', 'padding'],
  AveragePooling2D: ['poolSize', 'strides', 'padding'],
  Dense: ['units', 'activation', 'useBias'],
  Dropout: ['rate'],
  Activation: ['activation'],
};

/** Arguments that mean nothing new where they have their defaults. @type {Map<string, unknown[]>} */
const DEFAULTS = new Map(
  Object.entries({
    data_format: [null, 'channels_last'],
    dilation_rate: [1],
    groups: [1],
    kernel_initializer: ['glorot_uniform'],
    depthwise_initializer: ['glorot_uniform'],
    pointwise_initializer: ['glorot_uniform'],
    bias_initializer: ['zeros'],
    bias_regularizer: [null],
    keepdims: [false],
    axis: [-1],
    trainable: [true],
  }),
);

/**
 * @param {string} name of the class
 * @param {Expression[]} args
 * @param {Map<string, Expression>} named
 * @param {number} line
 * @returns {{ layer: DescribedLayer, shape: number[] | null }} `shape` is the input's, where the call has `input_shape`
 */
export function layerOf(name, args, named, line) {
  const activation = ACTIVATIONS.get(name);
  if (activation && args.length + named.size === 0)
    return { layer: { type: 'Activation', activation }, shape: null };
  const type = ALIASES.get(name) ?? name;
  if (!Object.hasOwn(kinds, type))
    throw new Unreadable(line, `there is no layer ${name || 'of this kind'} here`);
  /** @type {DescribedLayer} */
  const layer = { type };
  /** @type {number[] | null} */
  let shape = null;
  const order = ORDER[type] ?? [];
  if (args.length > order.length) throw new Unreadable(line, `${name} has too many arguments without a name`);
  args.forEach((value, index) => set(layer, order[index], value));
  for (const [argument, value] of named) {
    const known = kinds[type].arguments.find((each) => snake(each.name) === argument);
    if (known && order.indexOf(known.name) in args)
      throw new Unreadable(value.line, `${argument} is given twice`);
    if (argument === 'name') Object.assign(layer, nameOf(value));
    else if (argument === 'input_shape') shape = numbersOf(value, line);
    else if (known) set(layer, known.name, value);
    else if (!DEFAULTS.get(argument)?.some((usual) => isSame(plainOf(value), usual)))
      throw new Unreadable(value.line, `${name} has no argument ${argument} here, or none but its default`);
  }
  return { layer, shape };
}

/** @param {DescribedLayer} layer @param {string} name @param {Expression} value */
function set(layer, name, value) {
  const argument = kinds[layer.type].arguments.find((each) => each.name === name);
  if (!argument) return;
  const read = argument.form === 'l2' ? penaltyOf(value) : plainOf(value);
  if (read === null && (argument.usual === null || argument.form === 'choice')) return;
  if (!hasForm(argument.form, read))
    throw new Unreadable(value.line, `${snake(name)} of ${layer.type} takes ${takes[argument.form]}`);
  if (argument.usual === undefined || !isSame(read, argument.usual)) layer[name] = read;
}

/** @param {Expression} expression @returns {{ name?: string }} */
function nameOf(expression) {
  const name = constant(expression);
  if (name === null) return {};
  if (!isName(name))
    throw new Unreadable(expression.line, 'a name is a word in quotes, without / and not images');
  return { name };
}

/** @param {Expression} expression */
function constant(expression) {
  if (expression.kind !== 'value')
    throw new Unreadable(expression.line, 'a number, a word or a tuple is expected here');
  return expression.value;
}

/** A constant, or numbers. @param {Expression} expression @returns {unknown} */
const plainOf = (expression) =>
  expression.kind === 'list' ? expression.items.map(constant) : constant(expression);

/** @param {Expression | undefined} expression @param {number} line @returns {number[]} */
export function numbersOf(expression, line) {
  const numbers = expression?.kind === 'list' ? expression.items.map((item) => Number(constant(item))) : [];
  if (numbers.length === 0 || !numbers.every((number) => Number.isInteger(number) && number > 0))
    throw new Unreadable(line, 'shape takes a tuple of whole numbers, as (32, 32, 3)');
  return numbers;
}

/** `keras.regularizers.L2(1e-4)`, or its short forms. @param {Expression} expression */
function penaltyOf(expression) {
  if (expression.kind === 'value' && expression.value === null) return null;
  if (expression.kind === 'value' && String(expression.value).toLowerCase() === 'l2') return { l2: 0.01 };
  const isL2 =
    expression.kind === 'call' &&
    expression.callee.kind === 'name' &&
    expression.callee.path[expression.callee.path.length - 1].toLowerCase() === 'l2';
  if (!isL2) throw new Unreadable(expression.line, 'a regularizer is keras.regularizers.L2(number) here');
  const given = expression.args[0] ?? expression.named.get('l2');
  return { l2: given ? constant(given) : 0.01 };
}
