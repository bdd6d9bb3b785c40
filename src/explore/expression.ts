import { power } from "../base/power.ts";
import { createReader, type Reader } from "./where.ts";

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
const LONGEST = 1000;

/**
 * `2 * rows`, `max(8, length / chunk)`: + − * / ^, parentheses and min, max, floor, ceil, round, sqrt, log2, abs. A name with
 * odd characters stands in backquotes. Throws ConfigError with the position (from 1) of the first fault.
 */
export function parseExpression(text: string, place: string): Expression {
  const reader = createReader(text, place);
  if (text.length > LONGEST) return reader.fail(`at most ${LONGEST} characters`, String(text.length));
  const names: string[] = [];
  const term = parseSum(reader, names, 0);
  if (!reader.atEnd()) reader.fail("an operator or the end");
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
