import { Stage } from '../draw/stage.js';
import { attachTold } from '../player/told.js';
import { batchOf } from '../inside/batch.js';
import { SIDE } from '../pictures.js';
import { sentenceOf } from '../run/engine.js';
import { text } from '../text.js';
import { bestOf } from '../views/bars.js';
import { attachPicker } from '../views/picker.js';
import { Controls } from './controls.js';
import { button, Frame } from './frame.js';
import { Journey } from './journey.js';
import { Scene } from './scene.js';
import { stopsOf } from './subjects/index.js';

/**
 * @typedef {import('../figures/index.js').Context} Context
 * @typedef {import('../pictures.js').Picture} Picture
 */

const words = text.stepThrough;

/** Layers that do something else while the network trains. */
const DIFFERENT = ['Dropout', 'BatchNormalization'];

/** What happens in the step-through's window: a network is taken, a layer chosen, a scene shown. */
export class StepDialog {
  #context;
  #names = text.classNames;
  #controls;
  #frame;
  #drawing;
  /** @type {Picture | null} */
  #picture = null;
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
  /** Which draw of what is dropped is shown, where the network computes as it trains. */
  #step = 1;
  /** Counts what was begun, so that what comes late is dropped. */
  #turn = 0;

  /** @param {Context} context */
  constructor(context) {
    this.#context = context;
    const show = () => void this.#show();
    this.#controls = new Controls(this.#names, {
      direction: show,
      view: show,
      label: () => void (this.#controls.mode === 'training' ? this.#take() : this.#show()),
      mode: () => void this.#take(),
      roll: () => {
        this.#step += 1;
        void this.#take();
      },
      setting: () => this.#scene?.set(this.#controls.setting),
    });
    this.#frame = new Frame(this.#controls.element, {
      take: () => void this.#take(),
      closed: () => this.#closed(),
    });
    const { pictures } = context;
    attachPicker(this.#frame.pictures, pictures);
    pictures.onChange(() => {
      const { current } = pictures;
      if (this.#frame.dialog.open && current && current !== this.#picture)
        void this.open(current, this.#opener ?? undefined);
    });
    const tell = attachTold(this.#frame.dialog);
    this.#drawing = new Stage(
      this.#frame.main,
      (now) => {
        if (!this.#scene) return false;
        const playing = this.#scene.draw(now);
        tell(this.#scene.sentence, playing);
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
    this.#picture = picture;
    this.#opener = opener ?? null;
    this.#controls.label = picture.label;
    this.#frame.show(picture, picture.label === null ? words.unnamed : this.#names[picture.label]);
    await this.#take();
  }

  /** Takes the network as it is now, and the picture through it. */
  async #take() {
    const { run, state, twins: load } = this.#context;
    await this.#attempt(words.waiting.network, async (isStill, say) => {
      const [network, twins] = await Promise.all([run.network(), load()]);
      if (!isStill() || !this.#picture) return;
      if (!network) {
        this.#offerNetwork();
        return;
      }
      const kinds = DIFFERENT.filter((kind) =>
        network.description.layers.some((layer) => /** @type {{ type: string }} */ (layer).type === kind),
      );
      this.#controls.offerModes(kinds.length > 0, kinds.includes('Dropout'));
      const isTraining = kinds.length > 0 && this.#controls.mode === 'training';
      const training = isTraining ? await this.#train() : null;
      if (!isStill()) return;
      if (isTraining && !training) {
        this.#controls.element.hidden = false;
        this.#frame.about = words.weights(state.trained);
        this.#frame.say(words.noBatch);
        return;
      }
      const journey = new Journey(twins, twins.walk(network.description, network.weights), training);
      this.#journey = journey;
      this.#frame.about = words.weights(state.trained);
      const arrived = await journey.forward(this.#picture.pixels, (step) => say(words.waiting.forward(step)));
      if (!arrived) return;
      if (training) await this.#warn(journey, kinds, training.images);
      if (!isStill()) return;
      this.#stops = stopsOf(journey, this.#names);
      this.#stop = Math.min(this.#stop, this.#stops.length - 1);
      this.#frame.list(this.#stops, (index) => {
        this.#stop = index;
        void this.#show();
      });
      await this.#show();
    });
  }

  /** What a batch that begins with the picture tells, where the network computes as it trains. */
  async #train() {
    const { run, state } = this.#context;
    const picture = /** @type {Picture} */ (this.#picture);
    const label = this.#controls.label ?? picture.label;
    const batch = await batchOf(this.#context, { ...picture, label });
    if (!batch) return null;
    const [images] = batch.shape;
    const { seed } = state.settings;
    const step = this.#step;
    const { layers } = await run.inspect(batch, { training: true, seed, step, image: 0 });
    return { seed, step, images, layers };
  }

  /** Says what the mode does to the answer. @param {Journey} journey @param {string[]} kinds @param {number} images */
  async #warn(journey, kinds, images) {
    const { run } = this.#context;
    const picture = /** @type {Picture} */ (this.#picture);
    const shape = [1, SIDE, SIDE, 3];
    const labels = new Uint8Array(1);
    const predicted = await run.aside.predict({ images: picture.pixels.slice(), shape, labels });
    const trained = journey.probabilities;
    const label = this.#controls.label ?? bestOf(predicted);
    this.#frame.about = words.trains(kinds, this.#names[label], trained[label], predicted[label], images);
  }

  /** There is no network yet: says so, and what can be done. */
  #offerNetwork() {
    const { run } = this.#context;
    const make = async () => {
      await this.#attempt(words.waiting.build, () => run.build());
      if (this.#context.state.hasModel && this.#frame.dialog.open) await this.#take();
    };
    const leave = () => {
      this.#opener = null;
      this.#frame.dialog.close();
      location.hash = 'training';
    };
    this.#frame.about = '';
    this.#frame.say(words.none, [button(words.makeOne, () => void make()), button(words.toTraining, leave)]);
  }

  /**
   * Does something from a clean start; a failure is said.
   * @param {string} what is waited for
   * @param {(isStill: () => boolean, say: (sentence: string) => void) => Promise<unknown>} deed
   */
  async #attempt(what, deed) {
    this.#turn += 1;
    const turn = this.#turn;
    this.#clear(what);
    const waiting = this.#frame.wait(what);
    try {
      await deed(() => turn === this.#turn, waiting.say);
    } catch (error) {
      if (turn === this.#turn) this.#fail(error);
    } finally {
      waiting.end();
    }
  }

  /** Shows what is chosen; goes back through the network first where that is needed. */
  async #show() {
    const journey = this.#journey;
    const stop = this.#stops[this.#stop];
    if (!journey || !stop) return;
    this.#frame.mark(this.#stop);
    const { direction } = this.#controls;
    if (direction === 'backward' && !(await this.#goBack(journey))) return;
    const views = direction === 'forward' ? stop.forward : stop.backward();
    this.#controls.offer(views.map(({ key, name }) => ({ value: key, name })));
    this.#controls.element.hidden = false;
    this.#leaveScene();
    const view = views.find(({ key }) => key === this.#controls.view);
    this.#frame.say(view ? '' : words.nothing);
    if (!view) return;
    this.#scene = new Scene(view.make(), journey, this.#place, this.#controls.setting, this.#drawing.mark);
    this.#frame.scene = this.#scene.element;
    this.#drawing.mark();
  }

  /**
   * Takes the gradient back, unless it has come back for this question already.
   * @param {Journey} journey
   * @returns {Promise<boolean>} whether it is there
   */
  async #goBack(journey) {
    const { label } = this.#controls;
    const { loss } = this.#context.state.settings;
    if (label === null) {
      this.#leaveScene();
      this.#frame.say(words.askLabel);
      return false;
    }
    if (journey.label === label && journey.lossName === loss) return true;
    // Its arrays are those of the answer before.
    this.#leaveScene();
    const waiting = this.#frame.wait(words.waiting.backward(0));
    try {
      return await journey.backward(label, loss, (step) => waiting.say(words.waiting.backward(step)));
    } catch (error) {
      this.#fail(error);
      return false;
    } finally {
      waiting.end();
    }
  }

  /** @param {unknown} error */
  #fail(error) {
    this.#leaveScene();
    this.#frame.say(sentenceOf(error, words.failed));
  }

  #leaveScene() {
    if (!this.#scene) return;
    this.#place = this.#scene.place(this.#place);
    this.#scene.close();
    this.#scene = null;
    this.#frame.scene = null;
  }

  /** @param {string} about in place of what is known of the weights */
  #clear(about) {
    this.#leaveScene();
    this.#journey?.free();
    this.#journey = null;
    this.#stops = [];
    this.#controls.element.hidden = true;
    this.#frame.list([], () => {});
    this.#frame.say('');
    this.#frame.about = about;
  }

  #closed() {
    this.#turn += 1;
    this.#clear('');
    this.#opener?.focus();
  }
}
