import { Stage } from '../draw/stage.js';
import { attachTold } from '../player/told.js';
import { sentenceOf } from '../run/engine.js';
import { SIDE } from '../pictures.js';
import { text } from '../text.js';
import { make, write } from '../views/dom.js';
import { classNames } from '../views/gallery.js';
import { paint } from '../views/picker.js';
import { Controls } from './controls.js';
import { Journey } from './journey.js';
import { Scene } from './scene.js';
import { stopsOf } from './subjects/index.js';

/**
 * @typedef {import('../figures/index.js').Context} Context
 * @typedef {import('../pictures.js').Picture} Picture
 */

const words = text.stepThrough;

/** From so many milliseconds on, waiting is said. */
const PATIENCE = 400;

/** The step-through's window: a picture, the layers, a scene. */
export class StepDialog {
  #context;
  #names = classNames();
  #dialog = make('dialog', 'stepthrough');
  #picture = make('canvas', 'step-picture');
  #title = make('h2', '', words.title);
  #about = make('p', 'step-about');
  #layers = make('ol', 'step-layers');
  #message = make('div', 'step-message');
  #status = make('p', 'step-status');
  #holder = make('div', 'step-scene');
  #main = make('div', 'step-main');
  #controls;
  #drawing;
  /** @type {(sentence: string, moving: boolean) => void} */
  #tell;
  /** @type {Picture | null} */
  #shown = null;
  /** @type {HTMLElement | null} */
  #opener = null;
  /** @type {Journey | null} */
  #journey = null;
  /** @type {import('./subjects/index.js').Stop[]} */
  #stops = [];
  #stop = 0;
  /** @type {Scene | null} */
  #scene = null;
  /** Where the last scene stood. @type {import('./scene.js').Begin} */
  #place = { choice: { channel: 0, from: 0 }, cells: new Map() };
  /** Counts what was begun, so that what comes late is dropped. */
  #turn = 0;

  /** @param {Context} context */
  constructor(context) {
    this.#context = context;
    this.#controls = new Controls(this.#names, {
      direction: () => void this.#show(),
      view: () => void this.#show(),
      label: () => void this.#show(),
      setting: () => this.#scene?.set(this.#controls.setting),
    });
    this.#build();
    this.#tell = attachTold(this.#dialog);
    this.#drawing = new Stage(
      this.#main,
      (now) => {
        if (!this.#scene) return false;
        const playing = this.#scene.draw(now);
        this.#tell(this.#scene.sentence, playing);
        return playing;
      },
      () => this.#scene?.player.skip(),
    );
    addEventListener('recolour', () => this.#scene?.recolour());
  }

  /**
   * Opens for a picture, with the network as it is now.
   * @param {Picture} picture
   * @param {HTMLElement} [opener] gets the focus back
   */
  async open(picture, opener) {
    this.#shown = picture;
    this.#opener = opener ?? null;
    paint(this.#picture, picture.pixels);
    const name = picture.label === null ? words.unnamed : this.#names[picture.label];
    this.#picture.setAttribute('aria-label', name);
    write(this.#title, words.titleOf(name));
    this.#controls.label = picture.label;
    if (!this.#dialog.open) this.#dialog.showModal();
    await this.#take();
  }

  #build() {
    this.#dialog.setAttribute('aria-labelledby', 'stepthrough-title');
    this.#title.id = 'stepthrough-title';
    this.#picture.width = this.#picture.height = SIDE;
    this.#picture.setAttribute('role', 'img');
    const head = make('header', 'step-head');
    const heading = make('div', 'step-heading');
    heading.append(this.#title, this.#about);
    const take = button(words.take, () => void this.#take());
    const close = button(words.close, () => this.#dialog.close());
    const buttons = make('div', 'buttons');
    buttons.append(take, close);
    head.append(this.#picture, heading, buttons);

    const nav = make('nav', 'step-nav');
    nav.setAttribute('aria-label', words.layers);
    nav.append(this.#layers);
    this.#status.setAttribute('role', 'status');
    this.#message.hidden = true;
    this.#main.append(this.#controls.element, this.#status, this.#message, this.#holder);
    const body = make('div', 'step-body');
    body.append(nav, this.#main);
    this.#dialog.append(head, body);
    this.#dialog.addEventListener('close', () => this.#closed());
    document.body.append(this.#dialog);
  }

  /** Takes the network as it is now, and the picture through it. */
  async #take() {
    this.#turn += 1;
    const turn = this.#turn;
    const { run, state } = this.#context;
    this.#clear(words.waiting.network);
    const waiting = this.#wait(words.waiting.network);
    try {
      const [network, twins] = await Promise.all([run.network(), this.#context.twins()]);
      if (turn !== this.#turn) return;
      if (!network) {
        this.#offerNetwork();
        return;
      }
      const journey = new Journey(twins, twins.walk(network.description, network.weights));
      this.#journey = journey;
      write(this.#about, words.weights(state.trained));
      const { pixels } = /** @type {Picture} */ (this.#shown);
      const done = await journey.forward(pixels, (step) => waiting.say(words.waiting.forward(step)));
      if (!done) return;
      this.#stops = stopsOf(journey, this.#names);
      this.#stop = Math.min(this.#stop, this.#stops.length - 1);
      this.#listLayers();
      await this.#show();
    } catch (error) {
      if (turn === this.#turn) this.#say(sentenceOf(error, words.failed));
    } finally {
      waiting.end();
    }
  }

  /** Shows what is chosen; goes back through the network first where that is needed. */
  async #show() {
    const journey = this.#journey;
    const stop = this.#stops[this.#stop];
    if (!journey || !stop) return;
    const { direction, label } = this.#controls;
    const loss = this.#context.state.settings.loss;
    if (direction === 'backward') {
      if (label === null) {
        this.#leaveScene();
        this.#say(words.askLabel);
        return;
      }
      if (journey.label !== label || journey.lossName !== loss) {
        const waiting = this.#wait(words.waiting.backward(0));
        try {
          const done = await journey.backward(label, loss, (step) =>
            waiting.say(words.waiting.backward(step)),
          );
          if (!done) return;
        } catch (error) {
          this.#leaveScene();
          this.#say(sentenceOf(error, words.failed));
          return;
        } finally {
          waiting.end();
        }
      }
    }
    this.#say('');
    const views = direction === 'forward' ? stop.forward : stop.backward();
    this.#controls.offer(views.map(({ key, name }) => ({ value: key, name })));
    const view = views.find(({ key }) => key === this.#controls.view) ?? views[0];
    this.#leaveScene();
    if (!view) {
      this.#say(words.nothing);
      return;
    }
    const scene = new Scene(view.make(), journey, this.#place, this.#controls.setting, this.#drawing.mark);
    this.#scene = scene;
    this.#holder.replaceChildren(scene.element);
    this.#drawing.mark();
  }

  #listLayers() {
    const items = this.#stops.map(({ name, shape }, index) => {
      const item = make('li');
      const choose = button('', () => {
        this.#stop = index;
        this.#markLayer();
        void this.#show();
      });
      choose.append(make('code', '', name), make('span', '', words.shape(shape)));
      item.append(choose);
      return item;
    });
    this.#layers.replaceChildren(...items);
    this.#markLayer();
  }

  #markLayer() {
    [...this.#layers.children].forEach(({ firstElementChild: choose }, index) => {
      if (index === this.#stop) choose?.setAttribute('aria-current', 'true');
      else choose?.removeAttribute('aria-current');
    });
  }

  /** There is no network yet: says so, and what can be done. */
  #offerNetwork() {
    const { run } = this.#context;
    this.#say(words.none);
    const train = button(words.toTraining, () => {
      this.#opener = null;
      this.#dialog.close();
      location.hash = 'training';
    });
    const buttons = make('div', 'buttons');
    if ('build' in run && typeof run.build === 'function') {
      const build = run.build.bind(run);
      const fresh = button(words.makeOne, () => void this.#make(build));
      fresh.classList.add('primary');
      buttons.append(fresh);
    }
    buttons.append(train);
    this.#message.append(buttons);
  }

  /** @param {() => Promise<unknown>} build */
  async #make(build) {
    this.#turn += 1;
    const turn = this.#turn;
    this.#clear(words.waiting.build);
    const waiting = this.#wait(words.waiting.build);
    try {
      await build();
      if (turn === this.#turn) await this.#take();
    } catch (error) {
      if (turn === this.#turn) this.#say(sentenceOf(error, words.failed));
    } finally {
      waiting.end();
    }
  }

  /** @param {string} sentence in place of a scene; empty for none */
  #say(sentence) {
    this.#message.replaceChildren(...(sentence ? [make('p', '', sentence)] : []));
    this.#message.hidden = sentence === '';
    this.#controls.element.hidden = this.#stops.length === 0;
  }

  /**
   * Says what is waited for, if it takes long enough to wonder.
   * @param {string} what
   */
  #wait(what) {
    let sentence = what;
    let isLong = false;
    const timer = setTimeout(() => {
      isLong = true;
      write(this.#status, sentence);
    }, PATIENCE);
    return {
      say: (/** @type {string} */ now) => {
        sentence = now;
        if (isLong) write(this.#status, now);
      },
      end: () => {
        clearTimeout(timer);
        write(this.#status, '');
      },
    };
  }

  #leaveScene() {
    if (!this.#scene) return;
    this.#place = this.#scene.place(this.#place);
    this.#scene.close();
    this.#scene = null;
    this.#holder.replaceChildren();
  }

  /** @param {string} about in place of what is known of the weights */
  #clear(about) {
    this.#leaveScene();
    this.#journey?.free();
    this.#journey = null;
    this.#stops = [];
    this.#layers.replaceChildren();
    this.#say('');
    write(this.#about, about);
  }

  #closed() {
    this.#turn += 1;
    this.#clear('');
    this.#opener?.focus();
  }
}

/**
 * @param {string} name
 * @param {() => void} deed
 */
function button(name, deed) {
  const element = make('button', '', name);
  element.type = 'button';
  element.addEventListener('click', deed);
  return element;
}
