import { defineVerb } from "../../cli/define-verb.ts";
import { pluginOption, setOption } from "../../cli/options.ts";
import { parseConfig } from "../../design/config.ts";
import { loadModels } from "../../runtime/plugins.ts";
import { bibtex, citedSources, shippedBibliography } from "../shared/bibliography.ts";
import { readConfig } from "../shared/config-file.ts";
import { isStudy, readStudy } from "../shared/studies/study.ts";

export const citeVerb = defineVerb<[file: string], { readonly set: string[]; readonly plugin: string[] }>({
  summary: "BibTeX of the sources that a config rests on",
  about: "BibTeX of the sources that a config or a study rests on, each with what uses it",
  args: [["<file>", "config or study"]],
  options: [setOption(), pluginOption()],
  reports: "text",
  examples: ["config cite configs/cai-iscas-2024.json5 > sources.bib"],
  ask: async ({ args: [file], options }) => {
    const { catalogue } = await loadModels(options.plugin);
    const document = readConfig(file, options.set);
    const study = isStudy(document) ? readStudy(document, catalogue, Number.MAX_SAFE_INTEGER) : null;
    const config = study?.config ?? parseConfig(document, catalogue, { anySelector: true });
    const cited = citedSources(config, study?.plan.search.kind ?? null);
    return {
      json: cited,
      blocks: [{ kind: "code", text: bibtex(cited, shippedBibliography()).trimEnd() }],
    };
  },
});
