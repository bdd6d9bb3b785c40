import { InvalidArgumentError, Option } from "commander";
import { ENGINES, type Engine } from "#study-runs";
import { defineVerb } from "../../cli/define-verb.ts";
import {
  maxPointsOption,
  pluginOption,
  seedOption,
  setOption,
  storeOption,
  timeoutOption,
  workersOption,
} from "../../cli/options.ts";
import { loadModels } from "../../runtime/plugins.ts";
import { readConfig } from "../shared/config-file.ts";
import { type Submission, submit } from "./run/submit.ts";

interface SubmitOptions {
  readonly engine: Engine;
  readonly out: string;
  readonly shards?: number;
  readonly time?: number;
  readonly partition?: string;
  readonly memory?: number;
  readonly workers?: number;
  readonly set: string[];
  readonly plugin: string[];
  readonly seed?: number;
  readonly maxPoints?: number;
  readonly timeout: number;
  readonly dryRun?: boolean;
}

/** The plan as JSON; scripts are left out unless requested, as they name paths of this machine. */
const submissionJson = (
  { plan, progress, jobs, scripts, isComplete }: Submission,
  { engine, dryRun }: SubmitOptions,
) => ({
  engine,
  shards: plan.shards,
  progress,
  tasks: plan.tasks,
  complete: isComplete,
  jobs,
  ...(dryRun === true ? { scripts } : {}),
});

/** Text of a submission. */
function textOf(submission: Submission, { engine, out, dryRun }: SubmitOptions): string {
  const { plan, progress, scripts, jobs, isComplete } = submission;
  const points = progress.reduce((sum, shard) => sum + shard.points, 0);
  const done = progress.reduce((sum, shard) => sum + shard.done, 0);
  const state = `${plan.shards - plan.tasks.length} of ${plan.shards} shards are done (${done} of ${points} points)`;
  if (isComplete) return `${state}, merged in ${out}: nothing to submit\n`;
  if (dryRun === true)
    return Object.entries({ ...scripts })
      .filter(([name]) => name !== "shards" || plan.tasks.length > 0)
      .map(([name, script]) => `# ${out}/cluster/${name}.sh\n${script}`)
      .join("\n");
  if (engine === "lsf") return `${state}; wrote the scripts, to submit them: sh ${out}/cluster/submit.sh\n`;
  const listed = jobs.map(({ part, id }) => `${part} is job ${id}`).join(", ");
  return `${state}; ${listed}; logs in ${out}/logs\n`;
}

const shardsOption = (): Option =>
  new Option(
    "--shards <n>",
    "parts of the study, each a task of the array (default: as before, or 8)",
  ).argParser((text) => {
    const shards = Number(text);
    // Slurm's default MaxArraySize is 1001: indices up to 1000.
    if (!Number.isSafeInteger(shards) || shards < 1 || shards > 1000)
      throw new InvalidArgumentError("expected a whole number from 1 to 1000.");
    return shards;
  });

/** The only time format that both schedulers read alike: 10:30 is minutes for Slurm, hours for LSF. */
const timeOption = (): Option =>
  new Option("--time <[d-]h:mm:ss>", "longest time of a task (default: the cluster's)").argParser((text) => {
    const [, days = "0", hours, minutes, seconds] =
      /^(?:(\d{1,3})-)?(\d{1,4}):([0-5]\d):([0-5]\d)$/.exec(text) ?? [];
    const time = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
    if (!(time > 0)) throw new InvalidArgumentError("expected h:mm:ss or d-h:mm:ss, such as 2:00:00.");
    return time;
  });

const partitionOption = (): Option =>
  new Option("--partition <name>", "partition, or queue of LSF (default: the cluster's)").argParser(
    (text) => {
      if (!/^[A-Za-z0-9_.,-]{1,200}$/.test(text))
        throw new InvalidArgumentError("expected a name, or several with commas.");
      return text;
    },
  );

const MEBIBYTES: Readonly<Record<string, number>> = { M: 1, G: 1024, T: 1024 ** 2 };

const memoryOption = (): Option =>
  new Option("--memory <n{M,G,T}>", "memory of a task (default: the cluster's)").argParser((text) => {
    const [, count, unit] = /^(\d{1,7})([MGT])$/.exec(text) ?? [];
    const memory = Number(count) * (MEBIBYTES[unit] ?? Number.NaN);
    if (!(memory > 0)) throw new InvalidArgumentError("expected such as 500M or 4G.");
    return memory;
  });

export const submitVerb = defineVerb<[study: string], SubmitOptions>({
  summary: "run a study on a cluster",
  about:
    "run a study on a cluster: an array job over its shards, then a merge; rerun to submit what is not done",
  args: [["<study>", "config with a `space`, as for study run"]],
  options: [
    new Option("--engine <name>", "scheduler").choices(ENGINES).makeOptionMandatory(),
    storeOption("folder of the study, which all nodes see; its store when all is done"),
    shardsOption(),
    timeOption(),
    partitionOption(),
    memoryOption(),
    new Option("--dry-run", "print the scripts, write and submit nothing"),
    maxPointsOption(),
    timeoutOption(),
    workersOption("1, each a core of the task"),
    setOption(),
    pluginOption(),
    seedOption(),
  ],
  reports: "text",
  examples: [
    "study submit configs/study-array-shape.json5 --engine slurm --out out/array-shape --shards 8 --time 2:00:00",
  ],
  ask: async ({ args: [file], options }) => {
    const models = await loadModels(options.plugin);
    const submission = submit(readConfig(file, options.set), {
      ...options,
      workers: options.workers ?? 1,
      models,
      time: options.time ?? null,
      partition: options.partition ?? null,
      memory: options.memory ?? null,
      shards: options.shards,
      seed: options.seed,
      maxPoints: options.maxPoints,
      isDryRun: options.dryRun === true,
    });
    return {
      json: submissionJson(submission, options),
      blocks: [{ kind: "code", text: textOf(submission, options).trimEnd() }],
    };
  },
});
