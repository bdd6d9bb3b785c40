import { statusBlocks, statusOf } from "../../report/study/status.ts";
import { loadModels } from "../../runtime/plugins.ts";
import { defineVerb } from "../define-verb.ts";
import { pluginOption } from "../options.ts";

export const statusVerb = defineVerb<[folder: string], { readonly plugin: string[] }>({
  summary: "how far a study is",
  about: "how far a study is: points by level and status, damaged lines, front, writer",
  args: [["<dir>", "store of a study"]],
  options: [pluginOption()],
  reports: "text",
  examples: ["study status out/array-shape"],
  ask: async ({ args: [folder], options, output, progress }) => {
    const status = statusOf(folder, await loadModels(options.plugin), output.note, progress);
    return { json: status, blocks: statusBlocks(status) };
  },
});
