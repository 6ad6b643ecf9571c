import uPlot from 'uplot';
import { text } from '../text.js';

/**
 * One chart of a figure by epoch: a fine line of single batches, training solid, validation dashed, each
 * named at its end. Used for the page and, larger and on paper, for the picture to download.
 *
 * @typedef {object} Palette
 * @property {string} paper behind everything, and around the lines' names
 * @property {string} ink lines and their names
 * @property {string} quiet axes' numbers
 * @property {string} fine the line of single batches
 * @property {string} rule grid and frame
 *
 * @typedef {object} Measure what is drawn
 * @property {'loss' | 'accuracy'} key
 * @property {number} guess what a network that guesses evenly would reach
 * @property {(highest: number) => number} top where the y axis ends
 * @property {number[]} [splits] of the y axis, where they never change
 * @property {(value: number) => string} tick
 *
 * @typedef {[number[], (number | null)[], (number | null)[], (number | null)[]]} Series x, batches, training,
 *   validation
 */

const CLASSES = 10;
const SANS = 'system-ui, -apple-system, "Segoe UI", "Liberation Sans", sans-serif';
/** Room to the right for the lines' names, in CSS pixels. */
const NAMES = 78;

/** @type {Measure[]} */
export const measures = [
  {
    key: 'loss',
    guess: Math.log(CLASSES),
    top: (highest) => Math.max(2.5, Math.ceil(highest * 2) / 2),
    tick: (value) => value.toFixed(1),
  },
  {
    key: 'accuracy',
    guess: 1 / CLASSES,
    top: () => 1,
    splits: [0, 0.25, 0.5, 0.75, 1],
    tick: (value) => `${Math.round(value * 100)} %`,
  },
];

/**
 * Where the x axis ends: all epochs of a short run at once, a long one in stages, so that the axis seldom
 * moves.
 * @param {number} planned epochs
 * @param {number} reached epochs
 */
export function lastEpoch(planned, reached) {
  if (planned <= 20) return planned;
  return Math.min(planned, [10, 20, 50, 100, 200].find((stage) => reached <= stage * 0.95) ?? planned);
}

/**
 * The three lines over one x axis; where a line has no value at an x, it has null.
 * @param {import('../run/state.js').State} state
 * @param {'loss' | 'accuracy'} key
 * @returns {Series}
 */
export function seriesOf(state, key) {
  const points = state.batches[key].points();
  const xs = [0];
  /** @type {Series} */
  const series = [xs, [null], [null], [null]];
  /**
   * @param {number} x
   * @param {number | null} batch
   * @param {number | null} training
   * @param {number | null} validation
   */
  const push = (x, batch, training, validation) => {
    [x, batch, training, validation].forEach((value, index) =>
      series[index].push(/** @type {number} */ (value)),
    );
  };
  let next = 0;
  for (const epoch of state.history) {
    for (; next < points.length && points[next].x < epoch.at; next += 1)
      push(points[next].x, points[next].y, null, null);
    const same = next < points.length && points[next].x === epoch.at ? points[next++].y : null;
    push(epoch.at, same, finite(epoch[key]), finite(epoch[`val_${key}`]));
  }
  for (; next < points.length; next += 1) push(points[next].x, points[next].y, null, null);
  return series;
}

/** @param {number | undefined} value */
const finite = (value) => (value !== undefined && Number.isFinite(value) ? value : null);

/** So many earlier runs can be drawn behind the present one. */
export const OVERLAYS = 6;

/**
 * A chart's lines, and behind them those of earlier runs on unseen images, each over the epochs of its own.
 * @param {import('../run/state.js').State} state
 * @param {'loss' | 'accuracy'} key
 * @returns {(number | null)[][]}
 */
export function overlaidSeriesOf(state, key) {
  const series = seriesOf(state, key);
  const lines = state.overlay.slice(0, OVERLAYS).map(({ history }) => {
    /** @type {Map<number, number | null>} */
    const values = new Map();
    for (const epoch of history) values.set(epoch.at, finite(epoch[`val_${key}`] ?? epoch[key]));
    return values;
  });
  const rows = new Map(series[0].map((x, index) => [x, series.slice(1).map((values) => values[index])]));
  for (const x of lines.flatMap((line) => [...line.keys()]))
    if (!rows.has(x)) rows.set(x, [null, null, null]);
  const xs = [...rows.keys()].sort((a, b) => a - b);
  const column = (/** @type {number} */ index) => xs.map((x) => rows.get(x)?.[index] ?? null);
  const overlaid = Array.from({ length: OVERLAYS }, (_, line) => xs.map((x) => lines[line]?.get(x) ?? null));
  return [xs, column(0), column(1), column(2), ...overlaid];
}

/**
 * uPlot's options for a measure.
 * @param {Measure} measure
 * @param {object} how
 * @param {number} how.width in CSS pixels
 * @param {number} how.height in CSS pixels
 * @param {number} [how.scale] of type and lines
 * @param {() => Palette} how.palette
 * @param {() => number} how.end where the x axis ends, in epochs
 * @param {(chart: uPlot) => void} [how.onCursor]
 * @param {() => string[]} [how.overlays] the names of earlier runs, where some are drawn
 * @returns {uPlot.Options}
 */
export function plotOptions(measure, { width, height, scale = 1, palette, end, onCursor, overlays }) {
  const font = `${Math.round(13 * scale)}px ${SANS}`;
  /** @type {uPlot.Axis} */
  const axis = {
    font,
    stroke: () => palette().quiet,
    grid: { stroke: () => palette().rule, width: scale },
    ticks: { show: false },
    gap: 8 * scale,
  };
  const line = { spanGaps: true, stroke: () => palette().ink, width: 2 * scale };
  return {
    width,
    height,
    padding: [8 * scale, NAMES * scale, 0, 0],
    legend: { show: false },
    select: { show: false, left: 0, top: 0, width: 0, height: 0 },
    cursor: {
      sync: onCursor ? { key: 'history', scales: ['x', null] } : undefined,
      y: false,
      drag: { x: false, y: false },
      points: { show: false },
    },
    scales: {
      x: { time: false, range: () => [0, end()] },
      y: { range: (_chart, _low, high) => [0, measure.top(Number.isFinite(high) ? high : 0)] },
    },
    axes: [
      {
        ...axis,
        size: 34 * scale,
        grid: { show: false },
        splits: () => epochTicks(end()),
        values: (_chart, splits) => splits.map(String),
      },
      {
        ...axis,
        size: 48 * scale,
        ...(measure.splits ? { splits: () => measure.splits ?? [] } : { space: 44 * scale }),
        values: (_chart, splits) => splits.map(measure.tick),
      },
    ],
    series: [
      {},
      { spanGaps: true, stroke: () => palette().fine, width: scale, points: { show: false } },
      { ...line, points: { show: showPoints, size: 5 * scale, fill: () => palette().ink } },
      {
        ...line,
        dash: [6 * scale, 4 * scale],
        points: { show: showPoints, size: 5 * scale, fill: () => palette().ink },
      },
      ...Array.from({ length: overlays ? OVERLAYS : 0 }, () => ({
        spanGaps: true,
        stroke: () => palette().fine,
        width: 1.5 * scale,
        dash: [6 * scale, 4 * scale],
        points: { show: false },
      })),
    ],
    hooks: {
      drawClear: [(chart) => drawGuess(chart, measure, palette(), scale)],
      draw: [(chart) => drawNames(chart, measure, palette(), font, scale, overlays?.() ?? [])],
      setCursor: onCursor ? [onCursor] : [],
    },
  };
}

/**
 * Dots at the epochs while there are few: a single epoch has no line yet.
 * @param {uPlot} chart
 * @param {number} index
 */
function showPoints(chart, index) {
  const values = chart.data[index] ?? [];
  let epochs = 0;
  for (let at = 0; at < values.length; at += 1) epochs += values[at] === null ? 0 : 1;
  return epochs <= 25;
}

/** Few and round. @param {number} end */
export function epochTicks(end) {
  const step = [1, 2, 5, 10, 20, 50, 100].find((size) => end / size <= 5) ?? 100;
  const ticks = [];
  for (let tick = 0; tick <= end - step / 2; tick += step) ticks.push(tick);
  return [...ticks, end];
}

/**
 * The hairline of a network that only guesses, behind everything else.
 * @param {uPlot} chart
 * @param {Measure} measure
 * @param {Palette} palette
 * @param {number} scale
 */
function drawGuess(chart, measure, palette, scale) {
  const { ctx, bbox } = chart;
  const y = Math.round(chart.valToPos(measure.guess, 'y', true)) + 0.5;
  ctx.save();
  ctx.strokeStyle = palette.quiet;
  ctx.lineWidth = uPlot.pxRatio * scale;
  ctx.setLineDash([1, 4].map((length) => length * uPlot.pxRatio * scale));
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.restore();
}

/**
 * Names every line at its end, moved apart where they would overlap, and what the x axis counts.
 * @param {uPlot} chart
 * @param {Measure} measure
 * @param {Palette} palette
 * @param {string} font
 * @param {number} scale
 * @param {string[]} overlays names of earlier runs
 */
function drawNames(chart, measure, palette, font, scale, overlays) {
  const { ctx, bbox, data } = chart;
  const ratio = uPlot.pxRatio;
  const right = bbox.left + bbox.width;
  const names = [
    {
      name: text.charts.guessing,
      x: right,
      y: chart.valToPos(measure.guess, 'y', true),
      color: palette.quiet,
    },
  ];
  [text.charts.training, text.charts.validation, ...overlays].forEach((name, index) => {
    const values = data[index + 2];
    let last = values.length - 1;
    while (last >= 0 && values[last] === null) last -= 1;
    const value = values[last];
    if (value === null || value === undefined) return;
    const x = chart.valToPos(data[0][last], 'x', true);
    names.push({
      name,
      x,
      y: chart.valToPos(value, 'y', true),
      color: index < 2 ? palette.ink : palette.quiet,
    });
  });
  const apart = 17 * ratio * scale;
  spread(names, apart, bbox.top + apart / 2, bbox.top + bbox.height - apart / 2);
  ctx.save();
  ctx.font = font.replace(/^\d+/, (size) => String(Math.round(Number(size) * ratio)));
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  ctx.strokeStyle = palette.paper;
  ctx.lineWidth = 5 * ratio * scale;
  ctx.lineJoin = 'round';
  for (const { name, x, y, color } of names) {
    const left = Math.min(x, right) + 8 * ratio * scale;
    ctx.strokeText(name, left, y);
    ctx.fillStyle = color;
    ctx.fillText(name, left, y);
  }
  ctx.fillStyle = palette.quiet;
  ctx.textBaseline = 'top';
  ctx.fillText(text.charts.epochs, right + 16 * ratio * scale, bbox.top + bbox.height + 8 * ratio * scale);
  ctx.restore();
}

/**
 * Moves heights apart until neighbours keep their distance, within bounds.
 * @param {{ y: number }[]} items changed in place
 * @param {number} apart
 * @param {number} least
 * @param {number} most
 */
export function spread(items, apart, least, most) {
  items.sort((a, b) => a.y - b.y);
  let floor = least;
  for (const item of items) {
    item.y = Math.max(item.y, floor);
    floor = item.y + apart;
  }
  let ceiling = most;
  for (const item of items.toReversed()) {
    item.y = Math.min(item.y, ceiling);
    ceiling = item.y - apart;
  }
}
