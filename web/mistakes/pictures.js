import { SIDE } from '../pictures.js';
import { text } from '../text.js';
import { make } from '../views/dom.js';
import { paint } from '../views/picker.js';

const SIZE = SIDE * SIDE * 3;

/**
 * Images that have been judged, as buttons that open them in the step-through.
 *
 * @param {number[]} places in the data
 * @param {object} judged
 * @param {import('../run/state.js').Dataset} judged.data
 * @param {ArrayLike<number>} judged.guesses
 * @param {(image: number, label: number) => number} judged.probability
 * @param {import('../stepthrough/index.js').StepThrough} stepThrough
 */
export function picturesOf(places, { data, guesses, probability }, stepThrough) {
  return places.map((place, index) => {
    const pixels = Uint8Array.from(data.images.subarray(place * SIZE, (place + 1) * SIZE));
    const label = data.labels[place];
    const guess = guesses[place];
    const button = make('button', 'judged');
    button.type = 'button';
    button.tabIndex = index === 0 ? 0 : -1;
    const canvas = make('canvas');
    canvas.width = canvas.height = SIDE;
    paint(canvas, pixels);
    const said = text.mistakes.picture(text.classNames[guess], probability(place, guess));
    button.append(canvas, make('span', '', said));
    if (guess !== label)
      button.append(make('span', 'judged-truth', text.strip.wrong(text.classNames[label])));
    button.addEventListener('click', () => stepThrough.open({ pixels, label }, button));
    return button;
  });
}
