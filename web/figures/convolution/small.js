import { makeLegend } from '../../draw/legend.js';
import { plain } from '../../draw/numbers.js';
import { withTwins } from '../../draw/near.js';
import { rangeOf } from '../../draw/palette.js';
import { Stage } from '../../draw/stage.js';
import { attachKeys } from '../../player/keys.js';
import { Player } from '../../player/player.js';
import { pointing } from '../../player/pointing.js';
import { attachTold } from '../../player/told.js';
import { attachTransport } from '../../player/transport.js';
import { cellWithin } from '../../readers.js';
import { text } from '../../text.js';
import { byId, write } from '../../views/dom.js';
import { showNumber } from '../../views/number-field.js';
import { BRIGHTEST, changed } from './inputs.js';
import { attachWeight, KernelFields } from './kernel-fields.js';
import { part, showLines } from '../../draw/parts.js';
import { SmallDrawing } from './small-drawing.js';
import { SmallExample } from './small-example.js';
import { attachInputs } from './small-inputs.js';

/** The output's rows and columns at most. */
const MOST = 9;

/**
 * The figure in which a kernel slides over a small picture, with all its arithmetic.
 *
 * @param {import('../index.js').FigureContext} context
 * @param {import('./shared-kernel.js').SharedKernel} kernel
 */
export function attachSmall({ address, twins: load }, kernel) {
  const words = text.convolution;
  const figure = byId('figure-convolution', HTMLElement);
  const host = byId('convolution-stage', HTMLElement);
  const readout = byId('convolution-readout', HTMLElement);
  const placement = byId('convolution-placement', HTMLElement);
  const playerHost = byId('convolution-player', HTMLElement);
  const wrong = byId('convolution-wrong', HTMLElement);
  const bias = byId('convolution-bias', HTMLInputElement);

  const wanted = address.read('cell', cellWithin(MOST));
  const example = new SmallExample(kernel);
  const player = new Player({ rows: 1, columns: 1, changed: () => stage.mark() });
  const inputs = attachInputs(address, (input) => {
    example.input = input;
    settle();
  });
  example.input = inputs.current;

  const fields = new KernelFields(kernel, wrong);
  const drawing = new SmallDrawing(host, example, fields, {
    picture: {
      hover: ({ row, column }) => {
        if (example.frame) player.preview(example.frame.nearest(row, column));
      },
      leave: () => player.preview(null),
      pick: ({ row, column }) => put(example.frame?.inside(row, column)),
    },
    output: pointing(() => player),
  });
  attachWeight(bias, wrong, (value) => kernel.setBias(value));
  const transport = attachTransport(playerHost, host, player);
  const tell = attachTold(figure);
  const legends = [makeLegend(), makeLegend('weight')];
  byId('convolution-legends', HTMLElement).append(
    part(words.valueLegend, legends[0].element),
    part(words.weightLegend, legends[1].element),
  );

  /** How far the output is filled: up to the furthest cell since something changed or the animation began. */
  let furthest = 0;

  /** Brings everything in line with the picture and the kernel. */
  function settle() {
    fields.show();
    showNumber(bias, kernel.bias[0]);
    example.refresh();
    const { frame, isLoaded } = example;
    if (frame) {
      const { rows, columns } = frame.output;
      if (rows !== player.rows || columns !== player.columns) player.resize(rows, columns);
    }
    furthest = player.moment.cell;
    playerHost.hidden = isLoaded && !frame;
    drawing.layout();
    if (isLoaded) write(placement, words.placement(example.placement, kernel));
    stage.mark();
  }

  /**
   * Changes a cell of the picture.
   * @param {number | null | undefined} index nothing is changed where it is in the padding
   * @param {number} [value] by default one more than it was, and 0 after 9
   */
  function put(index, value) {
    if (index === null || index === undefined) return;
    const { input } = example;
    inputs.take(changed(input, index, value ?? (input.values[index] + 1) % (BRIGHTEST + 1)));
  }

  /** Changes the cell in the middle of the window. @param {number} value */
  function putInMiddle(value) {
    if (!example.frame) return;
    const { y, x } = player.moment;
    const { row, column, rows } = example.frame.window(y, x);
    const toMiddle = (rows - 1) / 2;
    put(example.frame.inside(row + toMiddle, column + toMiddle), value);
  }
  attachKeys(
    host,
    Object.fromEntries([...'0123456789'].map((digit) => [digit, () => putInMiddle(Number(digit))])),
  );

  const stage = new Stage(
    host,
    (now) => {
      const playing = player.tick(now);
      const { moment } = player;
      if (moment.cell === 0 && moment.phase === 0) furthest = -1;
      if (!moment.previewed)
        furthest = Math.max(furthest, moment.name === 'done' ? moment.cell : moment.cell - 1);
      const cell = example.cell(moment.y, moment.x);
      drawing.draw(moment, cell, furthest);
      legends[0].show(example.range);
      legends[1].show(rangeOf(kernel.cells));
      transport.show();
      if (cell) sayCell(moment, cell, playing);
      else if (example.isLoaded) {
        showLines(readout, [words.noWindow]);
        tell(words.noWindow, playing);
      }
      return playing;
    },
    () => player.skip(),
  );

  /**
   * @param {import('../../player/player.js').Moment} moment
   * @param {import('./small-example.js').ExampleCell} cell
   * @param {boolean} playing
   */
  function sayCell({ cell: index, y, x, previewed }, cell, playing) {
    const { lines, digits } = cell.written;
    showLines(readout, lines);
    const [sum, added, result] = [cell.sum, cell.bias, cell.y].map((value) => plain(value, digits));
    tell(words.told(y, x, { products: cell.terms.length, sum, bias: added, result }), playing);
    if (!playing && !previewed) address.write('cell', index === 0 ? null : `${y + 1},${x + 1}`);
  }

  kernel.onChange(settle);
  settle();

  withTwins(figure, load, (twins) => {
    example.load(twins);
    settle();
    if (wanted && wanted.y < player.rows && wanted.x < player.columns)
      player.seek(wanted.y * player.columns + wanted.x);
  });
}
