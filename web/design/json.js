import { text } from '../text.js';
import { hasForm, isName, kinds, takes } from './kinds.js';
import { IMAGES, namesOf } from './layers.js';

const words = text.design.code;

/**
 * Reads a design from the JSON of a description.
 * @param {string} source
 * @returns {import('./layers.js').Description} whose layers have known arguments of the right form
 */
export function readJson(source) {
  let json;
  try {
    json = JSON.parse(source);
  } catch (error) {
    throw new Error(words.noJson(error instanceof Error ? error.message : ''));
  }
  const { inputShape, layers } = json ?? {};
  if (!isFilled(inputShape) || !inputShape.every(isSide) || !isFilled(layers))
    throw new Error(words.noDesign);
  layers.forEach(checkLayer);
  const names = new Set([IMAGES, ...namesOf(layers)]);
  layers.forEach((/** @type {{ inputs?: unknown[] }} */ { inputs }, /** @type {number} */ index) => {
    const unknown = inputs?.find((input) => !names.has(String(input)));
    if (unknown !== undefined) throw new Error(words.noInput(index + 1, String(unknown)));
  });
  return { inputShape, layers };
}

/** @param {unknown} list */
const isFilled = (list) => Array.isArray(list) && list.length > 0;

/** @param {unknown} side */
const isSide = (side) => Number.isInteger(side) && Number(side) > 0;

/** @param {any} layer @param {number} index */
function checkLayer(layer, index) {
  const place = index + 1;
  const { type, name, inputs, ...args } = layer ?? {};
  if (!Object.hasOwn(kinds, type)) throw new Error(words.noKind(place, String(type)));
  if (name !== undefined && !isName(name)) throw new Error(words.noName(place));
  if (inputs !== undefined && !isFilled(inputs)) throw new Error(words.noInputs(place));
  for (const [argument, value] of Object.entries(args)) {
    const known = kinds[type].arguments.find((each) => each.name === argument);
    if (!known) throw new Error(words.noArgument(place, type, argument));
    const isNone = value === null && known.usual === null;
    if (!isNone && !hasForm(known.form, value))
      throw new Error(words.noValue(place, type, argument, takes[known.form]));
  }
}
