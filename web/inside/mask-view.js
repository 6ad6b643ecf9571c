import { Grid } from '../draw/grid.js';
import { text } from '../text.js';
import { make, write } from '../views/dom.js';
import { currentPalette } from '../views/palette.js';

const words = text.inside.mask;

/** Of a cell, in CSS pixels. */
const CELL = 14;

/**
 * What a dropout drops of an image in the step at hand: a cell for each number, hollow where it is dropped.
 *
 * @param {HTMLElement} host
 * @param {() => void} roll asks for the draw of another step
 */
export function attachMask(host, roll) {
  const sentence = make('p', 'mask-sentence');
  sentence.setAttribute('role', 'status');
  const grid = new Grid(words.label);
  const again = make('button', '', words.roll);
  again.type = 'button';
  again.addEventListener('click', roll);
  host.append(make('p', 'histogram-title', words.title), grid.element, sentence, again);

  return {
    /**
     * @param {Float32Array | null} mask what a dropout makes of ones: 0 where it drops; null where there is no dropout
     * @param {{ rate: number, step: number }} how
     */
    show(mask, { rate, step }) {
      host.hidden = mask === null;
      if (!mask) return;
      const columns = Math.max(1, Math.min(mask.length, Math.floor((host.clientWidth - 2) / CELL)));
      const rows = Math.ceil(mask.length / columns);
      const [kept, dropped] = [currentPalette().accent, currentPalette().paper].map(rgbOf);
      grid.resize(rows, columns, CELL);
      grid.draw({
        colour: (row, column) => {
          const value = mask[row * columns + column];
          return value === undefined ? null : value === 0 ? dropped : kept;
        },
      });
      const zeros = mask.filter((value) => value === 0).length;
      grid.label = words.told(zeros, mask.length);
      write(sentence, words.sentence({ zeros, of: mask.length, rate, step }));
    },
  };
}

/** @param {string} hex as `#0b6e6e` */
const rgbOf = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
