import { paintMap } from '../../draw/bitmap.js';
import { rangeOf } from '../../draw/palette.js';
import { Stage } from '../../draw/stage.js';
import { isResting } from '../../run/state.js';
import { text } from '../../text.js';
import { byId, make, write } from '../../views/dom.js';
import { attachRoving } from '../../views/roving.js';

/** How many maps are painted in a frame. */
const A_FRAME = 8;

/**
 * The strip of the feature maps of all filters of the reader's network, to choose one from. It is one stop of the Tab
 * key; arrows go from map to map.
 *
 * @param {import('../index.js').FigureContext} context
 * @param {import('./shared-kernel.js').SharedKernel} kernel
 * @param {import('./filters.js').Filters} filters
 * @param {import('./colour-example.js').ColourExample} example
 */
export function attachFilterStrip({ state, watch }, kernel, filters, example) {
  const words = text.featureMaps;
  const host = byId('filters', HTMLElement);
  const none = byId('filters-none', HTMLElement);
  const said = byId('filters-said', HTMLElement);
  const strip = byId('filters-strip', HTMLElement);
  const take = byId('filters-take', HTMLButtonElement);
  /** @type {{ button: HTMLButtonElement, canvas: HTMLCanvasElement }[]} */
  let shown = [];
  /** Grows with everything that the maps depend on. */
  let revision = 0;
  /** What is being painted, and how much of it is. */
  let painting = { revision: -1, next: 0, paint: (/** @type {number} */ _index) => {} };

  take.addEventListener('click', () => void filters.take());
  attachRoving(strip);

  const stage = new Stage(host, () => {
    const { taken, phase } = filters;
    const isNew =
      state.hasModel &&
      phase !== 'taking' &&
      (!taken || (isResting(state.phase) && taken.epochs !== state.trained));
    if (isNew && (phase === 'none' || phase === 'taken')) void filters.take();
    none.hidden = state.hasModel || taken !== null;
    take.hidden = !state.hasModel;
    strip.hidden = !taken;
    write(said, sentence());
    if (!taken) return false;
    if (shown.length !== taken.count) lay(taken.count);
    for (const [index, { button }] of shown.entries())
      button.setAttribute('aria-pressed', String(kernel.filter?.number === index + 1));
    return paint(taken);
  });

  /** What the strip shows, or why it shows nothing. */
  function sentence() {
    const { taken, phase } = filters;
    if (phase === 'failed') return words.failed;
    if (phase === 'unfit') return words.unfit;
    if (!taken) return state.hasModel ? words.taking : '';
    return words.taken(taken.count, taken.epochs, state.hasModel && state.trained !== taken.epochs);
  }

  /** @param {number} count */
  function lay(count) {
    shown = Array.from({ length: count }, (_, index) => {
      const button = make('button', 'filter');
      button.type = 'button';
      button.tabIndex = index === 0 ? 0 : -1;
      button.title = words.filter(index + 1);
      button.setAttribute('aria-label', words.filter(index + 1));
      const canvas = make('canvas');
      button.append(canvas, make('span', '', String(index + 1)));
      button.addEventListener('click', () => filters.choose(index + 1));
      return { button, canvas };
    });
    strip.replaceChildren(...shown.map(({ button }) => button));
  }

  /**
   * Paints a few maps a frame; answers whether there are more.
   * @param {import('./filters.js').Taken} taken
   */
  function paint(taken) {
    if (painting.revision !== revision) {
      const maps = example.mapsOf(taken);
      if (!maps) return false;
      const { values, rows, columns } = maps;
      const range = rangeOf(values);
      const paintOne = (/** @type {number} */ index) => {
        const place = { length: rows * columns };
        const map = Float32Array.from(place, (_, cell) => values[cell * taken.count + index]);
        paintMap(shown[index].canvas, { values: map, rows, columns }, range, 'activation');
      };
      painting = { revision, next: 0, paint: paintOne };
    }
    const end = Math.min(shown.length, painting.next + A_FRAME);
    for (; painting.next < end; painting.next += 1) painting.paint(painting.next);
    return painting.next < shown.length;
  }

  const renew = () => {
    revision += 1;
    stage.mark();
  };
  addEventListener('recolour', renew);
  example.onChange(renew);
  filters.onChange(renew);

  let known = '';
  watch(() => {
    const now = `${state.hasModel} ${state.phase} ${isResting(state.phase) || state.trained > 0}`;
    if (now === known) return;
    known = now;
    stage.mark();
  });
}
