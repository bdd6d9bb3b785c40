import { expect, it } from "vitest";
import { ownRange, repriced } from "../../src/comparison/bands.ts";
import { exactAnalog } from "../../src/comparison/designs/exact-analog.ts";
import { exactDigital } from "../../src/comparison/designs/exact-digital.ts";
import { priceAll } from "../../src/comparison/priced-comparison.ts";
import { constantKey } from "../../src/cost/overrides.ts";
import { configOf } from "../design-under-test.ts";

const POINT = { pairPower: 50e-6, devicePower: 49e-6, peakLineCurrent: 1e-4 };

it("bounds a design over each constant of parts that are its own, and no other's", () => {
  const { design, workload } = configOf("{ workload: { length: 1024 } }");
  const contenders = priceAll(design, workload, POINT);
  const [own, digital] = [exactAnalog, exactDigital].map(({ id }) => {
    const contender = contenders.find((one) => one.id === id);
    if (!contender?.feasible) throw new Error(`${id} is infeasible`);
    return contender;
  });
  expect(ownRange(digital, POINT)).toBeNull();
  const range = ownRange(own, POINT);
  const parts = exactAnalog.ownParts?.(own.design) ?? [];
  expect(parts.map(({ model }) => model)).toEqual(["gain-cell", "charge-to-pulse"]);
  let moved = 0;
  for (const part of parts)
    for (const [name, k] of Object.entries(part.constants))
      for (const end of [k.low, k.high]) {
        if (end === undefined) continue;
        const [one] = repriced([own], POINT, { [constantKey(part, name)]: end });
        if (!one.feasible || range === null) throw new Error("expected a price");
        expect(one.cost.energy).toBeLessThanOrEqual(range.high.energy_J * (1 + 1e-12));
        expect(one.cost.energy).toBeGreaterThanOrEqual(range.low.energy_J * (1 - 1e-12));
        if (one.cost.energy !== own.cost.energy) moved++;
      }
  expect(moved).toBeGreaterThan(8);
});
