import { make } from './dom.js';

/**
 * Ten bars, one a class: what a network says about an image.
 *
 * @param {string[]} names of the classes
 * @returns {{ element: HTMLElement, show: (row: ArrayLike<number> | null, truth: number | null) => void }} `truth` is
 *   the class of the image, where it is known
 */
export function makeBars(names) {
  const element = make('ol', 'bars');
  const rows = names.map((name, index) => {
    const row = make('li', `class-${index}`, name);
    const track = make('span', 'track');
    const fill = make('i');
    track.append(fill);
    row.append(track);
    element.append(row);
    return { row, fill };
  });
  return {
    element,
    show(probabilities, truth) {
      const best = probabilities ? bestOf(probabilities) : -1;
      rows.forEach(({ row, fill }, index) => {
        const p = probabilities ? probabilities[index] : 0;
        fill.style.transform = `scaleX(${Number.isFinite(p) ? p.toFixed(3) : 0})`;
        row.classList.toggle('truth', index === truth);
        row.classList.toggle('best', index === best);
      });
    },
  };
}

/**
 * The place of the largest number, the first of equal ones.
 * @param {ArrayLike<number>} numbers
 */
export function bestOf(numbers) {
  let best = 0;
  for (let index = 1; index < numbers.length; index += 1) if (numbers[index] > numbers[best]) best = index;
  return best;
}
