import { makeLegend } from '../../draw/legend.js';
import { plain } from '../../draw/numbers.js';
import { rangeOf } from '../../draw/palette.js';
import { Stage } from '../../draw/stage.js';
import { Player } from '../../player/player.js';
import { pointing } from '../../player/pointing.js';
import { attachTold } from '../../player/told.js';
import { attachTransport } from '../../player/transport.js';
import { text } from '../../text.js';
import { byId } from '../../views/dom.js';
import { attachPicker } from '../../views/picker.js';
import { ChannelsDrawing } from './channels-drawing.js';
import { part, showLines } from '../../draw/parts.js';

/** Where the animation stands to begin with, as a share of the map: where the picture has something to show. */
const BEGIN = 0.4;

/**
 * The figure in which a kernel with three channels slides over a picture in colour.
 *
 * @param {import('../index.js').FigureContext} context
 * @param {import('./shared-kernel.js').SharedKernel} kernel
 * @param {import('./colour-example.js').ColourExample} example
 */
export function attachChannels({ pictures }, kernel, example) {
  const words = text.convolution;
  const figure = byId('figure-channels', HTMLElement);
  const host = byId('channels-stage', HTMLElement);
  const readout = byId('channels-readout', HTMLElement);
  const playerHost = byId('channels-player', HTMLElement);
  attachPicker(byId('channels-picker', HTMLElement), pictures);

  const player = new Player({ rows: 1, columns: 1, changed: () => stage.mark() });
  const drawing = new ChannelsDrawing(host, example, {
    picture: pointing(
      () => player,
      ({ row, column }) => example.frame?.nearest(row, column) ?? 0,
    ),
    map: pointing(() => player),
  });
  drawing.layout(kernel.inColour.size);
  const transport = attachTransport(playerHost, host, player);
  const tell = attachTold(figure);
  const legends = [makeLegend(), makeLegend('weight'), makeLegend()];
  byId('channels-legends', HTMLElement).append(
    part(words.weightLegend, legends[1].element),
    part(words.products, legends[0].element),
    part(words.map, legends[2].element),
  );

  const stage = new Stage(
    host,
    (now) => {
      const playing = player.tick(now);
      const { moment } = player;
      const cell = example.cell(moment.y, moment.x);
      drawing.draw(moment, cell, kernel.inColour.size);
      transport.show();
      if (cell) {
        legends[0].show(rangeOf(cell.terms.map(({ product }) => product)));
        legends[1].show(rangeOf(kernel.inColour.kernel));
        legends[2].show(example.range);
        const { lines, digits } = cell.written;
        showLines(readout, lines);
        const [sum, bias, result] = [cell.sum, cell.bias, cell.y].map((value) => plain(value, digits));
        tell(words.told(moment.y, moment.x, { products: cell.terms.length, sum, bias, result }), playing);
      }
      return playing;
    },
    () => player.skip(),
  );

  let isPlaced = false;
  example.onChange(() => {
    const { frame } = example;
    playerHost.hidden = example.map === null && example.isLoaded && example.picture !== null;
    if (frame) {
      const { rows, columns } = frame.output;
      if (rows !== player.rows || columns !== player.columns) player.resize(rows, columns);
      if (!isPlaced) player.seek(Math.floor(BEGIN * rows) * columns + Math.floor(BEGIN * columns));
      isPlaced = true;
    } else if (playerHost.hidden) showLines(readout, [words.noWindow]);
    stage.mark();
  });
}
