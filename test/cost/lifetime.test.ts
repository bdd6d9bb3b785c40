import { expect, it } from "vitest";
import { exactAnalog } from "../../src/comparison/designs/exact-analog.ts";
import { rewritingOf, yearsUntilWorn } from "../../src/cost/lifetime.ts";
import { price } from "../../src/evaluate.ts";
import type { Search, SearchAction } from "../../src/peripherals/search/search.ts";
import { configOf } from "../design-under-test.ts";
import { bind } from "../peripherals/bind.ts";

const YEAR = 365.25 * 24 * 3600;
const enduranceOf = (model: string): number =>
  bind<SearchAction, Search>("search", model).behaviour.endurance;

it("a store that is written once a context lasts a million contexts: 11.6 days of one a second", () => {
  const years = yearsUntilWorn(enduranceOf("cam-2t2r"), 1);
  expect(Number(years) * YEAR).toBeCloseTo(1e6, 3);
  expect(Number(years) * 365.25).toBeCloseTo(11.574, 3);
});

it("nothing wears that has no end of writes, or is not written", () => {
  expect(yearsUntilWorn(enduranceOf("cam-16t"), 1e6)).toBe("Infinity");
  expect(yearsUntilWorn(1e6, 0)).toBe("Infinity");
});

it("cells of keys and values wear with every head that is written over them, and with every refresh", () => {
  const { design, workload } = configOf(
    `{ workload: { layers: 2, heads: 4, kvHeads: 2, headWidth: 64, length: 512, batch: 3 },
       design: { baselines: { analog: { model: "gain-cell" } } } }`,
  );
  const own = exactAnalog.design(design);
  const seen = exactAnalog.workload(workload);
  const { mapping, cost } = price(own, seen, { pairPower: 5e-6, peakLineCurrent: 1e-4 });
  const { endurance, retention } = own.baselines.analog.behaviour;
  const found = rewritingOf(own, mapping, cost);
  // Twelve key heads are written over two sets of arrays.
  const rate = 6 / cost.timing.interval + 1 / retention;
  expect(Number(found?.rate) / rate).toBeCloseTo(1, 9);
  if (Number.isFinite(endurance)) expect(Number(found?.years) * YEAR * rate).toBeCloseTo(endurance, 3);
  else expect(found?.years).toBe("Infinity");
  const write = cost.breakdown.filter(
    ({ component, action }) => component === "dynamicArray" && action === "write",
  );
  expect(write.length).toBeGreaterThan(0);
  const energy = write.reduce((sum, item) => sum + item.energy, 0);
  expect(Number(found?.energy) / energy).toBeCloseTo(1, 12);
  expect(Number(found?.share) / (energy / cost.energy)).toBeCloseTo(1, 12);
  expect(found?.latency).toBe(cost.timing.stages.find(({ name }) => name === "write")?.time);
  expect(rewritingOf(design, { ...mapping, rewrites: undefined }, cost)).toBeNull();
});
