import { withTwins } from '../../draw/near.js';
import { Stage, isStill } from '../../draw/stage.js';
import { Player } from '../../player/player.js';
import { attachTold } from '../../player/told.js';
import { attachTransport } from '../../player/transport.js';
import { cellWithin, oneOf, whole } from '../../readers.js';
import { text } from '../../text.js';
import { byId, write } from '../../views/dom.js';
import { attachPicker } from '../../views/picker.js';
import { PIECE, edgesOf, liveliestPiece } from './edges.js';
import { PoolView } from './pool-view.js';
import { leadersOf, slidingOf, unseen } from './windows.js';

/**
 * @typedef {import('../../explain.js').Twins} Twins
 * @typedef {import('./windows.js').Settings} Settings
 *
 * @typedef {object} Pooled everything that the figure shows, for one picture and one setting
 * @property {import('../../pictures.js').Picture} picture
 * @property {{ row: number, column: number, values: Float32Array }} piece
 * @property {Settings} settings
 * @property {import('../../explain.js').Placement} placement
 * @property {number[]} unseen rows, and columns, that no window looks at
 * @property {Float32Array} y
 * @property {import('../../explain.js').PoolTrace[]} traces one a window
 * @property {number[][]} leaders of each window, as the comparison goes on
 */

/** @type {import('../../player/player.js').Phase[]} */
const PHASES = [
  { name: 'move', ms: 120 },
  { name: 'compare', ms: 220 },
  { name: 'done', ms: 60 },
];

/** @type {Settings} */
const USUAL = { size: 2, stride: 2, padding: 'valid' };

/**
 * Max pooling, window by window, on a piece of the chosen picture's feature map.
 * @param {import('../index.js').FigureContext} context
 */
export function attachPool({ address, pictures, twins: load }) {
  const figure = byId('figure-pooling', HTMLElement);
  const stageHost = byId('pooling-stage', HTMLElement);
  const [size, stride, padding] = ['size', 'stride', 'padding'].map((name) =>
    byId(`pooling-${name}`, HTMLSelectElement),
  );
  const [call, sizes, readout] = ['call', 'sizes', 'readout'].map((name) =>
    byId(`pooling-${name}`, HTMLElement),
  );
  attachPicker(byId('pooling-picker', HTMLElement), pictures);

  size.value = String(address.read('pool', whole(2, 3)) ?? USUAL.size);
  stride.value = String(address.read('poolStride', whole(1, 3)) ?? USUAL.stride);
  padding.value = address.read('poolPadding', oneOf(['valid', 'same'])) ?? USUAL.padding;
  /** The cell of the address, until there is an output to go to it in. */
  let wanted = address.read('poolCell', cellWithin(PIECE));
  /** @type {Twins | null} */
  let twins = null;
  /** @type {Pooled | null} */
  let pooled = null;
  /** The output is filled up to here; at first it is shown whole. */
  let landed = Infinity;

  const stage = new Stage(stageHost, draw, () => player.skip());
  const player = new Player({ rows: 4, columns: 4, phases: PHASES, changed: stage.mark });
  const transport = attachTransport(byId('pooling-player', HTMLElement), stageHost, player);
  const told = attachTold(figure);
  const view = new PoolView(stageHost, player);
  transport.show();

  /** @returns {Settings} */
  const settings = () => ({
    size: Number(size.value),
    stride: Number(stride.value),
    padding: padding.value === 'same' ? 'same' : 'valid',
  });

  const remake = () => {
    write(call, text.pooling.call(settings()));
    if (!twins || !pictures.current) return;
    pooled = pool(twins, pictures.current, settings());
    landed = Infinity;
    const [rows, columns] = pooled.placement.output;
    player.resize(rows, columns);
    if (wanted) player.seek(Math.min(wanted.y, rows - 1) * columns + Math.min(wanted.x, columns - 1));
    wanted = null;
    write(sizes, text.pooling.sizes(PIECE, pooled));
    stage.mark();
  };

  for (const [control, name, usual] of /** @type {const} */ ([
    [size, 'pool', USUAL.size],
    [stride, 'poolStride', USUAL.stride],
    [padding, 'poolPadding', USUAL.padding],
  ])) {
    control.addEventListener('change', () => {
      address.write(name, control.value === String(usual) ? null : control.value);
      remake();
    });
  }
  pictures.onChange(remake);
  remake();
  withTwins(figure, load, (arrived) => {
    twins = arrived;
    remake();
  });

  /** @param {number} now */
  function draw(now) {
    const playing = player.tick(now);
    transport.show();
    if (!pooled) return playing;
    const { moment } = player;
    const done = moment.name === 'done';
    if (moment.cell === 0 && !done) landed = -1;
    if (done && !moment.previewed) landed = Math.max(landed, moment.cell);
    view.draw(pooled, moment, landed, isStill());
    const trace = pooled.traces[moment.cell];
    write(readout, text.pooling.readout(moment, trace));
    told(text.pooling.told(moment, trace), playing);
    if (!playing && !moment.previewed)
      address.write('poolCell', moment.cell === 0 ? null : `${moment.y + 1},${moment.x + 1}`);
    return playing;
  }
}

/**
 * @param {Twins} twins
 * @param {import('../../pictures.js').Picture} picture
 * @param {Settings} settings
 * @returns {Pooled}
 */
function pool(twins, picture, settings) {
  const piece = liveliestPiece(edgesOf(twins, picture, false));
  const sliding = slidingOf(PIECE, settings);
  const placement = twins.place(sliding);
  if (!placement) throw new RangeError(`No window of ${settings.size} fits a map of ${PIECE}`);
  const traces = [];
  for (let y = 0; y < placement.output[0]; y += 1)
    for (let x = 0; x < placement.output[1]; x += 1)
      traces.push(twins.traceMaxPool(sliding, piece.values, { y, x, channel: 0 }));
  return {
    picture,
    piece,
    settings,
    placement,
    unseen: unseen(PIECE, settings, placement),
    y: twins.maxPool(sliding, piece.values).y,
    traces,
    leaders: traces.map(({ terms }) => leadersOf(twins, terms)),
  };
}
