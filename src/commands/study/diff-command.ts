import { InvalidArgumentError, Option } from "commander";
import { defineVerb } from "../../cli/define-verb.ts";
import { pluginOption } from "../../cli/options.ts";
import { EXIT } from "../../cli/output.ts";
import { loadModels } from "../../runtime/plugins.ts";
import { diffJson, diffText } from "./report/diff.ts";
import { diffStudies } from "./run/diff.ts";

interface DiffOptions {
  readonly objectives?: string;
  readonly reference?: string;
  readonly tolerance: number;
  readonly plugin: string[];
}

const toleranceOption = (): Option =>
  new Option("--tolerance <share>", "relative change below which two numbers count as equal")
    .argParser((text) => {
      const share = Number(text);
      if (!(text.trim() !== "" && share >= 0 && share < Number.POSITIVE_INFINITY))
        throw new InvalidArgumentError("expected a number of at least 0, such as 0.01.");
      return share;
    })
    .default(1e-9);

export const diffVerb = defineVerb<[before: string, after: string], DiffOptions>({
  summary: "what changed between two studies",
  about: "what changed between two studies, and whether the front got worse (exit 1): a regression gate",
  args: [
    ["<before>", "store of a study"],
    ["<after>", "store to compare with it"],
  ],
  options: [
    new Option("--objectives <list>", "columns and senses of the front; default: those of the first study"),
    new Option(
      "--reference <list>",
      "reference point of the hypervolume; the first study's, or the worst of both fronts",
    ),
    toleranceOption(),
    pluginOption(),
  ],
  reports: "text",
  examples: ["study diff out/last-release out/now --tolerance 0.01"],
  ask: async ({ args: [before, after], options, outcome, progress }) => {
    const diff = diffStudies(before, after, await loadModels(options.plugin), options, progress);
    if (diff.worse) outcome.code = EXIT.failed;
    return { json: diffJson(diff), blocks: [{ kind: "code", text: diffText(diff) }] };
  },
});
