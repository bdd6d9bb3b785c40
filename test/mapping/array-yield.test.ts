import { describe, expect, it } from "vitest";
import { createRng, dense } from "#base";
import { columnPlan, type Pairing, programArray } from "#crossbar-arrays";
import { idealMemristor } from "../../packages/memristors/src/static-models.ts";
import { arrayYield } from "../../src/mapping/placement.ts";
import { binomialTail } from "../../src/mapping/sizes.ts";

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
  ["reference-column", 7, 0],
  ["reference-column", 7, 2],
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

describe("open lines alone", () => {
  // An output of two lines is good with 0.9² = 0.81 and bad with 0.19; four outputs.
  const at = (spares: number): number =>
    arrayYield(4, spares, "differential", { openLines: 0.1, shortedLines: 0 });

  it("leave a binomial number of bad outputs: hand-computed", () => {
    expect(at(0)).toBeCloseTo(0.81 ** 4, 14);
    expect(at(1)).toBeCloseTo(0.43046721 + 4 * 0.19 * 0.531441, 14);
    expect(at(2)).toBeCloseTo(0.834362 + 6 * 0.0361 * 0.6561, 6);
    expect(at(4)).toBeCloseTo(1, 14);
  });

  it("leave a binomial number of bad outputs: the tail's own sum", () => {
    for (const [outputs, spares, open] of [
      [64, 3, 0.01],
      [256, 8, 0.004],
      [16, 0, 0.2],
    ]) {
      const bad = 1 - (1 - open) ** 2;
      const good = arrayYield(outputs, spares, "differential", { openLines: open, shortedLines: 0 });
      expect(1 - good).toBeCloseTo(binomialTail(outputs, bad, spares + 1), 12);
    }
  });
});

it("agrees with arrays that are drawn, programmed and repaired one by one", () => {
  const rates = { openLines: 0.01, shortedLines: 0.006 };
  const [columns, spares, arrays] = [32, 2, 4000];
  const memristor = idealMemristor.schema.parse({ model: "ideal" }).behaviour;
  const geometry = { rows: 1, columns, tileRows: 1, tileColumns: columns };
  let good = 0;
  for (let n = 0; n < arrays; n++) {
    const weights = dense(columns / 2 - spares, 1, new Float64Array(columns / 2 - spares).fill(1));
    const recipe = { geometry, pairing: "differential" as const, spares, ...rates };
    const { plan, faults, outputs } = programArray(memristor, weights, recipe, createRng("arrays").fork(n));
    const { openBit, shortedBit } = faults;
    const spoiled = (line: number): boolean =>
      openBit[line] === 1 || shortedBit[line] === 1 || (line > 0 && shortedBit[line - 1] === 1);
    const lines = Array.from({ length: outputs }, (_, p) => [plan.plus(p), plan.minus(p) as number]).flat();
    if (!lines.some(spoiled)) good++;
  }
  const expected = arrayYield(columns / 2, spares, "differential", rates);
  // Binomial: 4 standard errors of 4 000 arrays.
  expect(Math.abs(good / arrays - expected)).toBeLessThan(
    4 * Math.sqrt((expected * (1 - expected)) / arrays),
  );
  // Without repair no such share would be good.
  expect(expected - arrayYield(columns / 2, 0, "differential", rates)).toBeGreaterThan(0.2);
});

it("is 1 without faults, and spares raise it", () => {
  expect(arrayYield(64, 0, "differential", { openLines: 0, shortedLines: 0 })).toBe(1);
  const at = (spares: number): number =>
    arrayYield(64, spares, "differential", { openLines: 0.005, shortedLines: 0.002 });
  for (let spares = 0; spares < 10; spares++) expect(at(spares + 1)).toBeGreaterThan(at(spares));
  expect(at(64)).toBeCloseTo(1, 12);
});
