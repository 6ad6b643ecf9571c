import { PEERS } from './peers.mjs';
import { bySetting } from './settings.mjs';
import { percent, short } from './statistics.mjs';

/**
 * The rates as bars: a block for each setting, a row for each library, training on the left and inference on the right.
 *
 * @typedef {import('./compare.mjs').Comparison} Comparison
 * @typedef {import('./contender.mjs').Contender} Contender
 * @typedef {import('./contender.mjs').Kind} Kind
 */

/** In pixels. */
const NAMES = 170;
const BAR = 190;
const FIGURES = 110;
const ROW = 22;
const BAR_HEIGHT = 12;
const TITLE = 30;
const HEAD = 34;
const MARGIN = 14;
const NOTE = 18;

/** Greys and a green that can be read on white and on black. */
const TEXT = '#757575';
const OURS = '#0e8a84';
const OTHERS = '#8e8e98';
const SPREAD = '#d07a2d';

/** @type {Record<Kind, string>} */
const KINDS = { train: 'Training, images a second', infer: 'Inference, images a second' };

const COLUMN = BAR + FIGURES;
const WIDTH = 2 * MARGIN + NAMES + Object.keys(KINDS).length * COLUMN;

/** @param {Comparison} comparison @returns {string} an SVG file */
export function toSvg({ adapter, ceilings, contenders }) {
  const groups = bySetting(contenders);
  const parts = Object.entries(KINDS).map(([_, title], column) =>
    text(columnAt(column), HEAD - 14, title, 'bold'),
  );
  let y = HEAD;
  for (const [title, group] of groups) {
    parts.push(text(MARGIN, y + 20, title, 'bold'));
    y += TITLE;
    parts.push(...block(group, ceilings, y));
    y += group.length * ROW;
  }
  const notes = [
    `${adapter}. Medians, with the least and the most of the rounds; in brackets the share of the multiply-add peak.`,
    ...(groups.length > 1 ? ['Each block has a scale of its own.'] : []),
  ];
  y += MARGIN / 2;
  for (const note of notes) parts.push(text(MARGIN, (y += NOTE), note, 'small'));
  const height = y + MARGIN;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">
<title>Training and inference rates of ${escaped([...new Set(contenders.map(({ title }) => title))].join('; '))}</title>
<style>
  text { font: 12px system-ui, sans-serif; fill: ${TEXT}; }
  .bold { font-weight: 600; }
  .small { font-size: 11px; }
</style>
${parts.join('\n')}
</svg>
`;
}

/** @param {Contender[]} group @param {Comparison['ceilings']} ceilings @param {number} top */
function block(group, ceilings, top) {
  const names = group.map(({ title }, row) => text(MARGIN, top + row * ROW + BAR_HEIGHT, title));
  const kinds = /** @type {Kind[]} */ (Object.keys(KINDS));
  const bars = kinds.flatMap((kind, column) => {
    const most = Math.max(...group.map((contender) => contender.spread(kind, 'imagesPerSecond')?.most ?? 0));
    return group.map((contender, row) =>
      bar(contender, kind, ceilings, BAR / most, columnAt(column), top + row * ROW),
    );
  });
  return [...names, ...bars];
}

/** @param {number} column */
const columnAt = (column) => MARGIN + NAMES + column * COLUMN;

/**
 * @param {Contender} contender
 * @param {Kind} kind
 * @param {Comparison['ceilings']} ceilings
 * @param {number} scale pixels for an image a second
 * @param {number} x
 * @param {number} y
 */
function bar(contender, kind, ceilings, scale, x, y) {
  const spread = contender.spread(kind, 'imagesPerSecond');
  if (!spread) return text(x, y + BAR_HEIGHT, 'does not train', 'small');
  const at = (/** @type {number} */ rate) => (x + rate * scale).toFixed(1);
  const width = (spread.median * scale).toFixed(1);
  const colour = PEERS[contender.name].ours ? OURS : OTHERS;
  const figure = `${short(spread.median)} (${percent(contender.share(kind, ceilings) ?? NaN)})`;
  return [
    `<rect x="${x}" y="${y + 1}" width="${width}" height="${BAR_HEIGHT}" fill="${colour}"/>`,
    ...(spread.values.length > 1 ? [whisker(at(spread.least), at(spread.most), y + 1)] : []),
    text(Number(at(spread.most)) + 6, y + BAR_HEIGHT - 1, figure),
  ].join('\n');
}

/** A line from the least to the most. @param {string} least @param {string} most @param {number} top */
const whisker = (least, most, top) =>
  `<path d="M${least} ${top + 3}v6m0 -3H${most}m0 -3v6" stroke="${SPREAD}" stroke-width="1.5" fill="none"/>`;

/** @param {number} x @param {number} y @param {string} words @param {string} [look] */
const text = (x, y, words, look) =>
  `<text x="${x}" y="${y}"${look ? ` class="${look}"` : ''}>${escaped(words)}</text>`;

/** @param {string} words */
const escaped = (words) => words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
