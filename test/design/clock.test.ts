import { expect, it } from "vitest";
import { provenance } from "../../src/cost/price-list.ts";
import { configOf } from "../design-under-test.ts";

const designOf = (design: string) => configOf(`{ design: ${design} }`).design;
const frequencyOf = (design: string): number => designOf(design).floorplan.clock.behaviour.frequency;

it("a chip's clock is no slower than its MAC array and its softmax", () => {
  const tree = '{ model: "gated-tree", frequency: "1 kHz" }';
  expect(frequencyOf(`{ floorplan: { clock: ${tree} } }`)).toBe(1e9);
  expect(
    frequencyOf(
      `{ floorplan: { clock: ${tree} }, digital: { mac: { clock: "200 MHz" }, softmax: { clock: "300 MHz" } } }`,
    ),
  ).toBe(300e6);
  expect(frequencyOf('{ digital: { mac: { clock: "1.5 GHz" } } }')).toBe(1.5e9);
  expect(frequencyOf('{ floorplan: { clock: { model: "ideal" } } }')).toBe(0);
});

it("what a config states without a law or a price is assumed in its provenance", () => {
  const stated = (design: string) =>
    provenance(designOf(design))
      .filter(({ note }) => note.startsWith("stated by the config"))
      .map(({ component, constant, nominal, source }) => [component, constant, nominal, source]);
  expect(stated("{}")).toEqual([]);
  expect(stated("{ digital: { mac: { overlap: 1, utilisation: 0.5 } } }")).toEqual([
    ["mac", "overlap", 1, "assumed"],
    ["mac", "utilisation", 0.5, "assumed"],
  ]);
  expect(stated("{ digital: { mac: { overlap: 0.9 } } }")).toEqual([]);
  expect(stated('{ memory: { model: "lpddr4", gatherEfficiency: 1 } }')).toEqual([
    ["memory", "gatherEfficiency", 1, "assumed"],
  ]);
});

it("a unit beyond its measured clock rests on the law of clocks, and no other does", () => {
  const rests = (design: string): boolean =>
    provenance(designOf(design)).some(({ model }) => model === "clocking");
  expect(rests("{}")).toBe(false);
  expect(rests('{ digital: { mac: { clock: "2 GHz" } } }')).toBe(true);
});
