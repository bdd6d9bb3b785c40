import { expect, it } from "vitest";
import { whySentence } from "../../src/commands/compare/report/mapping.ts";
import type { DesignId } from "../../src/comparison/comparison-design.ts";
import { COMPARISON_DESIGNS, contenderOf } from "../../src/comparison/comparison-designs.ts";
import { crossovers, GRID } from "../../src/comparison/curves.ts";
import { energyByOperation } from "../../src/comparison/energy-classes.ts";
import { priceContender } from "../../src/comparison/priced-comparison.ts";
import { whyLines } from "../../src/comparison/why-lines.ts";
import { configOf } from "../design-under-test.ts";

const POINT = { pairPower: 4.5e-6, devicePower: 4.4e-6, peakLineCurrent: 1e-4 };

const LINE = {
  above: "lsh-digital",
  against: "exact-digital",
  length: 1000,
  operation: "gather",
  excess: 1e-6,
  lacking: [],
  remedy: null,
} as const;

it("a loss by the fixed schedule says the share of a head's data that the buffer holds there, counted by hand", () => {
  const { design, workload } = configOf(
    `{ workload: { preset: "recall-lm", length: 512, attention: { rounds: 8, buckets: 64 } },
       design: { cores: 1, mapping: { search: false }, digital: { buffer: { capacity: "64 KiB" } } } }`,
  );
  const costOf = (id: DesignId, length: number) => {
    // What is not in question is not priced: it never takes less than another.
    if (id !== "lsh-digital" && id !== "exact-digital") return { id, energy: 1e9, latency: 1e9 };
    const priced = priceContender(contenderOf(id), design, { ...workload, length }, POINT);
    if (!priced.feasible) throw new Error(priced.reason);
    return { id, energy: priced.cost.energy, latency: priced.cost.timing.latency };
  };
  const costs = GRID.map((length) => ({
    length,
    costs: COMPARISON_DESIGNS.map(({ id }) => costOf(id, length)),
  }));
  const found = crossovers(design, workload, POINT, { lengths: GRID, costs: () => costs });
  const ofHashes = found.filter(({ contender }) => contender === "lsh-digital");
  const lines = whyLines(ofHashes, design, workload, POINT);
  const cut = lines.filter(({ held }) => held !== null && held < 1);
  expect(cut.length).toBeGreaterThan(0);
  for (const line of cut) {
    // A token's query, key and value of 64 bytes, an output of 64 sums of 16 bits with its 32-bit log-sum-exp, and in each of 8
    // rounds an id of 6 bits and a position, for the query and for the key.
    const token = 3 * 64 * 8 + 64 * 16 + 32 + 2 * 8 * (6 + Math.ceil(Math.log2(line.length)));
    expect(line.held).toBeCloseTo((64 * 1024 * 8) / (token * line.length), 12);
    expect(line.lacking).toEqual([]);
    expect(whySentence(line)).toContain(
      `; by the fixed schedule the buffer holds ${((100 * 64 * 1024 * 8) / (token * line.length)).toPrecision(3).replace(/\.?0+$/, "")} % of a head's data; `,
    );
  }
});

it("names the operation that takes the most more than the rival's, by as many joules, and the least buffer that turns it", () => {
  const { design, workload } = configOf(
    `{ workload: { preset: "recall-lm", length: 512, attention: { rounds: 8, buckets: 64 } },
       design: { cores: 1, mapping: { search: false }, digital: { buffer: { capacity: "64 KiB" } } } }`,
  );
  const range = { from: null, ranges: [[2048, 4096]] as const };
  const crossover = { contender: "lsh-digital", against: "exact-digital", energy: range, latency: range };
  const lines = whyLines([crossover], design, workload, POINT);
  expect(lines.map(({ length, side }) => [length, side])).toContainEqual([2048 - 20, "below"]);
  for (const { length, operation, excess, remedy } of lines) {
    const at = (capacity: number) => {
      const { design: own } = configOf(
        `{ design: { cores: 1, mapping: { search: false }, digital: { buffer: { capacity: "${capacity} B" } } } }`,
      );
      return ["lsh-digital", "exact-digital"].map((id) => {
        const priced = priceContender(contenderOf(id), own, { ...workload, length }, POINT);
        if (!priced.feasible) throw new Error(priced.reason);
        return priced.cost;
      });
    };
    const [above, below] = at(65_536).map(energyByOperation);
    const more = [...above].map(([name, energy]) => energy - (below.get(name) ?? 0));
    expect(excess / Math.max(...more)).toBeCloseTo(1, 9);
    expect(((above.get(operation) ?? 0) - (below.get(operation) ?? 0)) / excess).toBeCloseTo(1, 9);
    if (remedy === null) continue;
    const [won, lost] = [at(remedy), at(remedy / 2)].map(([a, b]) => a.energy < b.energy);
    expect([won, lost]).toEqual([true, false]);
  }
});

it("a sentence names what the buffer does not hold whole, says that it holds all, or nothing where it is not known", () => {
  const of = (
    held: number | null,
    lacking: readonly ("keys" | "values")[] = [],
    side: "below" | "beyond" = "beyond",
  ) => whySentence({ ...LINE, held, lacking, side });
  const begin = "B does not win over A in energy at 1 000 tokens, most for gather (1 µJ more)";
  const end = "; no buffer up to 64 times as large turns it.";
  expect(of(null, ["keys", "values"])).toBe(
    `${begin}; the buffer does not hold a head's keys, values whole${end}`,
  );
  expect(of(1)).toBe(`${begin}; the buffer holds all of a head's data${end}`);
  expect(of(1, [], "below")).toBe(
    `${begin}; the buffer holds all of a head's data, and exact attention has few pairs at so short a length${end}`,
  );
  expect(of(null)).toBe(`${begin}${end}`);
});
