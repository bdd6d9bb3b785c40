import { describe, expect, it } from "vitest";
import { nanometres } from "#base";
import { createTechnology } from "#technology";
import { exactDigital } from "../../src/comparison/designs/exact-digital.ts";
import { scoreMemristor } from "../../src/comparison/designs/score-memristor.ts";
import { matrixCounts } from "../../src/comparison/layer-matrices.ts";
import { layerPrices, weightArrays } from "../../src/comparison/layer-parts.ts";
import { type MemoryLayer, mappedLayer, pricedLayers } from "../../src/comparison/memory-layer.ts";
import { priceContender } from "../../src/comparison/priced-comparison.ts";
import { isaacAdc } from "../../src/peripherals/adc/published.ts";
import { configOf } from "../design-under-test.ts";

const POINT = { pairPower: 50e-6, devicePower: 49e-6, peakLineCurrent: 1e-4 };

/** Units of sizes that are stated: larger ones would lengthen the ways of the weights' blocks. */
function layer(workload = "length: 128", contender = scoreMemristor): MemoryLayer {
  const preset = workload.includes("preset") ? "" : 'preset: "bert-base", ';
  const { design, workload: own } = configOf(
    `{ workload: { ${preset}${workload} }, design: { digital: { sizes: "stated" } } }`,
  );
  const [found] = pricedLayers(mappedLayer([contender], design, own, POINT));
  if ("reason" in found) throw new Error(found.reason);
  return found;
}

const partOf = ({ parts }: MemoryLayer, name: string) => {
  const part = parts.find((one) => one.name === name);
  if (part === undefined) throw new Error(`no ${name}`);
  return part;
};

describe("a matrix of weights on arrays", () => {
  const { behaviour } = weightArrays();

  it("by hand: 768 × 768 words of int8 in cells of two bits, 128 × 128", () => {
    // Six blocks of rows, 768 · 4 / 128 = 24 of columns; eight phases.
    expect(matrixCounts(768, 768, behaviour)).toEqual({
      arrays: 6 * 24,
      cells: 6 * 24 * 128 * 128,
      drives: 768 * 24 * 8,
      reads: 768 * 768 * 4 * 8,
      conversions: 768 * 4 * 6 * 8,
      adds: 768 * (4 * 6 * 8 - 1),
      turns: 128 * 8,
    });
  });

  it("that fills no array takes whole ones", () => {
    expect(matrixCounts(129, 33, behaviour)).toMatchObject({
      arrays: 2 * 2,
      reads: 129 * 33 * 4 * 8,
      conversions: 33 * 4 * 2 * 8,
    });
  });

  it("computes what the cells hold: slices, phases and blocks of rows add up to the product", () => {
    // Unsigned words by their bits, as converters that lose nothing see them.
    const small = weightArrays({ rows: 4, columns: 8 }).behaviour;
    const { slices, phases, rows } = small;
    const [inputs, outputs] = [10, 3];
    const word = (n: number): number => (n * 37 + 11) % 256;
    const x = Array.from({ length: inputs }, (_, i) => word(i));
    const w = Array.from({ length: inputs }, (_, i) =>
      Array.from({ length: outputs }, (_, j) => word(i * 7 + j)),
    );
    let conversions = 0;
    let reads = 0;
    for (let j = 0; j < outputs; j++) {
      let sum = 0;
      for (let from = 0; from < inputs; from += rows)
        for (let slice = 0; slice < slices; slice++)
          for (let phase = 0; phase < phases; phase++) {
            let column = 0;
            for (let i = from; i < Math.min(inputs, from + rows); i++) {
              column += ((x[i] >> phase) & 1) * ((w[i][j] >> (2 * slice)) & 3);
              reads++;
            }
            sum += column * 4 ** slice * 2 ** phase;
            conversions++;
          }
      expect(sum).toBe(x.reduce((total, value, i) => total + value * w[i][j], 0));
    }
    const counts = matrixCounts(inputs, outputs, small);
    expect(counts.conversions).toBe(conversions);
    expect(counts.reads).toBe(reads);
    expect(counts.adds).toBe(conversions - outputs);
  });
});

describe("a BERT-base layer in memory", () => {
  it("sums its parts, and every part its items, to 1e-9", () => {
    const own = layer();
    const sum = (of: readonly { readonly energy: number }[]): number =>
      of.reduce((all, one) => all + one.energy, 0);
    expect(Math.abs(sum(own.parts) / own.energy - 1)).toBeLessThan(1e-9);
    for (const part of own.parts) expect(Math.abs(sum(part.items) / part.energy - 1)).toBeLessThan(1e-9);
    expect(own.parts.map(({ name }) => name)).toEqual([
      "projections",
      "attention",
      "feed-forward",
      "sums and norms",
    ]);
    expect(own.perToken * 128).toBeCloseTo(own.energy, 15);
  });

  it("converts 4 · 768² + 2 · 768 · 3072 words, 32 parts a word and 128 rows, at the published converter's energy", () => {
    const own = layer();
    const { energy } = isaacAdc.schema
      .parse({ model: "isaac", bits: 8 })
      .cost(createTechnology(nanometres(28))).actions.convert;
    const converters = (name: string): number =>
      partOf(own, name).items.find((item) => item.name === "converters")?.energy ?? 0;
    expect(converters("projections") / (128 * ((4 * 768 * 768) / 128) * 32 * energy)).toBeCloseTo(1, 9);
    expect(converters("feed-forward") / (128 * ((2 * 768 * 3072) / 128) * 32 * energy)).toBeCloseTo(1, 9);
  });

  it("takes twice the weights' energy for twice the tokens", () => {
    const [short, long] = [layer("length: 128"), layer("length: 256")];
    // But for the leakage over the way of the last vector, and for wires past the units of attention, which are larger.
    for (const name of ["projections", "feed-forward"])
      expect(partOf(long, name).energy / partOf(short, name).energy).toBeCloseTo(2, 3);
  });

  it.each([
    ["all in the buffer", 'preset: "bert-base", length: 128', scoreMemristor, false],
    [
      "a decode's keys and values in the memory",
      'preset: "gpt2-small", length: 8192, phase: "decode"',
      exactDigital,
      true,
    ],
  ] as const)(
    "has attention as it is priced alone, less its inputs and outputs' memory: %s",
    (_, own, design, hasMemory) => {
      const { design: config, workload } = configOf(`{ workload: { ${own}, layers: 1 } }`);
      const contender = priceContender(design, config, workload, POINT);
      const [found] = pricedLayers(mappedLayer([design], config, workload, POINT));
      if (!contender.feasible || "reason" in found) throw new Error("infeasible");
      const part = partOf(found, "attention");
      const operations = new Map<string, number>();
      for (const { component, operation, action, energy } of contender.cost.breakdown) {
        const isVector =
          component === "memory" && ["input read", "output write"].includes(`${operation} ${action}`);
        if (!isVector && !["pads", "network"].includes(component) && operation !== "leakage")
          operations.set(operation, (operations.get(operation) ?? 0) + energy);
      }
      for (const [name, energy] of operations)
        expect((part.items.find((item) => item.name === name)?.energy ?? 0) / energy, name).toBeCloseTo(1, 9);
      expect(part.items.map(({ name }) => name).filter((name) => !operations.has(name))).toEqual([
        "network",
        "leakage",
      ]);
      const area = (component: string): number =>
        contender.cost.areas.find((item) => item.component === component)?.area ?? 0;
      const left = ["network", ...(hasMemory ? [] : ["pads", "memory"])];
      const alone = contender.cost.area - left.reduce((sum, name) => sum + area(name), 0);
      expect((part.area - part.network.area) / alone).toBeCloseTo(1, 9);
      // Nothing waits for a memory that it does not read.
      expect(part.time).toBeLessThan(contender.cost.timing.latency);
    },
  );

  it("pays for the keys and values that a decode reads: by hand 8 192 of 768 words of 8 bits twice, less the buffer, 6 pJ a bit", () => {
    const own = layer('preset: "gpt2-small", length: 8192, phase: "decode"', exactDigital);
    const gathered = partOf(own, "attention").items.find(({ name }) => name === "gather")?.energy ?? 0;
    const bits = 2 * 8192 * 768 * 8;
    const inBuffer = 2 * 2 ** 20 * 8;
    expect(gathered).toBeGreaterThan((bits - inBuffer) * 6e-12);
    expect(gathered).toBeLessThan(1.05 * (bits - inBuffer) * 6e-12);
    // The share of the token's own key and value that goes there: 2 · 768 words.
    const added = partOf(own, "attention").items.find(({ name }) => name === "input")?.energy ?? 0;
    const share = 1 - inBuffer / bits;
    expect(added).toBeGreaterThan(share * 2 * 768 * 8 * 6e-12);
    expect(added).toBeLessThan(1.2 * share * 2 * 768 * 8 * 6e-12);
  });

  it("writes every weight's cells once, and holds no more for more tokens", () => {
    const own = layer();
    expect(own.programming).toMatchObject({ cells: (4 * 768 * 768 + 2 * 768 * 3072) * 4, pulses: 31 });
    // 31 pulses of 20 pJ.
    expect(own.programming.energy / (own.programming.cells * 31 * 20e-12)).toBeCloseTo(1, 9);
    // Its wires pass units of attention, which are a little larger for more tokens.
    expect(partOf(layer("length: 256"), "projections").area / partOf(own, "projections").area).toBeCloseTo(
      1,
      3,
    );
  });

  it("is 1.7 % attention at 128 tokens and 5.4 % at 512: what selection can save", () => {
    const share = (workload: string): number => {
      const own = layer(workload, exactDigital);
      return partOf(own, "attention").energy / own.energy;
    };
    const [short, long] = [share("length: 128"), share("length: 512")];
    expect(short).toBeCloseTo(0.01772, 4);
    expect(long).toBeCloseTo(0.05434, 4);
  });

  it("has no backward pass", () => {
    const { design, workload } = configOf(
      '{ workload: { preset: "gpt2-small", length: 128, pass: "training" } }',
    );
    expect(pricedLayers(mappedLayer([scoreMemristor], design, workload, POINT))[0]).toMatchObject({
      reason: expect.stringContaining("written once"),
    });
  });
});

it("by hand: 8 products an element for two norms; a driver a row and one converter for each of 576 arrays", () => {
  const { design, workload } =
    configOf(`{ workload: { preset: "bert-base", length: 128 }, design: { digital: { sizes: "stated" },
    whiteSpace: { model: "ideal" }, floorplan: { network: { model: "ideal" } } } }`);
  const weights = weightArrays();
  const [found] = pricedLayers(mappedLayer([exactDigital], design, workload, POINT, weights));
  if ("reason" in found) throw new Error(found.reason);
  const { array, dac, adc, own } = layerPrices(design, weights, POINT);
  const norms = partOf(found, "sums and norms").items.find(({ name }) => name === "norms")?.energy ?? 0;
  expect(norms / (128 * 8 * 768 * own.mac.actions.mac.energy)).toBeCloseTo(1, 9);
  const area = (432 + 144) * (128 * 128 * array.area + 128 * dac.area + adc.area);
  expect(partOf(found, "projections").area / area).toBeCloseTo(1, 6);
});
