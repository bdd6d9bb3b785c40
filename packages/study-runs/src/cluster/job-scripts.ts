// Job scripts of a study's shards, for Slurm and LSF.

import { join } from "node:path";
import { fault } from "#base";

export const ENGINES = ["slurm", "lsf"] as const;
export type Engine = (typeof ENGINES)[number];

/** Plan of the jobs of a study on a cluster. */
export interface JobPlan {
  readonly engine: Engine;
  /** Path of the program's script. */
  readonly program: string;
  /** Folder of the whole study, absolute. */
  readonly folder: string;
  /** Prefix of the job names. */
  readonly name: string;
  /** Number of parts of the study, and the parts to run, from 1. */
  readonly shards: number;
  readonly tasks: readonly number[];
  /** Threads of each task, one per core. */
  readonly workers: number;
  /** Time limit of a task, s; null for the cluster's default. */
  readonly time: number | null;
  /** Partition or queue; null for the cluster's default. */
  readonly partition: string | null;
  /** Memory of a task, MiB; null for the cluster's default. */
  readonly memory: number | null;
  /** Arguments of every sweep except its study, store and workers. */
  readonly sweepOptions: readonly string[];
}

/** Scripts of the array job over shards and of the merge job, and suffixes of their names. */
export interface JobScripts {
  readonly shards: string;
  readonly merge: string;
}

/** Subfolders of the study's folder: job files, logs, and one store per shard. */
export const CLUSTER = "cluster";
export const LOGS = "logs";
export const SHARDS = "shards";
/** Copy of the study at submission; later edits of its file do not affect waiting jobs. */
export const STUDY = "study.json";

export const shardFolder = (folder: string, shard: number): string => join(folder, SHARDS, String(shard));
const jobName = ({ name }: JobPlan, part: keyof JobScripts): string => `${name}-${part}`;
const taskRanges = ({ tasks }: JobPlan): string => indexRanges(tasks);

/**
 * Refuses a folder whose path a scheduler would change: both expand % in the name of a log, Slurm also a
 * backslash, and a line break ends a directive.
 */
export function checkClusterFolder(folder: string): void {
  const [found] = /[%\\\p{Cc}]/u.exec(folder) ?? [];
  if (found === undefined) return;
  const message = `expected a path without %, backslash and control characters (schedulers read them in the names of logs), received ${JSON.stringify(found)}`;
  throw fault(folder, "--out", message);
}

/** A script that begins with its scheduler's directives. */
const batchScript = (mark: string, options: readonly string[], commands: string): string =>
  `#!/bin/sh\n${options.map((option) => `${mark} ${option}\n`).join("")}\n${commands}\n`;

/** Quotes a text as one word of a POSIX shell. */
export const quoted = (word: string): string =>
  /^[A-Za-z0-9_./:=,+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/** Calls this program by absolute paths, so a job needs neither modules nor a PATH. */
const callOf = (program: string, words: readonly string[]): string =>
  [process.execPath, program, ...words].map(quoted).join(" ");

/** Exit code 3 (some points failed) does not fail the job: failed points are results of the study. */
const AND_FAILED_POINTS =
  '|| {\n  code=$?\n  # 3: done, but some points failed.\n  [ "$code" -eq 3 ] || exit "$code"\n}';

/** Commands of one task. `index`: shell variable of its number; `takeOver`: shell text of that option. */
function shardCommands(plan: JobPlan, index: string, takeOver: string): string {
  const { folder, shards, workers, sweepOptions } = plan;
  const sweep = callOf(plan.program, [
    "study",
    "run",
    join(folder, CLUSTER, STUDY),
    "--workers",
    String(workers),
  ]);
  const shard = shards === 1 ? "" : ` --shard "${index}/${shards}"`;
  const out = `--out ${quoted(join(folder, SHARDS))}/"${index}"`;
  return `${sweep}${rest(sweepOptions)}${shard} ${out} ${takeOver} ${AND_FAILED_POINTS}`;
}

/** Commands of the merge job: joins the shards, then evaluates points lost to damage and the later levels. */
function mergeCommands(plan: JobPlan, takeOver: string): string {
  const { folder, shards, workers, sweepOptions } = plan;
  const stores = Array.from({ length: shards }, (_, n) => shardFolder(folder, n + 1));
  const merge = callOf(plan.program, ["study", "merge", ...stores, "--out", folder]);
  const sweep = callOf(plan.program, [
    "study",
    "run",
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

/** LSF sets this variable when it restarts a job after a machine failed; a new job may meet a live writer. */
const TAKE_OVER = `\${LSB_RESTART:+--take-over}`;

/** Batch scripts of LSF and one that submits both from the study's folder, which log paths start from. */
export function lsfScripts(plan: JobPlan): JobScripts & { readonly submit: string } {
  return {
    shards: lsfScript(
      [
        `-J "${jobName(plan, "shards")}[${taskRanges(plan)}]"`,
        ...lsfDirectives(plan),
        `-o ${LOGS}/shard-%I.log`,
      ],
      `shard=$LSB_JOBINDEX\n${shardCommands(plan, "$shard", TAKE_OVER)}`,
    ),
    merge: lsfScript(
      [`-J "${jobName(plan, "merge")}"`, ...lsfDirectives(plan), `-o ${LOGS}/merge.log`],
      mergeCommands(plan, TAKE_OVER),
    ),
    submit: plan.tasks.length === 0 ? MERGE_ALONE : ARRAY_AND_MERGE,
  };
}

function lsfDirectives({ workers, time, partition, memory }: JobPlan): string[] {
  return [
    "-r",
    `-n ${workers}`,
    '-R "span[hosts=1]"',
    // Whole minutes: LSF has no seconds.
    ...(time === null ? [] : [`-W ${Math.ceil(time / 60)}`]),
    ...(partition === null ? [] : [`-q "${partition.replaceAll(",", " ")}"`]),
    ...(memory === null ? [] : [`-M ${memory}MB`, `-R "rusage[mem=${memory}MB]"`]),
  ];
}

const lsfScript = (options: readonly string[], commands: string): string =>
  batchScript("#BSUB", options, commands);

const MERGE_ALONE = `#!/bin/sh
cd "$(dirname "$0")/.." || exit
bsub < cluster/merge.sh
`;

/** The merge waits for the array by job number: earlier submissions may have the same names. */
const ARRAY_AND_MERGE = `#!/bin/sh
cd "$(dirname "$0")/.." || exit
said=$(bsub < cluster/shards.sh) || exit
echo "$said"
job=$(echo "$said" | sed -n 's/^Job <\\([0-9]*\\)>.*/\\1/p')
[ -n "$job" ] || { echo "no job number in what bsub said" >&2; exit 1; }
bsub -w "done($job)" < cluster/merge.sh
`;

/**
 * Batch scripts of Slurm, to be submitted from the study's folder, which log paths are relative to. They may
 * take over a store from another machine: Slurm runs one instance of a task at a time, and a job with the
 * name of an earlier one starts after it (`--dependency=singleton`).
 */
export function slurmScripts(plan: JobPlan): JobScripts {
  return {
    shards: slurmScript(
      [...slurmDirectives(plan, "shards"), `--array=${taskRanges(plan)}`, `--output=${LOGS}/shard-%a.log`],
      `shard=$SLURM_ARRAY_TASK_ID\n${shardCommands(plan, "$shard", "--take-over")}`,
    ),
    merge: slurmScript(
      [...slurmDirectives(plan, "merge"), `--output=${LOGS}/merge.log`],
      mergeCommands(plan, "--take-over"),
    ),
  };
}

function slurmDirectives(plan: JobPlan, part: keyof JobScripts): string[] {
  const { workers, time, partition, memory } = plan;
  return [
    `--job-name=${jobName(plan, part)}`,
    "--open-mode=append",
    "--requeue",
    "--nodes=1",
    "--ntasks=1",
    `--cpus-per-task=${workers}`,
    ...(time === null ? [] : [`--time=${clock(time)}`]),
    ...(partition === null ? [] : [`--partition=${partition}`]),
    ...(memory === null ? [] : [`--mem=${memory}M`]),
  ];
}

const slurmScript = (options: readonly string[], commands: string): string =>
  batchScript("#SBATCH", options, commands);

/** Seconds as days-hours:minutes:seconds. */
function clock(seconds: number): string {
  const two = (x: number): string => String(x % 60).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  return `${Math.floor(hours / 24)}-${String(hours % 24).padStart(2, "0")}:${two(minutes)}:${two(seconds)}`;
}

/** Ascending numbers in the schedulers' notation: `1,3,5-8`. */
function indexRanges(numbers: readonly number[]): string {
  const ranges: { first: number; last: number }[] = [];
  for (const number of numbers) {
    const open = ranges.at(-1);
    if (open !== undefined && open.last + 1 === number) open.last = number;
    else ranges.push({ first: number, last: number });
  }
  return ranges.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).join(",");
}
