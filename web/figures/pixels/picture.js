import { plain, short } from '../../draw/numbers.js';
import { Stage } from '../../draw/stage.js';
import { FIRST, scaled, SIDE } from '../../pictures.js';
import { attachKeys, cellKeys } from '../../player/keys.js';
import { Player } from '../../player/player.js';
import { attachTold } from '../../player/told.js';
import { cellWithin, whole } from '../../readers.js';
import { text } from '../../text.js';
import { byId, write } from '../../views/dom.js';
import { attachField } from '../../views/number-field.js';
import { attachPicker } from '../../views/picker.js';
import { makeGrids } from './grids.js';
import { View } from './view.js';

/** The pixel that is read to begin with: one in the middle. */
const START = 15 * SIDE + 15;
const LEAST_ZOOM = 6;

/**
 * The chosen picture as numbers: the picture, its three channels, and one pixel read.
 * @param {import('../index.js').FigureContext} context
 */
export function attachPicture({ address, pictures }) {
  const host = byId('pixels-stage', HTMLElement);
  const readOut = byId('pixels-readout', HTMLElement);
  const swatch = byId('pixels-swatch', HTMLElement);
  const numbers = byId('pixels-numbers', HTMLElement);
  attachPicker(byId('pixels-picker', HTMLElement), pictures);

  const view = new View(SIDE);
  const player = new Player({
    rows: SIDE,
    columns: SIDE,
    phases: [{ name: 'read', ms: 0 }],
    changed: () => stage.mark(),
  });
  const grids = makeGrids(host, view, {
    hover: (cell) => player.preview(cell),
    leave: () => player.preview(null),
    pick(cell) {
      player.seek(cell);
      pin();
    },
  });
  const told = attachTold(readOut.parentElement ?? host);
  let asShares = false;

  /** Shows the pixel that the reader has gone to, and puts it into the address. */
  const pin = () => {
    const { cell, y, x } = player.moment;
    view.reveal(y, x);
    address.write('pixel', cell === START ? null : `${y + 1},${x + 1}`);
  };

  /** @param {number} byte */
  const shareOf = (byte) => scaled({ pixels: Uint8Array.of(byte), label: null })[0];

  const draw = () => {
    const { cell, y, x, previewed } = player.moment;
    const pixels = pictures.current?.pixels;
    grids.draw(pixels ?? null, { y, x }, (byte) => (asShares ? short(shareOf(byte)) : String(byte)));
    if (!pixels) {
      write(readOut, text.pixels.waiting);
      return;
    }
    const bytes = [...pixels.subarray(cell * 3, cell * 3 + 3)];
    const shares = bytes.map(shareOf);
    swatch.style.background = `rgb(${bytes.join(' ')})`;
    write(
      readOut,
      text.pixels.readOut(
        y,
        x,
        bytes.map((byte, channel) => text.pixels.share(byte, shares[channel], isShort(byte))),
      ),
    );
    const values = asShares ? shares.map((share) => plain(share, 4)) : bytes.map(String);
    told(text.pixels.told(y, x, values), previewed);
  };
  const stage = new Stage(host, draw);

  const field = attachField('pixels-zoom', {
    wrong: () => text.pixels.zoomWrong,
    changed: (cells) => {
      view.zoom(cells, player.moment);
      address.write('zoom', cells === SIDE ? null : cells);
      stage.mark();
    },
  });
  numbers.addEventListener('change', ({ target }) => {
    asShares = /** @type {HTMLInputElement} */ (target).value === 'shares';
    stage.mark();
  });
  attachKeys(host, cellKeys(player), pin);

  pictures.onChange(() => {
    const { chosen } = pictures;
    address.write('image', chosen === 'own' || chosen === FIRST ? null : chosen);
    stage.mark();
  });
  const place = address.read('image', whole(0, 99));
  if (place !== null) pictures.choose(place);
  const pixel = address.read('pixel', cellWithin(SIDE));
  player.seek(pixel ? pixel.y * SIDE + pixel.x : START);
  pin();
  const zoom = address.read('zoom', whole(LEAST_ZOOM, SIDE));
  if (zoom !== null) field.set(zoom);
}

/** Whether a 255th is a decimal of at most four digits. @param {number} byte */
const isShort = (byte) => (byte * 10_000) % 255 === 0;
