import { expect } from "vitest";
import type { Report, Tabular } from "../../src/report/report.ts";

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

/** Numbers of a text in its order, SI: "×1.2", "45 %", "12.3 µJ", "0.98 mm²". */
export const numbersOf = (text: string): number[] =>
  [
    ...text.matchAll(/([-−]?\d+(?:\.\d+)?(?:e[+-]?\d+)?)(?: (%|mm²|µm²|[fpnµmkMGT]?[JsWA](?![\p{L}/])))?/gu),
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
    });
  }
}
