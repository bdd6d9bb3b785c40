import { defineVerb } from "../../src/cli/define-verb.ts";
import { pluginOption, setOption } from "../../src/cli/options.ts";
import { defaultConfig, readConfig } from "../../src/commands/shared/config-file.ts";
import { loadModels } from "../../src/runtime/plugins.ts";
import { otherModels } from "./models.ts";
import { otherModelsReport } from "./report.ts";

export const modelsVerb = defineVerb<
  [file: string | undefined],
  { readonly set: string[]; readonly plugin: string[] }
>({
  summary: "energy ratios of a config with every other component model",
  about: "prices a config once with every model of every slot, next to the bands of its constants",
  args: [["[file]", "config; the default is the seed design"]],
  options: [setOption(), pluginOption()],
  reports: "folder",
  isLong: true,
  examples: ["models configs/cai-iscas-2024.json5 --out out/models"],
  ask: async ({ args: [file], options, progress }) => {
    const models = await loadModels(options.plugin);
    const document = readConfig(file ?? defaultConfig(), options.set);
    return otherModelsReport(await otherModels(document, models, progress));
  },
});
