import { Grid } from '../draw/grid.js';
import { Stage } from '../draw/stage.js';
import { SIDE } from '../pictures.js';
import { attachKeys } from '../player/keys.js';
import { text } from '../text.js';
import { byId } from '../views/dom.js';
import { attachField } from '../views/number-field.js';
import { colourFrom, Sheet } from './drawing.js';

/** The side of a drawn pixel, in CSS pixels. */
const CELL = { wide: 9, narrow: 8 };

/**
 * A sheet to draw on, with a pointer or with the arrows and the space bar.
 * @param {(pixels: Uint8Array) => void} changed
 */
export function attachDrawing(changed) {
  const stage = byId('yours-sheet', HTMLElement);
  const colour = byId('yours-colour', HTMLInputElement);
  const undo = byId('yours-undo', HTMLButtonElement);
  const fill = byId('yours-fill', HTMLButtonElement);
  const sheet = new Sheet();
  const grid = new Grid(text.yours.drawing.picture);
  const canvas = grid.element;
  stage.append(canvas);
  let width = 4;
  let cursor = { row: 16, column: 16 };
  /** @type {import('./drawing.js').Point | null} where the pointer was while it draws */
  let last = null;
  attachField('yours-brush', {
    wrong: () => text.yours.drawing.brushWrong,
    changed: (value) => (width = value),
  });

  const drawing = new Stage(stage, () => {
    grid.resize(SIDE, SIDE, innerWidth < 480 ? CELL.narrow : CELL.wide);
    grid.draw({
      seamless: true,
      colour: (row, column) => [
        ...sheet.pixels.subarray((row * SIDE + column) * 3, (row * SIDE + column) * 3 + 3),
      ],
      active: document.activeElement === stage && !last ? cursor : null,
    });
  });
  const show = () => {
    undo.disabled = !sheet.canUndo;
    drawing.mark();
    changed(sheet.pixels.slice());
  };

  /** @param {import('./drawing.js').Point} from @param {import('./drawing.js').Point} to */
  const paint = (from, to) => {
    sheet.stroke(from, to, width, colourFrom(colour.value));
    show();
  };
  const pointOf = (/** @type {PointerEvent} */ event) => {
    const { left, top } = canvas.getBoundingClientRect();
    return { x: (event.clientX - left) / grid.cell, y: (event.clientY - top) / grid.cell };
  };
  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    sheet.begin();
    last = pointOf(event);
    paint(last, last);
  });
  canvas.addEventListener('pointermove', (event) => {
    if (!last) return;
    const point = pointOf(event);
    paint(last, point);
    last = point;
  });
  for (const name of /** @type {const} */ (['pointerup', 'pointercancel']))
    canvas.addEventListener(name, () => (last = null));

  const move = (/** @type {number} */ rows, /** @type {number} */ columns) => () => {
    const within = (/** @type {number} */ place) => Math.min(SIDE - 1, Math.max(0, place));
    cursor = { row: within(cursor.row + rows), column: within(cursor.column + columns) };
  };
  const dot = () => {
    const middle = { x: cursor.column + 0.5, y: cursor.row + 0.5 };
    sheet.begin();
    paint(middle, middle);
  };
  const arrows = {
    ArrowUp: move(-1, 0),
    ArrowDown: move(1, 0),
    ArrowLeft: move(0, -1),
    ArrowRight: move(0, 1),
  };
  attachKeys(stage, { ...arrows, ' ': dot, Enter: dot }, drawing.mark);
  for (const name of ['focus', 'blur']) stage.addEventListener(name, drawing.mark);

  undo.addEventListener('click', () => {
    sheet.undo();
    show();
  });
  fill.addEventListener('click', () => {
    sheet.begin();
    sheet.fill(colourFrom(colour.value));
    show();
  });
  return { show };
}
