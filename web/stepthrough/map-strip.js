import { currentTheme } from '../draw/palette.js';
import { whole } from '../readers.js';
import { text } from '../text.js';
import { currentPalette } from '../views/palette.js';
import { make, write } from '../views/dom.js';
import { bitmapOf } from '../draw/bitmap.js';
import { clear, fit } from '../draw/canvas.js';
import { rampOf } from './ranges.js';

/**
 * Maps side by side to choose one of: small pictures on one canvas, which is a slider to the keyboard, and a number
 * field. Where the choices are no maps, there is the field alone.
 *
 * @typedef {import('./subjects/subject.js').Channels} Channels
 * @typedef {import('../draw/grid.js').Area} Area
 */

const SIDE = 32;
const PITCH = 40;

export class MapStrip {
  #channels;
  #selected;
  /** @type {(index: number) => void} */
  #choose;
  /** @type {HTMLCanvasElement | null} */
  #canvas = null;
  #field = make('input');
  #name = make('span', 'strip-name');
  #hint = make('span', 'hint wrong');
  #perRow = 1;
  #drawn = '';
  /** @type {OffscreenCanvas[]} */
  #bitmaps = [];
  #bitmapsOf = '';

  /**
   * @param {Channels} channels
   * @param {number} selected
   * @param {(index: number) => void} choose
   */
  constructor(channels, selected, choose) {
    this.#channels = channels;
    this.#selected = selected;
    this.#choose = choose;
    this.element = make('div', 'map-strip');
    const line = make('label', 'strip-line');
    this.#field.type = 'number';
    Object.assign(this.#field, { min: '1', max: String(channels.count), step: '1' });
    this.#field.addEventListener('input', () => this.#type());
    line.append(make('span', 'strip-label', channels.label), this.#field, this.#name);
    this.#hint.setAttribute('role', 'status');
    this.element.append(line, this.#hint);
    if (channels.plane) {
      this.#canvas = make('canvas', 'strip-maps');
      this.#canvas.tabIndex = 0;
      this.#canvas.setAttribute('role', 'slider');
      this.#canvas.setAttribute('aria-label', text.stepThrough.strip.choose(channels.label));
      this.#canvas.setAttribute('aria-valuemin', '1');
      this.#canvas.setAttribute('aria-valuemax', String(channels.count));
      this.#canvas.addEventListener('click', (event) => this.#pick(event));
      this.#canvas.addEventListener('keydown', (event) => this.#key(event));
      const box = make('div', 'strip-scroll');
      box.append(this.#canvas);
      this.element.append(box);
    }
    this.select(selected);
  }

  /** @param {number} index */
  select(index) {
    this.#selected = index;
    const { count, name } = this.#channels;
    if (Number(this.#field.value) !== index + 1) this.#field.value = String(index + 1);
    this.#refuse('');
    write(this.#name, text.stepThrough.strip.of(count));
    this.#canvas?.setAttribute('aria-valuenow', String(index + 1));
    this.#canvas?.setAttribute('aria-valuetext', name(index));
  }

  /**
   * @param {(plane: import('./subjects/subject.js').Plane) => number} rangeOf
   * @param {string} scope what the ranges depend on
   * @param {Area | null} window that is outlined on every map
   */
  draw(rangeOf, scope, window) {
    const { plane, count } = this.#channels;
    if (!this.#canvas || !plane) return;
    const width = this.#canvas.parentElement?.clientWidth ?? 0;
    this.#perRow = Math.max(1, Math.min(count, Math.floor((width - 4) / PITCH)));
    const look = JSON.stringify([currentTheme(), scope, width, this.#selected, window, devicePixelRatio]);
    if (look === this.#drawn || width === 0) return;
    this.#drawn = look;
    const wanted = `${currentTheme()} ${scope}`;
    if (wanted !== this.#bitmapsOf) {
      this.#bitmapsOf = wanted;
      this.#bitmaps = Array.from({ length: count }, (_, index) => {
        const map = plane(index);
        return bitmapOf(map, rangeOf(map), rampOf(map.family));
      });
    }
    const height = Math.ceil(count / this.#perRow) * PITCH;
    fit(this.#canvas, this.#perRow * PITCH, height);
    const context = clear(this.#canvas);
    if (!context) return;
    const page = currentPalette();
    context.imageSmoothingEnabled = false;
    this.#bitmaps.forEach((bitmap, index) => {
      const [x, y] = this.#place(index);
      context.drawImage(bitmap, x, y, SIDE, SIDE);
      context.lineWidth = 1;
      context.strokeStyle = page.rule;
      context.strokeRect(x - 0.5, y - 0.5, SIDE + 1, SIDE + 1);
      context.strokeStyle = page.accent;
      if (window) {
        const cell = SIDE / bitmap.width;
        const [left, top] = [Math.max(0, window.column), Math.max(0, window.row)];
        const right = Math.min(bitmap.width, window.column + window.columns);
        const bottom = Math.min(bitmap.height, window.row + window.rows);
        context.strokeRect(x + left * cell, y + top * cell, (right - left) * cell, (bottom - top) * cell);
      }
      if (index !== this.#selected) return;
      context.lineWidth = 2;
      context.strokeRect(x - 2, y - 2, SIDE + 4, SIDE + 4);
    });
    this.#follow();
  }

  /** @param {number} index */
  #place(index) {
    const gap = (PITCH - SIDE) / 2;
    const [row, column] = [Math.floor(index / this.#perRow), index % this.#perRow];
    return [column * PITCH + gap, row * PITCH + gap];
  }

  /** Keeps the chosen map in sight where the strip scrolls. */
  #follow() {
    const box = this.#canvas?.parentElement;
    if (!box) return;
    const [, y] = this.#place(this.#selected);
    if (y < box.scrollTop) box.scrollTop = y - 4;
    else if (y + PITCH > box.scrollTop + box.clientHeight) box.scrollTop = y + PITCH - box.clientHeight;
  }

  /** @param {MouseEvent} event */
  #pick({ offsetX, offsetY }) {
    const index = Math.floor(offsetY / PITCH) * this.#perRow + Math.floor(offsetX / PITCH);
    if (index < this.#channels.count) this.#choose(index);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const last = this.#channels.count - 1;
    /** @type {Record<string, number>} */
    const wanted = {
      ArrowLeft: this.#selected - 1,
      ArrowRight: this.#selected + 1,
      ArrowUp: this.#selected - this.#perRow,
      ArrowDown: this.#selected + this.#perRow,
      Home: 0,
      End: last,
    };
    if (!(event.key in wanted) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const index = wanted[event.key];
    if (index >= 0 && index <= last && index !== this.#selected) this.#choose(index);
  }

  #type() {
    const value = whole(1, this.#channels.count)(this.#field.value);
    if (value === null) this.#refuse(text.stepThrough.strip.wrong(this.#channels.count));
    else this.#choose(value - 1);
  }

  /** @param {string} why empty where nothing is wrong */
  #refuse(why) {
    write(this.#hint, why);
    this.#hint.hidden = why === '';
    if (why) this.#field.setAttribute('aria-invalid', 'true');
    else this.#field.removeAttribute('aria-invalid');
  }
}
