import { isSame, kinds, snake } from '../kinds.js';
import { IMAGES, isChain, namesOf } from '../layers.js';

/**
 * A design as Python that Keras 3 runs as it stands: a `Sequential` where each layer is fed by the one before, else the
 * functional interface.
 *
 * @typedef {import('../layers.js').Description} Description
 * @typedef {import('../layers.js').DescribedLayer} DescribedLayer
 */

/** Arguments that are written without their names, as everyone does. */
const PLAIN = ['filters', 'kernelSize', 'poolSize', 'units', 'rate'];

/** Words that name nothing in Python. */
const RESERVED = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global if ' +
    'import in is lambda nonlocal not or pass raise return try while with yield keras layers inputs model'
  ).split(' '),
);

/** @param {Description} description */
export function kerasCode(description) {
  const { inputShape } = description;
  const layers = /** @type {DescribedLayer[]} */ (description.layers);
  const lines = ['import keras', 'from keras import layers', ''];
  if (isChain(description)) {
    return [
      ...lines,
      'model = keras.Sequential([',
      `    keras.Input(shape=${tuple(inputShape)}),`,
      ...layers.map((layer) => `    ${callOf(layer)},`),
      '])',
      '',
    ].join('\n');
  }
  const names = namesOf(layers);
  const variables = variablesOf(names);
  const of = (/** @type {string} */ input) => (input === IMAGES ? 'inputs' : variables[names.indexOf(input)]);
  return [
    ...lines,
    `inputs = keras.Input(shape=${tuple(inputShape)})`,
    ...layers.map((layer, index) => {
      const inputs = layer.inputs ?? [index === 0 ? IMAGES : names[index - 1]];
      const fed = layer.type === 'Add' ? `[${inputs.map(of).join(', ')}]` : inputs.map(of).join(', ');
      return `${variables[index]} = ${callOf(layer)}(${fed})`;
    }),
    `model = keras.Model(inputs, ${variables[variables.length - 1]})`,
    '',
  ].join('\n');
}

/** `layers.Conv2D(32, 3, padding="same")` @param {DescribedLayer} layer */
export function callOf({ type, name, inputs: _, ...args }) {
  const written = kinds[type].arguments
    .filter(
      ({ name: argument, usual }) =>
        argument in args && (usual === undefined || !isSame(args[argument], usual)),
    )
    .map(({ name: argument, form }) => {
      const value = valueOf(form, args[argument]);
      return PLAIN.includes(argument) || type === 'Activation' ? value : `${snake(argument)}=${value}`;
    });
  if (name) written.push(`name=${JSON.stringify(name)}`);
  return `layers.${type}(${written.join(', ')})`;
}

/** @param {import('../kinds.js').Argument['form']} form @param {unknown} value */
function valueOf(form, value) {
  if (form === 'flag') return value ? 'True' : 'False';
  if (form === 'choice') return JSON.stringify(value);
  if (form === 'l2') return `keras.regularizers.L2(${/** @type {{ l2: number }} */ (value).l2})`;
  return Array.isArray(value) ? tuple(value) : String(value);
}

/** @param {number[]} numbers */
const tuple = (numbers) => (numbers.length === 1 ? `(${numbers[0]},)` : `(${numbers.join(', ')})`);

/** Names as Python's variables, no two the same. @param {string[]} names */
function variablesOf(names) {
  /** @type {Set<string>} */
  const taken = new Set(RESERVED);
  return names.map((name) => {
    const base = name.replace(/[^A-Za-z0-9_]/g, '_').replace(/^(?![A-Za-z_])/, '_');
    let variable = base;
    for (let again = 2; taken.has(variable); again += 1) variable = `${base}_${again}`;
    taken.add(variable);
    return variable;
  });
}
