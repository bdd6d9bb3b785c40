import { basename } from "node:path";
import { InvalidArgumentError, Option } from "commander";
import { fault, type Located } from "#base";
import { paragraph } from "#reports";
import { type PointStatus, STATUSES } from "#search";
import type { StudySummary } from "#study-runs";
import { defaultWorkers, usualCache } from "#study-runs";
import { type Call, defineVerb } from "../../cli/define-verb.ts";
import type { Answer } from "../../cli/delivery.ts";
import { interruptible } from "../../cli/interruptible.ts";
import {
  HELP,
  maxPointsOption,
  pluginOption,
  seedOption,
  setOption,
  takeOverOption,
  timeoutOption,
  workersOption,
} from "../../cli/options.ts";
import { EXIT } from "../../cli/output.ts";
import { loadModels } from "../../runtime/plugins.ts";
import { readConfig, slug } from "../shared/config-file.ts";
import { movedText } from "../shared/studies/stored.ts";
import { sweep } from "./run/run.ts";

interface RunOptions {
  readonly set: string[];
  readonly plugin: string[];
  readonly out?: string;
  readonly seed?: number;
  readonly workers?: number;
  readonly shard: { readonly part: number; readonly of: number };
  readonly maxPoints?: number;
  readonly timeout: number;
  readonly takeOver?: boolean;
  /** False for --no-cache. */
  readonly cache?: string | boolean;
  readonly retry: readonly PointStatus[];
}

function answer(
  summary: StudySummary,
  folder: string,
  { output, outcome, options }: Call<[string], RunOptions>,
): Answer | undefined {
  const { counts, done, evaluated, reused, corrupt, damaged, movedTo, retried, remarks, isInterrupted } =
    summary;
  for (const remark of remarks) output.note(remark);
  for (const { line, bytes } of corrupt.slice(0, MOST_NAMED))
    output.note(
      `${folder}: line ${line} of results.jsonl (${bytes} bytes) was damaged; its point was evaluated again`,
    );
  if (damaged > MOST_NAMED) output.note(`${folder}: … and ${damaged - MOST_NAMED} more damaged lines`);
  if (movedTo !== null) output.note(movedText(folder, movedTo));
  const points = done.reduce((sum, count) => sum + count, 0);
  if (isInterrupted) {
    output.note(`interrupted: ${points} points are saved in ${folder}; run again to resume`);
    outcome.code = EXIT.interrupted;
    return undefined;
  }
  if (counts.failed + counts.timeout > 0) outcome.code = EXIT.partial;
  const listed = STATUSES.map((status) => `${counts[status]} ${status}`).join(", ");
  return {
    json: { points, evaluated, reused, retried, ...counts, damaged },
    blocks: [
      paragraph(
        `${points} points: ${listed}; ${evaluated} evaluated now${reused === 0 ? "" : `, ${reused} known from other studies`} → ${folder}`,
      ),
    ],
    next: nextWords(folder, options, counts.failed + counts.timeout),
  };
}

/** Suggests the next command: retry faults, run or merge parts, or report. */
function nextWords(folder: string, { shard: { part, of } }: RunOptions, faults: number): string {
  if (faults > 0) return `study run STUDY --out ${folder} --retry failed,timeout`;
  if (of > 1)
    return `study ${part < of ? `run STUDY --shard ${part + 1}/${of}` : "merge PARTS… --out WHOLE"}`;
  return `study report ${folder}`;
}

/** Default store of a study: `out/<name>`, with a suffix for a part. */
function usualStore({ value, file }: Located, { part, of }: RunOptions["shard"]): string {
  const { name } = (value ?? {}) as { readonly name?: unknown };
  const own = slug(typeof name === "string" ? name : basename(file).replace(/\.json5?$/i, ""));
  return `out/${own}${of === 1 ? "" : `-part-${part}-of-${of}`}`;
}

const cacheOf = ({ cache }: RunOptions): string | null => {
  if (typeof cache === "string") return cache;
  return cache === false ? null : usualCache("crosshash");
};

/** Most damaged lines listed by number. */
const MOST_NAMED = 20;

/** A generation depends on all outcomes of the one before, which parts of a study do not have. */
function refusePartOfGenerations(value: unknown, parts: number, place: string): void {
  const { search } = (value ?? {}) as { readonly search?: { readonly kind?: unknown } };
  if (parts > 1 && search?.kind === "nsga2")
    throw fault(place, "search.kind", "expected a search without generations with --shard, received nsga2");
}

/** Later generations were bred from the outcomes that a retry would change. */
function refuseRetryOfGenerations(value: unknown, retry: readonly PointStatus[], place: string): void {
  const { search } = (value ?? {}) as { readonly search?: { readonly kind?: unknown } };
  if (retry.length === 0 || search?.kind !== "nsga2") return;
  const message =
    "expected a search without generations with --retry, received nsga2: later generations were bred from the outcomes that it would change (use another --out)";
  throw fault(place, "search.kind", message);
}

const RETRIED: readonly PointStatus[] = ["failed", "timeout"];

const retryOption = (): Option =>
  new Option(
    "--retry <list>",
    "evaluate points again that failed or timed out: failed, timeout or failed,timeout",
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

export const runVerb = defineVerb<[study: string], RunOptions>({
  summary: "run a study into a store, or resume it",
  about: "run a study and write its results to a store; rerun to resume",
  args: [["<study>", "config with a `space`: config path → list of values, or a range"]],
  options: [
    new Option("--out <dir>", "folder of the study's store (default: out/<name of the study>)").helpGroup(
      HELP.output,
    ),
    shardOption().helpGroup(HELP.work),
    maxPointsOption(),
    timeoutOption(),
    workersOption(),
    retryOption().helpGroup(HELP.work),
    takeOverOption(),
    new Option(
      "--cache <dir>",
      "folder of points that studies share (default: CROSSHASH_CACHE, or the system's for caches)",
    ).helpGroup(HELP.work),
    new Option("--no-cache", "evaluate every point, and keep none for other studies").helpGroup(HELP.work),
    setOption(),
    pluginOption(),
    seedOption(),
  ],
  reports: "text",
  isLong: true,
  examples: ["study run configs/study-array-shape.json5 --out out/array-shape"],
  ask: async (call) => {
    const { args, options, progress } = call;
    const models = await loadModels(options.plugin);
    const document = readConfig(args[0], options.set);
    refuseRetryOfGenerations(document.value, options.retry, document.place(["search"]));
    refusePartOfGenerations(document.value, options.shard.of, document.place(["search"]));
    const folder = options.out ?? usualStore(document, options.shard);
    const summary = await interruptible((signal) =>
      sweep(document, {
        folder,
        models,
        seed: options.seed,
        workers: options.workers ?? defaultWorkers(),
        shard: options.shard,
        maxPoints: options.maxPoints,
        timeout: options.timeout,
        lock: { takeOver: options.takeOver === true },
        retry: options.retry,
        progress,
        cache: cacheOf(options),
        signal,
      }),
    );
    return answer(summary, folder, call);
  },
});
