import { expect, it } from "vitest";
import { feasibleOf } from "../../src/comparison/comparison-design.ts";
import { exactDigital } from "../../src/comparison/designs/exact-digital.ts";
import { lshDigital } from "../../src/comparison/designs/lsh-digital.ts";
import { effectiveRate } from "../../src/comparison/effective-rate.ts";
import { priceContender } from "../../src/comparison/priced-comparison.ts";
import { configOf } from "../design-under-test.ts";
import { POINT } from "./neighbours.ts";

const { design, workload } = configOf(
  `{ workload: { length: 300, layers: 3, batch: 2, heads: 4, kvHeads: 2, headWidth: 40, attention: { rounds: 3 } },
     design: { mapping: { search: false } } }`,
);
const contenders = [exactDigital, lshDigital].map((record) =>
  priceContender(record, design, workload, POINT),
);

it("a rate has the operations of exact attention, whatever a design leaves out: 4 d a pair of L (L + 1) / 2", () => {
  const operations = 3 * 2 * 4 * ((300 * 301) / 2) * 4 * 40;
  for (const record of [exactDigital, lshDigital]) {
    const own = feasibleOf(contenders, record);
    if (own === null) throw new Error("infeasible");
    const rate = effectiveRate(own, contenders, workload);
    expect((Number(rate?.perJoule) * own.cost.energy) / operations).toBeCloseTo(1, 9);
    const spacetime = own.cost.timing.latency * own.cost.area;
    expect((Number(rate?.perSecondAndArea) * spacetime) / operations).toBeCloseTo(1, 9);
    // The next workload may start before this one ends.
    expect(own.cost.timing.interval).toBeLessThan(own.cost.timing.latency);
    expect(effectiveRate(own, contenders.slice(1), workload)).toBeNull();
    const free = { ...own, cost: { ...own.cost, energy: 0 as typeof own.cost.energy } };
    expect(effectiveRate(free, contenders, workload)).toBeNull();
  }
});
