import { exact } from '../../draw/numbers.js';
import { rangeOf } from '../../draw/palette.js';
import { pointing } from '../../player/pointing.js';
import { sign } from '../../draw/parts.js';
import { text } from '../../text.js';
import { byId } from '../../views/dom.js';
import { attachLegends, cellFor, makePart, outline, showNumbers, valuesOf } from './cells.js';
import { KERNEL, PICTURE, SIDE, WINDOW } from './example.js';
import { appeared, playFigure } from './played.js';
import { sumOfProducts } from './sums.js';

const words = text.learning.input;

/** The windows come one after the other, so that each can be seen. */
const PHASES = [
  { name: 'move', ms: 120 },
  { name: 'multiply', ms: 720 },
  { name: 'sum', ms: 120 },
  { name: 'done', ms: 80 },
];

/**
 * The gradient to the picture: every window that a pixel lay in sends back its gradient times the weight that lay there.
 *
 * @param {import('../index.js').FigureContext} context
 * @param {import('./back.js').Back} back
 * @param {import('./arrived.js').Arrived} arrived
 */
export function attachBackwardInput(context, back, arrived) {
  const host = byId('backward-input-stage', HTMLElement);
  const picture = makePart(
    words.picture,
    pointing(
      () => player,
      ({ row, column }) => {
        const [y, x] = [row - arrived.current.pad, column - arrived.current.pad];
        return y >= 0 && x >= 0 && y < SIDE && x < SIDE ? y * SIDE + x : null;
      },
    ),
  );
  const dY = makePart(words.dY);
  const kernel = makePart(words.kernel);
  const products = makePart(words.products);
  const dX = makePart(
    words.dX,
    pointing(() => player),
  );
  host.append(
    ...[picture.element, dY.element, sign('×'), kernel.element],
    ...[sign('='), products.element, sign('→'), dX.element],
  );
  const { activations, weights } = attachLegends(host);

  /** @param {number} width */
  const layout = (width) => {
    const { side, pad } = arrived.current;
    const padded = SIDE + 2 * pad;
    const cell = cellFor(width, [padded, side, WINDOW, WINDOW, SIDE]);
    picture.grid.resize(padded, padded, cell);
    dY.grid.resize(side, side, cell);
    kernel.grid.resize(WINDOW, WINDOW, cell);
    products.grid.resize(WINDOW, WINDOW, cell);
    dX.grid.resize(SIDE, SIDE, cell);
  };

  /** @param {number} range @param {import('../../draw/grid.js').Cell} pixel @param {import('./cells.js').Area | null} window */
  const drawPicture = (range, pixel, window) => {
    const { pad } = arrived.current;
    const outside = (/** @type {number} */ row, /** @type {number} */ column) =>
      row < pad || column < pad || row >= SIDE + pad || column >= SIDE + pad;
    const value = valuesOf(PICTURE, SIDE);
    showNumbers(
      picture.grid,
      (row, column) => (outside(row, column) ? null : value(row - pad, column - pad)),
      range,
      'activation',
      { outside, window, active: { row: pixel.row + pad, column: pixel.column + pad } },
    );
  };

  const { player, stage } = playFigure({
    name: 'backward-input',
    context,
    rows: SIDE,
    columns: SIDE,
    phases: PHASES,
    phaseNames: words.phases,
    layout,
    drawStill({ y, x }) {
      drawPicture(rangeOf(PICTURE), { row: y, column: x }, null);
      showNumbers(kernel.grid, valuesOf(KERNEL, WINDOW), rangeOf(KERNEL), 'weight');
      for (const { grid } of [dY, products, dX]) showNumbers(grid, () => null, 1, 'activation');
    },
    draw({ moment, twins, landed }) {
      const { sliding, side, dY: arrive } = arrived.current;
      const arriving = arrive(twins);
      const results = twins.convBackwardInput(sliding, arriving, KERNEL);
      const pixel = { row: moment.y, column: moment.x };
      const { terms, sum } = twins.traceConvBackwardInput(sliding, arriving, KERNEL, { ...pixel, c: 0 });
      const shown = appeared(moment, terms.length);
      const now = moment.name === 'multiply' ? terms[Math.max(0, shown - 1)] : null;
      const range = Math.max(rangeOf(PICTURE), rangeOf(arriving), rangeOf(results));
      /** @param {{ i: number, j: number }} term where its window lies in the padded picture */
      const windowOf = ({ i, j }) => ({ row: i, column: j, rows: WINDOW, columns: WINDOW });
      const made = new Map(terms.slice(0, shown).map(({ u, v, product }) => [u * WINDOW + v, product]));

      drawPicture(range, pixel, now && windowOf(now));
      outline(picture.grid, terms.slice(0, now ? shown : terms.length).map(windowOf));
      showNumbers(dY.grid, valuesOf(arriving, side), range, 'activation', {
        window: around(terms),
        active: now && { row: now.i, column: now.j },
      });
      const used = now && { row: now.u, column: now.v };
      showNumbers(kernel.grid, valuesOf(KERNEL, WINDOW), rangeOf(KERNEL), 'weight', { active: used });
      showNumbers(
        products.grid,
        (row, column) => made.get(row * WINDOW + column) ?? null,
        range,
        'activation',
        { active: used },
      );
      showNumbers(dX.grid, valuesOf(results, SIDE, landed), range, 'activation', { active: pixel });
      activations.show(range);
      weights.show(rangeOf(KERNEL));

      const isSummed = moment.phase >= PHASES.findIndex(({ name }) => name === 'sum');
      const factors = terms.map(({ dY, weight }) => /** @type {[number, number]} */ ([dY, weight]));
      const line = sumOfProducts(factors.slice(0, shown), isSummed ? sum : null);
      const name = words.gradientAt(moment.y, moment.x);
      return {
        readOut: shown ? `${name}: ${line}` : `${name}: …`,
        sentence: words.sentence(moment.y, moment.x, terms.length, exact(sum)),
      };
    },
    rest: ({ y, x }) => back.note('input', y, x),
  });
  back.restore('input', player, 1 * SIDE + 3);
  arrived.attach('backward-input-map', () => {
    layout(host.clientWidth);
    stage.mark();
  });
}

/**
 * The area of all windows that terms come from, in the map of gradients.
 * @param {{ i: number, j: number }[]} terms
 */
function around(terms) {
  const rows = terms.map(({ i }) => i);
  const columns = terms.map(({ j }) => j);
  const [row, column] = [Math.min(...rows), Math.min(...columns)];
  return { row, column, rows: Math.max(...rows) - row + 1, columns: Math.max(...columns) - column + 1 };
}
