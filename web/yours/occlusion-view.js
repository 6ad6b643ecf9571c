import { Grid } from '../draw/grid.js';
import { makeLegend } from '../draw/legend.js';
import { colourOf, rangeOf } from '../draw/palette.js';
import { Stage } from '../draw/stage.js';
import { SIDE } from '../pictures.js';
import { attachKeys } from '../player/keys.js';
import { attachTold } from '../player/told.js';
import { sentenceOf } from '../run/engine.js';
import { text } from '../text.js';
import { bestOf } from '../views/bars.js';
import { byId, make, makeOption, write } from '../views/dom.js';
import { percent } from '../views/format.js';
import { attachField } from '../views/number-field.js';
import { areaOf, cover, dropsOf, occlusionMap } from './occlusion.js';

const words = text.occlusion;

/** The side of the picture and of the map, in CSS pixels. */
const SHOWN = 256;

/** @typedef {import('../draw/grid.js').Cell} Cell */

/**
 * The occlusion map of the picture that is being looked at.
 * @param {import('../run/run.js').Run} run
 * @param {import('../run/state.js').State} state
 */
export function attachOcclusion(run, state) {
  const stage = byId('occlusion-stage', HTMLElement);
  const choice = byId('occlusion-class', HTMLSelectElement);
  const button = byId('occlusion-make', HTMLButtonElement);
  const bar = byId('occlusion-progress', HTMLProgressElement);
  const readout = byId('occlusion-readout', HTMLElement);
  choice.append(makeOption(words.best, ''), ...text.classNames.map((name, label) => makeOption(name, label)));
  const legend = makeLegend();
  byId('occlusion-legend', HTMLElement).append(make('p', 'stage-label', words.legend), legend.element);

  /** @type {Uint8Array | null} */
  let pixels = null;
  /** @type {{ map: import('./occlusion.js').OcclusionMap, pixels: Uint8Array } | null} */
  let made = null;
  let patch = 8;
  /** @type {Cell} */
  let cell = { row: 0, column: 0 };
  /** Counts the maps that were begun: an older one stops. */
  let turn = 0;
  let failure = '';

  const pick = (/** @type {Cell} */ picked) => {
    cell = picked;
    drawing.mark();
  };
  const picture = new Grid(words.picture);
  const drops = new Grid(words.map, { hover: pick, pick });
  stage.append(part(words.picture, picture.element), part(words.map, drops.element));
  const tell = attachTold(stage);

  const drawing = new Stage(stage, () => {
    const shown = made?.pixels ?? pixels;
    const cells =
      stage.clientWidth < 2 * SHOWN + 60 ? Math.floor((stage.clientWidth - 16) / SIDE) : SHOWN / SIDE;
    const size = Math.min(SHOWN / SIDE, Math.max(6, cells));
    picture.resize(SIDE, SIDE, size);
    const places = made?.map.places ?? 13;
    drops.resize(places, places, Math.floor((SIDE * size) / places));
    const area = made ? areaOf(cell, made.map.patch) : null;
    const covered = shown && area ? cover(shown, area) : shown;
    picture.draw({
      seamless: true,
      colour: (row, column) =>
        covered ? [...covered.subarray((row * SIDE + column) * 3).slice(0, 3)] : null,
      window: area && { row: area.top, column: area.left, rows: area.patch, columns: area.patch },
    });
    const label = made ? labelOf(made.map) : 0;
    const values = made ? dropsOf(made.map, label) : null;
    const range = values ? rangeOf(values) : 1;
    drops.draw({
      colour: (row, column) => colourOf(values?.[row * places + column] ?? 0, range),
      active: made ? cell : null,
    });
    legend.show(range, (value) => percent(value, range < 0.1 ? 2 : 0));
    const sentence = made ? sentenceAt(made.map, label) : failure || words.empty;
    write(readout, sentence);
    tell(sentence, false);
  });

  /** @param {import('./occlusion.js').OcclusionMap} map */
  const labelOf = ({ whole }) => (choice.value === '' ? bestOf(whole) : Number(choice.value));

  /** @param {import('./occlusion.js').OcclusionMap} map @param {number} label */
  const sentenceAt = (map, label) => {
    const { top, left } = areaOf(cell, map.patch);
    const row = map.covered.subarray((cell.row * map.places + cell.column) * map.whole.length).slice(0, 10);
    const best = bestOf(row);
    return words.readout({
      rows: [top, top + map.patch - 1],
      columns: [left, left + map.patch - 1],
      name: text.classNames[label],
      before: map.whole[label],
      after: row[label],
      best: best === label ? '' : text.classNames[best],
    });
  };

  const makeMap = async () => {
    turn += 1;
    const mine = turn;
    if (!pixels) return;
    const subject = pixels;
    failure = '';
    button.setAttribute('aria-busy', 'true');
    write(button, words.making);
    try {
      if (!state.hasModel) await run.build();
      const map = await occlusionMap(
        subject,
        patch,
        (images) => run.aside.predict(images),
        (share) => {
          bar.value = share;
          return mine === turn;
        },
      );
      if (map && mine === turn) {
        made = { map, pixels: subject };
        const drop = dropsOf(map, labelOf(map));
        const most = bestOf(drop);
        cell = { row: Math.floor(most / map.places), column: most % map.places };
      }
    } catch (error) {
      if (mine === turn) failure = sentenceOf(error, text.status.unknown);
    }
    if (mine !== turn) return;
    rest();
  };
  const rest = () => {
    bar.value = 0;
    button.removeAttribute('aria-busy');
    write(button, words.make);
    drawing.mark();
  };
  /** What was made does not fit any more. */
  const forget = () => {
    turn += 1;
    made = null;
    failure = '';
    rest();
  };

  button.addEventListener('click', () => void makeMap());
  choice.addEventListener('change', drawing.mark);
  attachField('occlusion-patch', {
    wrong: () => words.patchWrong,
    changed(value) {
      if (value === patch) return;
      patch = value;
      forget();
    },
  });
  const move = (/** @type {number} */ rows, /** @type {number} */ columns) => () => {
    const places = made?.map.places ?? 1;
    const within = (/** @type {number} */ place) => Math.min(places - 1, Math.max(0, place));
    cell = { row: within(cell.row + rows), column: within(cell.column + columns) };
  };
  attachKeys(
    stage,
    { ArrowUp: move(-1, 0), ArrowDown: move(1, 0), ArrowLeft: move(0, -1), ArrowRight: move(0, 1) },
    drawing.mark,
  );

  return {
    /** @param {import('../pictures.js').Picture} shown */
    take(shown) {
      pixels = shown.pixels;
      forget();
    },
  };
}

/** @param {string} title @param {HTMLElement} content */
function part(title, content) {
  const element = make('div', 'stage-part');
  element.append(make('p', 'stage-label', title), content);
  return element;
}
