// A whole transformer layer in memory: weights in tuned arrays that are written once, attention by a comparison design.

import type { DynamicAction, DynamicArray } from "../arrays/dynamic/dynamic-array.ts";
import { oneTransistor } from "../arrays/dynamic/models.ts";
import type { ComponentCost, Instance } from "../base/component.ts";
import { InfeasibleError } from "../base/errors.ts";
import { priceList } from "../cost/price-list.ts";
import { converterPair } from "../design/analog-baseline.ts";
import type { Design } from "../design/design.ts";
import type { Workload } from "../design/workload.ts";
import type { OperatingPoint } from "../mapping/action-counts.ts";
import { ACCUMULATOR_BITS, WORD_BITS } from "../mapping/sizes.ts";
import { createTechnology } from "../technology/technology.ts";
import { WRITE_PULSES } from "./closed-forms/tuning.ts";
import { type ComparisonDesign, feasibleOf, type RungId } from "./comparison-design.ts";
import { priceRung } from "./ladder.ts";

/** Arrays that hold weights: cells with a transistor each, tuned by write-verify, with a converter an array. */
export type WeightArrays = Instance<DynamicAction, DynamicArray>;

/** The crossbars of ISAAC and PUMA, with one 8-bit converter an array. */
export const weightArrays = (params: Readonly<Record<string, unknown>> = {}): WeightArrays =>
  oneTransistor.schema.parse({ model: oneTransistor.model, ...params }) as WeightArrays;

/** One matrix of weights as arrays, and what one input vector does in it. */
export interface MatrixCounts {
  readonly arrays: number;
  readonly cells: number;
  /** Word lines that are driven, cells that are read, columns that are converted, words that are added, each phase by itself. */
  readonly drives: number;
  readonly reads: number;
  readonly conversions: number;
  readonly adds: number;
  /** Conversions that the converters of one array do, one after another. */
  readonly turns: number;
}

/**
 * A matrix of `inputs` × `outputs` weights: blocks of rows by blocks of columns, an output a group of slices. A phase drives
 * the rows of every array; each slice of an output is converted for every block of rows, and all parts of an output are added.
 */
export function matrixCounts(inputs: number, outputs: number, array: DynamicArray): MatrixCounts {
  const { rows, columns, slices, lines, phases, columnsPerConverter } = array;
  const blocks = Math.ceil(inputs / rows);
  const across = Math.ceil((outputs * slices * lines) / columns);
  const conversions = outputs * slices * blocks * phases;
  return {
    arrays: blocks * across,
    cells: blocks * across * rows * columns,
    drives: inputs * across * phases,
    reads: inputs * outputs * slices * lines * phases,
    conversions,
    adds: conversions - outputs,
    turns: Math.min(columnsPerConverter, Math.ceil(columns / lines)) * phases,
  };
}

/** A part of a layer: energy (J) and time (s) of a pass of the batch, area (m²). */
export interface LayerPart {
  readonly name: "projections" | "attention" | "feed-forward" | "sums and norms";
  readonly energy: number;
  readonly time: number;
  readonly area: number;
  /** J by what takes it; sums to the energy. */
  readonly items: readonly { readonly name: string; readonly energy: number }[];
}

/** One layer, all of it on one chip. */
export interface MemoryLayer {
  readonly id: RungId;
  readonly parts: readonly LayerPart[];
  /** Sums of the parts. */
  readonly energy: number;
  readonly time: number;
  readonly area: number;
  /** J a token. */
  readonly perToken: number;
  /** Writing the layer's weights once: J, and pulses of a cell. */
  readonly programming: { readonly energy: number; readonly cells: number; readonly pulses: number };
}

export type PricedLayer = MemoryLayer | { readonly id: RungId; readonly reason: string };

/** Multiply-accumulates of two layer norms, an element each: mean, deviation, scale and offset (assumed). */
const NORM_MACS = 2 * 4;
/** Additions of two residual sums, an element each. */
const RESIDUAL_ADDS = 2;

/** The layer with its attention by each of some designs. */
export const memoryLayers = (
  rungs: readonly ComparisonDesign[],
  design: Design,
  workload: Workload,
  point: OperatingPoint,
  weights: WeightArrays = weightArrays(),
): PricedLayer[] => rungs.map((rung) => memoryLayer(rung, design, workload, point, weights));

function memoryLayer(
  rung: ComparisonDesign,
  design: Design,
  workload: Workload,
  point: OperatingPoint,
  weights: WeightArrays,
): PricedLayer {
  const { id } = rung;
  const { model, heads, kvHeads, headWidth, length, batch, phase } = workload;
  if (model === null) throw new InfeasibleError("the model's widths are not known, so its weights are not");
  if (workload.pass === "training")
    return { id, reason: 'weights in tuned arrays are written once (use workload.pass "forward")' };
  const own = { ...workload, layers: 1 };
  const result = feasibleOf([priceRung(rung, design, own, point)], rung);
  if (result === null) {
    const refused = priceRung(rung, design, own, point);
    return { id, reason: refused.feasible ? "" : refused.reason };
  }
  const { modelWidth, hiddenWidth, gated } = model;
  const tokens = batch * (phase === "decode" ? 1 : length);
  const prices = tilePrices(design, weights, point);
  const part = (name: LayerPart["name"], stages: readonly (readonly Matrix[])[]): LayerPart =>
    weightPart(name, stages, tokens, weights.behaviour, prices);
  const width = heads * headWidth;
  const projections = part("projections", [
    [
      [modelWidth, width],
      [modelWidth, kvHeads * headWidth],
      [modelWidth, kvHeads * headWidth],
    ],
    [[width, modelWidth]],
  ]);
  const up: Matrix = [modelWidth, hiddenWidth];
  const feedForward = part("feed-forward", [gated ? [up, up] : [up], [[hiddenWidth, modelWidth]]]);
  const parts = [projections, attentionPart(result.cost), feedForward, vectorPart(tokens, model, prices)];
  const sum = (of: (one: LayerPart) => number): number => parts.reduce((total, one) => total + of(one), 0);
  const cells = cellsOf(workload, weights.behaviour);
  const [{ pulses }] = WRITE_PULSES;
  return {
    id,
    parts,
    energy: sum(({ energy }) => energy),
    time: sum(({ time }) => time),
    area: sum(({ area }) => area),
    perToken: sum(({ energy }) => energy) / tokens,
    programming: { energy: cells * pulses * prices.array.actions.write.energy, cells, pulses },
  };
}

/** Rows and columns of a matrix, weights. */
type Matrix = readonly [inputs: number, outputs: number];

/** Cells that hold a layer's weights; those of arrays that are not filled are not written. */
function cellsOf({ model, heads, kvHeads, headWidth }: Workload, { slices, lines }: DynamicArray): number {
  if (model === null) return 0;
  const { modelWidth, hiddenWidth, gated } = model;
  const weights = 2 * modelWidth * (heads + kvHeads) * headWidth + (gated ? 3 : 2) * modelWidth * hiddenWidth;
  return weights * slices * lines;
}

interface TilePrices {
  readonly array: ComponentCost<DynamicAction>;
  readonly dac: ComponentCost<"drive">;
  readonly adc: ComponentCost<"convert">;
  readonly mac: ComponentCost<string>;
  readonly softmax: ComponentCost<string>;
  readonly buffer: ComponentCost<string>;
  readonly bufferBits: number;
  readonly converters: number;
}

function tilePrices(design: Design, weights: WeightArrays, point: OperatingPoint): TilePrices {
  const technology = createTechnology(design.logicNode, { temperature: design.temperature });
  const { dac, adc } = converterPair(weights.behaviour);
  const { columns, lines, columnsPerConverter } = weights.behaviour;
  const { mac, softmax, buffer } = priceList(design, point);
  return {
    array: weights.cost(technology),
    dac: dac.cost(technology),
    adc: adc.cost(technology),
    mac,
    softmax,
    buffer,
    bufferBits: design.digital.buffer.behaviour.bits,
    converters: Math.ceil(columns / lines / columnsPerConverter),
  };
}

/**
 * Matrices of weights on arrays, stage after stage; those of one stage work side by side on all arrays at once. A vector takes
 * the phases of a read, or the turns of a column's converter where these take longer, and the next one follows. Inputs come from the
 * buffer once a stage and outputs go there.
 */
function weightPart(
  name: LayerPart["name"],
  stages: readonly (readonly Matrix[])[],
  tokens: number,
  array: DynamicArray,
  prices: TilePrices,
): LayerPart {
  const counts = stages.map((stage) =>
    stage.map(([inputs, outputs]) => matrixCounts(inputs, outputs, array)),
  );
  const all = counts.flat();
  const total = (of: (one: MatrixCounts) => number): number => all.reduce((sum, one) => sum + of(one), 0);
  const words = stages.flatMap((stage) => [
    { inputs: stage[0][0], outputs: stage.reduce((sum, [, outputs]) => sum + outputs, 0) },
  ]);
  const moved = words.reduce(
    (sum, { inputs, outputs }) => ({
      reads: sum.reads + (inputs * WORD_BITS) / prices.bufferBits,
      writes: sum.writes + (outputs * ACCUMULATOR_BITS) / prices.bufferBits,
    }),
    { reads: 0, writes: 0 },
  );
  const vector = Math.max(
    array.phases * prices.array.actions.read.interval,
    Math.max(...all.map(({ turns }) => turns)) * prices.adc.actions.convert.interval,
  );
  const time = stages.length * tokens * vector;
  const arrays = total((one) => one.arrays);
  const leakage =
    total((one) => one.cells) * prices.array.leakage +
    arrays * array.rows * prices.dac.leakage +
    arrays * prices.converters * prices.adc.leakage;
  const items = [
    { name: "input drivers", energy: tokens * total((one) => one.drives) * prices.dac.actions.drive.energy },
    { name: "cells", energy: tokens * total((one) => one.reads) * prices.array.actions.read.energy },
    {
      name: "converters",
      energy: tokens * total((one) => one.conversions) * prices.adc.actions.convert.energy,
    },
    { name: "adders", energy: tokens * total((one) => one.adds) * prices.mac.actions.add.energy },
    {
      name: "buffer",
      energy:
        tokens *
        (moved.reads * prices.buffer.actions.read.energy + moved.writes * prices.buffer.actions.write.energy),
    },
    { name: "leakage", energy: leakage * time },
  ];
  return {
    name,
    energy: items.reduce((sum, { energy }) => sum + energy, 0),
    time,
    area:
      total((one) => one.cells) * prices.array.area +
      arrays * (array.rows * prices.dac.area + prices.converters * prices.adc.area),
    items,
  };
}

/** Attention as it is priced alone, but for its vectors' way to and from the memory behind the chip: they stay on the chip. */
function attentionPart({
  breakdown,
  timing,
  areas,
}: {
  readonly breakdown: readonly { component: string; operation: string; energy: number }[];
  readonly timing: { readonly latency: number };
  readonly areas: readonly { component: string; area: number }[];
}): LayerPart {
  const isOutside = ({ component }: { component: string }): boolean =>
    component === "memory" || component === "pads";
  const sums = new Map<string, number>();
  for (const item of breakdown)
    if (!isOutside(item)) sums.set(item.operation, (sums.get(item.operation) ?? 0) + item.energy);
  const items = [...sums].map(([name, energy]) => ({ name, energy }));
  return {
    name: "attention",
    energy: items.reduce((sum, { energy }) => sum + energy, 0),
    time: timing.latency,
    area: areas.filter((one) => !isOutside(one)).reduce((sum, { area }) => sum + area, 0),
    items,
  };
}

/** Residual sums, two layer norms, and the activation of the hidden elements by the softmax's exponent unit; in the shadow of the arrays. */
function vectorPart(
  tokens: number,
  { modelWidth, hiddenWidth }: { readonly modelWidth: number; readonly hiddenWidth: number },
  { mac, softmax }: TilePrices,
): LayerPart {
  const items = [
    { name: "sums", energy: tokens * RESIDUAL_ADDS * modelWidth * mac.actions.add.energy },
    { name: "norms", energy: tokens * NORM_MACS * modelWidth * mac.actions.mac.energy },
    { name: "activation", energy: tokens * hiddenWidth * softmax.actions.exponent.energy },
  ];
  return {
    name: "sums and norms",
    energy: items.reduce((sum, { energy }) => sum + energy, 0),
    time: 0,
    area: 0,
    items,
  };
}
