import { Player } from '../player/player.js';
import { attachTransport } from '../player/transport.js';
import { text } from '../text.js';
import { make, write } from '../views/dom.js';
import { GroupList } from './groups.js';
import { MapStrip } from './map-strip.js';
import { rangeFor } from './ranges.js';
import { StageView } from './stage-view.js';
import { Steps } from './steps.js';
import { TermTable } from './table.js';

/**
 * One array of one layer on the stage: what the cell at hand is made from, the transport over all cells, every term.
 *
 * @typedef {import('./subjects/subject.js').Subject} Subject
 * @typedef {import('./subjects/subject.js').Explanation} Explanation
 * @typedef {import('./subjects/subject.js').Choice} Choice
 * @typedef {import('./subjects/subject.js').Plane} Plane
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
  #journey;
  #setting;
  #mark;
  #kind;
  /** @type {Choice} */
  #choice;
  #stage;
  #steps = new Steps();
  #readout = make('p', 'read-out');
  #transport;
  /** @type {import('./subjects/subject.js').TermsView | null} */
  #terms = null;
  /** @type {{ strip: MapStrip, side: 'channel' | 'from' }[]} */
  #strips = [];
  /** @type {{ key: string, explanation: Explanation } | null} */
  #now = null;
  /** @type {Explanation | null} whose terms are written out */
  #told = null;
  #toldAt = -Infinity;
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
    const { rows, columns } = subject.target(this.#choice);
    this.#kind = subject.isMap ? 'map' : `${rows} ${columns}`;
    const share = begin.cells.get(this.#kind) ?? (subject.isMap ? MIDDLE : CORNER);
    this.player = new Player({ rows, columns, phases: subject.phases, changed: mark });
    this.player.seek(Math.floor(share.y * rows) * columns + Math.floor(share.x * columns));

    const { parts, terms } = this.#explain();
    this.#stage = new StageView(parts, this.#targetPart(), subject.sign, {
      hover: ({ row, column }) => this.player.preview(row * columns + column),
      leave: () => this.player.preview(null),
      pick: ({ row, column }) => this.player.seek(row * columns + column),
    });
    this.#stage.element.append(this.#steps.element);
    const transport = make('div');
    this.#transport = attachTransport(transport, this.#stage.element, this.player, {
      phaseNames: text.stepThrough.phases,
    });
    const shown = terms?.();
    if (shown) this.#terms = shown.kind === 'groups' ? new GroupList() : new TermTable(shown);

    this.element = make('div', 'scene');
    this.element.append(make('h3', 'figure-title', subject.title), make('p', 'scene-about', subject.about));
    this.#addStrip('channel', subject.channels);
    this.#addStrip('from', subject.from);
    this.element.append(this.#stage.element, transport, this.#readout);
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
    this.#told = null;
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
    const { scope, digits } = this.#setting;
    const explanation = this.#explain();
    const { parts, steps, sentence } = explanation;
    const rangeOf = (/** @type {Plane} */ plane) => rangeFor(plane, scope, this.#journey);
    this.#stage.draw(parts, this.#targetPart(), moment, rangeOf);
    for (const { strip, side } of this.#strips)
      strip.draw(rangeOf, scope, side === 'from' ? (parts[0].window ?? null) : null);
    // Canvases come first: what is written makes the browser work out styles again, which they read.
    this.#steps.show(steps, this.player.phases, moment.phase, digits);
    this.#transport.show();
    this.#tell(explanation, rangeOf, playing ? now : Infinity);
    this.sentence = sentence;
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
    const key = `${cell} ${this.#choice.channel} ${this.#choice.from}`;
    if (this.#now?.key !== key)
      this.#now = { key, explanation: this.#subject.explain({ y, x }, this.#choice) };
    return this.#now.explanation;
  }

  /** @returns {import('./subjects/subject.js').Part} */
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
   * Writes the terms out, a few times a second at most while it plays.
   * @param {Explanation} explanation
   * @param {(plane: Plane) => number} rangeOf
   * @param {number} now in milliseconds; Infinity where it stands still
   */
  #tell(explanation, rangeOf, now) {
    if (explanation === this.#told || now < this.#toldAt + TELL_EVERY) return;
    this.#told = explanation;
    if (now < Infinity) this.#toldAt = now;
    const { terms, readout } = explanation;
    if (terms) this.#terms?.show(terms(), this.#setting.digits, rangeOf);
    write(this.#readout, readout(this.#setting.digits));
    this.#readout.title = readout(null);
  }
}
