// Whole systems against published ones: a chip, and a layer in memory.

import { type Catalogue, parseDocument } from "#base";
import { exactDigital } from "../../src/comparison/designs/exact-digital.ts";
import { scoreMemristor } from "../../src/comparison/designs/score-memristor.ts";
import { type MemoryLayer, mappedLayer, pricedLayers } from "../../src/comparison/memory-layer.ts";
import { parseConfig } from "../../src/design/config.ts";
import { price } from "../../src/evaluate.ts";
import type { Fact } from "./fact.ts";

export const CHIPS_TOPIC = "whole chips by exact attention";
export const LAYERS_TOPIC = "BERT-base layers in memory";

/** No array is read. */
const POINT = { pairPower: 0, peakLineCurrent: 0 };

/**
 * ITA [islamoglu-2023] as a chip of ours, as its published RTL builds it [ita-rtl-2026]: 16 dot products of 64 units, 22 nm, and a softmax
 * of as many scores a cycle; inputs, weights and outputs stream by, so that no memory is part of it, and the weights that wait are
 * registers of the units. Exact attention over 256 tokens of 64 elements without a mask; network, clock and control are in. Its clock of
 * 500 MHz is remembered.
 */
const ITA = `{ name: "ita", workload: { layers: 1, heads: 1, kvHeads: 1, headWidth: 64, length: 256, attention: { causal: false } },
  design: { logicNode: "22 nm", memory: { model: "ideal" }, floorplan: { clock: { frequency: "500 MHz" } },
            digital: { sizes: "stated", mac: { model: "int8", units: 1024, lanes: 64, blockRows: 64, blockWidth: 64, clock: "500 MHz" }, buffer: { model: "ideal" },
                       softmax: { model: "base2", lanes: 16, clock: "500 MHz" } } } }`;

/**
 * ViTCoD [vitcod-2023] at work: 512 units at 500 MHz and 28 nm, 320 KiB on chip, exact attention of a layer of DeiT-Base, 12 heads of 64 over
 * 197 tokens. Eight rows of 64 units give eight scores a cycle (assumed); its own keys are sparse. The DRAM behind it and its interface are
 * left out, as its power and area are of the chip.
 */
const VITCOD = `{ name: "vitcod", workload: { layers: 1, heads: 12, kvHeads: 12, headWidth: 64, length: 197, attention: { causal: false } },
  design: { logicNode: "28 nm", memory: { model: "ideal" }, floorplan: { clock: { frequency: "500 MHz" } },
            digital: { sizes: "stated", mac: { model: "int8", units: 512, lanes: 64, clock: "500 MHz" }, buffer: { model: "banked", capacity: "320 KiB" },
                       softmax: { model: "base2", lanes: 8, clock: "500 MHz" } } } }`;

const exactChip = (catalogue: Catalogue, config: string) => {
  const { design, workload } = parseConfig(parseDocument(config, "validation"), catalogue);
  const { cost, mapping } = price(exactDigital.design(design), exactDigital.workload(workload), POINT);
  const macs = mapping.counts
    .filter(({ component, action }) => component === "mac" && action === "mac")
    .reduce((sum, { count }) => sum + count, 0);
  const areaOf = (component: string): number =>
    cost.areas.find((item) => item.component === component)?.area ?? 0;
  return { cost, macs, areaOf };
};

/** Chips that attend exactly, by our components. */
export function wholeChipFacts(catalogue: Catalogue): Fact[] {
  const [ita, vitcod] = [exactChip(catalogue, ITA), exactChip(catalogue, VITCOD)];
  const base = {
    topic: CHIPS_TOPIC,
    tolerance: 1,
    evidence: "independent prediction",
  } as const;
  const asBuilt =
    "units, softmax, network, clock and control, as the published RTL has them; the clock is remembered";
  return [
    {
      ...base,
      quantity: "ITA, 22 nm: operations a joule",
      unit: "TOPS/W",
      published: 16.9,
      ours: (2 * ita.macs) / ita.cost.energy / 1e12,
      source: "islamoglu-2023",
      note: asBuilt,
    },
    {
      ...base,
      quantity: "ITA, 22 nm: peak operations over area",
      unit: "TOPS/mm²",
      published: 5.93,
      ours: (2 * 1024 * 0.5e9) / 1e12 / (ita.cost.area * 1e6),
      source: "islamoglu-2023",
      note: asBuilt,
    },
    {
      ...base,
      quantity: "ITA, 22 nm: softmax over the chip's area",
      unit: "%",
      published: 3.3,
      ours: (100 * ita.areaOf("softmax")) / ita.cost.area,
      source: "ita-page-2026",
      note: "theirs shifts by whole powers of two, ours is Softermax with fractions, a lane a score",
    },
    {
      ...base,
      quantity: "ViTCoD, 28 nm: power at work",
      unit: "mW",
      published: 323.9,
      ours: (vitcod.cost.energy / vitcod.cost.timing.latency) * 1e3,
      source: "vitcod-2023",
      note: "units of int8 and rows of 64 are assumed; its keys are sparse, ours all",
    },
    {
      ...base,
      quantity: "ViTCoD, 28 nm: area",
      unit: "mm²",
      published: 3,
      ours: vitcod.cost.area * 1e6,
      source: "vitcod-2023",
      note: "units, 320 KiB, softmax, network, clock and control",
    },
  ];
}

/** Near the seed design's own arrays, which write the codes; they take a hundredth of the layer. */
const LAYER_POINT = { pairPower: 4.5e-6, peakLineCurrent: 1e-4 };

const TOKENS = 128;
const LAYERS = 12;

/**
 * ZigZag's `aimc`: analog arrays of 128 × 128 words of 8 bits at 28 nm, two bits of an input at a time, 8-bit converters. Energy, J,
 * of the six products of a layer by 128 tokens in its arrays, and in its buffer of 256 KiB and registers; what it moves to and from
 * its DRAM, where it keeps the weights, is left out. Source: [zigzag-aimc-run-2026].
 */
const ZIGZAG = {
  arrays: (4 * 16.568413984 + 2 * 66.273655935) * 1e-6,
  memories:
    (4 * (15.284551 + 14.64533 + 0.155124) + (61.138206 + 58.58132) + (59.220541 + 58.58132) + 2 * 0.620495) *
    1e-6,
} as const;

/** A BERT-base layer in memory [model --layer] against a simulator that was run and a chip that was measured. */
export function wholeLayerFacts(catalogue: Catalogue): Fact[] {
  const layer = bertLayer(catalogue);
  const weights = layer.parts.filter(({ name }) => name === "projections" || name === "feed-forward");
  const energyOf = (isOwn: (item: string) => boolean): number =>
    weights
      .flatMap(({ items }) => items)
      .filter(({ name }) => isOwn(name))
      .reduce((sum, { energy }) => sum + energy, 0);
  const aToken = (energy: number): number => (energy / TOKENS) * 1e6;
  const base = {
    topic: LAYERS_TOPIC,
    unit: "µJ a token",
    tolerance: 1,
    evidence: "independent prediction",
  } as const;
  return [
    {
      ...base,
      quantity: "ZigZag's aimc, 28 nm: projections and feed-forward, arrays and their buffer",
      source: "zigzag-aimc-run-2026",
      published: aToken(ZIGZAG.arrays + ZIGZAG.memories),
      ours: aToken(energyOf(() => true)),
      note: "ZigZag has one array, past which inputs and partial sums stream again for every block of weights, and free wires; ours holds all weights, and what moves between blocks is in",
    },
    {
      ...base,
      quantity: "ZigZag's aimc, 28 nm: projections and feed-forward, arrays alone",
      source: "zigzag-aimc-run-2026",
      published: aToken(ZIGZAG.arrays),
      ours: aToken(energyOf((name) => name !== "buffer" && name !== "network")),
      note: "as many conversions of 8 bits: ISAAC's converter takes 1.4 pJ at 28 nm, ZigZag's 0.7 pJ",
    },
    {
      ...base,
      quantity: "TranCIM, 28 nm, silicon: BERT-base, all twelve layers",
      source: "tu-2023",
      published: 15.59,
      ours: LAYERS * layer.perToken * 1e6,
      note: "a digital chip whose attention is sparse; tokens of its sequences are not in the abstract, ours are 128",
    },
  ];
}

function bertLayer(catalogue: Catalogue): MemoryLayer {
  const { design, workload } = parseConfig(
    parseDocument(
      `{ name: "bert", workload: { preset: "bert-base", length: ${TOKENS} }, design: { logicNode: "28 nm" } }`,
      "validation",
    ),
    catalogue,
  );
  const [layer] = pricedLayers(mappedLayer([scoreMemristor], design, workload, LAYER_POINT));
  if ("reason" in layer) throw new RangeError(`a BERT-base layer: ${layer.reason}`);
  return layer;
}
