import { basename } from "node:path";
import { defineVerb } from "../../cli/define-verb.ts";
import { pluginOption, takeOverOption } from "../../cli/options.ts";
import { paragraph } from "../../report/report.ts";
import { readInputFile, readStandardInput, STANDARD_INPUT } from "../../runtime/input-file.ts";
import { loadModels } from "../../runtime/plugins.ts";
import { movedText } from "../shared/studies/stored.ts";
import { lockOf, tell } from "./run/drive.ts";
import { wholeStudy } from "./run/driven.ts";

/** Bytes of results that one call takes. */
const MOST_BYTES = 1 << 26;

interface TellOptions {
  readonly plugin: string[];
  readonly takeOver?: boolean;
}

export const tellVerb = defineVerb<[folder: string, file: string | undefined], TellOptions>({
  summary: "import results for points issued by ask",
  about: "import results for points issued by study ask (JSON Lines; all-or-nothing)",
  args: [
    ["<dir>", "store of the study"],
    ["[file]", "lines { key, metrics } or { key, status, reason }; default: standard input"],
  ],
  options: [pluginOption(), takeOverOption()],
  reports: "text",
  examples: ["study tell out/driven results.jsonl"],
  ask: async ({ args: [folder, file], options, output }) => {
    const { manifest } = wholeStudy(folder, await loadModels(options.plugin));
    const text = file === undefined ? await readStandardInput(MOST_BYTES) : readInputFile(file, MOST_BYTES);
    const name = file === undefined ? STANDARD_INPUT : basename(file);
    const { damaged, movedTo, ...taken } = tell(folder, manifest, text, name, lockOf(options));
    if (damaged > 0) output.note(`${folder}: ${damaged} damaged lines of results.jsonl`);
    if (movedTo !== null) output.note(movedText(folder, movedTo));
    return {
      json: taken,
      blocks: [
        paragraph(
          `${taken.told} results imported, ${taken.repeated} known before; ${taken.recorded} → ${folder}`,
        ),
      ],
    };
  },
});
