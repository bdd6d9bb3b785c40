import { InvalidArgumentError, Option } from "commander";
import { parseQuantity } from "../../base/units.ts";
import type { Phase } from "../../design/workload.ts";
import { defaultConfig, readConfig } from "../../questions/config-file.ts";
import { searchMap } from "../../questions/search-map.ts";
import { isStudy, readStudy } from "../../questions/study/study.ts";
import { searchMapReport } from "../../report/search-map/text.ts";
import { packageVersion } from "../../runtime/package-files.ts";
import { loadModels } from "../../runtime/plugins.ts";
import { SCALING_DOMAIN_NM } from "../../technology/scaling.ts";
import { defineVerb } from "../define-verb.ts";
import { pluginOption, setOption } from "../options.ts";

interface MapOptions {
  readonly set: string[];
  readonly plugin: string[];
  readonly nodes: readonly number[];
  readonly lengths: readonly number[];
  readonly shares: readonly number[];
  readonly phase: Phase | "both";
}

const MOST_VALUES = 8;

/** A list of different numbers, each in a range. */
const listOption = (
  flags: string,
  about: string,
  read: (text: string) => number,
  [least, most]: readonly [number, number],
  usual: readonly string[],
): Option =>
  new Option(flags, about)
    .argParser((text) => {
      const values = text.split(",").map((part) => read(part.trim()));
      if (
        values.some((value) => !(value >= least && value <= most)) ||
        values.length > MOST_VALUES ||
        new Set(values).size < values.length
      )
        throw new InvalidArgumentError(
          `expected up to ${MOST_VALUES} different values in [${least}, ${most}], such as ${usual.join(",")}.`,
        );
      return values;
    })
    .default(usual.map(read), usual.join(","));

/** nm; NaN for what is no length. */
function nanometresOf(text: string): number {
  const value = parseQuantity(text, "m");
  return typeof value === "string" ? Number.NaN : Number((value * 1e9).toPrecision(6));
}

const wholeOf = (text: string): number => (/^\d+$/.test(text) ? Number(text) : Number.NaN);

export const nodesOption = (): Option =>
  listOption(
    "--nodes <list>",
    "nodes of all of a design",
    nanometresOf,
    [SCALING_DOMAIN_NM.min, SCALING_DOMAIN_NM.max],
    ["28 nm", "7 nm"],
  );

export const mapVerb = defineVerb<[file: string | undefined], MapOptions>({
  summary: "when searching codes of keys in memory pays",
  about:
    "prices the designs that score every key by a stored code, and their rivals, over node, length, memory of keys and values and share of the keys attended, and shows who takes least energy and where searching takes more than fetching",
  args: [["[file]", "config, or a study for its config; the default is the seed design"]],
  options: [
    setOption(),
    pluginOption(),
    nodesOption(),
    listOption(
      "--lengths <list>",
      "tokens of a sequence or a context",
      wholeOf,
      [16, 1 << 20],
      ["4096", "32768", "131072"],
    ),
    listOption("--shares <list>", "attended keys over visible ones", Number, [1e-6, 1], ["0.0625", "0.004"]),
    new Option("--phase <phase>", "prefill, decode, or both")
      .choices(["prefill", "decode", "both"])
      .default("both"),
  ],
  reports: "folder",
  examples: ['study map --nodes "28 nm,7 nm" --lengths 4096,32768 --phase decode --out out/map'],
  ask: async ({ args: [file], options, progress }) => {
    const models = await loadModels(options.plugin);
    const given = readConfig(file ?? defaultConfig(), options.set);
    const document = isStudy(given)
      ? readStudy(given, models.catalogue, Number.MAX_SAFE_INTEGER).base
      : given;
    const { nodes, lengths, shares, phase } = options;
    const phases: readonly Phase[] = phase === "both" ? ["prefill", "decode"] : [phase];
    const found = await searchMap(document, models, { phases, nodes, lengths, shares }, progress);
    return searchMapReport(found, packageVersion());
  },
});
