import { colourOf, css } from '../../draw/palette.js';
import { withTwins } from '../../draw/near.js';
import { Stage } from '../../draw/stage.js';
import { attachTold } from '../../player/told.js';
import { text } from '../../text.js';
import { byId, make, makeOption, write } from '../../views/dom.js';
import { attachChecked, makeNumberField, numberWithin, showNumber } from '../../views/number-field.js';
import { makeChart } from './line-chart.js';
import { resultOf, significant } from './sums.js';

const words = text.learning.loss;

/** Scores to begin with, for the usual true class: the cat. @type {Record<string, number[]>} */
const PRESETS = {
  unsure: [0, -1, 1, 2, 0.5, 1.5, 0.5, 0, -1, -1.5],
  right: [-2, -3, 0, 6, 0, 2, 1, -1, -3, -2],
  wrong: [-1, -2, 0, 0.5, 1, 5, 0, 1.5, -2, -1],
  equal: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
};
const TRUTH = 3;
/** Where the chart ends; a larger loss stands at its edge. */
const LARGEST_LOSS = 5;
const BOUNDS = { least: -20, most: 20 };

/**
 * The loss of ten scores, and its gradient: p − y.
 * @param {import('../index.js').FigureContext} context
 */
export function attachLoss(context) {
  const figure = byId('figure-loss', HTMLElement);
  const host = byId('loss-stage', HTMLElement);
  const readOut = byId('loss-readout', HTMLElement);
  const preset = byId('loss-preset', HTMLSelectElement);
  const truth = byId('loss-truth', HTMLSelectElement);
  const slider = byId('loss-slider', HTMLInputElement);
  const hint = byId('loss-scores-hint', HTMLElement);
  const tell = attachTold(figure);
  const names = text.classNames;
  const scores = Float32Array.from(PRESETS.unsure);
  let label = TRUTH;
  /** @type {number | null} the class under the pointer, or in focus */
  let lit = null;
  /** @type {import('../../explain.js').Twins | null} */
  let twins = null;

  const rows = names.map((name, index) => makeRow(name, index));
  const body = make('tbody');
  body.append(...rows.map(({ row }) => row));
  byId('loss-table', HTMLTableElement).append(body);
  const chart = makeChart(words.chart);
  byId('loss-chart', HTMLElement).append(chart.element);

  const stage = new Stage(host, () => {
    if (twins) show(twins);
  });

  rows.forEach(({ row, input }, index) => {
    const light = (/** @type {number | null} */ which) => () => {
      lit = which;
      stage.mark();
    };
    row.addEventListener('pointerenter', light(index));
    row.addEventListener('pointerleave', light(null));
    row.addEventListener('focusin', light(index));
    row.addEventListener('focusout', light(null));
    attachChecked(input, hint, {
      read: numberWithin(BOUNDS.least, BOUNDS.most),
      wrong: () => text.learning.wrong(BOUNDS.least, BOUNDS.most, false),
      changed(value) {
        scores[index] = value;
        preset.value = '';
        if (index === label) slider.value = String(value);
        stage.mark();
      },
    });
  });

  /** Writes the scores into their fields. */
  const fill = () => {
    rows.forEach(({ input }, index) => showNumber(input, scores[index]));
    slider.value = String(scores[label]);
    stage.mark();
  };
  preset.addEventListener('change', () => {
    scores.set(PRESETS[preset.value] ?? scores);
    fill();
  });
  truth.append(...names.map(makeOption));
  truth.value = String(label);
  truth.addEventListener('change', () => {
    label = Number(truth.value);
    fill();
  });
  slider.addEventListener('input', () => {
    scores[label] = Number(slider.value);
    preset.value = '';
    fill();
  });
  fill();
  withTwins(figure, context.twins, (ready) => {
    twins = ready;
    stage.mark();
  });

  /** @param {import('../../explain.js').Twins} twins */
  function show(twins) {
    const { loss, dLogits, y } = twins.crossEntropy(scores, label);
    rows.forEach((row, index) => {
      row.row.classList.toggle('lit', lit === index);
      row.row.classList.toggle('truth', label === index);
      write(row.truth, index === label ? words.isTruth : '');
      write(row.y, index === label ? '1' : '0');
      write(row.p, y[index].toFixed(3));
      row.bar.style.transform = `scaleX(${y[index]})`;
      write(row.d, signed(dLogits[index]));
      const share = Math.min(1, Math.abs(dLogits[index])) * 50;
      row.signed.style.width = `${share}%`;
      row.signed.style.left = dLogits[index] < 0 ? `${50 - share}%` : '50%';
      row.signed.style.background = css(colourOf(Math.sign(dLogits[index]), 1));
    });
    const p = y[label];
    chart.draw({
      lines: [{ name: '', points: curve(twins) }],
      across: [0, 1],
      up: [0, LARGEST_LOSS],
      horizontal: words.horizontal(names[label]),
      dot: { x: p, y: Math.min(loss, LARGEST_LOSS) },
    });
    const line = resultOf(words.lossOf(names[label], significant(p, 4)), [p], loss, 4);
    const detail =
      lit === null
        ? words.lead
        : words.gradientOf(
            names[lit],
            resultOf(
              words.difference(significant(y[lit], 4), lit === label ? '1' : '0'),
              [y[lit]],
              dLogits[lit],
              4,
            ),
            lit === label,
          );
    write(readOut, `${line}. ${detail}`);
    tell(words.sentence(names[label], significant(p, 3), significant(loss, 3)), false);
  }

  /** The loss as it depends on the true class's probability, by way of its score. @param {import('../../explain.js').Twins} twins */
  function curve(twins) {
    const tried = Float32Array.from(scores);
    const points = [];
    for (let score = -30; score <= 40; score += 0.25) {
      tried[label] = score;
      const { loss, y } = twins.crossEntropy(tried, label);
      if (loss <= LARGEST_LOSS) points.push({ x: y[label], y: loss });
    }
    return points;
  }
}

/** @param {number} value */
const signed = (value) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;

/**
 * @param {string} name
 * @param {number} index
 */
function makeRow(name, index) {
  const row = make('tr');
  const heading = make('th', '', name);
  heading.scope = 'row';
  const truth = make('span', 'loss-truth');
  heading.append(truth);
  const input = makeNumberField(words.scoreOf(name), { ...BOUNDS, step: 0.5 });
  input.setAttribute('aria-describedby', 'loss-scores-hint');
  const score = make('td');
  score.append(input);

  const p = make('span', 'loss-number');
  const track = make('span', `track class-${index}`);
  const bar = make('i');
  track.append(bar);
  const probability = make('td');
  probability.append(p, track);

  const y = make('td', 'loss-y');

  const d = make('span', 'loss-number');
  const axis = make('span', 'loss-axis');
  const bipolar = make('i');
  axis.append(bipolar);
  const gradient = make('td');
  gradient.append(d, axis);

  row.append(heading, score, probability, y, gradient);
  return { row, input, truth, p, bar, y, d, signed: bipolar };
}
