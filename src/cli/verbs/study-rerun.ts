import { storedStudy } from "../../questions/study/stored.ts";
import { recordOf } from "../../questions/study/stored-point.ts";
import { refuseExternal } from "../../questions/study/study.ts";
import { rerun, rerunText } from "../../report/study/rerun.ts";
import { loadModels } from "../../runtime/plugins.ts";
import { defineVerb } from "../define-verb.ts";
import { pluginOption } from "../options.ts";
import { EXIT } from "../output.ts";

export const rerunVerb = defineVerb<[folder: string, key: string], { readonly plugin: string[] }>({
  summary: "evaluate one point again: is it reproduced",
  about: "evaluate one point of a study again: is its record reproduced, and where do its costs go",
  args: [
    ["<dir>", "store of a study"],
    ["<key>", "index of the point, as in its export, or level:index"],
  ],
  options: [pluginOption()],
  reports: "text",
  examples: ["study rerun out/array-shape 17 --json"],
  ask: async ({ args: [folder, key], options, output, outcome }) => {
    const stored = storedStudy(folder, await loadModels(options.plugin), output.note);
    refuseExternal(stored.document);
    const answer = await rerun(stored, recordOf(folder, key, stored));
    if (!answer.reproduced) outcome.code = EXIT.failed;
    return { json: answer, blocks: [{ kind: "code", text: rerunText(answer) }] };
  },
});
