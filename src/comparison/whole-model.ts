// A whole model on one chip: its weights in tuned arrays, in an SRAM or in the memory, attention by a comparison design.

import { InfeasibleError } from "#base";
import { exactPairs } from "../attention/plan.ts";
import type { Design } from "../design/design.ts";
import { modelWeights } from "../design/model-weights.ts";
import { type PresetName, VOCABULARIES } from "../design/shape-presets.ts";
import type { Workload } from "../design/workload.ts";
import type { OperatingPoint } from "../mapping/action-counts.ts";
import type { ComparisonDesign, DesignId, FeasibleResult } from "./comparison-design.ts";
import { weightArrays } from "./layer-parts.ts";
import { tokensOf } from "./metrics/prices.ts";
import { modelOnArrays } from "./model-on-arrays.ts";
import { modelOnMacs } from "./model-on-macs.ts";
import { headWeights, type ModelPart, type ModelTerms, type PricedParts } from "./model-parts.ts";
import { priceContender } from "./priced-comparison.ts";

/** Where a chip has its model's weights. */
export type WeightHome = "arrays" | "sram" | "memory";
export const WEIGHT_HOMES: readonly WeightHome[] = ["arrays", "sram", "memory"];

/** A pass of the batch through all layers and the output head. SI units. */
export interface ModelPass {
  /** Tokens that it takes in: all of a prompt, or the last one of each sequence. */
  readonly tokens: number;
  readonly parts: readonly ModelPart[];
  /** Sums of the parts; power is energy over time. */
  readonly energy: number;
  readonly time: number;
  readonly power: number;
  /** Multiply-accumulates of all products, with those of exact attention, whatever the design leaves out. */
  readonly macs: number;
}

/** A whole model on one chip. */
export interface ModelChip {
  readonly id: DesignId;
  readonly home: WeightHome;
  /** m²: the larger sum of the parts of its passes. */
  readonly area: number;
  /** Area that holds the weights, m²; 0 where they are in a memory behind the chip. */
  readonly weightArea: number;
  /** A pass of `length` tokens, and one token after as many; null for a model that sees later tokens. */
  readonly prefill: ModelPass;
  readonly decode: ModelPass | null;
}

export type ModelOnChip =
  | ModelChip
  | { readonly id: DesignId; readonly home: WeightHome; readonly reason: string };

export const isOnChip = (one: ModelOnChip): one is ModelChip => !("reason" in one);

/** Parts of a pass by where the weights are, from attention as it is priced on the chip's own units. */
export type PartsOf = (attention: FeasibleResult, terms: ModelTerms) => PricedParts;

const PARTS: Readonly<Record<WeightHome, PartsOf>> = {
  arrays: modelOnArrays,
  sram: (attention, terms) => modelOnMacs(attention, terms, "sram"),
  memory: (attention, terms) => modelOnMacs(attention, terms, "memory"),
};

/**
 * Each comparison design's chip with the whole model on it, for each home of the weights. A chip is the one that
 * a comparison prices for a decode at the workload's length (or its prefill, for a model that sees later
 * tokens); its prefill runs on the same units. Throws InfeasibleError where the model's widths are not known.
 */
export function wholeModels(
  contenders: readonly ComparisonDesign[],
  design: Design,
  workload: Workload,
  point: OperatingPoint,
  vocabulary: number,
  homes: readonly WeightHome[] = WEIGHT_HOMES,
): ModelOnChip[] {
  if (workload.model === null)
    throw new InfeasibleError("the model's widths are not known, so its weights are not");
  const terms = { point, vocabulary, weights: weightArrays(design.weights) };
  return contenders.flatMap((contender) => {
    const passes = passesOf(contender, design, workload, point);
    return homes.map((home): ModelOnChip => {
      const named = { id: contender.id, home };
      if ("reason" in passes) return { ...named, reason: passes.reason };
      try {
        const priced = passes.map(({ own, attention }) => {
          const { parts, weightArea } = PARTS[home](attention, { ...terms, workload: own });
          return { pass: passOf(parts, own, terms), weightArea };
        });
        return { ...named, ...chipOf(priced) };
      } catch (error) {
        if (error instanceof InfeasibleError) return { ...named, reason: error.message };
        throw error;
      }
    });
  });
}

/** The chip of one comparison design with the weights in arrays, of a preset's vocabulary. Throws InfeasibleError. */
export function modelInArrays(
  contender: ComparisonDesign,
  design: Design,
  workload: Workload,
  point: OperatingPoint,
): ModelChip {
  const vocabulary = VOCABULARIES[workload.preset as PresetName] ?? 0;
  const [found] = wholeModels([contender], design, workload, point, vocabulary, ["arrays"]);
  if (isOnChip(found)) return found;
  throw new InfeasibleError(found.reason);
}

interface AttentionPass {
  readonly own: Workload;
  readonly attention: FeasibleResult;
}

/** Attention of the prefill, and of the decode of a model that has one, on the same units. */
function passesOf(
  contender: ComparisonDesign,
  design: Design,
  workload: Workload,
  point: OperatingPoint,
): readonly AttentionPass[] | { readonly reason: string } {
  const forward = { ...workload, pass: "forward" as const };
  const main = { ...forward, phase: workload.attention.causal ? ("decode" as const) : ("prefill" as const) };
  const first = priceContender(contender, design, main, point);
  if (!first.feasible) return first;
  if (main.phase === "prefill") return [{ own: main, attention: first }];
  const prefill = { ...forward, phase: "prefill" as const };
  // A prompt has the decode's units and its own plan: how it fetches and cuts its data is no part of a chip.
  const { plan: _, ...units } = first.design;
  const own = contender.design(design);
  const chip: Design = {
    ...units,
    digital: { ...units.digital, sizes: "stated", fetchBy: own.digital.fetchBy },
    // A store takes as many macros as the keys that a pass keeps in it.
    search: units.search.with({ macros: own.search.params.macros }) as Design["search"],
  };
  const second = priceContender({ ...contender, design: () => chip }, chip, prefill, point);
  if (!second.feasible) return second;
  return [
    { own: prefill, attention: second },
    { own: main, attention: first },
  ];
}

/** A pass of some parts, with what each draws while others work. */
function passOf(
  parts: readonly ModelPart[],
  workload: Workload,
  { vocabulary }: Pick<ModelTerms, "vocabulary">,
): ModelPass {
  const sum = (of: (one: ModelPart) => number): number => parts.reduce((all, one) => all + of(one), 0);
  const time = sum((one) => one.time);
  const waiting = sum((one) => one.idle * (time - one.time));
  const energy = sum((one) => one.energy) + waiting;
  return {
    tokens: tokensOf(workload),
    parts: [...parts, { name: "waiting", energy: waiting, time: 0, area: 0, idle: 0 }],
    energy,
    time,
    power: energy / time,
    macs: macsOf(workload, vocabulary),
  };
}

function macsOf(workload: Workload, vocabulary: number): number {
  const { batch, layers, heads, headWidth, length, phase, attention } = workload;
  const pairs = phase === "decode" ? length : exactPairs(length, attention.causal);
  return (
    tokensOf(workload) * modelWeights(workload) +
    batch * headWeights(workload, vocabulary) +
    2 * headWidth * batch * layers * heads * pairs
  );
}

/** A chip with wires as wide as either of its passes needs. */
function chipOf(
  passes: readonly { readonly pass: ModelPass; readonly weightArea: number }[],
): Omit<ModelChip, "id" | "home"> {
  const [{ pass: prefill, weightArea }, second] = passes;
  const areas = passes.map(({ pass }) => pass.parts.reduce((all, { area }) => all + area, 0));
  return { area: Math.max(...areas), weightArea, prefill, decode: second?.pass ?? null };
}
