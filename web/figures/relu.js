import { Grid } from '../draw/grid.js';
import { makeLegend } from '../draw/legend.js';
import { exact } from '../draw/numbers.js';
import { colourOf, rangeOf } from '../draw/palette.js';
import { Stage } from '../draw/stage.js';
import { attachKeys, cellKeys } from '../player/keys.js';
import { AT_ONCE, Player } from '../player/player.js';
import { pointing } from '../player/pointing.js';
import { attachTold } from '../player/told.js';
import { text } from '../text.js';
import { byId, write } from '../views/dom.js';
import { part, sign } from '../draw/parts.js';
import { featureMap } from './feature-map.js';
import { ReluPlot } from './relu-plot.js';

const CELL = { most: 9, least: 6 };
/** The map's size before it is known. */
const NO_MAP = { rows: 30, columns: 30 };

/**
 * The figure of the feature map before and after ReLU, with the function between them.
 *
 * @param {import('./index.js').FigureContext} context
 */
export function attachRelu({ twins }) {
  const words = text.relu;
  const figure = byId('figure-relu', HTMLElement);
  const host = byId('relu-stage', HTMLElement);
  const readout = byId('relu-readout', HTMLElement);
  const share = byId('relu-share', HTMLElement);

  const player = new Player({ rows: 1, columns: 1, phases: AT_ONCE, changed: () => stage.mark() });
  const pointed = pointing(() => player);
  const [before, after] = [new Grid(words.before, pointed), new Grid(words.after, pointed)];
  const plot = new ReluPlot(words.plot);
  host.append(
    part(words.before, before.element),
    sign('→'),
    part(words.plot, plot.element),
    sign('→'),
    part(words.after, after.element),
  );
  attachKeys(host, cellKeys(player));
  const tell = attachTold(figure);
  const legend = makeLegend();
  byId('relu-legend', HTMLElement).append(legend.element);

  /** What ReLU makes of the map at hand. @type {Float32Array | null} */
  let kept = null;
  let range = 1;

  const layout = () => {
    const { rows, columns } = featureMap.current ?? NO_MAP;
    const side = Math.max(CELL.least, Math.min(CELL.most, Math.floor((host.clientWidth - 2) / columns)));
    for (const grid of [before, after]) grid.resize(rows, columns, side);
  };
  layout();

  const stage = new Stage(host, () => {
    const map = featureMap.current;
    const { y, x, cell } = player.moment;
    layout();
    const active = kept ? { row: y, column: x } : null;
    const draw = (/** @type {Grid} */ grid, /** @type {Float32Array | null | undefined} */ values) => {
      const colour = (/** @type {number} */ row, /** @type {number} */ column) =>
        values ? colourOf(values[row * grid.columns + column], range) : null;
      grid.draw({ colour, active, seamless: true });
    };
    draw(before, map?.values);
    draw(after, kept);
    plot.draw(range, map && kept ? { x: map.values[cell], y: kept[cell] } : null);
    if (!map || !kept) return;
    legend.show(range);
    const sentence = words.read(y, x, exact(map.values[cell]), exact(kept[cell]));
    write(readout, sentence);
    tell(sentence, false);
  });

  featureMap.onChange(async () => {
    const map = featureMap.current;
    kept = map && (await twins()).relu(map.values);
    if (map !== featureMap.current) return;
    if (map && kept) {
      range = rangeOf(map.values);
      if (map.rows !== player.rows || map.columns !== player.columns) player.resize(map.rows, map.columns);
      const positive = kept.reduce((cells, value) => cells + Number(value > 0), 0);
      write(share, words.share(map.name, positive, kept.length));
      before.label = words.beforeOf(map.name);
      after.label = words.afterOf(map.name);
    }
    stage.mark();
  });
}
