import { defineVerb } from "../../cli/define-verb.ts";
import { pluginOption } from "../../cli/options.ts";
import { EXIT } from "../../cli/output.ts";
import { loadModels } from "../../runtime/plugins.ts";
import { storedStudy } from "../shared/studies/stored.ts";
import { listedRecords } from "../shared/studies/stored-point.ts";
import { type Rerun, rerun, rerunsText, rerunText } from "./report/rerun.ts";

export const rerunVerb = defineVerb<[folder: string, keys: string], { readonly plugin: string[] }>({
  summary: "evaluate points again: are they reproduced",
  about:
    "evaluate points of a study again: are their records reproduced; of one point also where its costs go",
  args: [
    ["<dir>", "store of a study"],
    ["<points>", "indices of points, as in its export: 17, 3-7,12 or level:index"],
  ],
  options: [pluginOption()],
  reports: "text",
  isLong: true,
  examples: ["study rerun out/array-shape 17 --json", "study rerun out/array-shape 3-7,12"],
  ask: async ({ args: [folder, keys], options, output, outcome, progress }) => {
    const stored = storedStudy(folder, await loadModels(options.plugin), output.note);
    const records = listedRecords(folder, keys, stored);
    const answers: Rerun[] = [];
    for await (const answer of rerun(stored, records)) {
      answers.push(answer);
      progress.update(`${answers.length} of ${records.length} points`);
    }
    progress.done();
    if (answers.some(({ reproduced }) => !reproduced)) outcome.code = EXIT.failed;
    // A single index gives one point; a list, of any length, gives a list of points.
    const isOne = answers.length === 1 && /^[^,-]*$/.test(keys);
    return {
      json: isOne ? answers[0] : { points: answers },
      blocks: [{ kind: "code", text: isOne ? rerunText(answers[0]) : rerunsText(answers) }],
    };
  },
});
