// Boolean expressions of Liberty as tables over the states of a cell.

/** Parentheses within parentheses. */
const MOST_DEPTH = 64;
const MOST_CHARACTERS = 100_000;

/** A message of what is wrong with an expression; the reader of the library puts a place before it. */
export class ExpressionError extends Error {
  override readonly name = "ExpressionError";
}

/**
 * Value (0 or 1) of an expression in each state. `columns` has the values of each name it may use, all of one length, `length`.
 * Operators by strength: `'` and `!`, `^`, `*` `&` or a blank, `+` `|`. Throws ExpressionError.
 * Source: the operators of the `function` attribute, Liberty User Guide, vol. 1, 2012.06.
 */
export function tableOf(
  expression: string,
  columns: ReadonlyMap<string, Uint8Array>,
  length: number,
): Uint8Array {
  return new Expression(expression, columns, length).read();
}

/** Names that an expression uses; empty where it cannot be read. */
export const namesIn = (expression: string): string[] =>
  (expression.match(TOKEN) ?? []).filter((token) => /^\w/.test(token) && token !== "0" && token !== "1");

const TOKEN = /[A-Za-z0-9_.[\]]+|[!~'^*&+|()]|[^\s"]/g;

class Expression {
  private readonly tokens: readonly string[];
  private readonly columns: ReadonlyMap<string, Uint8Array>;
  private readonly length: number;
  private next = 0;

  constructor(expression: string, columns: ReadonlyMap<string, Uint8Array>, length: number) {
    if (expression.length > MOST_CHARACTERS)
      throw new ExpressionError(`expected an expression of at most ${MOST_CHARACTERS} characters`);
    this.tokens = expression.match(TOKEN) ?? [];
    this.columns = columns;
    this.length = length;
  }

  read(): Uint8Array {
    const table = this.readOr(0);
    if (this.next < this.tokens.length) this.fail("the end of the expression");
    return table;
  }

  private fail(expected: string): never {
    const came = this.next < this.tokens.length ? `"${this.tokens[this.next]}"` : "its end";
    throw new ExpressionError(`expected ${expected}, received ${came}`);
  }

  private readOr(depth: number): Uint8Array {
    if (depth > MOST_DEPTH) this.fail(`parentheses at most ${MOST_DEPTH} deep`);
    let left = this.readAnd(depth);
    while (this.isNext("+", "|")) {
      this.next++;
      left = combine(left, this.readAnd(depth), (a, b) => a | b);
    }
    return left;
  }

  private readAnd(depth: number): Uint8Array {
    let left = this.readXor(depth);
    for (;;) {
      if (this.isNext("*", "&")) this.next++;
      else if (this.next >= this.tokens.length || this.isNext("+", "|", ")", "^", "'")) return left;
      left = combine(left, this.readXor(depth), (a, b) => a & b);
    }
  }

  private readXor(depth: number): Uint8Array {
    let left = this.readNot(depth);
    while (this.isNext("^")) {
      this.next++;
      left = combine(left, this.readNot(depth), (a, b) => a ^ b);
    }
    return left;
  }

  private readNot(depth: number): Uint8Array {
    let inverted = false;
    for (; this.isNext("!", "~"); this.next++) inverted = !inverted;
    let table = this.readAtom(depth);
    for (; this.isNext("'"); this.next++) inverted = !inverted;
    if (inverted) table = table.map((x) => 1 - x);
    return table;
  }

  private readAtom(depth: number): Uint8Array {
    const token = this.tokens[this.next];
    if (token === "(") {
      this.next++;
      const table = this.readOr(depth + 1);
      if (!this.isNext(")")) this.fail('")"');
      this.next++;
      return table;
    }
    const column = token === undefined ? undefined : this.columns.get(token);
    if (column !== undefined) {
      this.next++;
      return column;
    }
    if (token !== "0" && token !== "1") this.fail("the name of a pin");
    this.next++;
    return new Uint8Array(this.length).fill(Number(token));
  }

  private isNext(...tokens: readonly string[]): boolean {
    return this.next < this.tokens.length && tokens.includes(this.tokens[this.next]);
  }
}

function combine(left: Uint8Array, right: Uint8Array, of: (a: number, b: number) => number): Uint8Array {
  return left.map((x, k) => of(x, right[k]));
}

/** Values of bit `bit` in each of `length` states. */
export const bitColumn = (bit: number, length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, state) => (state >> bit) & 1);
