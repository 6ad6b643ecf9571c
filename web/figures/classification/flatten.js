import { withTwins } from '../../draw/near.js';
import { Stage } from '../../draw/stage.js';
import { Player } from '../../player/player.js';
import { attachTold } from '../../player/told.js';
import { attachTransport } from '../../player/transport.js';
import { whole } from '../../readers.js';
import { text } from '../../text.js';
import { byId, write } from '../../views/dom.js';
import { BIAS, KERNEL, MAPS, UNITS } from './example.js';
import { FlattenView } from './flatten-view.js';

/**
 * @typedef {import('../../explain.js').Twins} Twins
 * @typedef {import('../../explain.js').DenseTrace} DenseTrace
 *
 * @typedef {object} Unit the whole arithmetic of one unit
 * @property {DenseTrace} trace
 * @property {number} products the sum of the products alone
 */

/** @type {import('../../player/player.js').Phase[]} */
const PHASES = [
  { name: 'move', ms: 120 },
  { name: 'multiply', ms: 320 },
  { name: 'sum', ms: 100 },
  { name: 'bias', ms: 60 },
  { name: 'done', ms: 80 },
];

/**
 * Two small maps laid out as a row, and a dense layer on it, with every term.
 * @param {import('../index.js').FigureContext} context
 */
export function attachFlatten({ address, twins: load }) {
  const figure = byId('figure-flatten-dense', HTMLElement);
  const stageHost = byId('flatten-stage', HTMLElement);
  const readout = byId('flatten-readout', HTMLElement);
  const activation = byId('flatten-activation', HTMLSelectElement);
  const kernel = Float32Array.from(KERNEL);
  const bias = Float32Array.from(BIAS);
  /** @type {Twins | null} */
  let twins = null;
  /** @type {Unit[] | null} */
  let units = null;
  /** The outputs are shown up to this one; at first all of them are. */
  let landed = Infinity;

  const stage = new Stage(stageHost, draw, () => player.skip());
  const player = new Player({ rows: 1, columns: UNITS, phases: PHASES, changed: stage.mark });
  const transport = attachTransport(byId('flatten-player', HTMLElement), stageHost, player);
  const told = attachTold(figure);

  const compute = () => {
    if (!twins) return;
    const relu = activation.value === 'relu';
    const bare = twins.dense(MAPS, kernel, null, UNITS, false);
    units = Array.from(bare, (products, unit) => ({
      trace: /** @type {Twins} */ (twins).traceDense(MAPS, kernel, bias, UNITS, relu, unit),
      products,
    }));
    stage.mark();
  };

  const view = new FlattenView(stageHost, {
    player,
    hint: byId('flatten-hint', HTMLElement),
    mark: stage.mark,
    weigh(input, unit, value) {
      kernel[input * UNITS + unit] = value;
      compute();
    },
    bias(unit, value) {
      bias[unit] = value;
      compute();
    },
  });
  view.fill(kernel, bias);
  transport.show();

  activation.addEventListener('change', compute);
  byId('flatten-back', HTMLButtonElement).addEventListener('click', () => {
    kernel.set(KERNEL);
    bias.set(BIAS);
    view.fill(kernel, bias);
    compute();
  });
  const wanted = address.read('unit', whole(1, UNITS));
  if (wanted !== null) player.seek(wanted - 1);
  withTwins(figure, load, (arrived) => {
    twins = arrived;
    compute();
  });

  /** @param {number} now */
  function draw(now) {
    const playing = player.tick(now);
    transport.show();
    if (!units) return playing;
    const { moment } = player;
    const done = moment.name === 'done';
    if (moment.cell === 0 && !done) landed = -1;
    if (done && !moment.previewed) landed = Math.max(landed, moment.cell);
    const relu = activation.value === 'relu';
    view.draw(units, moment, landed);
    write(readout, text.flatten.readout(moment.cell, units[moment.cell], relu));
    told(text.flatten.told(moment.cell, units[moment.cell], relu), playing);
    if (!playing && !moment.previewed) address.write('unit', moment.cell === 0 ? null : moment.cell + 1);
    return playing;
  }
}
