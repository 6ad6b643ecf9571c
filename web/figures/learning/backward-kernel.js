import { exact } from '../../draw/numbers.js';
import { rangeOf } from '../../draw/palette.js';
import { pointing } from '../../player/pointing.js';
import { sign } from '../../draw/parts.js';
import { text } from '../../text.js';
import { byId, write } from '../../views/dom.js';
import { attachLegends, cellFor, makePart, showNumbers, valuesOf } from './cells.js';
import { KERNEL, PICTURE, SIDE, WINDOW } from './example.js';
import { appeared, gliding, playFigure } from './played.js';
import { sumOfProducts } from './sums.js';

const words = text.learning.kernel;

export const PHASES = [
  { name: 'move', ms: 120 },
  { name: 'multiply', ms: 160 },
  { name: 'sum', ms: 80 },
  { name: 'done', ms: 40 },
];

/**
 * A convolution forward, kernel over picture, and the gradient to its kernel, which is a convolution again: gradient over
 * picture. Both in the same view.
 *
 * @param {import('../index.js').FigureContext} context
 * @param {import('./back.js').Back} back
 * @param {import('./arrived.js').Arrived} arrived
 */
export function attachBackwardKernel(context, back, arrived) {
  const host = byId('backward-kernel-stage', HTMLElement);
  const ways = /** @type {HTMLInputElement[]} */ ([
    ...document.querySelectorAll('input[name="backward-kernel-way"]'),
  ]);
  let isForward = false;

  const picture = makePart(words.picture);
  const slider = makePart(words.dY);
  const products = makePart(words.products);
  const output = makePart(
    words.dKernel,
    pointing(() => player),
  );
  host.append(
    ...[picture.element, sign('×'), slider.element, sign('='), products.element],
    ...[sign('→'), output.element],
  );
  const { activations, weights } = attachLegends(host);

  /** How many cells what slides has, and how many places it has. */
  const sides = () => {
    const { side, pad } = arrived.current;
    return { pad, padded: SIDE + 2 * pad, window: isForward ? WINDOW : side, out: isForward ? side : WINDOW };
  };

  /** @param {number} width */
  const layout = (width) => {
    const { padded, window, out } = sides();
    const cell = cellFor(width, [padded, window, window, out]);
    picture.grid.resize(padded, padded, cell);
    slider.grid.resize(window, window, cell);
    products.grid.resize(window, window, cell);
    output.grid.resize(out, out, cell);
  };

  /** @param {number} range @param {import('../../player/player.js').Moment} moment */
  const drawPicture = (range, moment) => {
    const { pad, window, out } = sides();
    const outside = (/** @type {number} */ row, /** @type {number} */ column) =>
      row < pad || column < pad || row >= SIDE + pad || column >= SIDE + pad;
    const pixel = valuesOf(PICTURE, SIDE);
    showNumbers(
      picture.grid,
      (row, column) => (outside(row, column) ? null : pixel(row - pad, column - pad)),
      range,
      'activation',
      { outside, window: { ...gliding(moment, out), rows: window, columns: window } },
    );
  };

  const { player, stage } = playFigure({
    name: 'backward-kernel',
    context,
    rows: WINDOW,
    columns: WINDOW,
    phases: PHASES,
    phaseNames: words.phases,
    layout,
    drawStill(moment) {
      drawPicture(rangeOf(PICTURE), moment);
      for (const { grid } of [slider, products, output]) showNumbers(grid, () => null, 1, 'activation');
    },
    draw({ moment, twins, landed }) {
      const { sliding } = arrived.current;
      const { window, out } = sides();
      const dY = arrived.current.dY(twins);
      const slides = isForward ? KERNEL : dY;
      const results = isForward
        ? twins.conv2d(sliding, PICTURE, KERNEL, null, false)
        : twins.convBackwardKernel(sliding, PICTURE, dY);
      const { factors, made, sum } = isForward ? forwardTrace() : backwardTrace();
      const range = Math.max(rangeOf(PICTURE) * rangeOf(slides), isForward ? rangeOf(results) : 0);
      const shown = appeared(moment, made.length);

      drawPicture(range, moment);
      const kind = isForward ? 'weight' : 'activation';
      const weightRange = rangeOf(isForward ? KERNEL : results);
      showNumbers(slider.grid, valuesOf(slides, window), isForward ? weightRange : range, kind);
      showNumbers(
        products.grid,
        valuesOf(made, window, (at) => at < shown),
        range,
        'activation',
      );
      showNumbers(
        output.grid,
        valuesOf(results, out, landed),
        isForward ? range : weightRange,
        isForward ? 'activation' : 'weight',
        { active: { row: moment.y, column: moment.x } },
      );
      activations.show(range);
      weights.show(weightRange);

      const isSummed = moment.phase >= PHASES.findIndex(({ name }) => name === 'sum');
      const line = sumOfProducts(factors.slice(0, shown), isSummed ? sum : null);
      const name = isForward ? words.outputAt(moment.y, moment.x) : words.gradientAt(moment.y, moment.x);
      return {
        readOut: shown ? `${name}: ${line}` : `${name}: …`,
        sentence: words.sentence(isForward, moment.y, moment.x, made.length, exact(sum)),
      };

      function forwardTrace() {
        const cell = { y: moment.y, x: moment.x, channel: 0 };
        const { terms, sum } = twins.traceConv2d(sliding, PICTURE, KERNEL, null, false, cell);
        return {
          factors: terms.map(({ x, weight }) => /** @type {[number, number]} */ ([x, weight])),
          made: terms.map(({ product }) => product),
          sum,
        };
      }

      function backwardTrace() {
        const cell = { u: moment.y, v: moment.x, c: 0, o: 0 };
        const { terms, sum } = twins.traceConvBackwardKernel(sliding, PICTURE, dY, cell);
        return {
          factors: terms.map(({ x, dY }) => /** @type {[number, number]} */ ([x, dY])),
          made: terms.map(({ product }) => product),
          sum,
        };
      }
    },
    rest({ y, x }) {
      if (!isForward) back.note('kernel', y, x);
    },
  });

  const readOut = byId('backward-kernel-readout', HTMLElement);
  const turn = () => {
    readOut.classList.toggle('learning-long', arrived.current.side > 4 && !isForward);
    const { out } = sides();
    write(slider.label, isForward ? words.kernel : words.dY);
    write(output.label, isForward ? words.output : words.dKernel);
    slider.grid.label = isForward ? words.kernel : words.dY;
    output.grid.label = isForward ? words.output : words.dKernel;
    player.resize(out, out);
    layout(host.clientWidth);
    stage.mark();
  };
  for (const way of ways) {
    way.addEventListener('change', () => {
      isForward = way.value === 'forward' && way.checked;
      turn();
    });
  }
  back.restore('kernel', player, 4);
  arrived.attach('backward-kernel-map', turn);
}
