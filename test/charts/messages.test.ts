import { describe, expect, it } from "vitest";
import { comparisonDrawings } from "../../src/charts/comparison-drawings.ts";
import { type DrawnComparison, lengthMessage } from "../../src/charts/messages.ts";
import { LONGEST, SHORTEST, type Wins } from "../../src/comparison/curves.ts";
import { takesLess } from "../../src/comparison/judgement.ts";
import { plainComparison } from "../commands/compare/report/plain-comparison.ts";

const comparison = await plainComparison();
const pricesAt = (length: number) => {
  const point = comparison.curves.find((own) => own.length === length);
  const of = (id: string) => {
    const own = point?.contenders.find((contender) => contender.id === id);
    if (own?.feasible !== true) throw new Error(`no price of ${id}`);
    return { energy: own.cost.energy, latency: own.cost.timing.latency };
  };
  return { own: of("lsh-memristor"), base: of("exact-digital") };
};

/** The comparison with these winning ranges. */
const winning = (ranges: Wins["ranges"]): DrawnComparison => {
  const last = ranges[ranges.length - 1];
  const wins = { from: last?.[1] === LONGEST ? last[0] : null, ranges };
  return {
    ...comparison,
    crossover: comparison.crossover.map((own) => ({ ...own, energy: wins, latency: wins })),
  };
};

describe("the title of a chart over length", () => {
  it("says at which lengths the design wins, by the verdict's record", () => {
    const claim = "the memristor design (C) takes less energy than exact attention (A)";
    const start = `The${claim.slice(3)}`;
    for (const [ranges, title] of [
      [[], `At none of 65 lengths from 16 to 1 048 576 tokens ${claim}`],
      [[[SHORTEST, LONGEST]], `At all 65 lengths from 16 to 1 048 576 tokens ${claim}`],
      [[[2028, LONGEST]], `From 2 028 tokens on, ${claim}`],
      [[[100, 200]], `${start} at 100 to 200 tokens`],
      [
        [
          [100, 200],
          [5000, LONGEST],
        ],
        `${start} at 100 to 200 tokens and from 5 000 tokens on`,
      ],
    ] as [Wins["ranges"], string][])
      expect(lengthMessage(winning(ranges), "energy")).toBe(title);
    expect(lengthMessage(winning([[2028, LONGEST]]), "latency")).toContain("less time than");
  });

  it("claims nothing of a design without a price", () => {
    const curves = comparison.curves.map((point) => ({
      ...point,
      contenders: point.contenders.map(({ id, title }) => ({
        id,
        title,
        feasible: false as const,
        reason: "",
      })),
    }));
    expect(lengthMessage({ ...comparison, curves }, "energy")).toBe(
      "The memristor design (C) cannot carry this workload",
    );
    expect(comparisonDrawings({ ...comparison, curves }).map(({ name }) => name)).not.toContain("energy");
  });
});

describe("the curves over length", () => {
  it.each(["energy", "latency"] as const)(
    "have the %s over exact attention, and circles at the crossings",
    (quantity) => {
      const [drawing] = comparisonDrawings(comparison).filter(({ name }) => name === quantity);
      const { datasets } = drawing.configuration.data as unknown as {
        datasets: { label: string; data: { x: number; y: number }[]; pointRadius: number[] | number }[];
      };
      expect(datasets.length).toBeLessThanOrEqual(5);
      const own = datasets.find(({ label }) => label === "C");
      const wins = comparison.crossover.find(
        ({ contender, against }) => contender === "lsh-memristor" && against === "exact-digital",
      )?.[quantity];
      const ends = wins?.ranges.flat().filter((end) => end > 512 && end < LONGEST);
      expect(own?.data.filter((_, n) => (own.pointRadius as number[])[n] === 6).map(({ x }) => x)).toEqual(
        ends,
      );
      for (const { x, y } of own?.data ?? []) {
        if (ends?.includes(x)) continue;
        const { own: above, base } = pricesAt(x);
        expect(y).toBe(above[quantity] / base[quantity]);
        // What the title says of a length holds for its prices.
        const isWon = wins?.ranges.some(([from, to]) => from <= x && x <= to);
        expect(takesLess(above[quantity], base[quantity])).toBe(isWon);
      }
    },
  );
});
