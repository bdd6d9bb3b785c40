// A whole model on one chip: laws over random configs, and prices by hand.

import { describe, expect, it } from "vitest";
import { bankedSram, REFERENCE_BANK } from "#circuits";
import { createTechnology } from "#technology";
import { ON_CHIP } from "../../src/comparison/comparison-designs.ts";
import { exactDigital } from "../../src/comparison/designs/exact-digital.ts";
import { lowBitKeys } from "../../src/comparison/designs/low-bit-keys.ts";
import { lshMemristor } from "../../src/comparison/designs/lsh-memristor.ts";
import { scoreMemristor } from "../../src/comparison/designs/score-memristor.ts";
import { matrixCounts } from "../../src/comparison/layer-matrices.ts";
import { layerPrices, weightArrays } from "../../src/comparison/layer-parts.ts";
import { writtenArrays } from "../../src/comparison/model-on-arrays.ts";
import { priceContender } from "../../src/comparison/priced-comparison.ts";
import { isOnChip, type ModelChip, wholeModels } from "../../src/comparison/whole-model.ts";
import { restCost } from "../../src/cost/attention-share.ts";
import { priceList } from "../../src/cost/price-list.ts";
import { configOf, IDEAL_FLOORPLAN } from "../design-under-test.ts";
import { NODES, POINT } from "./neighbours.ts";
import { decodeOf, partOf, wholeModelLaws } from "./whole-model-laws.ts";

const WORDS = 49_152;

/** SmolLM2-135M at 512 tokens on chips whose blocks are joined for nothing. */
const smollm = (workload = "", design = IDEAL_FLOORPLAN) =>
  configOf(
    `{ workload: { preset: "smollm2-135m", ${workload.includes("length") ? "" : "length: 512,"} ${workload} }, design: { ${design} } }`,
  );

function chipsOf(config = smollm(), vocabulary = WORDS, records = [exactDigital]): ModelChip[] {
  const { design, workload } = config;
  return wholeModels(records, design, workload, POINT, vocabulary).map((one) => {
    if (!isOnChip(one)) throw new Error(one.reason);
    return one;
  });
}

it("a whole model sums its parts, draws its static power all the time, and has attention as a comparison prices it: 6 random configs", () => {
  let compared = 0;
  for (let n = 0; n < 6; n++) compared += wholeModelLaws(`whole ${n}`, 1000 * n);
  expect(compared).toBeGreaterThan(30);
});

describe("weights of SmolLM2-135M in tuned arrays, by hand", () => {
  const config = smollm();
  const [arrays] = chipsOf(config);
  const weights = weightArrays();
  const { behaviour } = weights;
  const prices = layerPrices(exactDigital.design(config.design), weights, POINT);
  const [projections, output] = [
    [576, 192, 192].map((outputs) => matrixCounts(576, outputs, behaviour)),
    [matrixCounts(576, 576, behaviour)],
  ];
  const up = [1536, 1536].map((outputs) => matrixCounts(576, outputs, behaviour));
  const down = [matrixCounts(1536, 576, behaviour)];
  const head = [matrixCounts(576, WORDS, behaviour)];

  /** Energy of one vector in some matrices without leakage, J. */
  const dynamic = (all: typeof head, inputs: number, outputs: number): number => {
    const of = (count: keyof (typeof head)[number]): number => all.reduce((sum, one) => sum + one[count], 0);
    const { buffer, mac, floorplan } = prices.own;
    return (
      of("drives") * prices.dac.actions.drive.energy +
      of("reads") * prices.array.actions.read.energy +
      of("conversions") * prices.adc.actions.convert.energy +
      of("adds") * mac.actions.add.energy +
      // A gain and an offset of each output.
      outputs * mac.actions.mac.energy +
      // The largest of a vector's inputs.
      inputs * mac.actions.add.energy +
      (inputs * 8 * buffer.actions.read.energy + outputs * 16 * buffer.actions.write.energy) /
        floorplan.bufferBits
    );
  };
  const leakOf = (all: typeof head, layers: number): number =>
    layers *
    all.reduce(
      (sum, { cells, arrays: count }) =>
        sum +
        cells * prices.array.leakage +
        count * (128 * prices.dac.leakage + prices.converters * prices.adc.leakage),
      0,
    );

  it.each(["decode", "prefill"] as const)(
    "a %s runs each vector through 30 layers and the last ones through the head",
    (phase) => {
      const pass = phase === "decode" ? decodeOf(arrays) : arrays.prefill;
      const vectors = 30 * (phase === "decode" ? 1 : 512);
      const expected = {
        projections: vectors * (dynamic(projections, 576, 960) + dynamic(output, 576, 576)),
        "feed-forward": vectors * (dynamic(up, 576, 3072) + dynamic(down, 1536, 576)),
        "output head": dynamic(head, 576, WORDS),
      };
      for (const [name, energy] of Object.entries(expected)) {
        const part = partOf(pass, name);
        expect((part.energy - part.idle * part.time) / energy, name).toBeCloseTo(1, 9);
      }
      // A vector takes 8 phases, or as many conversions as a converter makes in turn; each layer has two steps a part.
      const turn = Math.max(
        8 * prices.array.actions.read.interval,
        128 * 8 * prices.adc.actions.convert.interval,
      );
      expect(partOf(pass, "projections").time / (vectors * 2 * turn)).toBeCloseTo(1, 9);
      expect(partOf(pass, "feed-forward").time / (vectors * 2 * turn)).toBeCloseTo(1, 9);
      expect(partOf(pass, "output head").time / turn).toBeCloseTo(1, 9);
    },
  );

  it("layers of a prompt hand on queries, keys, values, outputs and their stream through the memory; one token stays", () => {
    const { memory, buffer } = prices.own;
    const { bits } = config.design.memory.behaviour;
    // Words of 8 bits: 15 heads of 64 and the stream of 576 out, 9 heads and the stream in, of 512 tokens in 30 layers.
    const [written, read] = [15 * 64 + 576, 9 * 64 + 576].map((words) => 8 * words * 512 * 30);
    const energy =
      (written * memory.actions.write.energy + read * memory.actions.read.energy) / bits +
      (written * buffer.actions.read.energy + read * buffer.actions.write.energy) /
        prices.own.floorplan.bufferBits;
    for (const chip of chipsOf(config)) {
      expect(partOf(chip.prefill, "vectors").energy / energy, chip.home).toBeCloseTo(1, 9);
      // The memory has the time: it moves a token's 21 kbit of a layer in a tenth of a microsecond.
      expect(partOf(chip.prefill, "vectors").time).toBe(0);
      expect(partOf(decodeOf(chip), "vectors")).toMatchObject({ energy: 0, time: 0 });
    }
    // A memory a hundred times as slow does not: all of its time is needed, but for what arrays take anyway.
    const slow = smollm("", `memory: { bandwidth: "256 MB/s" }, ${IDEAL_FLOORPLAN}`);
    const { prefill } = chipsOf(slow)[0];
    const own = priceList(exactDigital.design(slow.design), POINT).memory.actions;
    const taken =
      (written * own.write.interval + read * own.read.interval) / slow.design.memory.behaviour.bits;
    const free = partOf(prefill, "projections").time + partOf(prefill, "feed-forward").time;
    expect(taken).toBeGreaterThan(2 * free);
    expect(partOf(prefill, "vectors").time / (taken - free)).toBeCloseTo(1, 9);
  });

  it("leave sums, norms and activations of every token in every layer to the digital units and the buffer", () => {
    const { mac, softmax, buffer, floorplan } = prices.own;
    const energyOf = (chip: ModelChip) => partOf(chip.prefill, "sums and norms").energy;
    // A layer adds its input to what attention and feed-forward give: 576 sums each; a norm multiplies four times an element.
    const units =
      2 * 576 * mac.actions.add.energy +
      2 * 4 * 576 * mac.actions.mac.energy +
      1536 * softmax.actions.exponent.energy;
    const moved = energyOf(arrays) / (30 * 512) - units;
    // What is left is words that the buffer gives and takes: each of these results has one, each operand two at most.
    const word = (floorplan.words.wordBits * buffer.actions.write.energy) / floorplan.bufferBits;
    expect(moved / word).toBeGreaterThan(2 * 576 + 1536);
    expect(moved / word).toBeLessThan(12 * (2 * 576 + 1536));
    expect(energyOf(arrays) / partOf(decodeOf(arrays), "sums and norms").energy).toBeCloseTo(512, 9);
    expect(energyOf(arrays) / energyOf(chipsOf(smollm("layers: 15,"))[0])).toBeCloseTo(2, 9);
  });

  it("leak and take area in all layers, whichever of them is at work", () => {
    const pass = decodeOf(arrays);
    const all = { projections: [...projections, ...output], "feed-forward": [...up, ...down] };
    for (const [name, own] of Object.entries(all))
      expect(partOf(pass, name).idle / leakOf(own, 30)).toBeCloseTo(1, 9);
    expect(partOf(pass, "output head").idle / leakOf(head, 1)).toBeCloseTo(1, 9);
    const cells = 4 * (30 * (2 * 576 * 12 * 64 + 3 * 576 * 1536) + WORDS * 576);
    const written = writtenArrays(
      {
        layers: 30,
        heads: 9,
        kvHeads: 3,
        headWidth: 64,
        model: { modelWidth: 576, hiddenWidth: 1536, gated: true },
      },
      WORDS,
      weights,
      prices,
    );
    expect(written).toMatchObject({ weights: cells / 4, cells, pulses: 31 });
    expect(written.energy / (cells * 31 * prices.array.actions.write.energy)).toBeCloseTo(1, 12);
    const used = [...projections, ...output, ...up, ...down].map((one) => ({ ...one, layers: 30 }));
    const count = used.reduce((sum, { arrays: n, layers }) => sum + n * layers, 0) + head[0].arrays;
    expect(written.arrays).toBe(count);
    const area = count * (128 * 128 * prices.array.area + 128 * prices.dac.area + prices.adc.area);
    expect(written.area / arrays.weightArea).toBeCloseTo(1, 9);
    const { whiteSpace } = prices.own;
    expect(written.area / (area + whiteSpace.beside(area as never))).toBeCloseTo(1, 9);
  });

  it("compute two products a pair of exact attention and one a weight and token, whatever the design leaves out", () => {
    const layers = 30 * (2 * 576 * 12 * 64 + 3 * 576 * 1536);
    for (const record of [exactDigital, lshMemristor, lowBitKeys]) {
      const [one] = chipsOf(config, WORDS, [record]);
      expect(decodeOf(one).macs).toBe(layers + WORDS * 576 + 2 * 64 * 30 * 9 * 512);
      expect(one.prefill.macs).toBe(512 * layers + WORDS * 576 + 2 * 64 * 30 * 9 * ((512 * 513) / 2));
      expect([one.prefill.tokens, decodeOf(one).tokens]).toEqual([512, 1]);
    }
  });
});

describe("weights that stream", () => {
  const config = smollm("batch: 4,");
  const [, sram, memory] = chipsOf(config);
  const alone = priceContender(exactDigital, config.design, { ...config.workload, phase: "decode" }, POINT);
  if (!alone.feasible) throw new Error(alone.reason);
  const chip = priceList(alone.design, POINT);
  const own = { ...config.workload, phase: "decode" as const };
  const weights = 30 * 2 * 576 * 12 * 64;

  it("from the memory come once a pass of the batch of four, and serve four products each", () => {
    const rest = restCost(alone, own, chip, { projectionMacs: 4 * weights, feedForwardMacs: 0, weights });
    expect(partOf(decodeOf(memory), "projections")).toMatchObject({ energy: rest.energy, time: rest.time });
    const read = chip.memory.actions.read;
    expect(rest.time / (((weights * 8) / alone.design.memory.behaviour.bits) * read.interval)).toBeCloseTo(
      1,
      9,
    );
  });

  it("from an SRAM take its reads and draw its static power all the time", () => {
    const words = 30 * (2 * 576 * 12 * 64 + 3 * 576 * 1536) + WORDS * 576;
    const store = bankedSram.schema.parse({
      model: "banked",
      capacity: `${words} B`,
      bandwidth: "1e15 B/s",
      banks: Math.ceil(words / REFERENCE_BANK),
    });
    const price = store.cost(
      createTechnology(alone.design.logicNode, { temperature: alone.design.temperature }),
    );
    const pass = decodeOf(sram);
    const products = restCost(alone, own, chip, {
      projectionMacs: 4 * weights,
      feedForwardMacs: 0,
      weights: 0,
    });
    const part = partOf(pass, "projections");
    const reads = (weights * 8) / 512;
    expect(part.time / Math.max(products.time, reads * price.actions.read.interval)).toBeCloseTo(1, 9);
    const waited = (part.time - products.time) * alone.cost.power.idle;
    expect(part.energy / (products.energy + waited + reads * price.actions.read.energy)).toBeCloseTo(1, 6);
    expect(partOf(pass, "waiting").energy / (price.leakage * pass.time)).toBeCloseTo(1, 9);
    expect(sram.weightArea).toBeCloseTo(price.area + chip.whiteSpace.beside(price.area), 12);
    expect(memory.weightArea).toBe(0);
  });
});

it("the chip of a decode reads a prompt by a plan of its own, for little more than a chip made for prompts", () => {
  const config = smollm("length: 2048,", "");
  for (const record of ON_CHIP) {
    const prompts = priceContender(record, config.design, config.workload, POINT);
    if (!prompts.feasible) throw new Error(prompts.reason);
    const [, , own] = chipsOf(config, WORDS, [record]);
    expect(partOf(own.prefill, "attention").energy / prompts.cost.energy, record.id).toBeLessThan(1.5);
    const alone = priceContender(record, config.design, { ...config.workload, phase: "decode" }, POINT);
    if (!alone.feasible) throw new Error(alone.reason);
    const memory = chipsOf(config, WORDS, [record])[2];
    expect(memory.area).toBeGreaterThanOrEqual(alone.cost.area);
  }
});

it("moves steadily from node to node, wherever its weights are", () => {
  const records = [exactDigital, lshMemristor, scoreMemristor];
  const curves = NODES.map((node) =>
    chipsOf(smollm("length: 2048,", `logicNode: "${node} nm", hashNode: "${node} nm"`), WORDS, records).map(
      (chip) => [
        ...[chip.area, decodeOf(chip).energy, chip.prefill.energy],
        ...[decodeOf(chip).time, chip.prefill.time],
      ],
    ),
  );
  for (const [k] of curves[0].entries())
    for (let n = 1; n + 1 < NODES.length; n++) {
      const bends = curves[n][k].map((value, m) =>
        Math.abs(Math.log((curves[n - 1][k][m] * curves[n + 1][k][m]) / value ** 2)),
      );
      expect(Math.max(...bends.slice(0, 3)), `${k} at ${NODES[n]} nm`).toBeLessThan(0.02);
      // Converters of the arrays slow down a little faster above 30 nm.
      expect(Math.max(...bends.slice(3)), `${k} at ${NODES[n]} nm`).toBeLessThan(0.035);
    }
});

it("a model that sees later tokens has no decode, and one of unknown widths no chip", () => {
  const encoder = configOf('{ workload: { preset: "bert-base", length: 128 } }');
  for (const { decode } of chipsOf(encoder, 0)) expect(decode).toBeNull();
  const { design, workload } = configOf("{ workload: { layers: 2, heads: 2, headWidth: 64 } }");
  expect(() => wholeModels([exactDigital], design, { ...workload, model: null }, POINT, 0)).toThrow(
    "the model's widths are not known",
  );
});
