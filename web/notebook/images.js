import { SIDE } from '../pictures.js';
import { text } from '../text.js';
import { make } from '../views/dom.js';
import { percent } from '../views/format.js';
import { paint } from '../views/picker.js';

/** @typedef {import('../run/state.js').Dataset} Dataset */

const VALUES = SIDE * SIDE * 3;

/**
 * The first images of a data set.
 * @param {Dataset} dataset
 * @param {number} wanted
 * @returns {Dataset}
 */
export function firstOf({ images, labels }, wanted) {
  return {
    images: images.slice(0, wanted * VALUES),
    shape: [wanted, SIDE, SIDE, 3],
    labels: labels.slice(0, wanted),
  };
}

/**
 * The smallest and the largest value. Looks no further once both ends of a byte have been seen.
 * @param {Dataset} dataset of bytes
 * @returns {[number, number]}
 */
export function rangeOf({ images }) {
  let least = 255;
  let most = 0;
  for (let at = 0; at < images.length && (least > 0 || most < 255); at += 1) {
    least = Math.min(least, images[at]);
    most = Math.max(most, images[at]);
  }
  return [least, most];
}

/**
 * @param {Dataset} dataset of bytes
 * @param {number} index
 */
function canvasOf({ images }, index) {
  const canvas = make('canvas', 'cell-picture');
  canvas.width = canvas.height = SIDE;
  canvas.setAttribute('aria-hidden', 'true');
  paint(canvas, Uint8Array.from(images.subarray(index * VALUES, (index + 1) * VALUES)));
  return canvas;
}

/**
 * Images with their names, five in a row.
 * @param {Dataset} dataset
 * @param {string[]} names of the classes
 */
export function plotImages(dataset, names) {
  const list = make('ol', 'cell-plot');
  dataset.labels.forEach((label, index) => {
    const item = make('li');
    item.append(canvasOf(dataset, index), make('span', '', names[label]));
    list.append(item);
  });
  return list;
}

/**
 * What the network says about images, one a row: the picture, its class, the most probable class and how probable.
 * @param {Dataset} dataset
 * @param {Float32Array} probabilities [images, classes]
 * @param {string[]} names of the classes
 */
export function predictionTable(dataset, probabilities, names) {
  const table = make('table', 'cell-table');
  table.append(make('caption', 'visually-hidden', text.notebook.predictions));
  const head = make('tr');
  for (const name of text.notebook.predictionHeads) {
    const cell = make('th', '', name);
    cell.scope = 'col';
    head.append(cell);
  }
  const body = make('tbody');
  let right = 0;
  dataset.labels.forEach((label, index) => {
    const row = probabilities.subarray(index * names.length, (index + 1) * names.length);
    const best = row.reduce((winner, p, at) => (p > row[winner] ? at : winner), 0);
    right += best === label ? 1 : 0;
    const line = make('tr');
    const picture = make('td');
    picture.append(canvasOf(dataset, index));
    line.append(picture, make('td', '', names[label]));
    line.append(
      make('td', best === label ? '' : 'wrong', text.notebook.verdict(names[best], best === label)),
    );
    line.append(make('td', 'number', percent(row[best])));
    body.append(line);
  });
  const top = make('thead');
  top.append(head);
  table.append(top, body);
  return { table, right };
}
