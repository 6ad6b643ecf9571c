import { IMAGES, namesOf } from '../layers.js';
import { layerOf, numbersOf } from './layer.js';
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
 * @typedef {{ made: 'layer', layer: DescribedLayer, shape: number[] | null }} Layer
 * @typedef {{ made: 'input', shape: number[] }} Input
 * @typedef {{ made: 'value', layer: DescribedLayer }} Value what a layer gives
 * @typedef {{ made: 'sequential', parts: (Layer | Input)[] }} Sequential
 * @typedef {{ made: 'model', output: Value | Input }} Model
 * @typedef {Layer | Input | Value | Sequential | Model} Made
 */

/** What may be done with a model that leaves its layers alone. */
const PASSED_OVER = new Set(
  'build compile evaluate export fit load_weights predict save save_weights summary to_json'.split(' '),
);

/** @param {string} source @returns {Description} */
export function readKeras(source) {
  const reader = new Reader();
  for (const statement of statementsOf(source)) reader.run(statement);
  return reader.description();
}

class Reader {
  /** @type {Map<string, Made>} */
  #variables = new Map();
  /** What feeds each layer, in the order in which they were called. @type {Map<DescribedLayer, (Value | Input)[]>} */
  #fed = new Map();
  /** @type {Set<DescribedLayer>} */
  #used = new Set();
  /** @type {Sequential | Model | null} */
  #model = null;
  #line = 1;

  /** @param {import('./syntax.js').Statement} statement */
  run({ target, value, line }) {
    this.#line = line;
    if (!value) return;
    const { path, method } = methodOf(value);
    const known = this.#variables.get(path);
    if (value.kind === 'call' && (known?.made === 'sequential' || known?.made === 'model')) {
      if (method === 'add' && known.made === 'sequential') this.#add(known, value, line);
      else if (!PASSED_OVER.has(method)) throw new Unreadable(line, `${method} of a model is not known here`);
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
    const description = model.made === 'model' ? this.#functional(model) : this.#chain(model);
    if (description.layers.length === 0) throw new Unreadable(this.#line, 'the model has no layers');
    return description;
  }

  /** @param {Sequential} sequential @returns {Description} */
  #chain({ parts: [first, ...rest] }) {
    if (!first?.shape) throw new Unreadable(this.#line, 'no keras.Input says what shape the images have');
    const layers = [first, ...rest].flatMap((part) => (part.made === 'layer' ? [part.layer] : []));
    return { inputShape: first.shape, layers };
  }

  /** @param {Model} model @returns {Description} */
  #functional({ output }) {
    /** @type {Set<DescribedLayer>} those that the output needs */
    const needed = new Set();
    /** @type {Set<Input>} */
    const inputs = new Set();
    const open = [output];
    for (let value = open.pop(); value; value = open.pop()) {
      if (value.made === 'input') inputs.add(value);
      else if (!needed.has(value.layer)) {
        needed.add(value.layer);
        open.push(...(this.#fed.get(value.layer) ?? []));
      }
    }
    if (inputs.size !== 1)
      throw new Unreadable(
        this.#line,
        'a network here has one keras.Input, and what it gives comes from there',
      );
    const layers = [...this.#fed.keys()].filter((layer) => needed.has(layer));
    const names = namesOf(layers);
    const places = new Map(layers.map((layer, index) => [layer, index]));
    const described = layers.map((layer, index) => {
      const fed = (this.#fed.get(layer) ?? []).map((value) =>
        value.made === 'input' ? -1 : (places.get(value.layer) ?? -1),
      );
      const { type, name, ...args } = layer;
      const isUsual = fed.length === 1 && fed[0] === index - 1;
      const told = fed.map((place) => (place < 0 ? IMAGES : names[place]));
      return { type, ...(name ? { name } : {}), ...(isUsual ? {} : { inputs: told }), ...args };
    });
    return { inputShape: [...inputs][0].shape, layers: described };
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
    if (callee.kind === 'call' || (callee.kind === 'name' && this.#variables.has(callee.path.join('.'))))
      return this.#apply(this.#evaluate(callee), expression);
    const name = callee.kind === 'name' ? callee.path[callee.path.length - 1] : '';
    if (name === 'Sequential') return this.#sequential(args[0] ?? named.get('layers'), line);
    if (name === 'Model') return this.#functionalModel(args, named, line);
    if (name === 'Input' || name === 'InputLayer') {
      const shape = args[0] ?? named.get('shape') ?? named.get('input_shape');
      return { made: 'input', shape: numbersOf(shape, line) };
    }
    return { made: 'layer', ...layerOf(name, args, named, line) };
  }

  /** @param {Expression | undefined} list @param {number} line @returns {Sequential} */
  #sequential(list, line) {
    if (list && list.kind !== 'list') throw new Unreadable(line, 'Sequential takes a list of layers');
    /** @type {Sequential} */
    const sequential = { made: 'sequential', parts: [] };
    for (const item of list?.items ?? []) this.#append(sequential, item);
    return sequential;
  }

  /** @param {Sequential} sequential @param {Extract<Expression, { kind: 'call' }>} call @param {number} line */
  #add(sequential, { args, named }, line) {
    const [given] = [...args, ...named.values()];
    if (args.length + named.size !== 1) throw new Unreadable(line, 'add takes a layer');
    this.#append(sequential, given);
  }

  /** @param {Sequential} sequential @param {Expression} expression */
  #append({ parts }, expression) {
    const { line } = expression;
    const part = this.#evaluate(expression);
    if (part.made !== 'layer' && part.made !== 'input')
      throw new Unreadable(line, 'a layer is expected here');
    if (part.made === 'input' && parts.length > 0)
      throw new Unreadable(line, 'Input stands once, before all layers');
    if (part.made === 'layer') this.#use(part.layer, line);
    parts.push(part);
  }

  /**
   * @param {Expression[]} args
   * @param {Map<string, Expression>} named
   * @param {number} line
   * @returns {Model}
   */
  #functionalModel(args, named, line) {
    const [inputs, outputs] = [args[0] ?? named.get('inputs'), args[1] ?? named.get('outputs')];
    for (const ends of [inputs, outputs])
      if (ends?.kind === 'list' && ends.items.length !== 1)
        throw new Unreadable(line, 'a network here has one input and one output');
    const output = outputs && this.#evaluate(outputs.kind === 'list' ? outputs.items[0] : outputs);
    if (output?.made !== 'value' && output?.made !== 'input')
      throw new Unreadable(line, 'Model takes inputs and outputs');
    return { made: 'model', output };
  }

  /** @param {Made} callee @param {Extract<Expression, { kind: 'call' }>} call @returns {Value} */
  #apply(callee, { args: [given, ...others], named, line }) {
    if (callee.made !== 'layer' || !given)
      throw new Unreadable(line, 'only a layer can be called, with what feeds it');
    if (others.length + named.size > 0)
      throw new Unreadable(
        line,
        'a layer is called with what feeds it, several in a list, and with nothing else',
      );
    const items = given.kind === 'list' ? given.items : [given];
    const fed = items.map((item) => {
      const value = this.#evaluate(item);
      if (value.made !== 'value' && value.made !== 'input')
        throw new Unreadable(item.line, 'a layer is fed by what another layer gives');
      return value;
    });
    this.#use(callee.layer, line);
    this.#fed.set(callee.layer, fed);
    return { made: 'value', layer: callee.layer };
  }

  /** Puts a layer to its one use: used twice, it would share its weights. @param {DescribedLayer} layer @param {number} line */
  #use(layer, line) {
    if (this.#used.has(layer)) throw new Unreadable(line, 'a layer that is used twice is not offered here');
    this.#used.add(layer);
  }
}

/** The variable whose method is called, as in `model.add(...)`. @param {Expression} value */
function methodOf(value) {
  if (value.kind !== 'call' || value.callee.kind !== 'name') return { path: '', method: '' };
  const { path } = value.callee;
  return { path: path.slice(0, -1).join('.'), method: path[path.length - 1] };
}
