import { ConfigError } from "../../base/errors.ts";
import { defineVerb } from "../../cli/define-verb.ts";
import { pluginOption, setOption } from "../../cli/options.ts";
import { EXIT } from "../../cli/output.ts";
import { parseConfig } from "../../design/config.ts";
import { paragraph } from "../../report/report.ts";
import { loadModels } from "../../runtime/plugins.ts";
import { readConfig } from "../shared/config-file.ts";
import { isStudy, readStudy } from "../shared/studies/study.ts";

export const checkVerb = defineVerb<
  [file: string],
  { readonly set: string[]; readonly plugin: string[]; readonly json?: boolean }
>({
  summary: "validate a config or a study",
  about:
    "validate a config or a study; every fault is one line with file, line and column; with --json a list of them",
  args: [["<file>", "config or study"]],
  options: [setOption(), pluginOption()],
  reports: "text",
  examples: ["config check configs/cai-iscas-2024.json5"],
  ask: async ({ args: [file], options, outcome }) => {
    try {
      return await valid(file, options);
    } catch (error) {
      // With --json an editor gets the faults as the answer.
      if (options.json !== true || !(error instanceof ConfigError)) throw error;
      outcome.code = EXIT.usage;
      return { json: { valid: false, faults: error.issues }, blocks: [] };
    }
  },
});

async function valid(file: string, { set, plugin }: { readonly set: string[]; readonly plugin: string[] }) {
  const { catalogue } = await loadModels(plugin);
  const document = readConfig(file, set);
  const study = isStudy(document) ? readStudy(document, catalogue) : null;
  const { name } = study?.config ?? parseConfig(document, catalogue, { anySelector: true });
  const points = study === null ? {} : { points: study.plan.search.points };
  const size = study === null ? "" : `, ${study.plan.search.points} points`;
  return {
    json: { valid: true, name, ...points },
    blocks: [paragraph(`${file}: valid (${name}${size})`)],
  };
}
