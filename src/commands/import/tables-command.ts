import { Option } from "commander";
import { defineVerb } from "../../cli/define-verb.ts";
import { pluginOption, setOption } from "../../cli/options.ts";
import { SUBJECT } from "../../comparison/comparison-designs.ts";
import { loadModels } from "../../runtime/plugins.ts";
import { readConfig } from "../shared/config-file.ts";
import { componentTablesAnswer } from "./report/component-tables.ts";
import { designTables } from "./run/component-tables.ts";

interface TablesOptions {
  readonly set: string[];
  readonly design: string;
  readonly plugin: string[];
}

export const importTablesVerb = defineVerb<[file: string], TablesOptions>({
  summary: "component prices for Accelergy, AccelForge, as CSV",
  about:
    "price a config and write its components' areas and energies an action, with their counts, as tables for Accelergy and AccelForge and as CSV",
  args: [["<file>", "config"]],
  options: [
    new Option("--design <id>", "comparison design that is priced").default(SUBJECT.id),
    setOption(),
    pluginOption(),
  ],
  reports: "folder",
  examples: ["import tables configs/cai-iscas-2024.json5 --out out/tables"],
  notes: `They come back, changed, in a config or with
--set 'design.componentTables=["out/tables/ERT.yaml", "out/tables/ART.yaml"]'.`,
  ask: async ({ args: [file], options }) => {
    const models = await loadModels(options.plugin);
    return componentTablesAnswer(await designTables(readConfig(file, options.set), options.design, models));
  },
});
