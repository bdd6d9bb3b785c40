import {
  batchScript,
  type JobPlan,
  type JobScripts,
  jobName,
  LOGS,
  mergeCommands,
  shardCommands,
  taskRanges,
} from "./job-script.ts";

/**
 * Batch scripts of Slurm, to be submitted from the study's folder, under which their logs are named. They may take a
 * store over from another machine: Slurm runs one instance of a task at a time, and a job named like an earlier
 * one starts after it (`--dependency=singleton`).
 */
export function slurmScripts(plan: JobPlan): JobScripts {
  return {
    shards: script(
      [...directives(plan, "shards"), `--array=${taskRanges(plan)}`, `--output=${LOGS}/shard-%a.log`],
      `shard=$SLURM_ARRAY_TASK_ID\n${shardCommands(plan, "$shard", "--take-over")}`,
    ),
    merge: script(
      [...directives(plan, "merge"), `--output=${LOGS}/merge.log`],
      mergeCommands(plan, "--take-over"),
    ),
  };
}

function directives(plan: JobPlan, part: keyof JobScripts): string[] {
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

const script = (options: readonly string[], commands: string): string =>
  batchScript("#SBATCH", options, commands);

/** Seconds as days-hours:minutes:seconds. */
function clock(seconds: number): string {
  const two = (x: number): string => String(x % 60).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  return `${Math.floor(hours / 24)}-${String(hours % 24).padStart(2, "0")}:${two(minutes)}:${two(seconds)}`;
}
