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

/** Set where LSF runs a job again after a machine failed under it; a job that is new may meet a writer that lives. */
const TAKE_OVER = `\${LSB_RESTART:+--take-over}`;

/** Batch scripts of LSF, and one that submits both from the study's folder, under which their logs are named. */
export function lsfScripts(plan: JobPlan): JobScripts & { readonly submit: string } {
  return {
    shards: script(
      [
        `-J "${jobName(plan, "shards")}[${taskRanges(plan)}]"`,
        ...directives(plan),
        `-o ${LOGS}/shard-%I.log`,
      ],
      `shard=$LSB_JOBINDEX\n${shardCommands(plan, "$shard", TAKE_OVER)}`,
    ),
    merge: script(
      [`-J "${jobName(plan, "merge")}"`, ...directives(plan), `-o ${LOGS}/merge.log`],
      mergeCommands(plan, TAKE_OVER),
    ),
    submit: plan.tasks.length === 0 ? MERGE_ALONE : ARRAY_AND_MERGE,
  };
}

function directives({ workers, time, partition, memory }: JobPlan): string[] {
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

const script = (options: readonly string[], commands: string): string =>
  batchScript("#BSUB", options, commands);

const MERGE_ALONE = `#!/bin/sh
cd "$(dirname "$0")/.." || exit
bsub < cluster/merge.sh
`;

/** The merge waits for the array by its number: names may be those of earlier submissions. */
const ARRAY_AND_MERGE = `#!/bin/sh
cd "$(dirname "$0")/.." || exit
said=$(bsub < cluster/shards.sh) || exit
echo "$said"
job=$(echo "$said" | sed -n 's/^Job <\\([0-9]*\\)>.*/\\1/p')
[ -n "$job" ] || { echo "no job number in what bsub said" >&2; exit 1; }
bsub -w "done($job)" < cluster/merge.sh
`;
