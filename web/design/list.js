import { text } from '../text.js';
import { byId } from '../views/dom.js';
import { makeCard } from './card.js';
import { attachDragging } from './dragging.js';
import { namesOf } from './layers.js';

/**
 * What can be done with a layer of the list, by its number.
 *
 * @typedef {object} Deeds
 * @property {(id: number, by: number) => void} move by so many places
 * @property {(id: number, place: number) => void} drop
 * @property {(id: number) => void} remove
 * @property {(id: number) => void} duplicate
 * @property {(id: number, name: string, value: unknown) => void} set
 * @property {(id: number, name: string | null) => void} rename
 * @property {(id: number, inputs: (number | null)[] | null) => void} feed
 * @property {() => void} chosen told when another layer is open
 */

/**
 * The layers as a list of cards, of which one is open.
 * @param {Deeds} deeds
 */
export function attachList(deeds) {
  const host = byId('design-list', HTMLElement);
  /** @type {Map<number, ReturnType<typeof makeCard>>} */
  const cards = new Map();
  /** @type {number | null} */
  let chosen = null;
  /** @type {string[]} */
  let names = [];
  /** @type {number[]} */
  let ids = [];

  const choose = (/** @type {number | null} */ id) => {
    chosen = id;
    for (const [each, card] of cards) card.open(each === id);
    deeds.chosen();
  };
  attachDragging(host, {
    idOf: (element) => ids[[...host.children].indexOf(element)],
    drop: deeds.drop,
  });

  return {
    get chosen() {
      return chosen;
    },
    chosenName: () => names[ids.indexOf(chosen ?? -1)] ?? '',
    /**
     * @param {import('./layers.js').Edited} design
     * @param {import('../explain.js').Examination | null} examined
     * @param {number | null} focus the layer to go to
     */
    show({ layers }, examined, focus) {
      names = namesOf(layers);
      ids = layers.map(({ id }) => id);
      for (const [id, card] of cards) {
        if (ids.includes(id)) continue;
        card.element.remove();
        cards.delete(id);
      }
      layers.forEach((layer, place) => {
        let card = cards.get(layer.id);
        if (!card) {
          const { id } = layer;
          card = makeCard(layer, deeds, () => choose(chosen === id ? null : id));
          cards.set(id, card);
        }
        if (host.children[place] !== card.element)
          host.insertBefore(card.element, host.children[place] ?? null);
        const feeds = [
          { id: null, name: text.design.images },
          ...layers.slice(0, place).map(({ id }, index) => ({ id, name: names[index] })),
        ];
        card.show({
          layer,
          name: names[place],
          place,
          of: layers.length,
          feeds,
          examined: examined?.layers[place],
        });
      });
      if (chosen !== null && !ids.includes(chosen)) chosen = null;
      if (focus !== null) {
        choose(focus);
        cards.get(focus)?.focus();
      } else choose(chosen);
    },
  };
}
