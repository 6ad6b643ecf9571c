import { text } from '../text.js';
import { bestOf, makeBars } from './bars.js';
import { byId, make, write } from './dom.js';
import { paint } from './picker.js';

/**
 * @typedef {import('../run/state.js').State} State
 * @typedef {import('../run/state.js').Dataset} Dataset
 */

const SHOWN = 8;
const SIDE = 32;
const VALUES = SIDE * SIDE * 3;
/** As many images of the loaded test set as a shuffle chooses from. */
const POOL = 400;

/**
 * The strip of test images with what the network says about them.
 * @param {State} state
 * @param {import('../run/run.js').Run} run
 * @param {() => void} mark
 */
export function attachStrip(state, run, mark) {
  const strip = byId('strip', HTMLElement);
  const caption = byId('strip-caption', HTMLElement);
  const shuffle = byId('shuffle', HTMLButtonElement);
  const names = text.classNames;
  const cards = Array.from({ length: SHOWN }, () => card(names));
  /** @type {import('../stepthrough/index.js').StepThrough | null} */
  let stepThrough = null;
  cards.forEach(({ step }, index) => {
    step.addEventListener('click', () => {
      const { images } = state.strip;
      if (images) stepThrough?.open({ pixels: pixelsOf(images, index), label: images.labels[index] }, step);
    });
  });
  strip.append(...cards.map(({ item }) => item));

  /** @type {Dataset | null} what a shuffle chooses from */
  let pool = null;
  /** @type {import('../run/state.js').Data | null} the data that the pool was cut from */
  let source = null;
  /** @type {Dataset | null} */
  let drawn = null;
  shuffle.disabled = true;

  /** @param {number[]} chosen places in the pool */
  const choose = (chosen) => {
    if (!pool) return;
    Object.assign(state.strip, { images: pick(pool, chosen), probabilities: null });
    mark();
    void run.guess();
  };
  shuffle.addEventListener('click', () => pool && choose(randomPlaces(pool.shape[0], SHOWN)));

  return {
    /**
     * Gives the strip images to begin with, before any data is loaded.
     * @param {Dataset} images ten of every class, in order
     */
    offer(images) {
      if (pool) return;
      pool = images;
      shuffle.disabled = false;
      choose([31, 80, 1, 63, 52, 11, 43, 73]);
    },

    /**
     * Lets the cards open their images in the step-through.
     * @param {import('../stepthrough/index.js').StepThrough} opened
     */
    opensIn(opened) {
      stepThrough = opened;
      mark();
    },

    show() {
      if (state.data && state.data !== source) {
        source = state.data;
        const { test } = source;
        pool = pick(test, randomPlaces(test.shape[0], Math.min(POOL, test.shape[0])));
        shuffle.disabled = false;
        if (!state.strip.images) choose(randomPlaces(pool.shape[0], SHOWN));
      }
      const { images, probabilities } = state.strip;
      if (images && images !== drawn) {
        drawn = images;
        cards.forEach(({ picture }, index) => paint(picture, pixelsOf(images, index)));
      }
      cards.forEach((parts, index) => {
        const truth = images ? names[images.labels[index]] : '';
        const row = probabilities?.subarray(index * names.length, (index + 1) * names.length);
        showGuess(parts, names, truth, row ?? null);
        parts.step.disabled = !images || !stepThrough;
        if (truth) parts.step.setAttribute('aria-label', text.stepThrough.openFor(truth));
      });
      write(caption, state.hasModel ? text.strip.caption : text.strip.captionBefore);
    },
  };
}

/** @param {string[]} names one card: the picture, what is said about it, ten bars */
function card(names) {
  const item = make('li', 'card');
  const picture = make('canvas', 'card-picture');
  picture.width = SIDE;
  picture.height = SIDE;
  const guess = make('p', 'card-guess');
  const verdict = make('p', 'card-verdict');
  const words = make('div', 'card-words');
  words.append(guess, verdict);
  const bars = makeBars(names);
  bars.element.setAttribute('aria-hidden', 'true');
  const step = make('button', 'card-step', text.stepThrough.open);
  step.type = 'button';
  item.append(picture, words, bars.element, step);
  return { item, picture, guess, verdict, bars, step };
}

/**
 * @param {ReturnType<typeof card>} parts
 * @param {string[]} names
 * @param {string} truth the class of the image; empty where there is none yet
 * @param {Float32Array | null} row the probabilities of the classes
 */
function showGuess({ picture, guess, verdict, bars }, names, truth, row) {
  const best = row ? bestOf(row) : -1;
  const right = best >= 0 && names[best] === truth;
  const known = row !== null && Number.isFinite(row[best]);
  if (picture.getAttribute('aria-label') !== truth) {
    picture.setAttribute('role', 'img');
    picture.setAttribute('aria-label', truth ? text.strip.truth(truth) : '');
  }
  write(guess, row ? text.strip.guess(names[best], row[best]) : text.strip.waiting);
  let said = truth ? text.strip.unknown(truth) : '';
  if (known) said = right ? text.strip.right : text.strip.wrong(truth);
  write(verdict, said);
  verdict.className = `card-verdict${known ? (right ? ' right' : ' wrong') : ''}`;
  bars.show(row, truth ? names.indexOf(truth) : null);
}

/**
 * @param {Dataset} dataset of bytes
 * @param {number} index
 */
const pixelsOf = ({ images }, index) =>
  Uint8Array.from(images.subarray(index * VALUES, (index + 1) * VALUES));

/**
 * Copies images out of a data set.
 * @param {Dataset} dataset
 * @param {number[]} places
 * @returns {Dataset}
 */
function pick(dataset, places) {
  const images = new Uint8Array(places.length * VALUES);
  places.forEach((place, index) => {
    images.set(dataset.images.subarray(place * VALUES, (place + 1) * VALUES), index * VALUES);
  });
  const labels = Uint8Array.from(places, (place) => dataset.labels[place]);
  return { images, shape: [places.length, SIDE, SIDE, 3], labels };
}

/**
 * Some of the numbers below `count`, each once, in random order.
 * @param {number} count
 * @param {number} wanted
 */
function randomPlaces(count, wanted) {
  const places = Array.from({ length: count }, (_, index) => index);
  for (let index = 0; index < wanted; index += 1) {
    const other = index + Math.floor(Math.random() * (count - index));
    [places[index], places[other]] = [places[other], places[index]];
  }
  return places.slice(0, wanted);
}
