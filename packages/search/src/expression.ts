// Conditions on a point (`where`) and the arithmetic in them.

import { anyQuantity, cellNumber, fault, power, shortNumber, type UnitName } from "#base";

/** Arithmetic over named numbers. */
export interface Expression {
  /** Names in the order of their first use, each once. */
  readonly names: readonly string[];
  /** Value at the numbers that `of` gives; NaN where one of them is. */
  value(of: (name: string) => number): number;
}

type Term = (of: (name: string) => number) => number;

const FUNCTIONS: Readonly<Record<string, (...values: number[]) => number>> = {
  min: Math.min,
  max: Math.max,
  floor: Math.floor,
  ceil: Math.ceil,
  round: Math.round,
  sqrt: Math.sqrt,
  log2: Math.log2,
  abs: Math.abs,
};
const TWO_SIDED: ReadonlySet<string> = new Set(["min", "max"]);

const DEEPEST = 64;
const LONGEST_EXPRESSION = 1000;

/**
 * `2 * rows`, `max(8, length / chunk)`: + − * / ^, parentheses and min, max, floor, ceil, round, sqrt, log2,
 * abs. Unusual names are in backquotes. Throws ConfigError with the position (from 1) of the first fault.
 */
export function parseExpression(text: string, place: string): Expression {
  const reader = createReader(text, place);
  if (text.length > LONGEST_EXPRESSION)
    return reader.fail(`at most ${LONGEST_EXPRESSION} characters`, String(text.length));
  const names: string[] = [];
  const term = parseSum(reader, names, 0);
  if (!reader.atEnd())
    reader.fail(
      /[\d)] ?[x×] ?[\w(]/.test(text)
        ? "an operator (a product is written with *)"
        : "an operator or the end",
    );
  return { names, value: term };
}

function parseSum(reader: Reader, names: string[], depth: number): Term {
  if (depth > DEEPEST) reader.fail(`at most ${DEEPEST} levels of parentheses`, "more");
  let left = parseProduct(reader, names, depth);
  for (;;) {
    const a = left;
    if (reader.take("+")) {
      const b = parseProduct(reader, names, depth);
      left = (of) => a(of) + b(of);
    } else if (reader.take("-")) {
      const b = parseProduct(reader, names, depth);
      left = (of) => a(of) - b(of);
    } else return left;
  }
}

function parseProduct(reader: Reader, names: string[], depth: number): Term {
  let left = parseSigned(reader, names, depth);
  for (;;) {
    const a = left;
    if (reader.take("*")) {
      const b = parseSigned(reader, names, depth);
      left = (of) => a(of) * b(of);
    } else if (reader.take("/")) {
      const b = parseSigned(reader, names, depth);
      left = (of) => a(of) / b(of);
    } else return left;
  }
}

/** A sign binds weaker than a power: −2^2 is −4. */
function parseSigned(reader: Reader, names: string[], depth: number): Term {
  let isNegative = false;
  while (reader.take("-")) isNegative = !isNegative;
  const base = parseAtom(reader, names, depth);
  const exponent = reader.take("^") ? parseSigned(reader, names, depth + 1) : null;
  const term: Term = exponent === null ? base : (of) => power(base(of), exponent(of));
  return isNegative ? (of) => -term(of) : term;
}

function parseAtom(reader: Reader, names: string[], depth: number): Term {
  if (reader.take("(")) return closed(reader, parseSum(reader, names, depth + 1));
  const number = reader.match(/(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/iy);
  if (number !== null) {
    const value = Number(number[0]);
    return () => value;
  }
  const name = reader.match(/`([^`]+)`|([\p{L}_][\p{L}\p{N}_.]*)/uy);
  if (name === null) return reader.fail("a number, a name or (");
  const plain = name[2];
  if (plain !== undefined && Object.hasOwn(FUNCTIONS, plain) && reader.take("("))
    return parseCall(reader, names, depth, plain);
  const word = name[1] ?? plain;
  if (!names.includes(word)) names.push(word);
  return (of) => of(word);
}

function parseCall(reader: Reader, names: string[], depth: number, name: string): Term {
  const terms = [parseSum(reader, names, depth + 1)];
  while (TWO_SIDED.has(name) && reader.take(",")) terms.push(parseSum(reader, names, depth + 1));
  const call = FUNCTIONS[name];
  return closed(reader, (of) => call(...terms.map((term) => term(of))));
}

function closed(reader: Reader, term: Term): Term {
  if (!reader.take(")")) reader.fail('an operator or ")"');
  return term;
}

const OPERATORS = ["<=", ">=", "==", "!=", "<", ">"] as const;
type Operator = (typeof OPERATORS)[number];

export interface Comparison {
  readonly kind: "comparison";
  readonly column: string;
  readonly operator: Operator;
  readonly value: number | string;
  /** Unit in which the number, which is SI, was written; absent for a bare number. */
  readonly unit?: UnitName;
}

export interface Junction {
  readonly kind: "all" | "any";
  readonly terms: readonly Condition[];
}

export type Condition = Comparison | Junction;
const LONGEST_CONDITION = 10_000;

/**
 * `area_m2 < 10 mm2 && (bits == 4 || adc == "sar")` → condition. A term is `column operator number`, a number
 * with a unit, or `column == "text"` (also !=); && binds before ||; a column with unusual characters is put
 * in backquotes. Throws ConfigError with the position (from 1) of the first fault.
 */
export function parseWhere(text: string, place = "--where"): Condition {
  const reader = createReader(text, place);
  if (text.length > LONGEST_CONDITION)
    return reader.fail(`at most ${LONGEST_CONDITION} characters`, String(text.length));
  const condition = parseAny(reader, 0);
  if (!reader.atEnd()) reader.fail('"&&", "||" or the end');
  return condition;
}

/** Whether a row satisfies it. A cell may be a quantity, `10 ns`. Numbers never match text, even with !=. */
export function holds(condition: Condition, cell: (column: string) => string): boolean {
  if (condition.kind === "comparison") return compares(condition, cell(condition.column));
  return condition.kind === "all"
    ? condition.terms.every((term) => holds(term, cell))
    : condition.terms.some((term) => holds(term, cell));
}

/** Columns that a condition names, in order, each once. */
export function columnsOf(condition: Condition): string[] {
  if (condition.kind === "comparison") return [condition.column];
  return [...new Set(condition.terms.flatMap(columnsOf))];
}

function compares({ operator, value }: Comparison, cell: string): boolean {
  if (typeof value === "string") return (cell === value) === (operator === "==");
  const bare = cellNumber(cell);
  const x = Number.isNaN(bare) ? (anyQuantity(cell)?.value ?? Number.NaN) : bare;
  return !Number.isNaN(x) && ordered(x, operator, value);
}

function ordered(x: number, operator: Operator, y: number): boolean {
  switch (operator) {
    case "<":
      return x < y;
    case "<=":
      return x <= y;
    case ">":
      return x > y;
    case ">=":
      return x >= y;
    case "==":
      return x === y;
    case "!=":
      return x !== y;
  }
}

interface Reader {
  atEnd(): boolean;
  /** Takes `token` if it is next. */
  take(token: string): boolean;
  /** Takes what the sticky pattern matches; null if it does not match. */
  match(pattern: RegExp): RegExpExecArray | null;
  fail(expectation: string, received?: string): never;
}

function createReader(text: string, place: string): Reader {
  let at = 0;
  const skipSpace = (): void => {
    while (at < text.length && /\s/.test(text[at])) at++;
  };
  return {
    atEnd() {
      skipSpace();
      return at === text.length;
    },
    take(token) {
      skipSpace();
      const found = text.startsWith(token, at);
      if (found) at += token.length;
      return found;
    },
    match(pattern) {
      skipSpace();
      pattern.lastIndex = at;
      const found = pattern.exec(text);
      if (found !== null) at = pattern.lastIndex;
      return found;
    },
    fail(expectation, received) {
      skipSpace();
      const next = /\S{1,20}/y;
      next.lastIndex = at;
      const rest = next.exec(text)?.[0];
      const shown = received ?? (rest === undefined ? "the end" : JSON.stringify(rest));
      const [, number] =
        text[at] === "%" ? (/(\d*\.?\d+) ?$/.exec(text.slice(Math.max(0, at - 20), at)) ?? []) : [];
      const hint =
        number === undefined ? "" : ` (write ${shortNumber(Number(number) / 100)} for ${number} %)`;
      throw fault(`${place}:${at + 1}`, "(expression)", `expected ${expectation}, received ${shown}${hint}`);
    },
  };
}

function parseAny(reader: Reader, depth: number): Condition {
  const terms = [parseAll(reader, depth)];
  while (reader.take("||")) terms.push(parseAll(reader, depth));
  return terms.length === 1 ? terms[0] : { kind: "any", terms };
}

function parseAll(reader: Reader, depth: number): Condition {
  const terms = [parseTerm(reader, depth)];
  while (reader.take("&&")) terms.push(parseTerm(reader, depth));
  return terms.length === 1 ? terms[0] : { kind: "all", terms };
}

function parseTerm(reader: Reader, depth: number): Condition {
  if (!reader.take("(")) return parseComparison(reader);
  if (depth === DEEPEST) reader.fail(`at most ${DEEPEST} levels of parentheses`, "more");
  const inner = parseAny(reader, depth + 1);
  if (!reader.take(")")) reader.fail('"&&", "||" or ")"');
  return inner;
}

function parseComparison(reader: Reader): Comparison {
  const name = reader.match(/`([^`]+)`|([\p{L}\p{N}_$][\p{L}\p{N}_$.:/%[\]-]*)/uy);
  if (name === null) return reader.fail("a column");
  const operator = OPERATORS.find((candidate) => reader.take(candidate));
  const column = name[1] ?? name[2];
  if (operator === undefined)
    return reader.fail(
      /^[\d.]+%?$/.test(column) ? 'a condition such as "recall >= 0.95"' : `one of ${OPERATORS.join(" ")}`,
    );
  const quoted = operator === "==" || operator === "!=" ? reader.match(/"([^"]*)"|'([^']*)'/y) : null;
  if (quoted !== null) return { kind: "comparison", column, operator, value: quoted[1] ?? quoted[2] };
  const quantity = reader.match(
    /[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?(?!e[+-]?\d)\s*[\p{L}\p{No}\u2126][\p{L}\p{N}/\u2126]*/iuy,
  );
  if (quantity !== null) {
    const found = anyQuantity(quantity[0]);
    return found === null
      ? reader.fail("a unit such as J, ns or mm2 after the number", JSON.stringify(quantity[0]))
      : { kind: "comparison", column, operator, ...found };
  }
  const number = reader.match(/[+-]?(?:inf(?:inity)?|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(?![\w.])/iy);
  if (number !== null) return { kind: "comparison", column, operator, value: cellNumber(number[0]) };
  const numeric = "a number, or one with a unit such as 5 uJ";
  return reader.fail(operator === "==" || operator === "!=" ? `${numeric}, or a quoted text` : numeric);
}
