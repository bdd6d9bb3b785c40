// Every design has units as large as it makes use of, whatever the chip.

import { describe, expect, it } from "vitest";
import { InfeasibleError } from "#base";
import type { ComparisonDesign } from "../../src/comparison/comparison-design.ts";
import { contenderOf } from "../../src/comparison/comparison-designs.ts";
import { priceAll, priceContender } from "../../src/comparison/priced-comparison.ts";
import { settle } from "../../src/cost/least-energy.ts";
import { leastBound, type OpenPlans, openPlans } from "../../src/cost/plan-search/best-plan.ts";
import { firstValue } from "../../src/cost/plan-search/plan-value.ts";
import type { SettledDesign } from "../../src/cost/plan-search/settled-design.ts";
import { sizedUnits } from "../../src/cost/unit-sizes.ts";
import type { Design } from "../../src/design/design.ts";
import { SIZED_UNITS, type UnitSizes } from "../../src/design/unit-sizes.ts";
import type { Workload } from "../../src/design/workload.ts";
import { cam2t2r } from "../../src/peripherals/search/cam-models.ts";
import { feasible, POINT, randomChip } from "../comparison/neighbours.ts";
import { configOf } from "../design-under-test.ts";
import { byTier } from "../tier.ts";

/** Designs that search codes, on top of the softmax and sorters that all have. */
const RIVALS = ["score-memristor", "score-digital", "low-bit-keys"];

/** A record with the first of its open stores. */
const withOneStore = (record: ComparisonDesign): ComparisonDesign => ({
  ...record,
  design: (design) => {
    const own = record.design(design);
    return { ...own, open: { ...own.open, searches: own.open?.searches?.slice(0, 1) } };
  },
});

describe("units and stores that are sized", () => {
  it("leave no design slower than the config's own sizes do, and make some much faster, on random chips", () => {
    let faster = 0;
    for (let n = 0; n < byTier(5, 12); n++) {
      const { design, workload } = configOf(randomChip(`sizes ${n}`).text());
      const stated = { ...design, digital: { ...design.digital, sizes: "stated" as const } };
      const value = (own: typeof design) =>
        new Map(
          priceAll(own, workload, POINT).flatMap((contender) =>
            contender.feasible && RIVALS.includes(contender.id)
              ? [[contender.id, contender.cost.energy ** 2 * contender.cost.timing.latency] as const]
              : [],
          ),
        );
      const [before, after] = [value(stated), value(design)];
      for (const [id, own] of after) {
        expect(own, `chip ${n} ${id}`).toBeLessThan(1.1 * (before.get(id) ?? Number.POSITIVE_INFINITY));
        if (own < 0.7 * (before.get(id) ?? 0)) faster++;
      }
    }
    expect(faster).toBeGreaterThan(byTier(0, 3));
  });

  it("are stores of codes, on some chip", () => {
    const sized = [0, 1, 2, 3, 4, 5].flatMap((n) =>
      feasible(configOf(randomChip(`sizes ${n}`).text())).filter(
        ({ design }) => (design.sizes?.search ?? 1) > 1,
      ),
    );
    expect(sized.length).toBeGreaterThan(0);
  });

  it("are as large as 5 % of latency for twice the size pays for, no more and no less, on random chips", () => {
    const tried = { twice: 0, less: 0 };
    for (const n of byTier([0, 1], [0, 1, 2, 3, 5, 8, 11, 17])) {
      const { design: config, workload } = configOf(
        randomChip(`worth ${n}`).text("mapping: { search: false },"),
      );
      const digital = { ...config.digital, projectOn: "mac" as const, fetchBy: "gather" as const };
      const design = { ...config, digital };
      for (const id of ["exact-digital", "lsh-digital", "score-memristor", "low-bit-keys"]) {
        const record = withOneStore(contenderOf(id));
        const own = priceContender(record, design, workload, POINT);
        if (!own.feasible) continue;
        const sizes = own.design.sizes ?? {};
        const latencyWith = (other: UnitSizes): number => {
          const stated = { ...digital, mac: own.design.digital.mac, sizes: "stated" as const };
          const priced = priceContender(
            record,
            { ...design, sizes: other, digital: stated },
            workload,
            POINT,
          );
          return priced.feasible ? priced.cost.timing.latency : Number.NaN;
        };
        const now = latencyWith(sizes);
        expect(now / own.cost.timing.latency, `chip ${n} ${id}`).toBeCloseTo(1, 9);
        for (const unit of SIZED_UNITS) {
          const size = sizes[unit] ?? 1;
          const twice = latencyWith({ ...sizes, [unit]: 2 * size }) / now;
          if (!Number.isNaN(twice)) {
            tried.twice++;
            expect(twice, `chip ${n} ${id}: twice ${unit}`).toBeGreaterThan(0.945);
          }
          if (size < 4) continue;
          tried.less++;
          // At the least rate a unit of four fifths costs 1.25^.074; the last step of the search is a 64th octave.
          const less = latencyWith({ ...sizes, [unit]: size / 1.25 }) / now;
          expect(less, `chip ${n} ${id}: less ${unit}`).toBeGreaterThan(1.01);
        }
      }
    }
    expect(tried.twice).toBeGreaterThan(byTier(20, 60));
    expect(tried.less).toBeGreaterThan(byTier(0, 3));
  });

  it.each([
    ["carried", 512, "signs"],
    ["bisection", 2048, "signs"],
    ["counting", 512, "map"],
  ])(
    "are as good as the best of a grid of sizes, where a larger unit does some of its actions no faster: %s over %i keys",
    (chooser, length, query) => {
      const store = query === "map" ? "digital-cim" : "cam-2t2r";
      const { design, workload } = configOf(
        `{ workload: { layers: 1, heads: 4, kvHeads: 4, headWidth: 64, length: ${length},
             attention: { budget: { kind: "fixed", keys: 48 }, codes: { query: "${query}", norm: false } } },
           design: { mapping: { search: false }, search: { model: "${store}" }, topK: { model: "${chooser}" },
             digital: { projectOn: "mac", fetchBy: "gather", mac: { arrays: 1 } } } }`,
      );
      const record = contenderOf("score-memristor");
      const latencyWith = (own: Partial<Design>, sizes: "stated" | "searched") =>
        priceContender(record, { ...design, ...own, digital: { ...design.digital, sizes } }, workload, POINT);
      const worthAt = (sizes: UnitSizes): number => {
        const priced = latencyWith({ sizes }, "stated");
        if (!priced.feasible) return Number.POSITIVE_INFINITY;
        return SIZED_UNITS.reduce(
          (all, unit) => all * (sizes[unit] ?? 1) ** 0.074,
          priced.cost.timing.latency,
        );
      };
      const chosen = latencyWith({}, "searched");
      if (!chosen.feasible) throw new Error(chosen.reason);
      const sizes = chosen.design.sizes ?? {};
      let best = Number.POSITIVE_INFINITY;
      for (let search = 1; search <= 64; search *= Math.SQRT2)
        for (const topK of [1, 2, 4, 8, 11, 16, 23, 32])
          best = Math.min(best, worthAt({ ...sizes, search, topK }));
      expect(worthAt(sizes) / best).toBeLessThan(1.005);
      expect(Object.keys(sizes).length).toBeGreaterThan(0);
    },
  );

  it("hold as many keys in smaller macros, whatever their number", () => {
    const { design } = configOf("{}");
    for (const keys of [1, 3, 99, 100, 1000, 1024])
      for (const times of [2, 8, 64]) {
        const search = cam2t2r.schema.parse({ model: "cam-2t2r", bits: 72, keys, macros: 3 });
        const { params } = sizedUnits({ ...design, search, sizes: { search: times } }).search;
        const held = Number(params.keys) * Number(params.macros);
        expect(held, `${keys} by ${times}`).toBeGreaterThanOrEqual(3 * keys);
        expect(held, `${keys} by ${times}`).toBeLessThan(3 * keys + Number(params.keys));
      }
  });
});

/** A settled design; null where it is infeasible. */
function settled(design: Design, workload: Workload): SettledDesign | null {
  try {
    return settle(design, workload, POINT);
  } catch (error) {
    if (error instanceof InfeasibleError) return null;
    throw error;
  }
}

describe("the bound by which choices are left out", () => {
  it.each(["lsh-digital", ...RIVALS])(
    "of %s at the config's sizes is below its worth at any: random chips",
    (id) => {
      const record = withOneStore(contenderOf(id));
      let compared = 0;
      for (let n = 0; n < byTier(4, 8); n++) {
        const { design, workload: given } = configOf(randomChip(`bound ${n}`).text());
        const workload = record.workload(given);
        const config = record.design(design);
        const digital = { ...config.digital, projectOn: "mac" as const, fetchBy: "gather" as const };
        const open = settled({ ...config, digital }, workload);
        if (open === null) continue;
        const own = { ...digital, mac: open.design.digital.mac, sizes: "stated" as const };
        const mapping = { ...config.mapping, search: false };
        const fixed = settled({ ...config, digital: own, mapping }, workload);
        if (fixed === null) continue;
        const plans = openPlans(fixed, [{ ...fixed, order: 0, dynamic: 0 }], workload);
        const value = firstValue(mapping.objective);
        const worth = value({ energy: open.energy, latency: open.when.time.latency });
        expect(plans, `chip ${n}`).not.toBeNull();
        expect(leastBound(plans as OpenPlans, value) / worth, `chip ${n}`).toBeLessThan(1.01);
        compared++;
      }
      expect(compared).toBeGreaterThan(byTier(1, 3));
    },
  );
});
