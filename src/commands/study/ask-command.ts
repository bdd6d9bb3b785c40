import { Option } from "commander";
import { defineVerb } from "../../cli/define-verb.ts";
import {
  countOption,
  maxPointsOption,
  pluginOption,
  seedOption,
  setOption,
  takeOverOption,
} from "../../cli/options.ts";
import { paragraph } from "../../report/report.ts";
import { quoted } from "../../runtime/cluster/job-scripts.ts";
import { loadModels } from "../../runtime/plugins.ts";
import { movedText } from "../shared/studies/stored.ts";
import { type Asked, ask, lockOf } from "./run/drive.ts";
import { type DrivenChoice, drivenStudy } from "./run/driven.ts";

interface AskOptions extends DrivenChoice {
  readonly count: number;
  readonly again?: boolean;
  readonly plugin: string[];
  readonly takeOver?: boolean;
}

function askLines({
  level,
  points,
  waiting,
  recorded,
}: Omit<Asked, "corrupt" | "damaged" | "movedTo">): string[] {
  if (level === null) return [`nothing to ask: the study is complete (${recorded} results)`];
  if (points.length === 0)
    return [
      `nothing to ask until more results arrive: ${waiting} issued points have no result yet (--again issues them again)`,
    ];
  return points.map(({ key, set }) => `${key} ${set.map((own) => `--set ${quoted(own)}`).join(" ")}`);
}

export const askVerb = defineVerb<[target: string], AskOptions>({
  summary: "issue points for another program to evaluate",
  about: "issue the next points of a study for another program to evaluate (study tell imports its results)",
  args: [["<study>", "store of a study, or the study itself with --out"]],
  options: [
    new Option("--out <dir>", "folder of the study's store, with a study that is a file"),
    countOption("--count <n>", "most points to issue", 1, 100_000).default(1),
    new Option("--again", "issue points again that were issued and have no result"),
    maxPointsOption(),
    setOption(),
    pluginOption(),
    seedOption(),
    takeOverOption(),
  ],
  reports: "text",
  examples: ["study ask configs/study-array-shape.json5 --out out/driven --count 4 --json"],
  ask: async ({ args: [target], options, output }) => {
    const driven = drivenStudy(target, await loadModels(options.plugin), options);
    const { maxPoints = driven.study.plan.search.points, again = false, count } = options;
    const handed = ask(driven, { count, again, most: maxPoints, lock: lockOf(options) });
    const { corrupt, damaged, movedTo, ...asked } = handed;
    if (damaged > 0)
      output.note(
        `${damaged} damaged lines of results.jsonl (${corrupt.slice(0, 10).map(({ line }) => line)}): --again issues their points again`,
      );
    if (movedTo !== null) output.note(movedText(driven.folder, movedTo));
    return {
      json: { ...asked, complete: asked.level === null },
      blocks: [paragraph(...askLines(asked))],
    };
  },
});
