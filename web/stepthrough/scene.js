import { ease, isStill } from '../draw/stage.js';
import { Player } from '../player/player.js';
import { attachTransport } from '../player/transport.js';
import { text } from '../text.js';
import { make, write } from '../views/dom.js';
import { GroupList } from './groups.js';
import { MapStrip } from './map-strip.js';
import { PartView } from './part-view.js';
import { rangeFor } from './ranges.js';
import { Steps } from './steps.js';
import { TermTable } from './table.js';

/**
 * One array of one layer on the stage: what the cell at hand is made from, the transport over all cells, every term.
 *
 * @typedef {import('./subjects/subject.js').Subject} Subject
 * @typedef {import('./subjects/subject.js').Explanation} Explanation
 * @typedef {import('./subjects/subject.js').Part} Part
 * @typedef {import('./subjects/subject.js').Choice} Choice
 * @typedef {import('../player/player.js').Moment} Moment
 *
 * @typedef {object} Begin where a scene is to begin
 * @property {Choice} choice
 * @property {Map<string, { y: number, x: number }>} cells by what they are cells of, as shares of its height and width
 *
 * @typedef {object} Setting what the reader has set for all scenes
 * @property {import('./ranges.js').Scope} scope
 * @property {import('./words.js').Digits} digits
 */

/** Terms are written out again this often while it plays, in milliseconds. */
const TELL_EVERY = 200;

const MIDDLE = { y: 0.5, x: 0.5 };
const CORNER = { y: 0, x: 0 };

export class Scene {
  #subject;
  #kind;
  #journey;
  #setting;
  #mark;
  /** @type {Choice} */
  #choice;
  #stage = make('div', 'stage');
  #steps = new Steps();
  #readout = make('p', 'read-out');
  /** @type {PartView[]} */
  #views;
  #target;
  #transport;
  /** @type {import('./subjects/subject.js').TermsView | null} */
  #terms = null;
  /** @type {{ key: string, explanation: Explanation } | null} */
  #now = null;
  /** @type {import('../draw/grid.js').Area | null} the window of the cell before */
  #left = null;
  #lastCell = -1;
  /** @type {Explanation | null} whose terms are written out */
  #told = null;
  #toldAt = -Infinity;
  /** @type {{ strip: MapStrip, side: 'channel' | 'from' }[]} */
  #strips = [];
  sentence = '';

  /**
   * @param {Subject} subject
   * @param {import('./journey.js').Journey} journey
   * @param {Begin} begin
   * @param {Setting} setting
   * @param {() => void} mark says that something is to be drawn
   */
  constructor(subject, journey, begin, setting, mark) {
    this.#subject = subject;
    this.#journey = journey;
    this.#setting = setting;
    this.#mark = mark;
    this.#choice = {
      channel: Math.min(begin.choice.channel, (subject.channels?.count ?? 1) - 1),
      from: Math.min(begin.choice.from, (subject.from?.count ?? 1) - 1),
    };
    const target = subject.target(this.#choice);
    this.#kind = subject.isMap ? 'map' : `${target.rows} ${target.columns}`;
    const share = begin.cells.get(this.#kind) ?? (subject.isMap ? MIDDLE : CORNER);
    const [y, x] = [Math.floor(share.y * target.rows), Math.floor(share.x * target.columns)];
    this.player = new Player({
      rows: target.rows,
      columns: target.columns,
      phases: subject.phases,
      changed: mark,
    });
    this.player.seek(y * target.columns + x);

    this.#stage.id = 'stepthrough-stage';
    this.#stage.tabIndex = 0;
    this.#stage.setAttribute('role', 'application');
    this.#stage.setAttribute('aria-label', text.stepThrough.stage);
    const { parts, terms } = this.#explain();
    this.#views = parts.map((part) => new PartView(part));
    const cellAt = (/** @type {import('../draw/grid.js').Cell} */ { row, column }) =>
      row * this.player.columns + column;
    this.#target = new PartView(this.#targetPart(), {
      hover: (cell) => this.player.preview(cellAt(cell)),
      leave: () => this.player.preview(null),
      pick: (cell) => this.player.seek(cellAt(cell)),
    });
    this.#views.forEach(({ element }, index) => this.#stage.append(signed(element, parts[index].sign)));
    this.#stage.append(signed(this.#target.element, subject.sign), this.#steps.element);
    const transport = make('div');
    this.#transport = attachTransport(transport, this.#stage, this.player, {
      phaseNames: text.stepThrough.phases,
    });
    const shown = terms?.();
    if (shown) this.#terms = shown.kind === 'groups' ? new GroupList() : new TermTable(shown);

    this.element = make('div', 'scene');
    this.element.append(make('h3', 'figure-title', subject.title), make('p', 'scene-about', subject.about));
    this.#addStrip('channel', subject.channels);
    this.#addStrip('from', subject.from);
    this.element.append(this.#stage, transport, this.#readout);
    if (this.#terms) this.element.append(this.#terms.element);
  }

  /**
   * Where it stands, for the scene that comes after it.
   * @param {Begin} begin what that knew
   * @returns {Begin}
   */
  place({ choice, cells }) {
    const { y, x } = this.player.moment;
    const { rows, columns } = this.player;
    const share = { y: (y + 0.5) / rows, x: (x + 0.5) / columns };
    const { channels, from } = this.#subject;
    return {
      choice: {
        channel: channels ? this.#choice.channel : choice.channel,
        from: from ? this.#choice.from : choice.from,
      },
      cells: new Map(cells).set(this.#kind, share),
    };
  }

  /** @param {Setting} setting */
  set(setting) {
    this.#setting = setting;
    this.#now = null;
    this.#mark();
  }

  /**
   * Draws what has changed.
   * @param {number} now
   * @returns {boolean} whether it plays on
   */
  draw(now) {
    const playing = this.player.tick(now);
    const { moment } = this.player;
    const explanation = this.#explain();
    const { parts, steps } = explanation;
    const range = (/** @type {import('./subjects/subject.js').Plane} */ plane) =>
      rangeFor(plane, this.#setting.scope, this.#journey);
    const room = this.#stage.clientWidth;
    this.#views.forEach((view, index) => {
      const part = parts[index];
      view.draw(part, {
        range: range(part.plane),
        shown: this.#shown(part, moment),
        window: this.#glide(part.window ?? null, moment),
        room,
      });
    });
    const target = this.#targetPart();
    const shown = target.plane.values.length;
    this.#target.draw(target, { range: range(target.plane), shown, window: null, room });
    for (const { strip, side } of this.#strips) {
      const window = side === 'from' ? (parts[0].window ?? null) : null;
      strip.draw(range, this.#setting.scope, window);
    }
    // Canvases come first: what is written makes the browser work out styles again, which they read.
    this.#steps.show(steps, this.player.phases, moment.phase, this.#setting.digits);
    this.#transport.show();
    this.#tellTerms(explanation, playing ? now : Infinity);
    this.sentence = explanation.sentence;
    return playing;
  }

  /** The colours are others. */
  recolour() {
    this.#terms?.recolour();
  }

  close() {
    this.player.pause();
    this.#terms?.close();
  }

  /**
   * @param {'channel' | 'from'} side
   * @param {import('./subjects/subject.js').Channels | null} channels
   */
  #addStrip(side, channels) {
    if (!channels || channels.count < 2) return;
    const strip = new MapStrip(channels, this.#choice[side], (index) => {
      this.#choice = { ...this.#choice, [side]: index };
      strip.select(index);
      this.#mark();
    });
    this.#strips.push({ strip, side });
    this.element.append(strip.element);
  }

  #explain() {
    const { cell, y, x } = this.player.moment;
    const { channel, from } = this.#choice;
    const key = `${cell} ${channel} ${from}`;
    if (this.#now?.key === key) return this.#now.explanation;
    const explanation = this.#subject.explain({ y, x }, this.#choice);
    if (cell !== this.#lastCell) {
      this.#left = this.#now?.explanation.parts[0]?.window ?? null;
      this.#lastCell = cell;
    }
    this.#now = { key, explanation };
    return explanation;
  }

  /** @returns {Part} */
  #targetPart() {
    const { y, x } = this.player.moment;
    return {
      label: this.#subject.targetLabel,
      plane: this.#subject.target(this.#choice),
      active: { row: y, column: x },
      legend: true,
    };
  }

  /**
   * How many cells of a part are there yet: products appear in order.
   * @param {Part} part
   * @param {Moment} moment
   */
  #shown({ appears, plane }, { name, t }) {
    const all = plane.values.length;
    if (!appears || (name !== 'move' && name !== 'multiply')) return all;
    return name === 'move' ? 0 : Math.ceil(t * all);
  }

  /**
   * @param {import('../draw/grid.js').Area | null} to
   * @param {Moment} moment
   */
  #glide(to, { name, t }) {
    const from = this.#left;
    if (!to || !from || name !== 'move' || isStill()) return to;
    const share = ease(t);
    return {
      ...to,
      row: from.row + (to.row - from.row) * share,
      column: from.column + (to.column - from.column) * share,
    };
  }

  /**
   * Writes the terms out, a few times a second at most while it plays.
   * @param {Explanation} explanation
   * @param {number} now in milliseconds
   */
  #tellTerms(explanation, now) {
    if (explanation === this.#told || now < this.#toldAt + TELL_EVERY) return;
    this.#told = explanation;
    if (now < Infinity) this.#toldAt = now;
    const { digits, scope } = this.#setting;
    const { terms, readout } = explanation;
    if (terms) this.#terms?.show(terms(), digits, (plane) => rangeFor(plane, scope, this.#journey));
    write(this.#readout, readout(digits));
    this.#readout.title = readout(null);
  }
}

/**
 * A part with the sign before it, so that no line ends in a sign.
 * @param {HTMLElement} part
 * @param {string} [sign]
 */
function signed(part, sign) {
  if (!sign) return part;
  const both = make('div', 'signed-part');
  both.append(make('span', 'stage-sign', sign), part);
  return both;
}
