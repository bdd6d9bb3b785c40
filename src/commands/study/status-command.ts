import { defineVerb } from "../../cli/define-verb.ts";
import { pluginOption } from "../../cli/options.ts";
import { loadModels } from "../../runtime/plugins.ts";
import { type StudyStatus, statusBlocks, statusOf } from "./report/status.ts";

export const statusVerb = defineVerb<[folder: string], { readonly plugin: string[] }>({
  summary: "how far a study is",
  about: "how far a study is: points by level and status, damaged lines, front, writer",
  args: [["<dir>", "store of a study"]],
  options: [pluginOption()],
  reports: "text",
  examples: ["study status out/array-shape"],
  ask: async ({ args: [folder], options, output, progress }) => {
    const status = statusOf(folder, await loadModels(options.plugin), output.note, progress);
    return { json: status, blocks: statusBlocks(status), next: nextWords(folder, status) };
  },
});

/** Command that completes a study, or that draws its charts. */
function nextWords(folder: string, { levels: [first], points, damagedLines, shard }: StudyStatus): string {
  if (first.done < points && shard === null) return `study run STUDY --out ${folder}`;
  if (damagedLines > 0) return `study run STUDY --out ${folder}`;
  return shard === null ? `study report ${folder}` : `study merge ${folder} OTHER-PARTS… --out WHOLE`;
}
