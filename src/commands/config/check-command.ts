import { ConfigError } from "#base";
import { paragraph } from "#reports";
import { defineVerb } from "../../cli/define-verb.ts";
import { pluginOption, setOption } from "../../cli/options.ts";
import { EXIT } from "../../cli/output.ts";
import { parseConfig } from "../../design/config.ts";
import { selectorOf } from "../../design/workload.ts";
import { loadModels } from "../../runtime/plugins.ts";
import { readConfig } from "../shared/config-file.ts";
import { isStudy, readStudy } from "../shared/studies/study.ts";
import { doubts, infeasibility } from "./run/feasibility.ts";

export const checkVerb = defineVerb<
  [file: string],
  { readonly set: string[]; readonly plugin: string[]; readonly json?: boolean }
>({
  summary: "validate a config or a study, and price a config once",
  about:
    "validate a config or a study; a valid config is priced once, and an infeasible one is a failure; every fault is one line with file, line and column; with --json a list of them",
  args: [["<file>", "config or study"]],
  options: [setOption(), pluginOption()],
  reports: "text",
  examples: ["config check configs/cai-iscas-2024.json5"],
  ask: async ({ args: [file], options, outcome }) => {
    try {
      const { infeasible, ...answer } = await checked(file, options);
      if (infeasible) outcome.code = EXIT.failed;
      return answer;
    } catch (error) {
      // With --json an editor gets the faults as the answer.
      if (options.json !== true || !(error instanceof ConfigError)) throw error;
      outcome.code = EXIT.usage;
      return { json: { valid: false, faults: error.issues }, blocks: [] };
    }
  },
});

async function checked(file: string, { set, plugin }: { readonly set: string[]; readonly plugin: string[] }) {
  const { catalogue } = await loadModels(plugin);
  const document = readConfig(file, set);
  const study = isStudy(document) ? readStudy(document, catalogue) : null;
  if (study !== null) {
    const { points } = study.plan.search;
    const { name } = study.config;
    return {
      infeasible: false,
      json: { valid: true, name, points },
      blocks: [paragraph(`${file}: valid (${name}, ${points} points)`)],
    };
  }
  const config = parseConfig(document, catalogue, { anySelector: true });
  const { name } = config;
  // A selector that only language models run has no price.
  const isPriced = selectorOf(config.workload.attention).hasHardware;
  const reason = isPriced ? await infeasibility(document, config) : null;
  const priced = isPriced ? { feasible: reason === null, ...(reason === null ? {} : { reason }) } : {};
  const words = !isPriced ? "" : reason === null ? ", priced once: feasible" : `, but infeasible: ${reason}`;
  const doubted = doubts(document, config);
  return {
    infeasible: reason !== null,
    json: { valid: true, name, ...priced, doubts: doubted },
    blocks: [paragraph(`${file}: valid (${name})${words}`, ...doubted)],
  };
}
