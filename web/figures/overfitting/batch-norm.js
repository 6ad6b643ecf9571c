import { Grid } from '../../draw/grid.js';
import { makeLegend } from '../../draw/legend.js';
import { withTwins } from '../../draw/near.js';
import { numbered } from '../../draw/numbered.js';
import { plain, short } from '../../draw/numbers.js';
import { part } from '../../draw/parts.js';
import { rangeOf } from '../../draw/palette.js';
import { Stage } from '../../draw/stage.js';
import { Player } from '../../player/player.js';
import { pointing } from '../../player/pointing.js';
import { attachTold } from '../../player/told.js';
import { attachTransport } from '../../player/transport.js';
import { text } from '../../text.js';
import { byId, make, write } from '../../views/dom.js';
import { attachField } from '../../views/number-field.js';
import { chanceFrom } from './chance.js';
import { follow, normalise, statisticsOf } from './layers.js';
import { cellSize, isWaiting } from './parts.js';

/** @typedef {import('./layers.js').Statistics} Statistics */

/** Images in a batch. */
const BATCH = 8;
const SEED = 3;
/** Where the unit's values lie, and how widely. */
const [CENTRE, SPREAD] = [2, 1.5];
const CELL = { least: 30, most: 48 };
/** From this size on a cell has room for two digits after the point. */
const TWO_DIGITS_FROM = 48;
const PHASES = [
  { name: 'move', ms: 120 },
  { name: 'centre', ms: 120 },
  { name: 'divide', ms: 120 },
  { name: 'done', ms: 40 },
];

/**
 * Batch normalisation of one unit over a batch of eight images, training beside predicting.
 * @param {import('../index.js').Context} context
 */
export function attachBatchNorm({ twins: load }) {
  const host = byId('batch-norm-stage', HTMLElement);
  const facts = byId('batch-norm-facts', HTMLElement);
  const readout = byId('batch-norm-readout', HTMLElement);
  const chance = chanceFrom(SEED);
  const drawBatch = () => Array.from({ length: BATCH }, () => bell(chance));
  let values = drawBatch();
  /** What the figure knows once the twins are there. @type {{ twins: import('../../explain.js').Twins, batch: Statistics,
   *   moving: Statistics } | null} */
  let known = null;
  let batches = 1;
  let gamma = 1;
  let beta = 0;

  const player = new Player({ rows: 1, columns: BATCH, phases: PHASES, changed: () => stage.mark() });
  const pointed = pointing(() => player);
  const columns = /** @type {const} */ (['training', 'predicting']).map((mode) => {
    const words = text.batchNorm[mode];
    const grids = [words.values, words.normalised, words.output].map((name) => new Grid(name, pointed));
    const element = make('div', 'batch-norm-mode');
    element.append(
      make('p', 'mode-name', words.name),
      part(text.batchNorm.values, grids[0].element),
      part(words.normalised, grids[1].element),
      part(text.batchNorm.output, grids[2].element),
    );
    host.append(element);
    return { grids, mode };
  });
  const legend = makeLegend();
  byId('batch-norm-legend', HTMLElement).append(legend.element);
  const told = attachTold(byId('figure-batch-norm', HTMLElement));
  const transport = attachTransport(byId('batch-norm-player', HTMLElement), host, player, {
    phaseNames: text.batchNorm.phases,
  });

  const layout = () => {
    const cell = cellSize(columns[0].grids[0].element.parentElement ?? host, BATCH, CELL);
    for (const grid of columns.flatMap(({ grids }) => grids)) grid.resize(1, BATCH, cell);
  };
  layout();

  const showGrids = () => {
    const { moment, playing } = player;
    layout();
    const steps = columns.map(({ mode }) => {
      if (!known) return [];
      const { twins, ...statistics } = known;
      return values.map((value) =>
        normalise(twins, value, mode === 'training' ? statistics.batch : statistics.moving, gamma, beta),
      );
    });
    const all = steps.flat().flatMap(({ centred, normalised, y }) => [centred, normalised, y]);
    const range = Math.max(1, Math.ceil(rangeOf([...values, ...all])));
    const active = { row: 0, column: moment.x };
    /** @param {Grid} grid @param {(column: number) => number | null} value */
    const draw = (grid, value) => {
      const written = (/** @type {number} */ number) =>
        grid.cell >= TWO_DIGITS_FROM ? short(number) : plain(number, 1);
      grid.draw({ ...numbered((_, column) => value(column), range, { written }), active });
    };
    columns.forEach(({ grids }, mode) => {
      const step = steps[mode];
      draw(grids[0], (column) => values[column]);
      draw(grids[1], (column) => {
        if (!known || isWaiting(column, moment, playing)) return null;
        if (column !== moment.cell || moment.phase >= 2) return step[column].normalised;
        return moment.phase === 1 ? step[column].centred : null;
      });
      draw(grids[2], (column) => {
        if (!known || isWaiting(column, moment, playing)) return null;
        return column === moment.cell && moment.phase < 3 ? null : step[column].y;
      });
    });
    legend.show(range);
  };

  const stage = new Stage(
    host,
    (now) => {
      const playing = player.tick(now);
      showGrids();
      transport.show();
      if (!known) return playing;
      const { twins, batch, moving } = known;
      const { cell } = player.moment;
      const results = [batch, moving].map(
        (statistics) => normalise(twins, values[cell], statistics, gamma, beta).y,
      );
      const said = text.batchNorm.readout(cell, values[cell], { batch, moving, gamma, beta }, results);
      write(readout, said);
      told(said, playing);
      return playing;
    },
    () => player.skip(),
  );

  const showFacts = () => {
    if (known) write(facts, text.batchNorm.facts(batches, known.batch, known.moving));
    stage.mark();
  };
  const goOn = (/** @type {number} */ more) => {
    if (!known) return;
    const { twins } = known;
    for (let index = 0; index < more; index += 1) {
      values = drawBatch();
      const batch = statisticsOf(twins, values);
      known = { twins, batch, moving: follow(twins, known.moving, batch) };
    }
    batches += more;
    showFacts();
  };
  byId('batch-norm-next', HTMLButtonElement).addEventListener('click', () => goOn(1));
  byId('batch-norm-hundred', HTMLButtonElement).addEventListener('click', () => goOn(100));
  attachField('batch-norm-gamma', {
    wrong: () => text.batchNorm.wrong,
    changed(value) {
      gamma = value;
      stage.mark();
    },
  });
  attachField('batch-norm-beta', {
    wrong: () => text.batchNorm.wrong,
    changed(value) {
      beta = value;
      stage.mark();
    },
  });
  withTwins(byId('figure-batch-norm', HTMLElement), load, (twins) => {
    const batch = statisticsOf(twins, values);
    known = { twins, batch, moving: follow(twins, { mean: 0, variance: 1 }, batch) };
    showFacts();
  });
}

/**
 * A value near the centre, seldom far from it: the sum of many draws is almost a bell curve. One digit after the point.
 * @param {() => number} chance
 */
function bell(chance) {
  let sum = -6;
  for (let draw = 0; draw < 12; draw += 1) sum += chance();
  return Math.round((CENTRE + SPREAD * sum) * 10) / 10;
}
