import { text } from '../text.js';
import { bestOf, makeBars } from '../views/bars.js';
import { byId, write } from '../views/dom.js';
import { paint } from '../views/picker.js';
import { Asking } from './asking.js';
import { attachDrawing } from './draw-view.js';
import { attachOcclusion } from './occlusion-view.js';
import { attachPicture } from './picture.js';
import { attachWebcam } from './webcam.js';

/** While training, the answer is renewed this often, in milliseconds. */
const RENEW = 2000;

const words = text.yours;

/** @typedef {'picture' | 'webcam' | 'drawing'} Source */

/**
 * A picture from any of three sources, and what the reader's network says of it, at once.
 * @param {import('../figures/index.js').FigureContext} context
 */
export function attachFigure({ pictures, run, state, stepThrough, watch }) {
  const figure = byId('figure-yours', HTMLElement);
  const seen = byId('yours-seen', HTMLCanvasElement);
  const guess = byId('yours-guess', HTMLElement);
  const verdict = byId('yours-verdict', HTMLElement);
  const step = byId('yours-step', HTMLButtonElement);
  const keep = byId('yours-keep', HTMLButtonElement);
  const bars = makeBars(text.classNames);
  byId('yours-bars', HTMLElement).append(bars.element);
  /** @type {Source} */
  let source = 'picture';
  /** @type {import('../pictures.js').Picture | null} */
  let picture = null;
  let onScreen = false;
  /** What the network was when it was asked last, and when that was. */
  let asked = '';
  let askedAt = 0;

  const asking = new Asking(
    (pixels) =>
      run.aside.predict({ images: pixels.slice(), shape: [1, 32, 32, 3], labels: new Uint8Array(1) }),
    ({ pixels, probabilities }) => {
      if (picture?.pixels === pixels) show(probabilities);
    },
  );

  /** @param {Float32Array | null} probabilities */
  const show = (probabilities) => {
    const truth = picture?.label ?? null;
    bars.show(probabilities, truth);
    const best = probabilities ? bestOf(probabilities) : 0;
    write(guess, probabilities ? text.strip.guess(text.classNames[best], probabilities[best]) : words.nobody);
    let said = state.hasModel ? '' : words.nobodyHint;
    if (probabilities) said = words.learned(state.trained);
    if (probabilities && truth !== null)
      said = truth === best ? text.strip.right : text.strip.wrong(text.classNames[truth]);
    write(verdict, said);
  };

  /** @param {import('../pictures.js').Picture | null} shown */
  const look = (shown) => {
    if (!shown) return;
    picture = shown;
    paint(seen, shown.pixels);
    step.disabled = false;
    occlusion.take(shown);
    ask();
  };
  const ask = () => {
    if (!picture) return;
    asked = networkOf();
    askedAt = performance.now();
    if (state.hasModel) void asking.about(picture.pixels);
    else show(null);
  };
  const networkOf = () => `${state.hasModel} ${state.resets} ${state.trained}`;

  const occlusion = attachOcclusion(run, state);
  const webcam = attachWebcam({
    seen: (pixels) => source === 'webcam' && look({ pixels, label: null }),
    isBusy: () => asking.isBusy,
  });
  const drawing = attachDrawing((pixels) => source === 'drawing' && look({ pixels, label: null }));
  attachPicture(pictures, () => onScreen && source === 'picture');

  const buttons = /** @type {HTMLButtonElement[]} */ ([...figure.querySelectorAll('[data-source]')]);
  /** @param {Source} wanted */
  const choose = (wanted) => {
    if (source === 'webcam' && wanted !== 'webcam') webcam.stop();
    source = wanted;
    for (const button of buttons) {
      const chosen = button.dataset.source === wanted;
      button.setAttribute('aria-pressed', String(chosen));
      byId(`yours-${button.dataset.source}`, HTMLElement).hidden = !chosen;
    }
    keep.hidden = wanted === 'picture';
    if (wanted === 'picture') look(pictures.current);
    if (wanted === 'drawing') drawing.show();
  };
  for (const button of buttons)
    button.addEventListener('click', () => choose(/** @type {Source} */ (button.dataset.source)));

  step.addEventListener('click', () => picture && stepThrough.open(picture, step));
  keep.addEventListener('click', () => {
    if (!picture) return;
    pictures.take(picture);
    choose('picture');
  });
  pictures.onChange(() => source === 'picture' && look(pictures.current));
  new IntersectionObserver(([{ isIntersecting }]) => {
    onScreen = isIntersecting;
    renew();
  }).observe(figure);
  const renew = () => {
    if (!onScreen || asked === networkOf()) return;
    if (state.phase === 'train' && performance.now() - askedAt < RENEW) return;
    ask();
  };
  watch(renew);
  look(pictures.current);
}
