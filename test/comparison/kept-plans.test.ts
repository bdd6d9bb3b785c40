import { describe, expect, it } from "vitest";
import { InfeasibleError } from "#base";
import { lowBitKeys } from "../../src/comparison/designs/low-bit-keys.ts";
import { scoreDigital } from "../../src/comparison/designs/score-digital.ts";
import { priceAll } from "../../src/comparison/priced-comparison.ts";
import { assumedInputs } from "../../src/comparison/variations.ts";
import { leastEnergy } from "../../src/cost/least-energy.ts";
import type { Design } from "../../src/design/design.ts";
import type { Workload } from "../../src/design/workload.ts";
import { configOf } from "../design-under-test.ts";
import { POINT, randomChip } from "./neighbours.ts";

// Plans of designs without arrays are kept while inputs of arrays vary. A config that is read anew shares no
// component with another, so that nothing is kept for it.

const TIMES = ["2 ns", "5 ns", "20 ns", "50 ns"];

describe("a design that varies from one whose plans are kept", () => {
  it.each(Array.from({ length: 6 }, (_, n) => n))("is priced as one that is read anew: chip %i", (n) => {
    const chip = randomChip(`kept plans ${n}`);
    const rest = n % 2 === 0 ? "" : "mapping: { search: false },";
    const { design, workload } = configOf(chip.text(`${rest} hashing: { readTime: "10 ns" }`));
    priceAll(design, workload, POINT);
    const time = TIMES[n % TIMES.length];
    const [reads] = assumedInputs(design);
    const variation = reads.others.find(({ name }) => name === `reads of ${time}`);
    const varied = (variation as NonNullable<typeof variation>).design(design);
    const anew = configOf(chip.text(`${rest} hashing: { readTime: "${time}" }`)).design;
    const [kept, fresh] = [varied, anew].map((own) =>
      priceAll(own, workload, POINT).map((one) =>
        one.feasible
          ? {
              id: one.id,
              cost: [one.cost.energy, one.cost.timing.latency, one.cost.area],
              units: [one.design.search.model, one.design.topK.model, one.design.digital.fetchBy],
              sizes: one.design.sizes ?? {},
              plan: one.design.plan ?? null,
              planned: one.planned ?? null,
            }
          : { id: one.id, reason: one.reason },
      ),
    );
    expect(kept).toEqual(fresh);
  });
});

/** Energy² × latency of a design under a workload; Infinity where it is infeasible. */
function worthOf(design: Design, workload: Workload): number {
  try {
    const { energy, timing } = leastEnergy(design, workload, POINT).cost;
    return energy ** 2 * timing.latency;
  } catch (error) {
    if (error instanceof InfeasibleError) return Number.POSITIVE_INFINITY;
    throw error;
  }
}

describe("a design whose store of codes and way to fetch are open", () => {
  it.each(
    [scoreDigital, lowBitKeys].flatMap((record) => [0, 1, 2, 3].map((n) => [record.id, n, record] as const)),
  )("%s is worth what the best of those that name them is: chip %i", (_, n, record) => {
    const { design, workload } = configOf(randomChip(`open stores ${n}`).text());
    const [own, seen] = [record.design(design), record.workload(workload)];
    const named = (own.open?.searches ?? []).flatMap((pair) =>
      (["gather", "stream"] as const).map((fetchBy) => ({
        ...own,
        open: { searches: [pair] },
        digital: { ...own.digital, fetchBy },
      })),
    );
    const values = named.map((one) => worthOf(one, seen)).sort((a, b) => a - b);
    expect(values.length).toBeGreaterThan(2);
    // Plans are known to half a per cent, whose square and product is what is compared.
    expect(worthOf(own, seen) / values[0]).toBeLessThan(1.015);
    expect(worthOf(own, seen) / values[0]).toBeGreaterThan(0.985);
  });
});
