// Tables of a design add up to the design: energies by their counts, areas and leakage by their instances.

import { describe, expect, it } from "vitest";
import { parseDocument } from "#base";
import { type DesignTables, designTables } from "../../../../src/commands/import/run/component-tables.ts";
import { measure } from "../../../../src/commands/shared/activations.ts";
import { contenderOf } from "../../../../src/comparison/comparison-designs.ts";
import { shippedCatalogue } from "../../../../src/design/catalogue.ts";
import { parseConfig } from "../../../../src/design/config.ts";
import { price } from "../../../../src/evaluate.ts";
import { shippedModels } from "../../../../src/runtime/plugins.ts";
import { POINT } from "../../../comparison/neighbours.ts";

const tablesOf = (id: string, workload: string, design = ""): Promise<DesignTables> =>
  designTables(document(workload, design), id, shippedModels);

/** A chip whose blocks are joined by lines of their own lengths; attention of a constructed task. */
const document = (workload: string, design: string) =>
  parseDocument(
    `{ workload: { headWidth: 16, layers: 2, heads: 4, kvHeads: 4, ${workload} }, design: { mapping: { search: false }, ${design} },
       fidelity: { source: "duplication", length: 64, queries: 8 } }`,
    "tables.json5",
  );

const PASSES = {
  prefill: "length: 256, attention: { chunk: 16, rounds: 4, buckets: 16 }",
  decode: 'phase: "decode", batch: 3, length: 256, attention: { chunk: 16, rounds: 4, buckets: 16 }',
} as const;

describe.each([
  ["exact-digital", 1, "wire"],
  ["lsh-digital", 1, "wire"],
  ["score-digital", 2, "wire"],
  ["lsh-digital", 4, "wire"],
  ["lsh-digital", 4, "bus"],
] as const)("tables of %s on %i cores, joined by %s", (id, cores, network) => {
  const joined = `cores: ${cores}, floorplan: { network: { model: "${network}" } }`;
  it.each(["prefill", "decode"] as const)("price a %s as the sum of its parts does", async (phase) => {
    const { components, dynamicEnergy } = await tablesOf(id, PASSES[phase], joined);
    const own = document(PASSES[phase], joined);
    // A constructed task sets what its keys share with its queries.
    const { config } = await measure(own, parseConfig(own, shippedCatalogue), {});
    const contender = contenderOf(id);
    // No array: the power of an operating point is not read.
    const { cost } = price(contender.design(config.design), contender.workload(config.workload), POINT);
    const energy = components.reduce(
      (sum, { actions }) => actions.reduce((all, one) => all + one.count * one.energy, sum),
      0,
    );
    const dynamic = cost.breakdown.filter(({ operation }) => operation !== "leakage");
    const hand = dynamic.reduce((sum, one) => sum + one.energy, 0);
    expect(energy / hand).toBeCloseTo(1, 9);
    expect(dynamicEnergy / hand).toBeCloseTo(1, 9);
    const area = components.reduce((sum, one) => sum + one.instances * one.area, 0);
    expect(area / cost.area).toBeCloseTo(1, 9);
    // What leaks does so more on a warm chip; what a clock or a memory takes at rest it takes at any warmth.
    const atRest = new Set(
      cost.breakdown.filter(({ action }) => action === "standby").map(({ component }) => component as string),
    );
    const power = components.reduce(
      (sum, one) => sum + one.instances * one.leakage * (atRest.has(one.component) ? 1 : cost.heat.leakage),
      0,
    );
    expect(power / cost.power.idle).toBeCloseTo(1, 9);
    // A medium is one of each core; wires are as many links of its length as their own lengths take.
    const links = components.find(({ component }) => component === "network")?.instances;
    if (network === "bus") expect(links).toBe(cores);
    else expect(links).not.toBe(cores);
  });
});

it("a store's bits are eight for each of its bytes, and no other unit has any", async () => {
  const { components } = await tablesOf(
    "exact-digital",
    PASSES.prefill,
    'digital: { buffer: { capacity: "96 KiB" } }',
  );
  const bits = new Map(components.map(({ component, bits: own }) => [component, own]));
  expect(bits.get("buffer")).toBe(8 * 96 * 1024);
  expect([bits.get("mac"), bits.get("softmax")]).toEqual([null, null]);
});

it("a GPU moves queries, keys, values and outputs of 2 layers of 4 heads by itself, two bytes a number", async () => {
  const { components, dynamicEnergy } = await tablesOf("gpu", PASSES.prefill);
  const [gpu, ...others] = components;
  expect(others).toEqual([]);
  expect(gpu.bits).toBe(8 * 80e9);
  expect(gpu.actions.find(({ name }) => name === "byte")?.count).toBe(4 * 256 * 16 * 4 * 2 * 2);
  // The board draws its power whatever it does.
  expect(dynamicEnergy).toBe(0);
});
