import { amount, area, csvRecord, digits } from "#base";
import type { ColumnValues, ExplorerColumn, ExplorerData, ExplorerSource } from "./data.ts";

/** Facts about a column's numbers, computed before drawing. */
export interface ColumnFacts {
  /** Least and largest finite value over the designs that may be on fronts; null if there is none. */
  readonly range: readonly [number, number] | null;
  /** Range of the ends of the values' intervals. */
  readonly reach: readonly [number, number] | null;
  readonly isWhole: boolean;
  /** Distinct finite values, ascending, if they are few; else null. */
  readonly few: readonly number[] | null;
}

/** The page's designs with numbers as arrays; words and texts stay as in the data. */
export interface Designs extends ExplorerData {
  /** Number of designs that may be on fronts: indices 0 … count − 1. */
  readonly count: number;
  /** Number of all designs; the left ones follow. */
  readonly total: number;
  /** Columns × designs that may be on fronts; NaN for anything but numbers. */
  readonly numbers: readonly Float64Array[];
  /** Columns × all designs. */
  readonly allNumbers: readonly Float64Array[];
  readonly facts: readonly ColumnFacts[];
  /** Columns that name a design, and their words in the name. */
  readonly naming: readonly { readonly column: number; readonly word: string }[];
}

export function designsOf(data: ExplorerData): Designs {
  const count = data.keys.length;
  const total = count + data.left.keys.length;
  const allNumbers = data.columns.map(({ kind }, at) => {
    const numbers = new Float64Array(total).fill(Number.NaN);
    if (kind === "text") return numbers;
    const take = (values: ColumnValues, from: number): void => {
      for (const [n, value] of values.entries()) if (value !== null) numbers[from + n] = Number(value);
    };
    take(data.values[at], 0);
    take(data.left.values[at], count);
    return numbers;
  });
  const numbers = allNumbers.map((own) => own.subarray(0, count));
  const facts = numbers.map((own, at) => {
    const { interval } = data.columns[at];
    return factsOf(own, interval === null ? null : numbers[interval]);
  });
  return { ...data, count, total, numbers, allNumbers, facts, naming: namingOf(data, allNumbers) };
}

/** Axes that distinguish designs, without those that follow another, such as a square's second side. */
function namingOf(
  { columns, objectives }: ExplorerData,
  numbers: readonly Float64Array[],
): Designs["naming"] {
  const named = new Set(objectives.map(({ column }) => column));
  const chosen: number[] = [];
  for (const [at, { isAxis, kind, name }] of columns.entries()) {
    // Left designs have names too.
    const varies = kind === "text" || numbers[at].some((value) => !Object.is(value, numbers[at][0]));
    const follows = chosen.some((other) =>
      numbers[other].every((value, n) => Object.is(value, numbers[at][n])),
    );
    if (isAxis && varies && !named.has(name) && (kind === "text" || !follows)) chosen.push(at);
  }
  const last = (at: number): string =>
    columns[at].name
      .slice(columns[at].name.lastIndexOf(".") + 1)
      .replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);
  return chosen.map((column) => {
    const isUnique = chosen.every((other) => other === column || last(other) !== last(column));
    return { column, word: isUnique ? last(column) : columns[column].title };
  });
}

/** Most distinct values that count as few. */
const FEW = 8;

/** Facts of a column's numbers; `halves` are the half-widths of their intervals. */
function factsOf(numbers: Float64Array, halves: Float64Array | null = null): ColumnFacts {
  let isWhole = true;
  let [low, high, from, to] = [
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  const few = new Set<number>();
  for (let n = 0; n < numbers.length; n++) {
    const x = numbers[n];
    if (!Number.isFinite(x)) continue;
    const half = halves !== null && Number.isFinite(halves[n]) ? halves[n] : 0;
    low = Math.min(low, x);
    high = Math.max(high, x);
    from = Math.min(from, x - half);
    to = Math.max(to, x + half);
    if (isWhole && !Number.isInteger(x)) isWhole = false;
    if (few.size <= FEW) few.add(x);
  }
  return {
    range: low > high ? null : [low, high],
    // An end at 0 or below would rule out a logarithmic axis.
    reach: low > high ? null : [low > 0 && from <= 0 ? low : from, to],
    isWhole,
    few: few.size > FEW ? null : [...few].sort((a, b) => a - b),
  };
}

/** Name of a design: the values that distinguish it, else its number. */
export function nameOf(designs: Designs, design: number): string {
  const { naming, from, sources } = designs;
  const values = naming.flatMap(({ column, word }) => {
    const text = textOf(designs, column, design);
    return text === "–" ? [] : [`${word} ${text}`];
  });
  const own = values.length > 0 ? values.join(", ") : numberOf(designs, design);
  return from === null ? own : `${own} (${sources[from[design]].name})`;
}

/** Number of a design in tables and options: a study's point index or a table's row, from 0. */
export function numberOf(designs: Designs, design: number): string {
  const key = keyOf(designs, design);
  return sourceOf(designs, design).base === null ? `row ${key}` : `point ${key}`;
}

export const keyOf = ({ keys, left, count }: Designs, design: number): number =>
  design < count ? keys[design] : left.keys[design - count];

export const sourceOf = ({ sources, from }: Designs, design: number): ExplorerSource =>
  sources[from === null ? 0 : from[design]];

/** Why a design takes no part in a front; empty if it does. */
export const reasonOf = ({ left, count }: Designs, design: number): string =>
  design < count ? "" : left.reasons[left.why[design - count]];

const cellAt = ({ values, left, count }: Designs, at: number, design: number) =>
  design < count ? values[at][design] : left.values[at][design - count];

/** A value as shown on the page. */
function shown(column: ExplorerColumn, value: number): string {
  if (Number.isNaN(value)) return "–";
  if (column.kind === "words") return String(column.labels[value]);
  return amount(value, column.unit);
}

const PREFIXES: Readonly<Record<string, number>> = {
  f: 1e-15,
  p: 1e-12,
  n: 1e-9,
  µ: 1e-6,
  μ: 1e-6,
  u: 1e-6,
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
};

/** SI value of a user's text: `85 µJ`, `0.000085`, `2.5 mm²`; NaN for no number or another unit. */
export function readNumber(text: string, unit: string): number {
  const [, number, word] = /^([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)\s*(\S*)$/i.exec(text.trim()) ?? [];
  if (number === undefined) return Number.NaN;
  const spelled = word.replaceAll("m2", "m²").replaceAll("ohm", "Ω");
  if (spelled === "") return Number(number);
  if (!spelled.endsWith(unit) || unit === "") return Number.NaN;
  const factor = PREFIXES[spelled.slice(0, spelled.length - unit.length)] ?? Number.NaN;
  // A prefix of a square metre applies to the metre.
  return Number(number) * (unit === "m²" ? factor ** 2 : factor);
}

/** Text of a tick, with as many digits as its step needs. */
export function tickText(column: ExplorerColumn, value: number): string {
  if (column.kind === "words") return String(column.labels[value]);
  if (column.unit === "m²") return area(value, 6);
  if (column.unit !== "") return amount(value, column.unit, 6);
  const size = Math.abs(value);
  return size !== 0 && (size >= 1e6 || size < 1e-3) ? digits(value) : digits(value, 6);
}

/** Text of a design's value in a column of any kind. */
export function textOf(designs: Designs, at: number, design: number): string {
  const column = designs.columns[at];
  return column.kind === "text"
    ? String(cellAt(designs, at, design) ?? "–")
    : shown(column, designs.allNumbers[at][design]);
}

/** A value, with the half-width of its 95 % interval if there is one. */
export function valueText(designs: Designs, at: number, design: number): string {
  const { interval, unit } = designs.columns[at];
  const half = interval === null ? Number.NaN : designs.allNumbers[interval][design];
  const text = textOf(designs, at, design);
  return half > 0 ? `${text} ± ${amount(half, unit, 2)}` : text;
}

/** A value as in the table: SI number, word or text; null for none. */
function plain(designs: Designs, at: number, design: number) {
  const value = cellAt(designs, at, design);
  if (value === null) return null;
  const { kind, labels, spelledUnit } = designs.columns[at];
  if (kind === "words") return labels[value as number];
  if (kind === "text") return String(value);
  const number = designs.allNumbers[at][design];
  if (Number.isNaN(number)) return null;
  return spelledUnit === null ? number : `${number} ${spelledUnit}`;
}

/** RFC 4180 text of designs in the given order; formulas are made inert. `front`: those on the front. */
export function csvOf(designs: Designs, rows: Iterable<number>, front: readonly number[]): string {
  const { columns, count } = designs;
  const members = new Set(front);
  const names = columns.map(({ name }) => name);
  // A table may already have columns of these names.
  const unused = (name: string): string => (names.includes(name) ? unused(`${name}_`) : name);
  const head = [unused("index"), ...names, unused("on_front")];
  const chosen = [...rows];
  const hasLeft = chosen.some((design) => design >= count);
  const lines = [csvRecord([...head, ...(hasLeft ? [unused("reason")] : [])])];
  for (const design of chosen) {
    const cells = columns.map((_, at) => plain(designs, at, design) ?? "");
    const own = [keyOf(designs, design), ...cells, members.has(design)];
    const said = hasLeft ? [reasonOf(designs, design)] : [];
    lines.push(csvRecord([...own, ...said]));
  }
  return lines.join("");
}

type Tree = { [key: string]: unknown };

/** Values that a design sets, merged into the common config; for a table's row all of its values. */
export function configOf(designs: Designs, design: number): Tree {
  const { columns } = designs;
  const { base } = sourceOf(designs, design);
  const tree = structuredClone(base ?? {}) as Tree;
  for (const [at, { isAxis, name }] of columns.entries()) {
    const value = plain(designs, at, design);
    if (value === null || (base !== null && !isAxis)) continue;
    if (isAxis) assign(tree, name.split("."), value);
    else tree[name] = value;
  }
  return tree;
}

function assign(tree: Tree, keys: readonly string[], value: unknown): void {
  let node = tree;
  for (const key of keys.slice(0, -1)) {
    const own = Object.hasOwn(node, key) ? node[key] : undefined;
    if (typeof own !== "object" || own === null)
      Object.defineProperty(node, key, { value: {}, enumerable: true, writable: true, configurable: true });
    node = node[key] as Tree;
  }
  const last = keys[keys.length - 1];
  Object.defineProperty(node, last, { value, enumerable: true, writable: true, configurable: true });
}
