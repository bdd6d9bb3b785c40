import { expect, it } from "vitest";
import { columnPlan, type Pairing } from "../../src/arrays/column-plan.ts";
import { arrayYield } from "../../src/mapping/array-yield.ts";

/** Sum over every pattern of open lines and bridged gaps. */
function byEnumeration(
  columns: number,
  spares: number,
  pairing: Pairing,
  open: number,
  short: number,
): number {
  const plan = columnPlan(pairing, columns);
  const gaps = columns - 1;
  let sum = 0;
  for (let pattern = 0; pattern < 2 ** (columns + gaps); pattern++) {
    const isOpen = (line: number): boolean => ((pattern >> line) & 1) === 1;
    const isBridged = (gap: number): boolean =>
      gap >= 0 && gap < gaps && ((pattern >> (columns + gap)) & 1) === 1;
    let probability = 1;
    for (let line = 0; line < columns; line++) probability *= isOpen(line) ? open : 1 - open;
    for (let gap = 0; gap < gaps; gap++) probability *= isBridged(gap) ? short : 1 - short;
    const spoiled = (line: number): boolean => isOpen(line) || isBridged(line - 1) || isBridged(line);
    let bad = 0;
    for (let p = 0; p < plan.outputs; p++) {
      const minus = plan.minus(p);
      if (spoiled(plan.plus(p)) || (minus !== null && spoiled(minus))) bad++;
    }
    if (bad <= spares) sum += probability;
  }
  return sum;
}

it.each([
  ["differential", 8, 0],
  ["differential", 8, 1],
  ["differential", 8, 3],
  ["single-ended", 7, 0],
  ["single-ended", 7, 2],
  ["mean-centred", 6, 1],
] as const)(
  "%s, %i columns, %i spares: equals the sum over every pattern of faults",
  (pairing, columns, spares) => {
    const { outputs } = columnPlan(pairing, columns);
    for (const [openLines, shortedLines] of [
      [0.1, 0],
      [0, 0.2],
      [0.07, 0.13],
    ])
      expect(arrayYield(outputs, spares, pairing, { openLines, shortedLines })).toBeCloseTo(
        byEnumeration(columns, spares, pairing, openLines, shortedLines),
        12,
      );
  },
);

it("is 1 without faults, and spares raise it", () => {
  expect(arrayYield(64, 0, "differential", { openLines: 0, shortedLines: 0 })).toBe(1);
  const at = (spares: number): number =>
    arrayYield(64, spares, "differential", { openLines: 0.005, shortedLines: 0.002 });
  for (let spares = 0; spares < 10; spares++) expect(at(spares + 1)).toBeGreaterThan(at(spares));
  expect(at(64)).toBeCloseTo(1, 12);
});
