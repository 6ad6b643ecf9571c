import { isSame, kinds, snake } from '../kinds.js';
import { IMAGES, namesOf } from '../layers.js';
import { statementsOf } from './syntax.js';
import { Unreadable } from './tokens.js';

/**
 * Reads a network from Keras code: a `Sequential` from a list or grown with `add`, or the functional interface. What else
 * is done with the model, as `compile` and `fit`, is passed over.
 *
 * @typedef {import('./syntax.js').Expression} Expression
 * @typedef {import('../layers.js').Description} Description
 * @typedef {import('../layers.js').DescribedLayer} DescribedLayer
 *
 * @typedef {{ made: 'layer', layer: DescribedLayer, line: number }} Layer
 * @typedef {{ made: 'input', shape: number[] }} Input
 * @typedef {{ made: 'value', layer: DescribedLayer | null }} Value  what flows; null: the images
 * @typedef {{ made: 'sequential', parts: (Layer | Input)[] }} Sequential
 * @typedef {{ made: 'model', output: Value }} Model
 * @typedef {Layer | Input | Value | Sequential | Model} Made
 */

/** Other names of Keras for the same classes. */
/** @type {Record<string, string>} */
const ALIASES = {
  Convolution2D: 'Conv2D',
  DepthwiseConvolution2D: 'DepthwiseConv2D',
  SeparableConvolution2D: 'SeparableConv2D',
  MaxPool2D: 'MaxPooling2D',
  AvgPool2D: 'AveragePooling2D',
  GlobalAvgPool2D: 'GlobalAveragePooling2D',
};

/** Arguments in the order in which they may stand without a name. */
/** @type {Record<string, string[]>} */
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

/** Arguments that mean nothing new where they have their defaults. */
/** @type {Record<string, unknown[]>} */
const DEFAULTS = {
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
};

/** @param {string} source @returns {Description} */
export function readKeras(source) {
  const reader = new Reader();
  for (const statement of statementsOf(source)) reader.run(statement);
  return reader.description();
}

class Reader {
  /** @type {Map<string, Layer | Input | Value | Sequential | Model>} */
  #variables = new Map();
  /** @type {DescribedLayer[]} */
  #layers = [];
  /** @type {Map<DescribedLayer, (DescribedLayer | null)[]>} */
  #fed = new Map();
  /** @type {number[] | null} */
  #shape = null;
  /** @type {Sequential | Model | null} */
  #model = null;
  #line = 1;

  /** @param {import('./syntax.js').Statement} statement */
  run({ target, value, line }) {
    this.#line = line;
    if (!value) return;
    const { path, method } = methodOf(value);
    const known = path ? this.#variables.get(path) : undefined;
    if (known && (known.made === 'sequential' || known.made === 'model') && value.kind === 'call') {
      if (method === 'add' && known.made === 'sequential') {
        const part = this.#evaluate(value.args[0]);
        if (part.made !== 'layer' && part.made !== 'input') throw new Unreadable(line, 'add takes a layer');
        known.parts.push(part);
      }
      return;
    }
    const made = this.#evaluate(value);
    if (made.made === 'sequential' || made.made === 'model') this.#model = made;
    if (target) this.#variables.set(target.join('.'), made);
  }

  /** @returns {Description} */
  description() {
    const model = this.#model;
    if (!model) throw new Unreadable(this.#line, 'there is no keras.Sequential and no keras.Model');
    if (model.made === 'model') return this.#functional(model);
    /** @type {DescribedLayer[]} */
    const layers = [];
    for (const part of model.parts) {
      if (part.made === 'input') this.#shape = part.shape;
      else layers.push(part.layer);
    }
    return { inputShape: this.#inputShape(), layers };
  }

  #inputShape() {
    if (!this.#shape) throw new Unreadable(1, 'no keras.Input says what shape the images have');
    return this.#shape;
  }

  /** @param {Model} model @returns {Description} */
  #functional({ output }) {
    /** @type {Set<DescribedLayer>} those that the output needs */
    const needed = new Set();
    const need = (/** @type {DescribedLayer | null} */ layer) => {
      if (!layer || needed.has(layer)) return;
      needed.add(layer);
      for (const before of this.#fed.get(layer) ?? []) need(before);
    };
    need(output.layer);
    const layers = this.#layers.filter((layer) => needed.has(layer));
    const names = namesOf(layers);
    const described = layers.map((layer, index) => {
      const fed = this.#fed.get(layer) ?? [];
      const { type, name, ...args } = layer;
      const isUsual = fed.length === 1 && fed[0] === (layers[index - 1] ?? null);
      const inputs = fed.map((before) => (before ? names[layers.indexOf(before)] : IMAGES));
      return { type, ...(name ? { name } : {}), ...(isUsual ? {} : { inputs }), ...args };
    });
    return { inputShape: this.#inputShape(), layers: described };
  }

  /** @param {Expression} expression @returns {Made} */
  #evaluate(expression) {
    const { line } = expression;
    if (expression.kind === 'name') {
      const known = this.#variables.get(expression.path.join('.'));
      if (!known) throw new Unreadable(line, `${expression.path.join('.')} has not been given a value`);
      return known;
    }
    if (expression.kind !== 'call') throw new Unreadable(line, 'a layer or a model is expected here');
    const { callee, args, named } = expression;
    const name = callee.kind === 'name' ? callee.path[callee.path.length - 1] : '';
    if (callee.kind === 'call' || (callee.kind === 'name' && this.#variables.has(callee.path.join('.'))))
      return this.#apply(this.#evaluate(callee), args[0], line);
    if (name === 'Sequential') return this.#sequential(args[0] ?? named.get('layers'), line);
    if (name === 'Model') return this.#functionalModel(args, named, line);
    if (name === 'Input' || name === 'InputLayer') {
      const shape = numbersOf(args[0] ?? named.get('shape') ?? named.get('input_shape'), line);
      this.#shape = shape;
      return name === 'Input' && !this.#isInList ? { made: 'value', layer: null } : { made: 'input', shape };
    }
    return { made: 'layer', layer: this.#layer(name, args, named, line), line };
  }

  /** Whether what is evaluated stands in the list of a `Sequential`, where an `Input` is a part of it. */
  #isInList = false;

  /** @param {Expression | undefined} list @param {number} line @returns {Sequential} */
  #sequential(list, line) {
    if (list && list.kind !== 'list') throw new Unreadable(line, 'Sequential takes a list of layers');
    this.#isInList = true;
    const parts = (list?.items ?? []).map((item) => {
      const part = this.#evaluate(item);
      if (part.made !== 'layer' && part.made !== 'input')
        throw new Unreadable(item.line, 'a layer is expected here');
      return part;
    });
    this.#isInList = false;
    return { made: 'sequential', parts };
  }

  /**
   * @param {Expression[]} args
   * @param {Map<string, Expression>} named
   * @param {number} line
   * @returns {Model}
   */
  #functionalModel(args, named, line) {
    const outputs = args[1] ?? named.get('outputs');
    const output = outputs && this.#evaluate(outputs.kind === 'list' ? outputs.items[0] : outputs);
    if (output?.made !== 'value') throw new Unreadable(line, 'Model takes inputs and outputs');
    return { made: 'model', output };
  }

  /** @param {Made} callee @param {Expression | undefined} given @param {number} line @returns {Value} */
  #apply(callee, given, line) {
    if (callee.made !== 'layer' || !given)
      throw new Unreadable(line, 'only a layer can be called, with what feeds it');
    const items = given.kind === 'list' ? given.items : [given];
    const fed = items.map((item) => {
      const value = this.#evaluate(item);
      if (value.made !== 'value')
        throw new Unreadable(item.line, 'a layer is fed by what another layer gives');
      return value.layer;
    });
    if (this.#fed.has(callee.layer))
      throw new Unreadable(line, 'a layer that is used twice is not offered here');
    this.#layers.push(callee.layer);
    this.#fed.set(callee.layer, fed);
    return { made: 'value', layer: callee.layer };
  }

  /**
   * @param {string} name
   * @param {Expression[]} args
   * @param {Map<string, Expression>} named
   * @param {number} line
   * @returns {DescribedLayer}
   */
  #layer(name, args, named, line) {
    const type = ALIASES[name] ?? name;
    if (type === 'ReLU' && args.length + named.size === 0) return { type: 'Activation', activation: 'relu' };
    if (type === 'Softmax' && args.length + named.size === 0)
      return { type: 'Activation', activation: 'softmax' };
    const kind = kinds[type];
    if (!kind) throw new Unreadable(line, `there is no layer ${name || 'of this kind'} here`);
    /** @type {DescribedLayer} */
    const layer = { type };
    const order = ORDER[type] ?? [];
    if (args.length > order.length)
      throw new Unreadable(line, `${name} has too many arguments without a name`);
    args.forEach((value, index) => this.#set(layer, order[index], value));
    for (const [argument, value] of named) {
      if (argument === 'name') layer.name = String(constant(value));
      else if (argument === 'input_shape') this.#shape = numbersOf(value, line);
      else {
        const known = kind.arguments.find((each) => snake(each.name) === argument);
        if (known) this.#set(layer, known.name, value);
        else if (!DEFAULTS[argument]?.some((usual) => isSame(plainOf(value), usual)))
          throw new Unreadable(
            value.line,
            `${name} has no argument ${argument} here, or none but its default`,
          );
      }
    }
    return layer;
  }

  /** @param {DescribedLayer} layer @param {string} name @param {Expression} value */
  #set(layer, name, value) {
    const argument = kinds[layer.type].arguments.find((each) => each.name === name);
    const read = argument?.form === 'l2' ? penaltyOf(value) : plainOf(value);
    if (argument?.form === 'choice' && read === null) return;
    if (argument && read !== null && !(argument.usual !== undefined && isSame(read, argument.usual)))
      layer[name] = read;
  }
}

/** The variable whose method is called, as in `model.add(...)`. @param {Expression} value */
function methodOf(value) {
  if (value.kind !== 'call' || value.callee.kind !== 'name') return { path: null, method: '' };
  const { path } = value.callee;
  return { path: path.slice(0, -1).join('.'), method: path[path.length - 1] };
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
function numbersOf(expression, line) {
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
  return { l2: given ? Number(constant(given)) : 0.01 };
}
