import { Grid } from '../../draw/grid.js';
import { makeLegend } from '../../draw/legend.js';
import { withTwins } from '../../draw/near.js';
import { numbered } from '../../draw/numbered.js';
import { part, sign } from '../../draw/parts.js';
import { colourOf, rangeOf } from '../../draw/palette.js';
import { Stage } from '../../draw/stage.js';
import { Player } from '../../player/player.js';
import { pointing } from '../../player/pointing.js';
import { attachTold } from '../../player/told.js';
import { attachTransport } from '../../player/transport.js';
import { text } from '../../text.js';
import { byId, make, write } from '../../views/dom.js';
import { attachField, numberWithin } from '../../views/number-field.js';
import { dropOut, keptScale, meanOf } from './layers.js';
import { cellSize, isWaiting } from './parts.js';

const [ROWS, COLUMNS] = [4, 6];
/** What 24 units of a hidden layer might say about an image, after ReLU; their mean is 0.5. */
const VALUES = [
  [0.8, 0, 1.2, 0.4, 0, 0.6],
  [1.5, 0.2, 0, 0.9, 0.3, 1.1],
  [0, 0.5, 0.5, 0, 1.4, 0.1],
  [0.6, 0, 0.8, 0.8, 0, 0.3],
].flat();
const USUAL = 0.5;
const MOST = 0.9;
const CELL = { least: 34, most: 38 };
const PHASES = [
  { name: 'move', ms: 120 },
  { name: 'mask', ms: 120 },
  { name: 'scale', ms: 120 },
  { name: 'done', ms: 40 },
];

/**
 * Dropout on 24 values, training beside predicting.
 * @param {import('../index.js').Context} context
 */
export function attachDropout({ address, twins: load }) {
  const host = byId('dropout-stage', HTMLElement);
  const facts = byId('dropout-facts', HTMLElement);
  const readout = byId('dropout-readout', HTMLElement);
  let rate = USUAL;
  /** Each step has a mask of its own. */
  let step = 1;
  /** @type {import('../../explain.js').Twins | null} */
  let twins = null;
  /** Null until the twins are there. @type {ReturnType<typeof dropOut> | null} */
  let result = null;
  /** The masks drawn at this rate, and the sum of the means that they leave. */
  let seen = { masks: 0, means: 0 };

  const at = (/** @type {number} */ row, /** @type {number} */ column) => row * COLUMNS + column;
  const player = new Player({ rows: ROWS, columns: COLUMNS, phases: PHASES, changed: () => stage.mark() });
  const pointed = pointing(() => player);
  const grids = {
    values: new Grid(text.dropout.values, pointed),
    mask: new Grid(text.dropout.mask, pointed),
    training: new Grid(text.dropout.training, pointed),
    predicting: new Grid(text.dropout.predicting, pointed),
  };
  const scale = sign('');
  const training = make('div', 'dropout-mode');
  training.append(
    make('p', 'mode-name', text.dropout.whenTraining),
    part(text.dropout.values, grids.values.element),
    sign('×'),
    part(text.dropout.mask, grids.mask.element),
    scale,
    part(text.dropout.training, grids.training.element),
  );
  const predicting = make('div', 'dropout-mode');
  predicting.append(
    make('p', 'mode-name', text.dropout.whenPredicting),
    part(text.dropout.predicting, grids.predicting.element),
  );
  host.append(training, predicting);
  const legend = makeLegend();
  byId('dropout-legend', HTMLElement).append(legend.element);
  const told = attachTold(byId('figure-dropout', HTMLElement));
  const transport = attachTransport(byId('dropout-player', HTMLElement), host, player, {
    phaseNames: text.dropout.phases,
  });

  const layout = () => {
    const cell = cellSize(host, COLUMNS, CELL);
    for (const grid of Object.values(grids)) grid.resize(ROWS, COLUMNS, cell);
  };
  layout();

  const showGrids = () => {
    const { moment, playing } = player;
    const range = rangeOf(VALUES) * keptScale(rate);
    layout();
    const active = { row: moment.y, column: moment.x };
    /** @param {(index: number) => number | null} value */
    const look = (value) => ({ ...numbered((...cell) => value(at(...cell)), range), active });
    const trained = (/** @type {number} */ index) => {
      if (!result || isWaiting(index, moment, playing)) return null;
      if (index !== moment.cell) return result.values[index];
      return [null, result.kept[index] ? VALUES[index] : 0, result.values[index]][Math.min(2, moment.phase)];
    };
    const dropped = (/** @type {number} */ row, /** @type {number} */ column) =>
      result?.kept[at(row, column)] === false;
    grids.values.draw(look((index) => VALUES[index]));
    grids.mask.draw({
      colour: () => colourOf(0, range),
      number: (row, column) => (result ? (dropped(row, column) ? '0' : '1') : ''),
      outside: dropped,
      active,
    });
    grids.training.draw({
      ...look(trained),
      outside: (row, column) => dropped(row, column) && trained(at(row, column)) !== null,
    });
    grids.predicting.draw(look((index) => VALUES[index]));
    legend.show(range);
  };

  const stage = new Stage(
    host,
    (now) => {
      const playing = player.tick(now);
      showGrids();
      transport.show();
      const { cell, y, x } = player.moment;
      write(scale, text.dropout.scale(keptScale(rate)));
      if (!result) return playing;
      const said = text.dropout.readout(y, x, VALUES[cell], result.kept[cell], rate, result.values[cell]);
      write(readout, said);
      told(said, playing);
      return playing;
    },
    () => player.skip(),
  );

  const showFacts = () => {
    if (!twins || !result) return;
    const kept = result.kept.filter(Boolean).length;
    const means = {
      before: meanOf(twins, VALUES),
      now: meanOf(twins, result.values),
      average: seen.means / seen.masks,
      masks: seen.masks,
    };
    write(facts, text.dropout.facts(kept, VALUES.length, means));
    stage.mark();
  };
  const take = () => {
    if (!twins) return;
    result = dropOut(twins, VALUES, step, rate);
    seen.masks += 1;
    seen.means += meanOf(twins, result.values);
  };
  const another = (/** @type {number} */ masks) => {
    for (let mask = 0; mask < masks; mask += 1) {
      step += 1;
      take();
    }
    showFacts();
  };
  byId('dropout-another', HTMLButtonElement).addEventListener('click', () => another(1));
  byId('dropout-hundred', HTMLButtonElement).addEventListener('click', () => another(100));

  const field = attachField('dropout-rate', {
    wrong: () => text.dropout.wrongRate,
    changed(value) {
      rate = value;
      address.write('rate', value === USUAL ? null : value);
      seen = { masks: 0, means: 0 };
      take();
      showFacts();
    },
  });
  field.set(address.read('rate', numberWithin(0, MOST)) ?? USUAL);
  withTwins(byId('figure-dropout', HTMLElement), load, (loaded) => {
    twins = loaded;
    take();
    showFacts();
  });
}
