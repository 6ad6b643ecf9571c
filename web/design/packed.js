import { isName, kinds } from './kinds.js';
import { IMAGES, namesOf } from './layers.js';

/**
 * A design as a few characters that an address leaves as they are: `32_32_3*C-f32-k3-p1-a1*M*F*D-u10-a2`. Layers are
 * parted by `*`, arguments by `-`; the first of each is a letter. Within a number, `n` stands for a minus.
 *
 * @typedef {import('./layers.js').Description} Description
 * @typedef {import('./layers.js').DescribedLayer} DescribedLayer
 * @typedef {import('./kinds.js').Argument} Argument
 */

/** The letters of a name and of inputs. */
const [NAME, INPUTS] = ['n', 'i'];

/** @param {Description} description */
export function pack({ inputShape, layers }) {
  const described = /** @type {DescribedLayer[]} */ (layers);
  const names = namesOf(described);
  const parts = described.map(({ type, name, inputs, ...args }) => {
    const { code, arguments: known } = kinds[type];
    const tokens = known
      .filter(({ name: argument }) => args[argument] !== undefined && args[argument] !== null)
      .map((argument) => argument.code + written(argument, args[argument.name]));
    if (name) tokens.push(NAME + escaped(name));
    if (inputs) tokens.push(INPUTS + inputs.map((input) => places(names, input)).join('_'));
    return [code, ...tokens].join('-');
  });
  return [inputShape.join('_'), ...parts].join('*');
}

/** @param {string} packed @returns {Description | null} null where it is no packed design */
export function unpack(packed) {
  const [shape, ...parts] = packed.split('*');
  const inputShape = shape.split('_').map(Number);
  if (!inputShape.every((side) => Number.isInteger(side) && side > 0)) return null;
  /** @type {DescribedLayer[]} */
  const layers = [];
  /** @type {Map<DescribedLayer, number[]>} places of what feeds a layer, -1 for the images */
  const fed = new Map();
  for (const part of parts) {
    const [code, ...tokens] = part.split('-');
    const [type, kind] = Object.entries(kinds).find(([, each]) => each.code === code) ?? [];
    if (!type || !kind) return null;
    /** @type {DescribedLayer} */
    const layer = { type };
    layers.push(layer);
    for (const token of tokens) {
      const [letter, value] = [token[0], token.slice(1)];
      const argument = kind.arguments.find((each) => each.code === letter);
      if (argument) layer[argument.name] = readAs(argument, value);
      else if (letter === NAME) layer.name = unescaped(value);
      else if (letter === INPUTS)
        fed.set(
          layer,
          value.split('_').map((place) => (place === 'm' ? -1 : /^\d+$/.test(place) ? Number(place) : NaN)),
        );
      else return null;
      if (argument && layer[argument.name] === undefined) return null;
    }
  }
  if (!layers.every(({ name }) => name === undefined || isName(name))) return null;
  const names = namesOf(layers);
  for (const [layer, places] of fed) {
    if (!places.every((place) => place === -1 || names[place] !== undefined)) return null;
    layer.inputs = places.map((place) => (place === -1 ? IMAGES : names[place]));
  }
  return { inputShape, layers };
}

/** @param {string[]} names @param {string} input */
const places = (names, input) => (names.includes(input) ? names.indexOf(input) : 'm');

/** @param {Argument} argument @param {unknown} value */
function written({ form, choices = [] }, value) {
  if (form === 'flag') return value ? '1' : '0';
  if (form === 'choice') return String(choices.indexOf(String(value)));
  if (form === 'l2') return numeral(/** @type {{ l2: number }} */ (value).l2);
  return Array.isArray(value) ? value.map(numeral).join('_') : numeral(Number(value));
}

/** @param {Argument} argument @param {string} value @returns {unknown} undefined where it means nothing */
function readAs({ form, choices = [] }, value) {
  if (form === 'flag') return value === '1';
  if (form === 'choice') return choices[Number(value)];
  const numbers = value.split('_').map((number) => (number === '' ? NaN : Number(number.replace('n', '-'))));
  if (!numbers.every(Number.isFinite) || numbers.length > (form === 'pair' ? 2 : 1)) return undefined;
  if (form === 'l2') return { l2: numbers[0] };
  return numbers.length === 2 ? numbers : numbers[0];
}

/** @param {number} value */
const numeral = (value) => String(value).replace('-', 'n').replace('+', '');

/** @param {string} name */
const escaped = (name) => name.replace(/[^A-Za-z0-9_]/gu, (sign) => `.${sign.codePointAt(0)?.toString(16)}.`);

/** @param {string} name */
const unescaped = (name) =>
  name.replace(/\.([0-9a-f]{1,6})\./g, (_, code) =>
    String.fromCodePoint(Math.min(parseInt(code, 16), 0x10ffff)),
  );
