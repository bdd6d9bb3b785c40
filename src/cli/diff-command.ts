import { type Command, InvalidArgumentError, Option } from "commander";
import { loadModels } from "../runtime/plugins.ts";
import { createProgress } from "../runtime/progress.ts";
import { diffStudies, type FrontDiff, type StudyDiff } from "./diff.ts";
import { EXIT, type Outcome } from "./exit.ts";
import type { ChangedPoint } from "./largest-changes.ts";
import { jsonOption, pluginOption, withExample } from "./options.ts";
import { json, type Output } from "./output.ts";

interface DiffCommandOptions {
  readonly objectives?: string;
  readonly reference?: string;
  readonly tolerance: number;
  readonly plugin: string[];
  readonly json?: boolean;
}

export function addDiff(program: Command, output: Output, outcome: Outcome): void {
  const command = program
    .command("diff")
    .description(
      "what changed between two studies, and whether the front got worse (exit 1): a regression gate",
    )
    .argument("<before>", "store of a study")
    .argument("<after>", "store to compare with it")
    .option("--objectives <list>", "columns and senses of the front; those of the first study unless given")
    .option(
      "--reference <list>",
      "reference point of the hypervolume; the first study's, or the worst of both fronts",
    )
    .addOption(
      new Option("--tolerance <share>", "relative change that counts as none")
        .argParser((text) => {
          const share = Number(text);
          if (!(text.trim() !== "" && share >= 0 && share < Number.POSITIVE_INFINITY))
            throw new InvalidArgumentError("expected a number of at least 0, such as 0.01.");
          return share;
        })
        .default(1e-9),
    )
    .addOption(pluginOption())
    .addOption(jsonOption())
    .action(async (before: string, after: string, options: DiffCommandOptions) => {
      const diff = diffStudies(before, after, await loadModels(options.plugin), options, createProgress());
      if (diff.worse) outcome.code = EXIT.failed;
      output.data(options.json === true ? json(spelled(diff)) : diffText(diff));
    });
  withExample(command, "crosshash diff out/last-release out/now --tolerance 0.01");
}

/** JSON has no infinity: it is a word. */
const spelled = (diff: StudyDiff): unknown =>
  JSON.parse(
    JSON.stringify(diff, (_, value: unknown) =>
      typeof value === "number" && !Number.isFinite(value) ? String(value) : value,
    ),
  );

const MOST_LISTED = 10;

const listed = <T>(items: readonly T[], text: (item: T) => string, count = items.length): string[] => [
  ...items.slice(0, MOST_LISTED).map((item) => `  ${text(item)}`),
  ...(count > MOST_LISTED ? [`  and ${count - MOST_LISTED} more`] : []),
];

const setsText = (sets: ChangedPoint["sets"]): string =>
  Object.entries(sets)
    .map(([path, value]) => `${path}=${value}`)
    .join(", ");

function diffText(diff: StudyDiff): string {
  const { equal, points, counts, onlyBefore, onlyAfter, changed, changedKeys, front, tolerance } = diff;
  return [
    equal
      ? `The same: ${points.before} points, no metric differs by more than ${tolerance}.`
      : `${points.before} points before, ${points.after} after; ${counts.changed} changed by more than ${tolerance}.`,
    ...(changedKeys.length === 0 ? [] : ["keys that differ:", ...listed(changedKeys, String)]),
    ...(onlyBefore.length === 0
      ? []
      : [`${counts.onlyBefore} only before:`, ...listed(onlyBefore, setsText, counts.onlyBefore)]),
    ...(onlyAfter.length === 0
      ? []
      : [`${counts.onlyAfter} only after:`, ...listed(onlyAfter, setsText, counts.onlyAfter)]),
    ...(changed.length === 0
      ? []
      : ["changed, the largest first:", ...listed(changed, changedText, counts.changed)]),
    ...(front === null ? ["no objectives: no front is compared"] : frontText(front, diff)),
    "",
  ].join("\n");
}

function changedText({ sets, status, level, metrics }: ChangedPoint): string {
  const parts = [
    ...(status === null ? [] : [`status ${status.join(" → ")}`]),
    ...(level === null ? [] : [`level ${level.join(" → ")}`]),
    ...Object.entries(metrics).map(
      ([name, [before, after, change]]) =>
        `${name} ${before ?? "none"} → ${after ?? "none"}${Number.isFinite(change) ? ` (${(100 * change).toPrecision(3)} %)` : ""}`,
    ),
  ];
  return `${setsText(sets)}: ${parts.join("; ")}`;
}

function frontText(front: FrontDiff, { worse, tolerance }: StudyDiff): string[] {
  const { objectives, before, after, gained, lost, counts, loss, hypervolume, reference, isOwnReference } =
    front;
  const change = hypervolume.before === 0 ? null : hypervolume.after / hypervolume.before - 1;
  return [
    `front of ${objectives.map(({ column, sense }) => `${column}:${sense}`).join(", ")}: ${before} points before, ${after} after`,
    ...(gained.length === 0
      ? []
      : [`${counts.gained} came onto it:`, ...listed(gained, setsText, counts.gained)]),
    ...(lost.length === 0 ? [] : [`${counts.lost} left it:`, ...listed(lost, setsText, counts.lost)]),
    `hypervolume ${hypervolume.before} → ${hypervolume.after}${change === null ? "" : ` (${change < 0 ? "−" : "+"}${(100 * Math.abs(change)).toPrecision(3)} %)`}, ` +
      `reference ${reference.join(", ")}${isOwnReference ? " (the worst of both fronts and a tenth of the range)" : ""}`,
    worse
      ? `The front got worse: by ${(100 * loss).toPrecision(3)} % where it lost most, more than ${tolerance}.`
      : loss === 0
        ? "The front got no worse anywhere."
        : `The front got worse by ${(100 * loss).toPrecision(3)} % at most, within ${tolerance}.`,
  ];
}
