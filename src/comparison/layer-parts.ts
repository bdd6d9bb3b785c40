// Prices of the parts of a layer in memory.

import { type ComponentCost, type Instance, joules, squareMetres, watts } from "#base";
import type { DynamicAction, DynamicArray } from "../arrays/dynamic/dynamic-array.ts";
import { oneTransistor } from "../arrays/dynamic/models.ts";
import { drawnEnergy, weightCellRead } from "../arrays/weights/reads.ts";
import { slicesOf, type WeightSettings, weightsSchema } from "../arrays/weights/settings.ts";
import type { CostReport } from "../cost/cost-report.ts";
import type { BlockAreas } from "../cost/floorplan/die.ts";
import { layOut } from "../cost/floorplan/lay-out.ts";
import { logicPrice, type Overrides } from "../cost/overrides.ts";
import { type PriceList, priceList } from "../cost/price-list.ts";
import { checkRead, converterPair } from "../design/analog-baseline.ts";
import type { Design } from "../design/design.ts";
import type { PricedInstance } from "../design/slots.ts";
import { type ActionCount, isTwinOf, type OperatingPoint } from "../mapping/action-counts.ts";
import type { Mapping } from "../mapping/mapping.ts";
import type { HeldArray, ModelWidths, Stage, WeightPart } from "./layer-matrices.ts";
import { type LayerRoute, type PartNetwork, vectorBits } from "./layer-network.ts";

/** Parts of a layer, and of a model, in the order in which they are listed. */
export type LayerPartName = WeightPart | "attention" | "sums and norms";

/** A part of a layer: energy (J) and time (s) of a pass of the batch, area (m²). */
export interface LayerPart {
  readonly name: LayerPartName;
  readonly energy: number;
  readonly time: number;
  readonly area: number;
  /** Energy by consumer, J; sums to the energy. Transfers between blocks are the item `network`. */
  readonly items: readonly { readonly name: string; readonly energy: number }[];
  /** Routes between blocks, whose energies sum to the item `network`, and the area of their wires, m². */
  readonly network: { readonly area: number; readonly routes: readonly LayerRoute[] };
}

/** Arrays that hold weights: cells of one transistor each, tuned by write-verify, one converter an array. */
export type WeightArrays = Instance<DynamicAction, HeldArray>;

/**
 * Arrays of a config's settings, with the cells of ISAAC and PUMA; without settings those of its defaults. A read takes the
 * published energy of a cell times what its current draws over that of a default cell.
 */
export function weightArrays(settings: Partial<WeightSettings> = {}): WeightArrays {
  const own = { ...DEFAULT_WEIGHTS, ...settings };
  const one = oneTransistor.schema.parse({
    model: oneTransistor.model,
    rows: own.rows,
    columns: own.columns,
    keyBits: own.weightBits,
    queryBits: own.inputBits,
    inputBits: own.lineBits,
    outputBits: own.adcBits,
    pairing: own.pairing,
    columnsPerConverter: own.columnsPerConverter,
    readTime: `${own.readTime} s`,
  }) as WeightArrays;
  const drawn = drawnEnergy(own) / drawnEnergy(DEFAULT_WEIGHTS);
  return {
    ...one,
    behaviour: {
      ...one.behaviour,
      slices: slicesOf(own),
      cell: weightCellRead(own),
      copies: own.copies,
      ownInputRange: own.inputPercentile === undefined,
    },
    cost: (technology, overrides) => {
      const price = one.cost(technology, overrides);
      const { read } = price.actions;
      return {
        ...price,
        actions: { ...price.actions, read: { ...read, energy: joules(read.energy * drawn) } },
      };
    },
  };
}

const DEFAULT_WEIGHTS: WeightSettings = weightsSchema.parse({});

/** Components of weight arrays, under names that no slot of a design has. */
export function weightComponents(weights: WeightArrays): readonly PricedInstance[] {
  const { dac, adc } = converterPair(weights.behaviour);
  return [
    ["weightArray", weights as Instance],
    ["weightDac", dac as Instance],
    ["weightAdc", adc as Instance],
  ];
}

/** Prices of a layer's own parts. */
export interface LayerPrices {
  readonly array: ComponentCost<DynamicAction>;
  readonly dac: ComponentCost<"drive">;
  readonly adc: ComponentCost<"convert">;
  readonly converters: number;
  /** Prices of the design whose units serve the layer. */
  readonly own: PriceList;
}

/** Throws InfeasibleError for a read that is too short for its lines or its charge. */
export function layerPrices(
  design: Design,
  weights: WeightArrays,
  point: OperatingPoint,
  overrides: Overrides = {},
): LayerPrices {
  checkRead(weights, design.logicNode, design.temperature, "design.weights.readTime");
  const { dac, adc } = converterPair(weights.behaviour);
  const { columns, lines, columnsPerConverter } = weights.behaviour;
  const priced = logicPrice(design, overrides);
  return {
    array: priced(weights),
    dac: priced(dac),
    adc: priced(adc),
    converters: Math.ceil(columns / lines / columnsPerConverter),
    own: priceList(design, point, overrides),
  };
}

/** Area of the arrays of a step with their drivers and converters, m². */
export function stageArea({ counts }: Stage, { rows }: DynamicArray, prices: LayerPrices): number {
  const total = (of: (one: Stage["counts"][number]) => number): number =>
    counts.reduce((sum, one) => sum + of(one), 0);
  return (
    total(({ cells }) => cells) * prices.array.area +
    total(({ arrays }) => arrays) * (rows * prices.dac.area + prices.converters * prices.adc.area)
  );
}

/** Time of a vector in the arrays of some steps, s: the longer of a read's phases and a converter's turns. */
export const vectorTime = (stages: readonly Stage[], { phases }: DynamicArray, prices: LayerPrices): number =>
  Math.max(
    phases * prices.array.actions.read.interval,
    Math.max(...stages.flatMap(({ counts }) => counts.map(({ turns }) => turns))) *
      prices.adc.actions.convert.interval,
  );

const sumOf = (items: LayerPart["items"]): number => items.reduce((sum, { energy }) => sum + energy, 0);

/** How often a part runs, and the time that each of its steps takes for one vector, s. */
export interface Pace {
  readonly tokens: number;
  readonly intervals: readonly number[];
  /** Layers with such steps, one after another; 1 where absent. */
  readonly layers?: number;
}

/**
 * Price of weight matrices on arrays, step after step; matrices of one step work in parallel on all arrays,
 * vector after vector. Inputs come from the buffer once a step and outputs go there. `network` is that of all
 * layers, but for its latency.
 */
export function weightPart(
  name: WeightPart,
  stages: readonly Stage[],
  { tokens, intervals, layers = 1 }: Pace,
  array: HeldArray,
  prices: LayerPrices,
  network: PartNetwork,
): LayerPart {
  const all = stages.flatMap(({ counts }) => counts);
  const total = (of: (one: Stage["counts"][number]) => number): number =>
    all.reduce((sum, one) => sum + of(one), 0);
  const { buffer, mac, floorplan, whiteSpace } = prices.own;
  const bits = (of: (stage: Stage) => number): number => stages.reduce((sum, one) => sum + of(one), 0);
  const time = layers * (tokens * intervals.reduce((sum, one) => sum + one, 0) + network.latency);
  const arrays = layers * total((one) => one.arrays);
  const leakage =
    layers * total((one) => one.cells) * prices.array.leakage +
    arrays * (array.rows * prices.dac.leakage + prices.converters * prices.adc.leakage) +
    network.leakage;
  const vectors = layers * tokens;
  const items = [
    { name: "input drivers", energy: vectors * total((one) => one.drives) * prices.dac.actions.drive.energy },
    { name: "cells", energy: vectors * total((one) => one.reads) * prices.array.actions.read.energy },
    {
      name: "converters",
      energy: vectors * total((one) => one.conversions) * prices.adc.actions.convert.energy,
    },
    { name: "adders", energy: vectors * total((one) => one.adds) * mac.actions.add.energy },
    // Each vector's largest input, for the step of its digits, unless a calibration text gave it.
    {
      name: "input ranges",
      energy:
        array.ownInputRange === false ? 0 : vectors * bits(({ inputs }) => inputs) * mac.actions.add.energy,
    },
    // Calibration of each output (a multiply-accumulate, assumed); pipelined, so that it takes no time of its own.
    { name: "gain and offset", energy: vectors * bits(({ outputs }) => outputs) * mac.actions.mac.energy },
    {
      name: "buffer",
      energy:
        (vectors *
          (bits(({ inputs }) => inputs * floorplan.words.wordBits) * buffer.actions.read.energy +
            bits(({ outputs }) => outputs * floorplan.words.accumulatorBits) * buffer.actions.write.energy)) /
        floorplan.bufferBits,
    },
    { name: "network", energy: network.energy },
    { name: "leakage", energy: leakage * time },
  ];
  const used =
    layers * stages.reduce((sum, stage) => sum + stageArea(stage, array, prices), 0) + network.area;
  return {
    name,
    energy: sumOf(items),
    time,
    area: used + whiteSpace.beside(squareMetres(used)),
    items,
    network,
  };
}

/** Attention on a chip that holds the rest of its layer, and the prices there. */
export interface OnLayerChip {
  readonly mapping: Mapping;
  readonly chip: PriceList;
}

/**
 * Maps attention on a chip that also holds the layer's weights. The layer's vectors stay on the chip, outside
 * any memory; query maps stay there as the weights do (assumed). Data that exceed the buffer, and a decode's
 * K/V cache, are paid for; without them the chip has no memory interface and no pads.
 */
export function onLayerChip(mapping: Mapping, prices: PriceList, otherBlocks: BlockAreas): OnLayerChip {
  const own: Mapping = { ...mapping, counts: mapping.counts.filter((entry) => !staysOnChip(entry)) };
  const { memory, floorplan } = prices;
  if (own.counts.some(({ component, count }) => component === "memory" && count > 0))
    return { mapping: own, chip: { ...prices, floorplan: { ...floorplan, otherBlocks } } };
  return {
    mapping: own,
    chip: {
      ...prices,
      memory: { ...memory, area: squareMetres(0), leakage: watts(0) },
      floorplan: { ...floorplan, padRate: Number.POSITIVE_INFINITY, otherBlocks },
    },
  };
}

/** Whether it reads inputs or writes outputs in a memory; a decode's cache writes do not count. */
const staysOnChip = ({ operation, component, action }: ActionCount): boolean =>
  component === "memory" &&
  ((action === "read" && isTwinOf(operation, "input")) ||
    (action === "write" && isTwinOf(operation, "output")));

/** Attention on the layer's chip, priced there. */
export function attentionPart(
  { mapping, chip: listed }: OnLayerChip,
  { breakdown, areas, timing, area, energy }: CostReport,
): LayerPart {
  const isMoved = ({ component, operation }: { component: string; operation: string }): boolean =>
    component === "network" && operation !== "leakage";
  const sums = new Map<string, number>();
  for (const item of breakdown) {
    const name = isMoved(item) ? "network" : item.operation;
    sums.set(name, (sums.get(name) ?? 0) + item.energy);
  }
  const laid = layOut(mapping, listed);
  const { linkBits, reach } = listed.floorplan;
  const routes = new Map<string, LayerRoute>();
  for (const { action, count, energy } of breakdown.filter(isMoved)) {
    const known = routes.get(action);
    const way = laid.prices.network.actions[action].energy / listed.network.actions.transfer.energy;
    routes.set(action, {
      route: action,
      bits: (known?.bits ?? 0) + count * linkBits,
      wire: reach === undefined ? null : way * reach,
      energy: (known?.energy ?? 0) + energy,
    });
  }
  return {
    name: "attention",
    energy,
    time: timing.latency,
    area,
    items: [...sums].map(([name, own]) => ({ name, energy: own })),
    network: {
      area: areas.find(({ component }) => component === "network")?.area ?? 0,
      routes: [...routes.values()],
    },
  };
}

/** Multiply-accumulates of two layer norms, an element each: mean, deviation, scale and offset (assumed). */
const NORM_MACS = 2 * 4;
/** Additions of two residual sums, an element each. */
const RESIDUAL_ADDS = 2;

/** Residual sums, two layer norms, activation by the softmax's exponent unit; the arrays hide their time. */
export function vectorPart(
  tokens: number,
  model: ModelWidths,
  { own: { mac, softmax, buffer, floorplan, whiteSpace } }: Pick<LayerPrices, "own">,
  network: PartNetwork,
): LayerPart {
  const { modelWidth, hiddenWidth } = model;
  const { sums, activation } = vectorBits(model, floorplan.words);
  const items = [
    { name: "sums", energy: tokens * RESIDUAL_ADDS * modelWidth * mac.actions.add.energy },
    { name: "norms", energy: tokens * NORM_MACS * modelWidth * mac.actions.mac.energy },
    { name: "activation", energy: tokens * hiddenWidth * softmax.actions.exponent.energy },
    {
      name: "buffer",
      energy:
        (tokens *
          ((sums.read + activation.read) * buffer.actions.read.energy +
            (sums.written + activation.written) * buffer.actions.write.energy)) /
        floorplan.bufferBits,
    },
    { name: "network", energy: network.energy },
  ];
  return {
    name: "sums and norms",
    energy: sumOf(items),
    time: 0,
    area: network.area + whiteSpace.beside(squareMetres(network.area)),
    items,
    network,
  };
}
