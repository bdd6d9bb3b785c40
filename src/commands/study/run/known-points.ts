// Points of this study that other studies have evaluated.

import { canonicalJson } from "#base";
import { contentDigest } from "#local-io";
import { assignmentOf } from "#search";
import type { KnownPoints } from "#study-runs";
import { openPointCache } from "#study-runs";
import { currentWriter } from "../../../runtime/current-writer.ts";
import { loadKernels } from "../../../runtime/kernels.ts";
import { kernelNames } from "../../../simulation/kernels.ts";
import { assigned } from "../../../study/point-configs.ts";
import type { Study } from "../../shared/studies/study.ts";
import { type StudyData, settingsOf } from "./evaluator.ts";

/** Points that studies share, open during a run. */
export interface SharedPoints extends KnownPoints {
  /** Writes pending points; returns remarks on faults, one sentence each. */
  close(): readonly string[];
}

/**
 * Cached points of a folder with this study's code, kernels, seed and activations, keyed by config with the
 * level's settings, and by the level's metrics. Null with plugins, as the files that they read are unknown.
 */
export function sharedPoints(folder: string, study: Study, data: StudyData): SharedPoints | null {
  if (data.plugins.length > 0) return null;
  const { seed, activations, sharedQK } = data;
  const cache = openPointCache(
    folder,
    canonicalJson({
      ...currentWriter(),
      platform: process.arch,
      kernels: kernelNames(loadKernels()),
      seed,
      sharedQK,
      activations: contentDigest(activations),
    }),
  );
  const { levels, space, metrics } = study.plan;
  // The name affects no result.
  const { name: _, ...base } = study.base.value as Readonly<Record<string, unknown>>;
  const heads = levels.map(({ level }) => `${level} ${metrics[level].join(" ")}\n`);
  const textOf = (level: number, codes: readonly number[]): string => {
    const settings = [...assignmentOf(space, codes), ...settingsOf(levels[level])];
    const tree = assigned(base, settings);
    return heads[level] + canonicalJson(tree);
  };
  return {
    find(level, codes) {
      const found = cache.find(textOf(level, codes));
      return found?.length === metrics[levels[level].level].length ? found : null;
    },
    keep: (level, codes, values) => cache.keep(textOf(level, codes), values),
    close: () => cache.close(),
  };
}
