import { whole } from '../../readers.js';
import { text } from '../../text.js';
import { byId, write } from '../../views/dom.js';
import { attachField } from '../../views/number-field.js';

/** The scale of the bars: from 1 to 10 to this power. */
const DECADES = 9;

/**
 * @typedef {object} Sizes
 * @property {number} side of the image, in pixels
 * @property {number} channels
 * @property {number} units of the dense layer
 * @property {number} filters of the convolution
 * @property {number} kernel the side of its window
 */

/**
 * The numbers that a dense layer learns: a weight for every number of the image in every unit, and a bias a unit.
 * @param {Sizes} sizes
 */
export const countDense = ({ side, channels, units }) => side * side * channels * units + units;

/**
 * The numbers that a convolution learns, whatever the size of the image.
 * @param {Sizes} sizes
 */
export const countConvolution = ({ channels, filters, kernel }) =>
  kernel * kernel * channels * filters + filters;

/**
 * How long a bar is: the same length for every factor of ten.
 * @param {number} count 1 or more
 * @returns {number} 0 to 1
 */
export const lengthOf = (count) => Math.log10(count) / DECADES;

/**
 * The numbers to learn of a dense layer beside those of a convolution.
 * @param {import('../../address.js').Address} address
 */
export function attachWeights(address) {
  const channels = byId('weights-channels', HTMLSelectElement);
  const bars = /** @type {const} */ (['dense', 'convolution']).map((name) => ({
    what: byId(`weights-${name}-what`, HTMLElement),
    sum: byId(`weights-${name}-sum`, HTMLElement),
    bar: byId(`weights-${name}-bar`, HTMLElement),
  }));
  const said = byId('weights-said', HTMLElement);

  /** @type {Sizes} */
  const sizes = { side: 0, channels: 0, units: 0, filters: 0, kernel: 0 };

  const show = () => {
    sizes.channels = Number(channels.value);
    const counts = [countDense(sizes), countConvolution(sizes)];
    const words = text.pixels.weights;
    [
      { what: words.dense(sizes.units), sum: words.denseSum(sizes, counts[0]) },
      { what: words.convolution(sizes), sum: words.convolutionSum(sizes, counts[1]) },
    ].forEach(({ what, sum }, index) => {
      write(bars[index].what, what);
      write(bars[index].sum, sum);
      bars[index].bar.style.transform = `scaleX(${lengthOf(counts[index])})`;
    });
    write(said, words.said(sizes, counts[0], counts[1]));
  };

  /**
   * A field that may stand in the address.
   * @param {Exclude<keyof Sizes, 'channels'>} name
   * @param {[number, number]} range
   * @param {{ param?: string, wrong?: () => string, fits?: (value: number) => boolean, changed?: () => void }} [options]
   */
  const fieldOf = (name, [least, most], { param, wrong, fits = () => true, changed = show } = {}) => {
    const read = whole(least, most);
    const input = byId(`weights-${name}`, HTMLInputElement);
    const usual = (sizes[name] = Number(input.value));
    const { check, set } = attachField(input.id, {
      read: (written) => {
        const value = read(written);
        return value !== null && fits(value) ? value : null;
      },
      wrong: () =>
        wrong && read(input.value) !== null ? wrong() : text.pixels.weights.wholeFrom(least, most),
      changed: (value) => {
        sizes[name] = value;
        if (param) address.write(param, value === usual ? null : value);
        changed();
      },
    });
    return { check, set, asked: param ? address.read(param, read) : null };
  };

  const side = fieldOf('side', [8, 256], {
    param: 'side',
    // A window that did not fit may fit now, and the other way round.
    changed: () => {
      kernel.check();
      show();
    },
  });
  const units = fieldOf('units', [1, 1000], { param: 'units' });
  const filters = fieldOf('filters', [1, 256], { param: 'filters' });
  const kernel = fieldOf('kernel', [1, 11], {
    fits: (value) => value <= sizes.side,
    wrong: () => text.pixels.weights.tooLarge(byId('weights-kernel', HTMLInputElement).value, sizes.side),
  });
  channels.addEventListener('change', show);
  for (const { set, asked } of [side, units, filters]) if (asked !== null) set(asked);
  show();
}
