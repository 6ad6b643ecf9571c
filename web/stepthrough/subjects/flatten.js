import { text } from '../../text.js';
import { number } from '../words.js';
import { COPY_PHASES, map } from './subject.js';

/** @typedef {import('./subject.js').Journey} Journey */

const words = text.stepThrough;

/**
 * Flatten: the maps' cells in one line, place by place and at each place map by map. It is shown with a row a place.
 * @param {Journey} journey
 * @param {number} layer
 * @param {boolean} back whether it is the gradient that is laid out again
 * @returns {import('./subject.js').Subject}
 */
export function flatten(journey, layer, back) {
  const { inputShape } = journey.layers[layer];
  const [height, width, channels] = inputShape;
  const family = back ? 'gradient' : 'activation';
  const values = journey.get(back ? 'dOutput' : 'output', layer);
  const rows = height * width;
  return {
    title: words.flatten.title,
    about: back ? words.flatten.aboutBack : words.flatten.about(height, width, channels),
    targetLabel: words.flatten.vector(rows, channels),
    target: () => ({ values, rows, columns: channels, family, unit: values, whole: values }),
    sign: back ? '←' : '→',
    channels: null,
    from: null,
    phases: COPY_PHASES,

    explain({ y: place, x: channel }) {
      const [row, column] = [Math.floor(place / width), place % width];
      const index = place * channels + channel;
      return {
        parts: [
          {
            label: words.map(channel),
            plane: map(journey, values, inputShape, channel, family),
            active: { row, column },
            legend: true,
          },
        ],
        steps: [{ phase: 'done', label: words.flatten.number(index), value: values[index] }],
        terms: null,
        readout: (digits) =>
          words.flatten.readout({
            row,
            column,
            channel,
            width,
            channels,
            index,
            value: number(values[index], digits),
          }),
        sentence: words.flatten.sentence(row, column, channel, index, values[index]),
      };
    },
  };
}
