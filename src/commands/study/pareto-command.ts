import { Option } from "commander";
import { defineVerb } from "../../cli/define-verb.ts";
import { frontOptions, pluginOption } from "../../cli/options.ts";
import { loadModels } from "../../runtime/plugins.ts";
import { storedStudy } from "../shared/studies/stored.ts";
import { paretoText, storedFront, tableFront } from "./report/front.ts";
import { type FrontOptions, isFolder } from "./run/front.ts";

interface ParetoOptions extends FrontOptions {
  readonly plugin: string[];
  readonly plot?: boolean;
}

export const paretoVerb = defineVerb<[source: string], ParetoOptions>({
  summary: "Pareto front and hypervolume of a study or CSV",
  about: "Pareto front and hypervolume of a study or of any CSV",
  args: [["<source>", "CSV file, or the store of a study"]],
  options: [
    ...frontOptions(),
    new Option(
      "--epsilon <list>",
      "list a subset that represents the front: one row per box with these sides, in the objectives' order and units",
    ),
    new Option("--plot", "draw the points by the first two objectives; usual on a terminal"),
    new Option("--no-plot", "draw nothing"),
    pluginOption(),
  ],
  reports: "text",
  examples: ['study pareto out/array-shape --objectives "energy_J:min,recall:max"'],
  ask: async ({ args: [source], options, output, progress }) => {
    const front = isFolder(source)
      ? storedFront(
          source,
          storedStudy(source, await loadModels(options.plugin), output.note),
          options,
          progress,
        )
      : tableFront(source, options);
    const text = paretoText(front, options.plot ?? output.columns !== undefined, output.columns);
    return { json: front.answer, blocks: [{ kind: "code", text }], next: nextWords(source, options) };
  },
});

/** The same front with its charts. */
const nextWords = (source: string, { objectives, where }: ParetoOptions): string =>
  [
    `study report ${source}`,
    ...(objectives === undefined ? [] : [`--objectives "${objectives}"`]),
    ...(where === undefined ? [] : [`--where '${where}'`]),
  ].join(" ");
