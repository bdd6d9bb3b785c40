// A whole transformer layer in memory: weights in tuned arrays, written once, attention by a design.

import { InfeasibleError } from "#base";
import { rollUp } from "../cost/cost-report.ts";
import { groundOf } from "../cost/floorplan/chip.ts";
import type { BlockAreas } from "../cost/floorplan/die.ts";
import { layOut } from "../cost/floorplan/lay-out.ts";
import type { Overrides } from "../cost/overrides.ts";
import { priceList } from "../cost/price-list.ts";
import type { Design } from "../design/design.ts";
import type { Workload } from "../design/workload.ts";
import type { OperatingPoint } from "../mapping/action-counts.ts";
import type { ComparisonDesign, DesignId, DesignResult, FeasibleResult } from "./comparison-design.ts";
import { cellsOf, type Stage, stagesOf, type WeightPart } from "./layer-matrices.ts";
import { type LayerGround, mediumInterval, priceFlows, stageFlows, vectorFlows } from "./layer-network.ts";
import type { LayerPart } from "./layer-parts.ts";
import {
  attentionPart,
  type LayerPrices,
  layerPrices,
  type OnLayerChip,
  onLayerChip,
  stageArea,
  vectorPart,
  vectorTime,
  type WeightArrays,
  weightArrays,
  weightPart,
} from "./layer-parts.ts";
import { priceContender } from "./priced-comparison.ts";

/** One layer, all of it on one chip. */
export interface MemoryLayer {
  readonly id: DesignId;
  readonly parts: readonly LayerPart[];
  /** Sums of the parts. */
  readonly energy: number;
  readonly time: number;
  readonly area: number;
  /** J a token. */
  readonly perToken: number;
  /** Transfers between blocks, in all parts: J, and the area of their wires, m². */
  readonly network: { readonly energy: number; readonly area: number };
  /** Writing the layer's weights once: J, and pulses of a cell. */
  readonly programming: { readonly energy: number; readonly cells: number; readonly pulses: number };
}

export type PricedLayer = MemoryLayer | { readonly id: DesignId; readonly reason: string };

export const isPriced = (one: PricedLayer): one is MemoryLayer => !("reason" in one);

/** A layer under some designs of its attention, mapped and not yet priced. */
export interface MappedLayer {
  readonly design: Design;
  /** One layer of the model. */
  readonly workload: Workload;
  readonly point: OperatingPoint;
  readonly weights: WeightArrays;
  readonly stages: readonly Stage[];
  /** Attention only. */
  readonly attention: readonly DesignResult[];
}

/** Maps the layer for each attention design. Throws InfeasibleError where the model's widths are unknown. */
export function mappedLayer(
  contenders: readonly ComparisonDesign[],
  design: Design,
  workload: Workload,
  point: OperatingPoint,
  weights: WeightArrays = weightArrays(design.weights),
): MappedLayer {
  if (workload.model === null)
    throw new InfeasibleError("the model's widths are not known, so its weights are not");
  const own = { ...workload, layers: 1 };
  return {
    design,
    workload: own,
    point,
    weights,
    stages: stagesOf(workload.model, workload, weights.behaviour),
    attention: contenders.map((contender) => priceContender(contender, design, own, point)),
  };
}

/** Prices the layer for each design, with the constants that `overrides` replaces. */
export function pricedLayers(layer: MappedLayer, overrides: Overrides = {}): PricedLayer[] {
  const prices = layerPrices(layer.design, layer.weights, layer.point, overrides);
  return layer.attention.map((result): PricedLayer => {
    if (layer.workload.pass === "training")
      return {
        id: result.id,
        reason: 'weights in tuned arrays are written once (use workload.pass "forward")',
      };
    return result.feasible ? oneLayer(layer, result, prices, overrides) : result;
  });
}

function oneLayer(
  { workload, point, weights, stages }: MappedLayer,
  { id, design, mapping }: FeasibleResult,
  prices: LayerPrices,
  overrides: Overrides,
): MemoryLayer {
  const model = workload.model as NonNullable<Workload["model"]>;
  const array = weights.behaviour;
  const tokens = workload.batch * (workload.phase === "decode" ? 1 : workload.length);
  const weightBlocks: BlockAreas = Object.fromEntries(
    stages.map((stage) => [stage.block, stageArea(stage, array, prices)]),
  );
  const attention = onLayerChip(mapping, priceList(design, point, overrides), weightBlocks);
  const { chip } = attention;
  const ground = layerGround(attention);
  const ways = new Map(stages.map((stage) => [stage, stageFlows(stage, array.rows, ground)]));
  const interval = vectorTime(stages, array, prices);
  const flows = [...[...ways.values()].flat(), ...vectorFlows(model, ground)];
  const networkOf = priceFlows(flows, { vectors: tokens, interval }, chip);
  const weightsOf = (name: WeightPart): LayerPart => {
    const own = stages.filter(({ part }) => part === name);
    const intervals = own.map((stage) => Math.max(interval, mediumInterval(ways.get(stage) ?? [], chip)));
    return weightPart(name, own, { tokens, intervals }, array, prices, networkOf(name));
  };
  const parts = [
    weightsOf("projections"),
    attentionPart(attention, rollUp(attention.mapping, chip)),
    weightsOf("feed-forward"),
    vectorPart(tokens, model, prices, networkOf("sums and norms")),
  ];
  return { id, parts, ...sumsOf(parts, tokens), programming: programmingOf(stages, array, prices) };
}

/** Places of the blocks, as arranged for the traffic of attention. Throws InfeasibleError for a chip without area. */
export function layerGround({ mapping, chip }: OnLayerChip): LayerGround {
  const { mapping: laid, floorplan } = layOut(mapping, chip);
  if (floorplan === null) throw new InfeasibleError("a chip without area holds no layer");
  return { ...groundOf(laid, chip), words: chip.floorplan.words, arrangement: floorplan.arrangement };
}

function sumsOf(
  parts: readonly LayerPart[],
  tokens: number,
): Pick<MemoryLayer, "energy" | "time" | "area" | "perToken" | "network"> {
  const sum = (of: (one: LayerPart) => number): number => parts.reduce((total, one) => total + of(one), 0);
  const energy = sum((one) => one.energy);
  return {
    energy,
    time: sum(({ time }) => time),
    area: sum(({ area }) => area),
    perToken: energy / tokens,
    network: {
      energy: sum(({ network }) => network.routes.reduce((total, route) => total + route.energy, 0)),
      area: sum(({ network }) => network.area),
    },
  };
}

function programmingOf(
  stages: readonly Stage[],
  array: WeightArrays["behaviour"],
  prices: LayerPrices,
): MemoryLayer["programming"] {
  const cells = cellsOf(stages, array);
  const [{ pulses }] = WRITE_PULSES;
  return { energy: cells * pulses * prices.array.actions.write.energy, cells, pulses };
}

/** Pulses that bring a cell to its target. */
export interface WritePulses {
  readonly name: string;
  /** Mean pulses of one cell, and those of them above its threshold. */
  readonly pulses: number;
  readonly wear: number;
  /** Mean voltage (V) and duration (s) of a pulse. */
  readonly volts: number;
  readonly duration: number;
  /** Energy of a pulse over that of ohmic cells. */
  readonly curvature: number;
  readonly source: string;
}

/**
 * Numbers and amplitudes are computed: `writeVerify` with pulses of [cai-crossbar-2023] from 0.9 V in steps
 * of 0.05 V on a solved tile of 16 × 16 cells of its TiOx law, to targets of trained rows within 15 %. 87 %
 * of the cells pass; the others spend 100 pulses: 19 µJ and 12 ms a cell. The fast set has as many of 20 ns,
 * as TaOx devices take [mao-2022]. Assumed: these suffice, and devices of other conductances take the same.
 */
export const WRITE_PULSES: readonly WritePulses[] = [
  {
    name: "TiOx",
    pulses: 31,
    wear: 24,
    volts: 1.6,
    duration: 385e-6,
    curvature: 1.2,
    source: "cai-crossbar-2023",
  },
  { name: "20 ns", pulses: 31, wear: 24, volts: 1.6, duration: 20e-9, curvature: 1.2, source: "mao-2022" },
];
