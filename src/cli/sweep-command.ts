import { type Command, InvalidArgumentError, Option } from "commander";
import { ConfigError } from "../base/errors.ts";
import { parseQuantity } from "../base/units.ts";
import { type PointStatus, STATUSES } from "../explore/record.ts";
import { loadModels } from "../runtime/plugins.ts";
import { defaultWorkers } from "../runtime/study/run-level.ts";
import type { StudySummary } from "../runtime/study/run-study.ts";
import { readConfig } from "./config-file.ts";
import { EXIT, type Outcome } from "./exit.ts";
import {
  jsonOption,
  pluginOption,
  seedOption,
  setOption,
  takeOverOption,
  withExample,
  workersOption,
} from "./options.ts";
import { json, type Output } from "./output.ts";
import { movedText } from "./stored-study.ts";
import { sweep } from "./study-run.ts";

interface SweepOptions {
  readonly set: string[];
  readonly plugin: string[];
  readonly out: string;
  readonly seed?: number;
  readonly workers?: number;
  readonly shard: { readonly part: number; readonly of: number };
  readonly maxPoints?: number;
  readonly timeout: number;
  readonly takeOver?: boolean;
  readonly retry: readonly PointStatus[];
  readonly json?: boolean;
}

export function addSweep(program: Command, output: Output, outcome: Outcome): void {
  const command = program
    .command("sweep")
    .description("run a study into a store; running it again resumes it")
    .argument("<study>", "config with a `space`: config path → list of values, or a range")
    .requiredOption("--out <dir>", "folder of the study's store")
    .addOption(shardOption())
    .addOption(maxPointsOption())
    .addOption(timeoutOption())
    .addOption(workersOption())
    .addOption(retryOption())
    .addOption(takeOverOption())
    .addOption(setOption())
    .addOption(pluginOption())
    .addOption(seedOption())
    .addOption(jsonOption())
    .action(async (file: string, options: SweepOptions) => {
      const models = await loadModels(options.plugin);
      const document = readConfig(file, options.set);
      refuseRetryOfGenerations(document.value, options.retry, document.place(["search"]));
      refusePartOfGenerations(document.value, options.shard.of, document.place(["search"]));
      const summary = await interruptible((signal) =>
        sweep(document, {
          folder: options.out,
          models,
          seed: options.seed,
          workers: options.workers ?? defaultWorkers(),
          shard: options.shard,
          maxPoints: options.maxPoints,
          timeout: options.timeout,
          lock: { takeOver: options.takeOver === true },
          retry: options.retry,
          signal,
        }),
      );
      answer(summary, options, output, outcome);
    });
  withExample(command, "crosshash sweep configs/study-array-shape.json5 --out out/array-shape");
}

function answer(summary: StudySummary, options: SweepOptions, output: Output, outcome: Outcome): void {
  const { counts, done, evaluated, corrupt, damaged, movedTo, retried, remarks, isInterrupted } = summary;
  for (const remark of remarks) output.note(remark);
  for (const { line, bytes } of corrupt.slice(0, MOST_NAMED))
    output.note(
      `${options.out}: line ${line} of results.jsonl (${bytes} bytes) was damaged; its point was evaluated again`,
    );
  if (damaged > MOST_NAMED) output.note(`${options.out}: … and ${damaged - MOST_NAMED} more damaged lines`);
  if (movedTo !== null) output.note(movedText(options.out, movedTo));
  const points = done.reduce((sum, count) => sum + count, 0);
  if (isInterrupted) {
    output.note(`interrupted: ${points} points are saved in ${options.out}; run again to go on`);
    outcome.code = EXIT.interrupted;
    return;
  }
  if (counts.failed + counts.timeout > 0) outcome.code = EXIT.partial;
  const listed = STATUSES.map((status) => `${counts[status]} ${status}`).join(", ");
  output.data(
    options.json === true
      ? json({ points, evaluated, retried, ...counts, damaged })
      : `${points} points: ${listed}; ${evaluated} evaluated now → ${options.out}`,
  );
}

/** Damaged lines that are named one by one. */
const MOST_NAMED = 20;

/** Runs with a signal that the first interrupt sets; the second ends the process at once. */
async function interruptible<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
  };
  for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, interrupt);
  try {
    return await run(controller.signal);
  } finally {
    for (const name of ["SIGINT", "SIGTERM"] as const) process.off(name, interrupt);
  }
}

/** A generation depends on all outcomes of the one before, which parts of a study do not see. */
function refusePartOfGenerations(value: unknown, parts: number, place: string): void {
  const { search } = (value ?? {}) as { readonly search?: { readonly kind?: unknown } };
  if (parts > 1 && search?.kind === "nsga2")
    throw new ConfigError([
      {
        place,
        path: "search.kind",
        message: "expected a search without generations beside --shard, received nsga2",
      },
    ]);
}

/** Later generations were bred from the outcome that a retry would change. */
function refuseRetryOfGenerations(value: unknown, retry: readonly PointStatus[], place: string): void {
  const { search } = (value ?? {}) as { readonly search?: { readonly kind?: unknown } };
  if (retry.length === 0 || search?.kind !== "nsga2") return;
  const message =
    "expected a search without generations beside --retry, received nsga2: later generations were bred from the outcomes that it would change (use another --out)";
  throw new ConfigError([{ place, path: "search.kind", message }]);
}

const RETRIED: readonly PointStatus[] = ["failed", "timeout"];

const retryOption = (): Option =>
  new Option(
    "--retry <list>",
    "evaluate points again that failed or took too long: failed,timeout or one of them",
  )
    .argParser((text) => {
      const wanted = text.split(",").map((word) => word.trim());
      const retried = RETRIED.filter((status) => wanted.includes(status));
      if (retried.length !== new Set(wanted).size)
        throw new InvalidArgumentError("expected failed, timeout or failed,timeout.");
      return retried;
    })
    .default([], "none");

const shardOption = (): Option =>
  new Option("--shard <i/n>", "evaluate one part of n of the points; merge joins them")
    .argParser((text) => {
      const [, part, of] = /^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? [];
      const shard = { part: Number(part), of: Number(of) };
      if (part === undefined || shard.part < 1 || shard.part > shard.of)
        throw new InvalidArgumentError("expected i/n with 1 ≤ i ≤ n, such as 2/7.");
      return shard;
    })
    .default({ part: 1, of: 1 }, "1/1");

export const maxPointsOption = (): Option =>
  new Option(
    "--max-points <n>",
    "take the first n points of the search, of however many there are",
  ).argParser((text) => {
    const most = Number(text);
    if (!Number.isSafeInteger(most) || most < 1 || most > 1e9)
      throw new InvalidArgumentError("expected a whole number in [1, 1e9].");
    return most;
  });

export const timeoutOption = (): Option =>
  new Option("--timeout <s>", "longest time of one point, such as 60 s or 500 ms")
    .argParser((text) => {
      const seconds = parseQuantity(text, "s");
      if (typeof seconds === "string") throw new InvalidArgumentError(`${seconds}.`);
      if (!(seconds >= 1e-3 && seconds <= 1e6))
        throw new InvalidArgumentError("expected a time in [1 ms, 1e6 s].");
      return 1000 * seconds;
    })
    .default(600_000, "600 s");
