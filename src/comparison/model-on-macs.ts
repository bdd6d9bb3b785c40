// A pass of a whole model on the MAC units of a design: weights stream from the memory, or from an SRAM on the chip.

import { type ComponentCost, squareMetres } from "#base";
import { bankedSram, REFERENCE_BANK } from "#circuits";
import { createTechnology } from "#technology";
import { restCost } from "../cost/attention-share.ts";
import { type CostReport, rollUp } from "../cost/cost-report.ts";
import { type PriceList, priceList } from "../cost/price-list.ts";
import type { Design } from "../design/design.ts";
import { layerWeights } from "../design/model-weights.ts";
import type { Workload } from "../design/workload.ts";
import { numberBytes } from "../mapping/off-chip-memory.ts";
import type { FeasibleResult } from "./comparison-design.ts";
import { directFlow, priceFlows, vectorFlows } from "./layer-network.ts";
import { vectorPart } from "./layer-parts.ts";
import { layerGround } from "./memory-layer.ts";
import { tokensOf } from "./metrics/prices.ts";
import {
  drawing,
  handedOn,
  headWeights,
  type ModelPart,
  type ModelTerms,
  type PricedParts,
} from "./model-parts.ts";

/** An SRAM that holds all weights, with the banks that its capacity has and the bandwidth of all of them. */
interface WeightStore {
  readonly bits: number;
  readonly price: ComponentCost<"read" | "write" | "stall">;
}

/** Most banks, and the most bandwidth, that a config may give such an SRAM: the banks limit it. */
const MOST_BANKS = 4096;
const MOST_BANDWIDTH = "1e15 B/s";

function weightStore(design: Design, weights: number): WeightStore {
  const capacity = weights * numberBytes(design);
  const banks = Math.min(MOST_BANKS, Math.ceil(capacity / REFERENCE_BANK));
  const sram = bankedSram.schema.parse({
    model: bankedSram.model,
    capacity: `${Math.ceil(capacity)} B`,
    bandwidth: MOST_BANDWIDTH,
    banks,
  });
  const technology = createTechnology(design.logicNode, { temperature: design.temperature });
  return { bits: sram.behaviour.bits, price: sram.cost(technology) as WeightStore["price"] };
}

/** Products with weights: their number in a pass, and the weights that stream for them. */
interface Products {
  readonly name: "projections" | "feed-forward" | "output head";
  readonly macs: number;
  readonly weights: number;
}

function productsOf(workload: Workload, vocabulary: number): readonly Products[] {
  const { layers, batch } = workload;
  const { projections, feedForward } = layerWeights(
    workload,
    workload.model as NonNullable<Workload["model"]>,
  );
  const inLayers = (name: Products["name"], weights: number): Products => ({
    name,
    macs: tokensOf(workload) * layers * weights,
    weights: layers * weights,
  });
  const head = headWeights(workload, vocabulary);
  return [
    inLayers("projections", projections),
    inLayers("feed-forward", feedForward),
    ...(head === 0 ? [] : [{ name: "output head", macs: batch * head, weights: head } as const]),
  ];
}

/** Parts of a pass. The chip's units do all of it in turn, so its static power is in every part. */
export function modelOnMacs(
  attention: FeasibleResult,
  { workload, point, vocabulary }: ModelTerms,
  home: "sram" | "memory",
): PricedParts {
  const { design, mapping } = attention;
  const model = workload.model as NonNullable<Workload["model"]>;
  const products = productsOf(workload, vocabulary);
  const all = products.reduce((sum, { weights }) => sum + weights, 0);
  const store = home === "sram" ? weightStore(design, all) : null;
  const listed = priceList(design, point);
  const chip = store === null ? listed : withStore(listed, store);
  const cost = store === null ? attention.cost : rollUp(mapping, chip);
  const ground = layerGround({ mapping, chip });
  const vectors = tokensOf(workload) * workload.layers;
  const sums = priceFlows(
    vectorFlows(model, ground),
    { vectors, interval: cost.timing.latency / vectors },
    chip,
  );
  const held = store === null ? 0 : store.price.area;
  const weightArea = held + chip.whiteSpace.beside(squareMetres(held));
  const priced = { design, mapping, cost };
  const parts = products.map((own) =>
    store === null
      ? fromMemory(own, priced, workload, chip)
      : fromStore(own, priced, workload, chip, store, ground),
  );
  const streamed = store === null ? weightTime(products, design, chip) : 0;
  const free = parts.slice(0, 2).reduce((sum, { time }) => sum + time, 0) - streamed;
  const handed = handedOn({ design, mapping }, chip, workload, free);
  return {
    parts: [
      parts[0],
      { name: "attention", energy: cost.energy, time: cost.timing.latency, area: cost.area, idle: 0 },
      ...parts.slice(1),
      drawing(vectorPart(vectors, model, { own: chip }, sums("sums and norms")), 0),
      { ...handed, energy: handed.energy + cost.power.idle * handed.time },
      ...(store === null
        ? []
        : [
            {
              name: "weight store",
              energy: 0,
              time: 0,
              area: weightArea,
              idle: store.price.leakage,
            } as const,
          ]),
    ],
    weightArea,
  };
}

/** Time in which the weights of all layers stream from the memory, s. */
const weightTime = (products: readonly Products[], { digital, memory }: Design, chip: PriceList): number =>
  (products
    .filter(({ name }) => name !== "output head")
    .reduce((sum, { weights }) => sum + weights * digital.mac.behaviour.wordBits, 0) /
    memory.behaviour.bits) *
  chip.memory.actions.read.interval;

const withStore = (prices: PriceList, { price }: WeightStore): PriceList => ({
  ...prices,
  floorplan: { ...prices.floorplan, otherBlocks: { weightStore: price.area } },
});

interface PricedAttention {
  readonly design: Design;
  readonly mapping: FeasibleResult["mapping"];
  readonly cost: CostReport;
}

/** Weights stream from the memory behind the chip, once a pass of the batch. */
function fromMemory(
  { name, macs, weights }: Products,
  priced: PricedAttention,
  workload: Workload,
  chip: PriceList,
): ModelPart {
  const rest = { projectionMacs: macs, feedForwardMacs: 0, weights };
  return { name, ...restCost(priced, workload, chip, rest), area: 0, idle: 0 };
}

/** Weights stream from the SRAM over wires of their own, once a pass of the batch. */
function fromStore(
  { name, macs, weights }: Products,
  priced: PricedAttention,
  workload: Workload,
  chip: PriceList,
  { bits, price }: WeightStore,
  ground: ReturnType<typeof layerGround>,
): ModelPart {
  const products = restCost(priced, workload, chip, { projectionMacs: macs, feedForwardMacs: 0, weights: 0 });
  const moved = weights * priced.design.digital.mac.behaviour.wordBits;
  const { energy, interval } = price.actions.read;
  const time = Math.max(products.time, (moved / bits) * interval);
  const way = directFlow(name, ["weightStore", "mac"], moved, ground);
  const network = priceFlows([way], { vectors: 1, interval: time }, chip)(name);
  const waited = priced.cost.power.idle * (time - products.time);
  return {
    name,
    energy: products.energy + waited + (moved / bits) * energy + network.energy + network.leakage * time,
    time,
    area: network.area + chip.whiteSpace.beside(squareMetres(network.area)),
    idle: network.leakage,
  };
}
