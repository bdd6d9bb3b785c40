import { paragraph } from "#reports";
import { mergeStores } from "#study-runs";
import { defineVerb } from "../../cli/define-verb.ts";
import { storeOption, takeOverOption } from "../../cli/options.ts";
import { movedText } from "../shared/studies/stored.ts";

export const mergeVerb = defineVerb<
  [folders: string[]],
  { readonly out: string; readonly takeOver?: boolean }
>({
  summary: "join the parts of a study into one store",
  about: "join the parts of a study (study run --shard) into one store",
  args: [["<dirs...>", "stores of one study"]],
  options: [storeOption("store to write to"), takeOverOption()],
  reports: "text",
  examples: ["study merge out/part-1 out/part-2 --out out/whole"],
  ask: ({ args: [folders], options: { out, takeOver }, output }) => {
    const merged = mergeStores(folders, out, { takeOver: takeOver === true });
    const { manifest, records, repeated, damaged, movedTo } = merged;
    if (movedTo !== null) output.note(movedText(out, movedTo));
    return {
      json: { records, points: manifest.points, repeated, damaged },
      next: `study report ${out}`,
      blocks: [
        paragraph(
          `${records} records of ${manifest.points} points (${repeated} in several stores, ${damaged} damaged) → ${out}`,
        ),
      ],
    };
  },
});
