import { existsSync } from "node:fs";
import { join } from "node:path";
import { fault } from "#base";
import { lockFolder, makeFolder, readInputFile, writeReportFiles } from "#local-io";
import { checkSameStudy, MANIFEST, type Manifest, readIdentity, writeManifest } from "../store/manifest.ts";
import { CLUSTER, type Engine, type JobPlan, type JobScripts, LOGS, SHARDS, STUDY } from "./job-scripts.ts";
import { SchedulerError, sbatch } from "./sbatch.ts";

/** A submitted job. */
export interface SubmittedJob {
  readonly part: keyof JobScripts;
  readonly id: string;
}

interface Journal {
  readonly engine: Engine;
  readonly shards: number;
  /** In order of submission. */
  readonly jobs: readonly SubmittedJob[];
}

const JOURNAL = "jobs.json";
const MOST_BYTES = 1 << 22;

/**
 * Number of shards of the folder's earlier submission; null without one, even if a refused call left scripts.
 * Throws ConfigError, naming the keys, if that was another study.
 */
export function earlierShards(folder: string, manifest: Manifest): number | null {
  const cluster = join(folder, CLUSTER);
  const before = existsSync(join(cluster, JOURNAL)) ? readJournal(cluster) : null;
  // For LSF it is unknown whether the scripts were submitted.
  const isSubmitted = before !== null && (before.engine === "lsf" || before.jobs.length > 0);
  for (const store of isSubmitted ? [cluster, folder] : [folder])
    if (existsSync(join(store, MANIFEST))) checkSameStudy(store, readIdentity(store), manifest);
  return isSubmitted ? before.shards : null;
}

/** Writes the files that the jobs of a plan need into the study's folder. */
export function writeSubmission(
  { engine, folder, shards }: JobPlan,
  manifest: Manifest,
  scripts: Readonly<Record<string, string>>,
): void {
  const cluster = join(folder, CLUSTER);
  for (const name of [CLUSTER, LOGS, SHARDS]) makeFolder(join(folder, name));
  const jobs = existsSync(join(cluster, JOURNAL)) ? readJournal(cluster).jobs : [];
  // Manifest first, so that later submissions are checked against the study that these jobs read.
  writeManifest(cluster, manifest);
  writeReportFiles(cluster, [
    { name: STUDY, content: `${JSON.stringify(manifest.source, null, 2)}\n` },
    ...Object.entries(scripts).map(([name, content]) => ({ name: `${name}.sh`, content })),
    { name: JOURNAL, content: journalText({ engine, shards, jobs }) },
  ]);
}

/**
 * Submits the array over the plan's tasks and the merge job that depends on it; without tasks only the merge.
 * Each also waits for earlier jobs of its name. Job numbers are saved at once. Throws SchedulerError.
 */
export function submitToSlurm({ folder, tasks }: JobPlan): SubmittedJob[] {
  const submitted: SubmittedJob[] = [];
  const submit = (part: keyof JobScripts, dependencies: readonly string[]): string => {
    const options = [
      `--dependency=${[...dependencies, "singleton"].join(",")}`,
      // Otherwise a merge whose shards failed would wait for ever.
      "--kill-on-invalid-dep=yes",
    ];
    const id = sbatch(folder, join(CLUSTER, `${part}.sh`), options);
    submitted.push({ part, id });
    note(join(folder, CLUSTER), { part, id });
    return id;
  };
  const array = tasks.length === 0 ? null : submit("shards", []);
  try {
    submit("merge", array === null ? [] : [`afterok:${array}`]);
  } catch (error) {
    if (!(error instanceof SchedulerError) || array === null) throw error;
    throw new SchedulerError(
      `${error.message}; shards is job ${array} all the same: submit again when it has ended`,
    );
  }
  return submitted;
}

/** Runs `run` while it holds the folder's submission lock. */
export function whileSubmitting<T>(folder: string, run: () => T): T {
  const cluster = join(folder, CLUSTER);
  makeFolder(cluster);
  const { release } = lockFolder(cluster);
  try {
    return run();
  } finally {
    release();
  }
}

function note(cluster: string, job: SubmittedJob): void {
  const before = readJournal(cluster);
  const journal = { ...before, jobs: [...before.jobs, job] };
  writeReportFiles(cluster, [{ name: JOURNAL, content: journalText(journal) }]);
}

const journalText = (journal: Journal): string => `${JSON.stringify(journal, null, 2)}\n`;

function readJournal(cluster: string): Journal {
  const file = join(cluster, JOURNAL);
  const text = readInputFile(file, MOST_BYTES);
  try {
    const journal = JSON.parse(text) as Journal;
    if (Number.isSafeInteger(journal.shards) && journal.shards >= 1 && Array.isArray(journal.jobs))
      return journal;
  } catch {
    // Covered by the message below.
  }
  throw fault(file, "(file)", "expected the jobs of a submission, received other text");
}
