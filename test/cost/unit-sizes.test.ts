// Every design has units as large as it makes use of, whatever the chip.

import { describe, expect, it } from "vitest";
import { priceAll } from "../../src/comparison/priced-comparison.ts";
import { sizedUnits } from "../../src/cost/unit-sizes.ts";
import { cam2t2r } from "../../src/peripherals/search/cam-models.ts";
import { feasible, POINT, randomChip } from "../comparison/neighbours.ts";
import { configOf } from "../design-under-test.ts";

/** Designs that search codes, on top of the softmax and sorters that all have. */
const RIVALS = ["score-memristor", "score-digital", "low-bit-keys"];

describe("units and stores that are sized", () => {
  it("leave no design slower than the config's own sizes do, and make some much faster, on 12 random chips", () => {
    let faster = 0;
    for (let n = 0; n < 12; n++) {
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
    expect(faster).toBeGreaterThan(3);
  });

  it("are stores of codes, on some chip", () => {
    const sized = [0, 1, 2, 3, 4, 5].flatMap((n) =>
      feasible(configOf(randomChip(`sizes ${n}`).text())).filter(
        ({ design }) => (design.sizes?.search ?? 1) > 1,
      ),
    );
    expect(sized.length).toBeGreaterThan(0);
  });

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
