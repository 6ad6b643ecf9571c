import { isSame, kinds } from './kinds.js';

/**
 * A design as the editor keeps it: layers know each other by numbers that stay, whatever is put between them, and not by
 * names, which Keras counts through.
 *
 * @typedef {object} EditedLayer
 * @property {number} id
 * @property {string} type
 * @property {string | null} name of the reader's own; Keras's where there is none
 * @property {Record<string, unknown>} args
 * @property {(number | null)[] | null} inputs the layers that feed it, null for the images; left out, the one before
 *
 * @typedef {{ inputShape: number[], layers: EditedLayer[] }} Edited
 * @typedef {import('../presets.js').Description} Description
 * @typedef {{ type: string, name?: string, inputs?: string[] } & Record<string, unknown>} DescribedLayer
 */

/** What a layer's `inputs` call the images. */
export const IMAGES = 'images';

let last = 0;

/** A number that no layer has yet. */
export const newId = () => (last += 1);

/**
 * Keras's names: the class in snake case, then `_1`, `_2` for further ones without a name of their own.
 * @param {{ type: string, name?: string | null }[]} layers
 */
export function namesOf(layers) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  return layers.map(({ type, name }) => {
    if (name) return name;
    const base = kinds[type]?.base ?? 'layer';
    const earlier = counts.get(base) ?? 0;
    counts.set(base, earlier + 1);
    return earlier === 0 ? base : `${base}_${earlier}`;
  });
}

/** @param {Description} description @returns {Edited} */
export function editedOf({ inputShape, layers }) {
  const described = /** @type {DescribedLayer[]} */ (layers);
  const names = namesOf(described);
  const ids = described.map(newId);
  return {
    inputShape: [...inputShape],
    layers: described.map(({ type, name = null, inputs, ...args }, index) => ({
      id: ids[index],
      type,
      name,
      args: structuredClone(args),
      inputs: inputs
        ? inputs.flatMap((input) => {
            const place = names.indexOf(input);
            return place >= 0 ? [ids[place]] : input === IMAGES ? [null] : [];
          })
        : null,
    })),
  };
}

/**
 * The description of a design. Arguments with Keras's defaults are left out.
 * @param {Edited} edited
 * @returns {Description}
 */
export function descriptionOf({ inputShape, layers }) {
  const names = namesOf(layers);
  const nameOf = (/** @type {number | null} */ id) =>
    id === null ? IMAGES : names[layers.findIndex((layer) => layer.id === id)];
  return {
    inputShape: [...inputShape],
    layers: layers.map(({ type, name, args, inputs }) => {
      const told = Object.fromEntries(
        Object.entries(args).filter(([argument, value]) => {
          const known = kinds[type]?.arguments.find((each) => each.name === argument);
          return !known || known.usual === undefined || !isSame(value, known.usual);
        }),
      );
      return {
        type,
        ...(name ? { name } : {}),
        ...(inputs ? { inputs: inputs.map(nameOf) } : {}),
        ...structuredClone(told),
      };
    }),
  };
}

/** Whether each layer is fed by the one before it. @param {Description} description */
export const isChain = ({ layers }) => {
  const names = namesOf(/** @type {DescribedLayer[]} */ (layers));
  return /** @type {DescribedLayer[]} */ (layers).every(
    ({ inputs }, index) =>
      !inputs || (inputs.length === 1 && inputs[0] === (index === 0 ? IMAGES : names[index - 1])),
  );
};
