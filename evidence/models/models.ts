// Ratios of a config with every other component model that it could choose, next to the bands of its constants.

import { ConfigError, createRng, DOCUMENT_LIMITS, type Located, parseDocument } from "#base";
import type { Progress } from "#local-io";
import { banded } from "../../src/commands/compare/run/compare.ts";
import { measure } from "../../src/commands/shared/activations.ts";
import { type DesignResult, pairName, ratioOf } from "../../src/comparison/comparison-design.ts";
import { exactDigital } from "../../src/comparison/designs/exact-digital.ts";
import { lshDigital } from "../../src/comparison/designs/lsh-digital.ts";
import { lshMemristor } from "../../src/comparison/designs/lsh-memristor.ts";
import { scoreDigital } from "../../src/comparison/designs/score-digital.ts";
import { scoreMemristor } from "../../src/comparison/designs/score-memristor.ts";
import { priceAll, ratios } from "../../src/comparison/priced-comparison.ts";
import { type Config, parseConfig } from "../../src/design/config.ts";
import { loadKernels } from "../../src/runtime/kernels.ts";
import type { Models } from "../../src/runtime/plugins.ts";
import { rememberedPoints } from "../../src/simulation/remembered-point.ts";
import { SLOTS, withModel } from "./slots.ts";

/** Pairs whose energies are compared. */
export const PAIRS = [
  [lshMemristor, lshDigital],
  [lshMemristor, exactDigital],
  [scoreMemristor, scoreDigital],
  [scoreMemristor, exactDigital],
] as const;

/** A model that takes nothing is a bound, no hardware. */
const FREE = "ideal";

/** Energy ratios of `PAIRS`, in their order; null where one of the two has no price. */
export type PairRatios = readonly (number | null)[];

/** One model in one slot. */
export interface OtherModel {
  readonly slot: string;
  readonly family: string;
  readonly model: string;
  /** Whether the config has it. */
  readonly isOwn: boolean;
  /** Null where the model needs values that have no default. */
  readonly energy: PairRatios | null;
}

export interface OtherModels {
  readonly name: string;
  /** 5th and 95th percentiles of the energy ratios over the draws, in the order of `PAIRS`. */
  readonly bands: readonly (readonly [low: number, high: number] | null)[];
  readonly models: readonly OtherModel[];
}

/** Prices a config once with every model of every slot but those that take nothing. Its bands are those of `compare`. */
export async function otherModels(
  document: Located,
  models: Models,
  progress: Progress,
): Promise<OtherModels> {
  const parsed = parseConfig(document, models.catalogue);
  const { config, activations } = await measure(document, parsed, {});
  const pointOf = rememberedPoints(activations, loadKernels());
  const contendersOf = ({ design, workload }: Pick<Config, "design" | "workload">): readonly DesignResult[] =>
    priceAll(design, workload, pointOf(design, workload));
  const { design, workload } = config;
  progress.update("bands");
  const stream = createRng(config.seed).fork("three-point costs");
  const own = contendersOf(config);
  const drawn = banded(own, design, workload, pointOf(design, workload), pointOf, stream).bands.ratios;
  const energies = (contenders: readonly DesignResult[]): PairRatios => {
    const all = ratios(contenders);
    return PAIRS.map(([above, below]) => ratioOf(all, above, below).energy);
  };
  const configured = energies(own);
  const found: OtherModel[] = [];
  for (const [slot, families] of Object.entries(SLOTS))
    for (const family of families)
      for (const { model } of models.catalogue.families[family]) {
        if (model === FREE) continue;
        progress.update(`${slot}: ${model}`);
        const value = withModel(document.value as Record<string, unknown>, slot, family, model);
        const other = configOf(value, models);
        const energy = other === null ? null : energies(contendersOf({ ...other, workload }));
        // A design may choose another model where the config names none.
        const isOwn =
          other !== null &&
          modelIn(other.design, slot) === modelIn(design, slot) &&
          energy?.every((ratio, n) => ratio === configured[n]) === true;
        found.push({ slot, family, model, isOwn, energy });
      }
  progress.done();
  return {
    name: config.name,
    bands: PAIRS.map(([above, below]) => {
      const band = drawn[pairName(above, below)]?.band.energy;
      return band === undefined ? null : [band.p05, band.p95];
    }),
    models: found,
  };
}

/** Name of the model in a slot of a design. */
function modelIn(design: Config["design"], slot: string): unknown {
  const part = slot
    .split(".")
    .reduce<unknown>((node, key) => (node as Readonly<Record<string, unknown>>)[key], design);
  return (part as { readonly model?: unknown }).model;
}

/** The config of a value; null where a model needs values that have no default. */
function configOf(value: unknown, { catalogue }: Models): Config | null {
  try {
    return parseConfig(parseDocument(JSON.stringify(value), "models", DOCUMENT_LIMITS), catalogue);
  } catch (error) {
    if (error instanceof ConfigError) return null;
    throw error;
  }
}
