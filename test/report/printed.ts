import { expect } from "vitest";
import type { Report, Tabular } from "#reports";

const PREFIX: Readonly<Record<string, number>> = {
  f: 1e-15,
  p: 1e-12,
  n: 1e-9,
  µ: 1e-6,
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
};

/** "12 345" is one number. */
const ungrouped = (text: string): string =>
  text.replace(/(?<![\d.])\d{1,3}(?: \d{3})+(?![\d.])/g, (number) => number.replaceAll(" ", ""));

/** Numbers of a text in its order, SI: "×1.2", "45 %", "12.3 µJ", "0.98 mm²". */
export const numbersOf = (text: string): number[] =>
  [
    ...ungrouped(text).matchAll(
      /((?<!\d)[-−]?\d+(?:\.\d+)?(?:e[+-]?\d+)?)(?: (%|mm²|µm²|(?:[fpnµmkMGT]?[JsWABSV]|[pnµmk]m)(?![\p{L}/²])))?/gu,
    ),
  ].map(([, digits, unit = ""]) => {
    const value = Number(digits.replace("−", "-"));
    if (unit === "%") return value / 100;
    if (unit.endsWith("m²")) return value * (unit === "mm²" ? 1e-6 : 1e-12);
    return value * PREFIX[unit.slice(0, -1)];
  });

/** That a text's numbers are `values`, to the digits that are printed; "–" or words where there is none. */
export function says(text: string, values: readonly (number | null)[], what: string): void {
  const found = numbersOf(text);
  const wanted = values.filter((value) => value !== null);
  expect(found.length, `${what}: "${text}" of ${wanted}`).toBe(wanted.length);
  wanted.forEach((value, n) => {
    const isClose = value === 0 ? found[n] === 0 : Math.abs(found[n] / value - 1) < 6e-3;
    expect(isClose, `${what}: "${text}" of ${value}`).toBe(true);
  });
}

export const tablesOf = ({ blocks }: Report): Tabular[] =>
  blocks.flatMap((block) => (block.kind === "table" ? [block.table] : []));

export const sentencesOf = ({ blocks }: Report): string[] =>
  blocks.flatMap((block) => (block.kind === "findings" ? block.sentences : []));

/**
 * 256 numbers from 0.1 to 26 of which no two are within a fiftieth of one another: what is printed says which of them it is. Triangular
 * numbers mix them, so that quotients of neighbours differ, too.
 */
export function distinctNumbers(): () => number {
  let n = 0;
  return () => {
    n++;
    return 0.1 * 1.022 ** (((n * (n + 1)) / 2) % 256);
  };
}

type Leaf = readonly [key: string, value: number];

/** Every number of a value, with the last key on the way to it; of lists that of the list. */
const leavesOf = (value: unknown, key = ""): Leaf[] => {
  if (typeof value === "number") return [[key, value]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => leavesOf(one, Array.isArray(value) ? key : name));
};

/** Keys under which a value has nothing at all: a field that was asked for by a wrong name. */
const missingOf = (value: unknown): string[] =>
  typeof value !== "object" || value === null
    ? []
    : Object.entries(value).flatMap(([name, one]) => (one === undefined ? [name] : missingOf(one)));

/** A key without its unit, underscores and capitals: `energy_per_token_J` and `energyPerToken` are one. */
const bare = (key: string): string =>
  key
    .replace(/_(?:[a-zA-Z]+_)?per_(?:s|bit)$/, "")
    .replace(/_(?:J|j|s|W|w|m2|m|A|S|V|B|bytes|tokens|nats|bits|nm|K|W_per_m2)$/, "")
    .replaceAll("_", "")
    .toLowerCase();

/**
 * Every number of an answer is one of its result under the same name, or under one of those that `also` lists for it; null for a
 * number that is worked out from others. A result has no two numbers that are alike.
 */
export function jsonSays(
  json: unknown,
  result: unknown,
  also: Readonly<Record<string, string | readonly string[] | null>> = {},
): void {
  const own = leavesOf(result);
  const leaves = leavesOf(json).filter(([key]) => key !== "schemaVersion" && also[key] !== null);
  expect(leaves.length).toBeGreaterThan(0);
  expect(missingOf(json)).toEqual([]);
  for (const [key, value] of leaves) {
    const names = own.filter(([, number]) => number === value).map(([name]) => bare(name));
    const wanted = [key, ...[also[key] ?? []].flat()].map(bare);
    expect(
      names.some((name) => wanted.includes(name)),
      `${key} ${value} is ${names}`,
    ).toBe(true);
  }
}

/** Units of what a heading names; one that names several, or none, says nothing of its cells. */
const UNITS: readonly (readonly [named: RegExp, unit: RegExp])[] = [
  [/\benergy\b/, /^[fpnµmkMGT]?J$/],
  [/\b(?:latency|time)\b/, /^[fpnµm]?s$/],
  [/\barea\b/, /^[mµ]?m²$/],
  [/\b(?:power|leakage)\b/, /^[fpnµmkM]?W$/],
];

/** That a cell's units are those of its heading: no energy in watts. */
function inUnitOf(heading: string, text: string): void {
  const [own, ...others] = UNITS.filter(([named]) => named.test(heading));
  if (own === undefined || others.length > 0) return;
  for (const [, unit] of ungrouped(text).matchAll(/\d ((?:[fpnµmkMGT]?[JsW]|[mµ]?m²)(?![\p{L}/²]))/gu))
    expect(unit, `${heading}: "${text}"`).toMatch(own[1]);
}

/** Every cell of the columns that are named says what `of` gives for its row. */
export function columnsSay<Row>(
  { head, rows }: Tabular,
  own: readonly Row[],
  of: Readonly<Record<string, (row: Row) => number | null | readonly (number | null)[]>>,
): void {
  expect(rows.length).toBe(own.length);
  for (const [heading, value] of Object.entries(of)) {
    const column = head.indexOf(heading);
    expect(column, `a column "${heading}" of ${head}`).toBeGreaterThanOrEqual(0);
    rows.forEach((row, n) => {
      says(row[column], [value(own[n])].flat(), `${heading}, row ${n}`);
      inUnitOf(heading, row[column]);
    });
  }
}
