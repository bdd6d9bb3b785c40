import { resolve } from "node:path";
import { canonicalHash, fault, type Located } from "#base";
import { checkFolder, checkWritableFolder } from "#local-io";
import type { Manifest } from "#study-runs";
import {
  checkClusterFolder,
  earlierShards,
  isComplete,
  type JobPlan,
  lsfScripts,
  type ShardProgress,
  type SubmittedJob,
  shardFolder,
  shardProgress,
  slurmScripts,
  submitToSlurm,
  whileSubmitting,
  writeSubmission,
} from "#study-runs";
import { packagePath } from "../../../runtime/package-files.ts";
import type { Models } from "../../../runtime/plugins.ts";
import { readStudy, type Study } from "../../shared/studies/study.ts";
import { courseOf, manifestOf } from "./run.ts";

export interface SubmitChoice extends Pick<JobPlan, "engine" | "workers" | "time" | "partition" | "memory"> {
  readonly out: string;
  readonly models: Models;
  /** Number of shards; by default as many as before, or 8. */
  readonly shards: number | undefined;
  readonly seed: number | undefined;
  readonly maxPoints: number | undefined;
  /** Time limit of a point, ms. */
  readonly timeout: number;
  readonly isDryRun: boolean;
}

export interface Submission {
  readonly plan: JobPlan;
  /** By shard. */
  readonly progress: readonly ShardProgress[];
  /** By file name. */
  readonly scripts: Readonly<Record<string, string>>;
  /** Empty if nothing was submitted. */
  readonly jobs: readonly SubmittedJob[];
  /** Whether every point has its result. */
  readonly isComplete: boolean;
}

const USUAL_SHARDS = 8;

/**
 * Submits the missing part of a study: an array job over unfinished shards, and a merge job. Throws
 * ConfigError for a study without shards or not the folder's, and SchedulerError if no job is taken.
 */
export function submit(document: Located, choice: SubmitChoice): Submission {
  const folder = resolve(choice.out);
  checkClusterFolder(folder);
  (choice.isDryRun ? checkFolder : checkWritableFolder)(choice.out);
  const study = readStudy(document, choice.models.catalogue, choice.maxPoints);
  refuseGenerations(document, study);
  const points = Math.min(choice.maxPoints ?? study.plan.search.points, study.plan.search.points);
  const manifest = manifestOf(document, study, { ...choice, shard: { part: 1, of: 1 } });
  const shards = shardsOf(choice, earlierShards(folder, manifest), points);
  const progress = Array.from({ length: shards }, (_, n) =>
    shardProgress(shardFolder(folder, n + 1), manifest, { part: n + 1, of: shards }, points),
  );
  const plan: JobPlan = {
    ...choice,
    program: packagePath("dist", "bundle", "main.js"),
    folder,
    // Depends only on the folder: later submissions, even of a grown study, wait for earlier ones by name.
    name: `crosshash-${canonicalHash(folder).slice(0, 8)}`,
    shards,
    tasks: progress.flatMap(({ done, points: own }, n) => (done < own ? [n + 1] : [])),
    sweepOptions: sweepOptions(choice),
  };
  const scripts = { ...(choice.engine === "slurm" ? slurmScripts(plan) : lsfScripts(plan)) };
  const course = courseOf(folder, manifest, study, points);
  if (plan.tasks.length === 0 && isComplete(course))
    return { plan, progress, scripts, jobs: [], isComplete: true };
  const jobs = choice.isDryRun ? [] : submitted(plan, manifest, scripts);
  return { plan, progress, scripts, jobs, isComplete: false };
}

function submitted(plan: JobPlan, manifest: Manifest, scripts: Submission["scripts"]): SubmittedJob[] {
  return whileSubmitting(plan.folder, () => {
    writeSubmission(plan, manifest, scripts);
    return plan.engine === "slurm" ? submitToSlurm(plan) : [];
  });
}

function shardsOf({ shards }: SubmitChoice, before: number | null, points: number): number {
  const refuse = (expected: string): never => {
    throw fault("--shards", "(option)", `expected ${expected}, received ${shards}`);
  };
  if (before !== null && shards !== undefined && shards !== before)
    return refuse(`the ${before} shards that the folder has (or another --out)`);
  if (shards !== undefined && shards > points) return refuse(`at most the ${points} points of the study`);
  return before ?? shards ?? Math.min(USUAL_SHARDS, points);
}

/** A generation depends on all outcomes of the one before, which no shard has. */
function refuseGenerations({ place }: Located, { plan }: Study): void {
  if (plan.search.kind !== "nsga2") return;
  const message =
    "expected a search without generations, received nsga2: a generation is bred from all results of the one before, so it has no shards (submit one sweep with many --workers, or drive it by ask and tell)";
  throw fault(place(["search"]), "search.kind", message);
}

const sweepOptions = ({ seed, maxPoints, timeout, models }: SubmitChoice): string[] => [
  ...models.plugins.flatMap(({ file }) => ["--plugin", file]),
  ...(seed === undefined ? [] : ["--seed", String(seed)]),
  ...(maxPoints === undefined ? [] : ["--max-points", String(maxPoints)]),
  "--timeout",
  `${timeout / 1000} s`,
];
