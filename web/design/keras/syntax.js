import { Unreadable, tokensOf } from './tokens.js';

/**
 * Statements of the little Python in which networks are written.
 *
 * @typedef {{ line: number } & ({ kind: 'value', value: number | string | boolean | null }
 *   | { kind: 'list', items: Expression[] }
 *   | { kind: 'name', path: string[] }
 *   | { kind: 'call', callee: Expression, args: Expression[], named: Map<string, Expression> })} Expression
 * @typedef {{ target: string[] | null, value: Expression | null, line: number }} Statement `value` is null for an import
 */

/** @type {Map<string, boolean | null>} */
const CONSTANTS = new Map([
  ['True', true],
  ['False', false],
  ['None', null],
]);

/** Words that begin what is more than a network. */
const BEYOND = new Set('assert class def del elif else for if lambda return try while with'.split(' '));

/** Brackets within brackets at most. */
const DEEPEST = 100;

/** @param {string} source @returns {Statement[]} */
export function statementsOf(source) {
  const tokens = tokensOf(source);
  const reader = new Reader(tokens);
  /** @type {Statement[]} */
  const statements = [];
  while (!reader.isDone) statements.push(reader.statement());
  return statements;
}

class Reader {
  #tokens;
  #at = 0;
  #depth = 0;

  /** @param {import('./tokens.js').Token[]} tokens */
  constructor(tokens) {
    this.#tokens = tokens;
  }

  get isDone() {
    return this.#at >= this.#tokens.length;
  }

  get #token() {
    const last = this.#tokens[this.#tokens.length - 1];
    return this.#tokens[this.#at] ?? { kind: 'end', text: '', line: last?.line ?? 1 };
  }

  /** @returns {Statement} */
  statement() {
    const { line, kind, text } = this.#token;
    if (kind === 'name' && BEYOND.has(text))
      throw new Unreadable(line, `${text} is not read here, only layers and models are`);
    if (kind === 'name' && (text === 'import' || text === 'from')) {
      while (this.#token.kind !== 'end') this.#at += 1;
      this.#at += 1;
      return { target: null, value: null, line };
    }
    const value = this.#expression();
    if (!this.#take('=')) {
      this.#end();
      return { target: null, value, line };
    }
    if (value.kind !== 'name') throw new Unreadable(line, 'what stands before = must be a name');
    const assigned = this.#expression();
    this.#end();
    return { target: value.path, value: assigned, line };
  }

  #end() {
    const { kind, line, text } = this.#token;
    if (kind !== 'end') throw new Unreadable(line, `${text} is not expected here`);
    this.#at += 1;
  }

  /** @param {string} sign */
  #take(sign) {
    const { kind, text } = this.#token;
    if (kind !== 'sign' || text !== sign) return false;
    this.#at += 1;
    return true;
  }

  /** @param {string} sign */
  #expect(sign) {
    const { line, text } = this.#token;
    if (!this.#take(sign)) throw new Unreadable(line, `${sign} is missing${text ? ` before ${text}` : ''}`);
  }

  /** A product or quotient of numbers, or anything else. @returns {Expression} */
  #expression() {
    let value = this.#term();
    for (;;) {
      const { line } = this.#token;
      const divides = this.#take('/');
      if (!divides && !this.#take('*')) return value;
      const [a, b] = [value, this.#term()].map((each) => (each.kind === 'value' ? Number(each.value) : NaN));
      if (Number.isNaN(a) || Number.isNaN(b))
        throw new Unreadable(line, 'only numbers can be multiplied here');
      value = { kind: 'value', value: divides ? a / b : a * b, line };
    }
  }

  /** @returns {Expression} */
  #term() {
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw new Unreadable(this.#token.line, 'this is nested too deep');
    const term = this.#one();
    this.#depth -= 1;
    return term;
  }

  /** @returns {Expression} */
  #one() {
    const { kind, text, line } = this.#token;
    if (this.#take('-')) {
      const value = this.#term();
      if (value.kind !== 'value' || typeof value.value !== 'number')
        throw new Unreadable(line, '- must stand before a number');
      return { kind: 'value', value: -value.value, line };
    }
    if (this.#take('(') || this.#take('['))
      return this.#calls(this.#list(text === '(' ? ')' : ']', line, text === '('));
    this.#at += 1;
    if (kind === 'number') return { kind: 'value', value: Number(text), line };
    if (kind === 'text') return { kind: 'value', value: text, line };
    if (kind !== 'name')
      throw new Unreadable(line, text ? `${text} is not expected here` : 'something is missing at its end');
    const value = CONSTANTS.get(text);
    if (value !== undefined) return { kind: 'value', value, line };
    const path = [text];
    while (this.#take('.')) {
      path.push(this.#token.text);
      this.#at += 1;
    }
    return this.#calls({ kind: 'name', path, line });
  }

  /** What is called, as often as it is. @param {Expression} callee @returns {Expression} */
  #calls(callee) {
    let value = callee;
    while (this.#take('(')) {
      const { line } = this.#token;
      /** @type {Expression[]} */
      const args = [];
      /** @type {Map<string, Expression>} */
      const named = new Map();
      while (!this.#take(')')) {
        const given = this.#expression();
        if (given.kind === 'name' && given.path.length === 1 && this.#take('=')) {
          const [name] = given.path;
          if (named.has(name)) throw new Unreadable(given.line, `${name} is given twice`);
          named.set(name, this.#expression());
        } else if (named.size > 0) {
          throw new Unreadable(given.line, 'an argument without a name stands behind one with a name');
        } else args.push(given);
        if (!this.#take(',')) {
          this.#expect(')');
          break;
        }
      }
      value = { kind: 'call', callee: value, args, named, line };
    }
    return value;
  }

  /**
   * A list, a tuple, or something in brackets.
   * @param {string} end @param {number} line @param {boolean} mayBeBrackets
   * @returns {Expression}
   */
  #list(end, line, mayBeBrackets) {
    /** @type {Expression[]} */
    const items = [];
    let commas = 0;
    while (!this.#take(end)) {
      items.push(this.#expression());
      if (this.#take(',')) commas += 1;
      else {
        this.#expect(end);
        break;
      }
    }
    if (mayBeBrackets && items.length === 1 && commas === 0) return items[0];
    return { kind: 'list', items, line };
  }
}
