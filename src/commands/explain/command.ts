import { defineVerb } from "../../cli/define-verb.ts";
import { pluginOption } from "../../cli/options.ts";
import { loadModels } from "../../runtime/plugins.ts";
import { shippedBibliography } from "../shared/bibliography.ts";
import { presetList } from "../shared/config-file.ts";
import { explain, explanationBlocks, explanationJson } from "./report.ts";

export const explainVerb = defineVerb<[words: string[]], { readonly plugin: string[] }>({
  summary: "what a key, model, constant, preset or source is",
  about:
    "what a name means: a config key (its path or the end of it), a family, a model, a constant, a preset or a source",
  args: [["<name...>", "such as readTime, lognormal, dac capacitive, tpuv4i-isca-2021"]],
  options: [pluginOption()],
  reports: "text",
  examples: ["explain readTime", "explain dac capacitive"],
  ask: async ({ args: [words], options }) => {
    const { catalogue } = await loadModels(options.plugin);
    const vocabulary = { catalogue, presets: presetList(), bibliography: shippedBibliography() };
    const found = explain(words.join(" "), vocabulary);
    return { json: explanationJson(found), blocks: explanationBlocks(found, vocabulary) };
  },
});
