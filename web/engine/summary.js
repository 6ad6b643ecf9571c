/**
 * A network's summary as Keras 3 prints it.
 *
 * @typedef {import('../protocol.js').Summary} Summary
 *
 * @typedef {object} Column
 * @property {string} head
 * @property {number} width at Keras's line length of 78
 * @property {boolean} [right] whether it is set right
 */

/** The columns of a `Sequential`. @type {Column[]} */
const CHAIN = [
  { head: 'Layer (type)', width: 31 },
  { head: 'Output Shape', width: 22 },
  { head: 'Param #', width: 13, right: true },
];

/** The columns of a functional model with branches. @type {Column[]} */
const BRANCHES = [
  { head: 'Layer (type)', width: 19 },
  { head: 'Output Shape', width: 17 },
  { head: 'Param #', width: 10, right: true },
  { head: 'Connected to', width: 17 },
];

/** @param {Summary} summary */
export function summaryText({ name, rows, total, trainable, nonTrainable }) {
  const columns = rows.some(({ connectedTo }) => connectedTo !== null) ? BRANCHES : CHAIN;
  const heads = columns.map(({ head }) => head);
  const lines = [`Model: "${name}"`, rule(columns, '┏━┳┓'), line(columns, '┃', heads), rule(columns, '┡━╇┩')];
  rows.forEach(({ name, type, outputShape, params, connectedTo }, index) => {
    if (index > 0) lines.push(rule(columns, '├─┼┤'));
    lines.push(
      ...wrapped(columns, '│', [`${name} (${type})`, outputShape, grouped(params), connectedTo ?? '']),
    );
  });
  lines.push(rule(columns, '└─┴┘'));
  const counts = {
    'Total params': total,
    'Trainable params': trainable,
    'Non-trainable params': nonTrainable,
  };
  for (const [what, count] of Object.entries(counts))
    lines.push(` ${what}: ${grouped(count)} (${memory(count)})`);
  return lines.join('\n');
}

/** @param {Column[]} columns @param {string} strokes */
function rule(columns, [left, fill, joint, right]) {
  return left + columns.map(({ width }) => fill.repeat(width + 2)).join(joint) + right;
}

/** @param {Column[]} columns @param {string} edge @param {string[]} cells */
function line(columns, edge, cells) {
  const cell = (/** @type {Column} */ { width, right }, /** @type {number} */ index) => {
    const gap = ' '.repeat(width - [...cells[index]].length);
    return right ? ` ${gap}${cells[index]} ${edge}` : ` ${cells[index]}${gap} ${edge}`;
  };
  return edge + columns.map(cell).join('');
}

/**
 * A row in as many lines as it needs: what is too wide for its column goes on in the next one.
 *
 * @param {Column[]} columns
 * @param {string} edge
 * @param {string[]} texts
 */
function wrapped(columns, edge, texts) {
  const cells = columns.map(({ width }, index) => words(texts[index], width));
  const height = Math.max(...cells.map(({ length }) => length));
  return Array.from({ length: height }, (_, index) =>
    line(
      columns,
      edge,
      cells.map((cell) => cell[index] ?? ''),
    ),
  );
}

/**
 * A text's words, as many to a line as its width holds.
 *
 * @param {string} text
 * @param {number} width
 */
function words(text, width) {
  /** @type {string[]} */
  const lines = [];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && [...longer].length <= width) lines[lines.length - 1] = longer;
    else lines.push(clipped(word, width));
  }
  return lines;
}

/**
 * Keras's table cuts a word that is too wide and ends it in an ellipsis.
 *
 * @param {string} text
 * @param {number} width
 */
function clipped(text, width) {
  const letters = [...text];
  return letters.length <= width ? text : `${letters.slice(0, width - 1).join('')}…`;
}

/** `881002` as `881,002`. @param {number} count */
const grouped = (count) => count.toLocaleString('en-US');

/** The size of so many f32 values, with Keras's units and two decimals. @param {number} count */
export function memory(count) {
  const bytes = count * 4;
  const units = ['B', 'KB', 'MB', 'GB'];
  let power = 0;
  while (power < 3 && bytes >= 1024 ** (power + 1)) power += 1;
  const scale = 1024 ** power;
  // Rounded half to even, as Python does.
  let hundredths = Math.floor((bytes * 100) / scale);
  const rest = (bytes * 100) % scale;
  if (rest * 2 > scale || (rest * 2 === scale && hundredths % 2 === 1)) hundredths += 1;
  return `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')} ${units[power]}`;
}
