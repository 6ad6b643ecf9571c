import { Grid } from '../../draw/grid.js';
import { part, sign } from '../../draw/parts.js';
import { text } from '../../text.js';
import { make, write } from '../../views/dom.js';
import { SIDE } from '../../pictures.js';

/** Where the stage is as wide as this, the channels stand beside the picture. */
const BESIDE = 880;

/** How large the grids are at most, in CSS pixels, and what gaps and signs between them take. */
const PICTURE = 321;
const CHANNEL = 176;
const GAP = 8;
const SIGNS = 100;

/** From these sizes on a cell has its numbers inside: three of them in the picture, one in a channel. */
const THREE_FIT = 39;
const ONE_FITS = 26;

const LETTERS = ['R', 'G', 'B'];

/**
 * The picture and its three channels, each a grid of its own: picture = red + green + blue.
 *
 * @param {HTMLElement} host
 * @param {import('./view.js').View} view
 * @param {object} pointed told of pixels of the picture
 * @param {(pixel: number) => void} pointed.hover
 * @param {() => void} pointed.leave
 * @param {(pixel: number) => void} pointed.pick
 */
export function makeGrids(host, view, { hover, leave, pick }) {
  /** @param {import('../../draw/grid.js').Cell} cell */
  const pixelAt = ({ row, column }) => (view.top + row) * SIDE + view.left + column;
  /** @param {string} name @param {string} label */
  const partOf = (name, label) => {
    const grid = new Grid(label, {
      hover: (cell) => hover(pixelAt(cell)),
      leave,
      pick: (cell) => pick(pixelAt(cell)),
    });
    const element = part(label, grid.element);
    element.classList.add(`pixels-${name}`);
    return { element, title: /** @type {HTMLElement} */ (element.firstElementChild), grid };
  };
  const picture = partOf('picture', text.pixels.whole);
  const channels = text.pixels.channels.map((name) => partOf('channel', name));
  const row = make('div', 'pixels-channels');
  channels.forEach(({ element }, index) => row.append(sign(index === 0 ? '=' : '+'), element));
  host.append(picture.element, row);

  /** @param {ReturnType<typeof partOf>} part @param {number} size which it keeps, whatever fits into it */
  const fit = ({ element, grid }, size) => {
    element.style.width = `${size}px`;
    grid.resize(view.cells, view.cells, Math.max(1, Math.floor((size - 1) / view.cells)));
  };

  const resize = () => {
    const width = host.clientWidth;
    const room = width >= BESIDE ? width - PICTURE - SIGNS : width - 2 * GAP;
    fit(picture, Math.min(PICTURE, width));
    for (const channel of channels) fit(channel, Math.min(CHANNEL, Math.floor(room / 3)));
  };
  resize();

  return {
    /**
     * @param {Uint8Array | null} pixels null while there is no picture
     * @param {{ y: number, x: number }} read the pixel that is read
     * @param {(byte: number) => string} written how a number stands in a cell
     */
    draw(pixels, { y, x }, written) {
      resize();
      write(picture.title, view.isWhole ? text.pixels.whole : text.pixels.part(view));
      picture.grid.label = text.pixels.pictureLabel(view);
      const active = { row: y - view.top, column: x - view.left };
      /** @param {number} row @param {number} column */
      const bytesAt = (row, column) => {
        const at = 3 * pixelAt({ row, column });
        return pixels ? [pixels[at], pixels[at + 1], pixels[at + 2]] : [];
      };
      const many = pixels && picture.grid.cell >= THREE_FIT;
      picture.grid.draw({
        colour: (...cell) => (pixels ? bytesAt(...cell) : null),
        number: (...cell) =>
          many
            ? bytesAt(...cell)
                .map((byte, index) => `${LETTERS[index]} ${written(byte)}`)
                .join('\n')
            : '',
        lines: LETTERS.length,
        active,
      });
      channels.forEach(({ grid }, channel) => {
        const fits = pixels && grid.cell >= ONE_FITS;
        grid.draw({
          colour: (...cell) => pixels && [0, 1, 2].map((at) => (at === channel ? bytesAt(...cell)[at] : 0)),
          number: (...cell) => (fits ? written(bytesAt(...cell)[channel]) : ''),
          active,
        });
      });
    },
  };
}
