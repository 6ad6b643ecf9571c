/**
 * The little Python in which networks are written, as tokens.
 *
 * @typedef {{ kind: 'name' | 'number' | 'text' | 'sign' | 'end', text: string, line: number }} Token `end` ends a
 *   statement
 */

/** What cannot be read, with the line on which it stands. */
export class Unreadable extends Error {
  /** @param {number} line @param {string} what the end of a sentence that begins with the line */
  constructor(line, what) {
    super(`Line ${line}: ${what}.`);
    this.name = 'Unreadable';
  }
}

const PATTERN =
  /(?<space>[ \t\r\f]+|\\\n)|(?<comment>#[^\n]*)|(?<newline>\n)|(?<name>[A-Za-z_]\w*)|(?<number>(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(?<sign>\*\*|[-+*/()[\]{},=.:;])/y;

/** @param {string} source @returns {Token[]} */
export function tokensOf(source) {
  /** @type {Token[]} */
  const tokens = [];
  let line = 1;
  let depth = 0;
  const end = () => {
    if (depth === 0 && tokens.length > 0 && tokens[tokens.length - 1].kind !== 'end')
      tokens.push({ kind: 'end', text: '', line });
  };
  const pattern = new RegExp(PATTERN);
  while (pattern.lastIndex < source.length) {
    const from = pattern.lastIndex;
    const found = pattern.exec(source)?.groups;
    if (!found) throw new Unreadable(line, `${JSON.stringify(source[from])} means nothing here`);
    const { newline, name, number, text, sign } = found;
    if (newline) {
      end();
      line += 1;
    } else if (name) tokens.push({ kind: 'name', text: name, line });
    else if (number) tokens.push({ kind: 'number', text: number.replaceAll('_', ''), line });
    else if (text) tokens.push({ kind: 'text', text: text.slice(1, -1).replace(/\\(.)/g, '$1'), line });
    else if (sign === ';') end();
    else if (sign) {
      if ('([{'.includes(sign)) depth += 1;
      if (')]}'.includes(sign)) depth = Math.max(0, depth - 1);
      tokens.push({ kind: 'sign', text: sign, line });
    } else if (found.space?.includes('\n')) line += 1;
  }
  end();
  return tokens;
}
