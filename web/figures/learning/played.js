import { withTwins } from '../../draw/near.js';
import { Stage, ease, isStill } from '../../draw/stage.js';
import { Player } from '../../player/player.js';
import { attachTold } from '../../player/told.js';
import { attachTransport } from '../../player/transport.js';
import { byId, write } from '../../views/dom.js';

/**
 * What the played figures of the chapter have in common: stage, transport, read-out, and the twins once they are near.
 *
 * @typedef {import('../../explain.js').Twins} Twins
 * @typedef {import('../../player/player.js').Moment} Moment
 *
 * @typedef {object} Frame what a figure tells of what it has drawn
 * @property {string} readOut the whole arithmetic
 * @property {string} sentence for a reader who does not see it
 *
 * @typedef {object} Shown
 * @property {Moment} moment
 * @property {Twins} twins
 * @property {(cell: number) => boolean} landed whether an output cell has its number by now
 *
 * @typedef {{ player: Player, stage: Stage }} Played
 */

/**
 * @param {object} options
 * @param {string} options.name of the figure; its parts have the ids `name-stage`, `name-player` and `name-readout`
 * @param {import('../index.js').FigureContext} options.context
 * @param {number} options.rows of the output
 * @param {number} options.columns of the output
 * @param {import('../../player/player.js').Phase[]} options.phases
 * @param {Record<string, string>} options.phaseNames
 * @param {(width: number) => void} options.layout sizes the grids for a stage of this width
 * @param {(moment: Moment) => void} options.drawStill what can be drawn before the twins are there
 * @param {(shown: Shown) => Frame} options.draw
 * @param {(moment: Moment) => void} [options.rest] told where the animation stands still
 * @returns {Played}
 */
export function playFigure({ name, context, rows, columns, phases, phaseNames, layout, ...figure }) {
  const box = byId(`figure-${name}`, HTMLElement);
  const host = byId(`${name}-stage`, HTMLElement);
  const readOut = byId(`${name}-readout`, HTMLElement);
  const player = new Player({ rows, columns, phases, changed: () => stage.mark() });
  const transport = attachTransport(byId(`${name}-player`, HTMLElement), host, player, { phaseNames });
  const tell = attachTold(box);
  const filling = new Filling();
  /** @type {Twins | null} */
  let twins = null;

  const stage = new Stage(
    host,
    (now) => {
      const playing = player.tick(now);
      const { moment } = player;
      layout(host.clientWidth);
      if (twins) {
        const { readOut: line, sentence } = figure.draw({ moment, twins, landed: filling.of(player) });
        write(readOut, line);
        tell(sentence, playing);
      } else figure.drawStill(moment);
      transport.show();
      if (!playing && !moment.previewed) figure.rest?.(moment);
      return playing;
    },
    () => player.skip(),
  );
  layout(host.clientWidth);
  withTwins(box, context.twins, (ready) => {
    twins = ready;
    stage.mark();
  });
  return { player, stage };
}

/**
 * Which cells of an output have their numbers: it stands there whole, grows cell by cell once it is played, and is whole
 * again when another cell is sought out.
 */
class Filling {
  #growing = false;
  #cell = -1;

  /** @param {Player} player @returns {(cell: number) => boolean} */
  of(player) {
    const { cell, phase, name, previewed } = player.moment;
    if (player.playing) this.#growing = true;
    else if (cell !== this.#cell && phase === player.phases.length - 1 && !previewed) this.#growing = false;
    if (!previewed) this.#cell = cell;
    const growing = this.#growing && !previewed;
    return (other) => (other === cell ? name === 'done' : !growing || other < cell);
  }
}

/**
 * Where the window is while it glides to its cell.
 * @param {Moment} moment
 * @param {number} columns of the output
 */
export function gliding({ cell, y, x, name, t }, columns) {
  if (name !== 'move' || isStill() || cell === 0) return { row: y, column: x };
  const from = { y: Math.floor((cell - 1) / columns), x: (cell - 1) % columns };
  const share = ease(t);
  return { row: from.y + (y - from.y) * share, column: from.x + (x - from.x) * share };
}

/**
 * How many of the terms have appeared.
 * @param {Moment} moment
 * @param {number} terms
 */
export function appeared({ name, t }, terms) {
  if (name === 'move') return 0;
  if (name === 'multiply' && !isStill()) return Math.ceil(t * terms);
  return terms;
}
