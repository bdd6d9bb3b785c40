import { join } from "node:path";
import { ConfigError } from "../../base/errors.ts";
import { packagePath } from "../package-files.ts";
import { indexRanges } from "./index-ranges.ts";

export const ENGINES = ["slurm", "lsf"] as const;
export type Engine = (typeof ENGINES)[number];

/** What the jobs of a study on a cluster do. */
export interface JobPlan {
  readonly engine: Engine;
  /** Folder of the whole study, absolute. */
  readonly folder: string;
  /** Begins the names of its jobs. */
  readonly name: string;
  /** Parts of the study, and those that are to run, from 1. */
  readonly shards: number;
  readonly tasks: readonly number[];
  /** Threads of each task, one a core. */
  readonly workers: number;
  /** Longest time of a task, s; null for the cluster's own. */
  readonly time: number | null;
  /** Partition or queue; null for the cluster's own. */
  readonly partition: string | null;
  /** Memory of a task, MiB; null for the cluster's own. */
  readonly memory: number | null;
  /** Arguments of every sweep beside its study, store and workers. */
  readonly sweepOptions: readonly string[];
}

/** Scripts of the array job over shards and of the job that joins them, and what both are called. */
export interface JobScripts {
  readonly shards: string;
  readonly merge: string;
}

/** Of the study's folder: what jobs are made of, logs, and one store a shard. */
export const CLUSTER = "cluster";
export const LOGS = "logs";
export const SHARDS = "shards";
/** The study as it was when it was submitted; an edit of its file does not reach jobs that wait. */
export const STUDY = "study.json";

export const shardFolder = (folder: string, shard: number): string => join(folder, SHARDS, String(shard));
export const jobName = ({ name }: JobPlan, part: keyof JobScripts): string => `${name}-${part}`;
export const taskRanges = ({ tasks }: JobPlan): string => indexRanges(tasks);

/**
 * Refuses a folder whose path a scheduler would not take as it stands: both read % in the name of a log as a pattern,
 * Slurm a backslash as well, and a line break ends a directive.
 */
export function checkClusterFolder(folder: string): void {
  const [found] = /[%\\\p{Cc}]/u.exec(folder) ?? [];
  if (found === undefined) return;
  const message = `expected a path without %, backslash and control characters (schedulers read them in the names of logs), received ${JSON.stringify(found)}`;
  throw new ConfigError([{ place: folder, path: "--out", message }]);
}

/** A script that begins with its scheduler's directives. */
export const batchScript = (mark: string, options: readonly string[], commands: string): string =>
  `#!/bin/sh\n${options.map((option) => `${mark} ${option}\n`).join("")}\n${commands}\n`;

/** One word of a POSIX shell, whatever it holds. */
export const quoted = (word: string): string =>
  /^[A-Za-z0-9_./:=,+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/** A call of this very program, by its own files: a job needs neither modules nor a PATH. */
const callOf = (words: readonly string[]): string =>
  [process.execPath, packagePath("dist", "cli", "main.js"), ...words].map(quoted).join(" ");

/** Where points failed the study is done all the same: that is a result of the study, not of the job. */
const AND_FAILED_POINTS =
  '|| {\n  code=$?\n  # 3: done, but some points failed.\n  [ "$code" -eq 3 ] || exit "$code"\n}';

/** Commands of one task: `index` is the shell's name of its number, `takeOver` what stands for --take-over. */
export function shardCommands(plan: JobPlan, index: string, takeOver: string): string {
  const { folder, shards, workers, sweepOptions } = plan;
  const sweep = callOf(["sweep", join(folder, CLUSTER, STUDY), "--workers", String(workers)]);
  const shard = shards === 1 ? "" : ` --shard "${index}/${shards}"`;
  const out = `--out ${quoted(join(folder, SHARDS))}/"${index}"`;
  return `${sweep}${rest(sweepOptions)}${shard} ${out} ${takeOver} ${AND_FAILED_POINTS}`;
}

/** Commands of the last job: joins the shards, evaluates what a damaged store lost and the levels after the first. */
export function mergeCommands(plan: JobPlan, takeOver: string): string {
  const { folder, shards, workers, sweepOptions } = plan;
  const stores = Array.from({ length: shards }, (_, n) => shardFolder(folder, n + 1));
  const merge = callOf(["merge", ...stores, "--out", folder]);
  const sweep = callOf([
    "sweep",
    join(folder, CLUSTER, STUDY),
    "--workers",
    String(workers),
    ...sweepOptions,
    "--out",
    folder,
  ]);
  return `${merge} ${takeOver} || exit\n${sweep} ${takeOver} ${AND_FAILED_POINTS}`;
}

const rest = (words: readonly string[]): string => words.map((word) => ` ${quoted(word)}`).join("");
