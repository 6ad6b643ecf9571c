import { makeLegend } from '../../draw/legend.js';
import { plain } from '../../draw/numbers.js';
import { pointing } from '../../player/pointing.js';
import { sign } from '../../draw/parts.js';
import { text } from '../../text.js';
import { byId, make } from '../../views/dom.js';
import { makePart, showNumbers, valuesOf } from './cells.js';
import { D_POOLED, POOLING, throughPool } from './example.js';
import { playFigure } from './played.js';

const words = text.learning.pool;

const SIDE = 4;
const POOLED = 2;

const PHASES = [
  { name: 'move', ms: 120 },
  { name: 'route', ms: 240 },
  { name: 'gate', ms: 240 },
  { name: 'done', ms: 120 },
];
const ROUTE = PHASES.findIndex(({ name }) => name === 'route');
/** The end of the colours: no value of the example is larger. */
const RANGE = 6;

/**
 * The gradient back through a max pool and a ReLU, each map under the one that it belongs to.
 * @param {import('../index.js').FigureContext} context
 * @param {import('./back.js').Back} back
 */
export function attachBackwardPool(context, back) {
  const host = byId('backward-pool-stage', HTMLElement);
  /** @type {ReturnType<typeof throughPool> | null} */
  let maps = null;

  const pointed = pointing(() => player);
  const z = makePart(words.z, pointed);
  const y = makePart(words.y, pointed);
  const pooled = makePart(words.pooled);
  const dX = makePart(words.dX, pointed);
  const dY = makePart(words.dY, pointed);
  const dPooled = makePart(words.dPooled);
  const legend = makeLegend();
  const forward = make('p', 'learning-way', words.forward);
  const backward = make('p', 'learning-way', words.backward);
  const [relu, pool, gate, route] = words.steps.map(sign);
  host.append(
    ...[forward, z.element, relu, y.element, pool, pooled.element],
    ...[backward, dX.element, gate, dY.element, route, dPooled.element],
  );
  host.after(legend.element);

  /** @param {number} width */
  const layout = (width) => {
    const cell = Math.max(20, Math.min(44, Math.floor((width - 30) / (SIDE + SIDE + POOLED))));
    for (const { grid } of [z, y, dX, dY]) grid.resize(SIDE, SIDE, cell);
    for (const { grid } of [pooled, dPooled]) grid.resize(POOLED, POOLED, cell);
  };

  const drawStill = () => {
    for (const { grid } of [z, y, pooled, dX, dY]) showNumbers(grid, () => null, 1, 'activation');
    showNumbers(dPooled.grid, valuesOf(D_POOLED, POOLED), 1, 'activation');
  };

  const { player, stage } = playFigure({
    name: 'backward-pool',
    context,
    rows: SIDE,
    columns: SIDE,
    phases: PHASES,
    phaseNames: words.phases,
    layout,
    drawStill,
    draw({ moment, twins, landed }) {
      maps ??= throughPool(twins);
      const place = { row: moment.y, column: moment.x, c: 0 };
      const { terms, sum } = twins.traceMaxPoolBackward(POOLING, maps.winners, D_POOLED, place);
      const winners = D_POOLED.reduce((/** @type {{ row: number, column: number }[]} */ found, _, at) => {
        const cell = { y: Math.floor(at / POOLED), x: at % POOLED, channel: 0 };
        const { terms } = twins.traceMaxPool(POOLING, maps?.y ?? new Float32Array(), cell);
        return [...found, ...terms.filter(({ wins }) => wins)];
      }, []);
      const [term] = terms;
      const window = { row: term.i * 2, column: term.j * 2, rows: 2, columns: 2 };
      const active = { row: moment.y, column: moment.x };
      const source = { row: term.i, column: term.j };
      const routed = (/** @type {number} */ cell) =>
        landed(cell) || (cell === moment.cell && moment.phase >= ROUTE);
      const opened = (/** @type {number} */ cell) =>
        landed(cell) || (cell === moment.cell && moment.phase > ROUTE);

      showNumbers(z.grid, valuesOf(maps.z, SIDE), RANGE, 'activation', { active });
      showNumbers(y.grid, valuesOf(maps.y, SIDE), RANGE, 'activation', { active, window, marked: winners });
      showNumbers(pooled.grid, valuesOf(maps.pooled, POOLED), RANGE, 'activation', { active: source });
      showNumbers(dPooled.grid, valuesOf(D_POOLED, POOLED), RANGE, 'activation', { active: source });
      showNumbers(dY.grid, valuesOf(maps.dY, SIDE, routed), RANGE, 'activation', {
        active,
        window,
        marked: winners,
      });
      showNumbers(dX.grid, valuesOf(maps.dZ, SIDE, opened), RANGE, 'activation', { active });
      legend.show(RANGE);

      const told = {
        y: moment.y,
        x: moment.x,
        arriving: plain(term.dY),
        wins: term.wins,
        routed: plain(sum),
        output: plain(maps.y[moment.cell]),
        isOpen: maps.y[moment.cell] > 0,
        result: plain(maps.dZ[moment.cell]),
      };
      const steps = [words.moved(told), words.routed(told), words.gated(told)];
      const readOut = steps.slice(0, Math.min(3, moment.phase + 1)).join(' ');
      return { readOut, sentence: words.sentence(told) };
    },
    rest: ({ y, x }) => back.note('pool', y, x),
  });
  back.restore('pool', player, 5);
  stage.mark();
}
