import { Grid } from '../../draw/grid.js';
import { makeLegend } from '../../draw/legend.js';
import { exact } from '../../draw/numbers.js';
import { colourOf } from '../../draw/palette.js';
import { Stage } from '../../draw/stage.js';
import { SIDE } from '../../pictures.js';
import { attachKeys, cellKeys } from '../../player/keys.js';
import { AT_ONCE, Player } from '../../player/player.js';
import { pointing } from '../../player/pointing.js';
import { attachTold } from '../../player/told.js';
import { text } from '../../text.js';
import { byId, write } from '../../views/dom.js';
import { attachPicker } from '../../views/picker.js';
import { pixel } from '../../draw/pixels.js';
import { part, sign } from '../../draw/parts.js';

const MOST = 12;
/** The map's size before it is known. */
const NO_MAP = { rows: 30, columns: 30 };

/**
 * The figure that shows the whole picture and its whole map.
 *
 * @param {import('../index.js').FigureContext} context
 * @param {import('./colour-example.js').ColourExample} example
 */
export function attachWholeMap({ pictures }, example) {
  const words = text.featureMaps;
  const figure = byId('figure-feature-map', HTMLElement);
  const host = byId('feature-map-stage', HTMLElement);
  const readout = byId('feature-map-readout', HTMLElement);
  attachPicker(byId('feature-map-picker', HTMLElement), pictures);

  const player = new Player({ rows: 1, columns: 1, phases: AT_ONCE, changed: () => stage.mark() });
  const picture = new Grid(
    text.convolution.colourPicture,
    pointing(
      () => player,
      ({ row, column }) => example.frame?.nearest(row, column) ?? 0,
    ),
  );
  const map = new Grid(
    text.convolution.map,
    pointing(() => player),
  );
  host.append(
    part(text.convolution.colourPicture, picture.element),
    sign('→'),
    part(text.convolution.map, map.element),
  );
  attachKeys(host, cellKeys(player));
  const tell = attachTold(figure);
  const legend = makeLegend();
  byId('feature-map-legends', HTMLElement).append(part(text.convolution.map, legend.element));

  const layout = () => {
    const rows = example.frame?.rows ?? SIDE;
    const side = Math.max(6, Math.min(MOST, Math.floor((host.clientWidth - 2) / rows)));
    const output = example.frame?.output ?? NO_MAP;
    picture.resize(rows, example.frame?.columns ?? SIDE, side);
    map.resize(output.rows, output.columns, side);
  };
  layout();

  const stage = new Stage(host, () => {
    const { frame, picture: shown, map: values, range } = example;
    const { y, x, cell } = player.moment;
    layout();
    picture.draw({
      colour: (row, column) => {
        const index = frame ? frame.inside(row, column) : row * SIDE + column;
        return shown && index !== null ? pixel(shown.pixels, index) : null;
      },
      outside: (row, column) => frame !== null && frame.inside(row, column) === null,
      unused: (row, column) => frame !== null && !frame.isRead(row, column),
      window: frame?.window(y, x) ?? null,
      seamless: true,
    });
    map.draw({
      colour: (row, column) => (values ? colourOf(values[row * map.columns + column], range) : null),
      active: values ? { row: y, column: x } : null,
      seamless: true,
    });
    if (!values) return;
    legend.show(range);
    const sentence = words.read(example.kernelName, y, x, exact(values[cell]));
    write(readout, sentence);
    tell(sentence, false);
  });

  example.onChange(() => {
    const { frame } = example;
    if (frame) {
      const { rows, columns } = frame.output;
      if (rows !== player.rows || columns !== player.columns) player.resize(rows, columns);
      map.label = words.mapOf(example.kernelName, rows, columns);
    } else if (example.isLoaded && example.picture) write(readout, text.convolution.noWindow);
    stage.mark();
  });
}
