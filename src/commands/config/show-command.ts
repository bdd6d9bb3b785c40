import { Option } from "commander";
import JSON5 from "json5";
import { defineVerb } from "../../cli/define-verb.ts";
import { pluginOption, setOption, workloadFromOption } from "../../cli/options.ts";
import { parseConfig } from "../../design/config.ts";
import { resolveConfig } from "../../design/resolved.ts";
import { loadModels } from "../../runtime/plugins.ts";
import { readConfigFor } from "../shared/config-of-model.ts";
import { isStudy, readStudy, splitStudy } from "../shared/studies/study.ts";

interface ShowOptions {
  readonly set: string[];
  readonly workloadFrom?: string;
  readonly plugin: string[];
  readonly resolved?: boolean;
}

export const showVerb = defineVerb<[file: string], ShowOptions>({
  summary: "print a config; --resolved adds every default",
  args: [["<file>", "config or study"]],
  options: [
    new Option("--resolved", "fill in every default"),
    setOption(),
    workloadFromOption(),
    pluginOption(),
  ],
  reports: "text",
  examples: ["config show configs/cai-iscas-2024.json5 --resolved"],
  ask: async ({ args: [file], options }) => {
    const { catalogue } = await loadModels(options.plugin);
    const document = readConfigFor(options.workloadFrom, file, options.set);
    if (isStudy(document)) readStudy(document, catalogue);
    else parseConfig(document, catalogue, { anySelector: true });
    const { own, study } = splitStudy(document.value as Record<string, unknown>);
    const value = options.resolved === true ? { ...resolveConfig(own, catalogue), ...study } : document.value;
    return { json: value, blocks: [{ kind: "code", text: JSON5.stringify(value, null, 2) }] };
  },
});
