import { existsSync } from "node:fs";
import { join } from "node:path";
import { canonicalJson, createRng, type Located } from "#base";
import { contentDigest, type LockOptions, type Progress } from "#local-io";
import { assignmentOf, type PointStatus, studySource } from "#search";
import {
  canThread,
  identityHash,
  type KnownPoints,
  MANIFEST,
  type Manifest,
  openPointCache,
  readManifest,
  runStudy,
  type StudyCourse,
  StudyProgress,
  type StudySummary,
  type Threads,
  type WorkerSetting,
} from "#study-runs";
import { resolveConfig } from "../../../design/resolved.ts";
import { currentWriter } from "../../../runtime/current-writer.ts";
import { loadKernels } from "../../../runtime/kernels.ts";
import { packageVersion } from "../../../runtime/package-files.ts";
import { type Models, pluginHashes } from "../../../runtime/plugins.ts";
import { shareActivations } from "../../../runtime/shared-arrays.ts";
import { kernelNames } from "../../../simulation/kernels.ts";
import { assigned } from "../../../study/point-configs.ts";
import { isExact, type LevelMetrics } from "../../../study/study.ts";
import { measure } from "../../shared/activations.ts";
import { columnsIn } from "../../shared/studies/stored.ts";
import { judgementsOf, readStudy, type Study, splitStudy } from "../../shared/studies/study.ts";
import { createEvaluator, type StudyData, settingsOf } from "./evaluator.ts";

export interface SweepChoice {
  readonly folder: string;
  readonly models: Models;
  readonly seed: number | undefined;
  readonly workers: number;
  readonly shard: { readonly part: number; readonly of: number };
  readonly maxPoints: number | undefined;
  /** Time limit of a point, ms. */
  readonly timeout: number;
  readonly lock: LockOptions;
  /** Statuses whose points are evaluated again. */
  readonly retry: readonly PointStatus[];
  readonly progress: Progress;
  /** Folder of the cache that studies share; null for none. */
  readonly cache: string | null;
  readonly signal: AbortSignal;
}

/** Most megabytes of a worker's heap. */
const HEAP = 512;

/** Runs a study into its store, evaluating what is missing. */
export async function sweep(document: Located, choice: SweepChoice): Promise<StudySummary> {
  const study = readStudy(document, choice.models.catalogue, choice.maxPoints, columnsThere(choice.folder));
  const { plan } = study;
  const most = choice.maxPoints ?? plan.search.points;
  const manifest = manifestOf(document, study, choice);
  const data = await studyData(document.value, study, choice.models, manifest.identity.seed);
  const setting: WorkerSetting = {
    evaluator: new URL(`./evaluator.${canThread ? "js" : "ts"}`, import.meta.url).href,
    data,
    judgements: judgementsOf(plan),
  };
  const threads: Threads = {
    workers: choice.workers,
    timeout: choice.timeout,
    heap: HEAP,
    here: async () => createEvaluator(data),
  };
  const known = choice.cache === null ? null : sharedPoints(choice.cache, study, data);
  let remarks: readonly string[] = [];
  const summary = await runStudy({
    ...courseOf(choice.folder, manifest, study, most),
    points: Math.min(most, plan.search.points),
    setting,
    writer: currentWriter(),
    shard: choice.shard,
    threads,
    lock: choice.lock,
    retry: choice.retry,
    progress: progressOf(study, setting.judgements[0].objectives.length, choice.progress),
    known,
    signal: choice.signal,
  }).finally(() => {
    remarks = known?.close() ?? [];
  });
  return { ...summary, remarks: [...summary.remarks, ...remarks] };
}

/** Columns of an existing store, which added records must have too. */
function columnsThere(folder: string): LevelMetrics | undefined {
  return existsSync(join(folder, MANIFEST)) ? columnsIn(readManifest(folder)) : undefined;
}

/** The first `most` points of a study, with the results in a folder's store. */
export const courseOf = (
  folder: string,
  manifest: Manifest,
  { plan, config }: Study,
  most: number,
): StudyCourse => ({
  folder,
  manifest,
  levels: plan.levels.map((own) => ({ ...own, isExact: isExact(own.level) })),
  samples: plan.levels.map(({ trials }) => trials ?? config.fidelity.arrays),
  source: studySource(plan, createRng(plan.search.seed ?? manifest.identity.seed).fork("search"), most),
  setting: { judgements: judgementsOf(plan) },
});

/** Activations of the study's base, and other data for evaluating points. */
export async function studyData(
  value: unknown,
  { base, config, plan }: Study,
  { plugins }: Models,
  seed: number,
): Promise<StudyData> {
  const measured = await measure(base, config, {});
  return {
    value,
    seed,
    activations: shareActivations(measured.activations),
    metrics: plan.metrics,
    sharedQK: measured.config.workload.attention.sharedQK,
    plugins,
  };
}

/** Manifest of a store of a study or of a part of it. */
export function manifestOf(
  document: Located,
  { plan, config }: Study,
  { seed, shard, models }: Pick<SweepChoice, "seed" | "shard" | "models">,
): Manifest {
  const source = document.value as Record<string, unknown>;
  const { own, study } = splitStudy(source);
  const identity: Manifest["identity"] = {
    config: resolveConfig(own, models.catalogue),
    study,
    seed: seed ?? config.seed,
    versions: { crosshash: packageVersion(), kernels: kernelNames(loadKernels()) },
    plugins: pluginHashes(models),
  };
  return {
    schemaVersion: 2,
    identity,
    hash: identityHash(identity),
    source,
    axes: plan.space.axes.map(({ path }) => path),
    levels: plan.levels.map(({ level }) => ({ level, metrics: plan.metrics[level] })),
    objectives: plan.objectives,
    points: plan.search.points,
    shard: shard.of === 1 ? null : `${shard.part}/${shard.of}`,
    node: process.version,
    writers: [currentWriter()],
  };
}

function progressOf({ plan }: Study, columns: number, line: Progress): StudyProgress {
  const seen = plan.objectives.slice(0, columns);
  const isWhole = seen.length === columns && seen.every(({ reference }) => reference !== null);
  const reference = isWhole
    ? seen.map(({ sense, reference: bound }) => (sense === "min" ? 1 : -1) * Number(bound))
    : null;
  return new StudyProgress(line, process.stderr.isTTY === true, columns, reference);
}

// Points of this study that other studies have evaluated.

/** Points that studies share, open during a run. */
interface SharedPoints extends KnownPoints {
  /** Writes pending points; returns remarks on faults, one sentence each. */
  close(): readonly string[];
}

/**
 * Cached points of a folder with this study's code, kernels, seed and activations, keyed by config with the
 * level's settings, and by the level's metrics. Null with plugins, as the files that they read are unknown.
 */
function sharedPoints(folder: string, study: Study, data: StudyData): SharedPoints | null {
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
