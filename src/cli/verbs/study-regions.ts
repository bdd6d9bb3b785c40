import { InvalidArgumentError, Option } from "commander";
import { parseQuantity } from "../../base/units.ts";
import { defaultConfig, readConfig } from "../../questions/config-file.ts";
import { regions } from "../../questions/regions.ts";
import { isStudy, readStudy } from "../../questions/study/study.ts";
import { regionsReport } from "../../report/regions/text.ts";
import { packageVersion } from "../../runtime/package-files.ts";
import { loadModels } from "../../runtime/plugins.ts";
import { SCALING_DOMAIN_NM } from "../../technology/scaling.ts";
import { defineVerb } from "../define-verb.ts";
import { pluginOption, setOption } from "../options.ts";

interface RegionsOptions {
  readonly set: string[];
  readonly plugin: string[];
  readonly nodes: readonly number[];
  readonly times: readonly number[];
}

const MOST_VALUES = 12;

/** A list of quantities of one unit, each in a range. */
const listOption = (
  flags: string,
  about: string,
  unit: "m" | "s",
  [least, most]: readonly [number, number],
  usual: readonly string[],
): Option =>
  new Option(flags, about)
    .argParser((text) => {
      const values = text.split(",").map((part) => parseQuantity(part.trim(), unit));
      const isFault = values.some(
        (value) => typeof value === "string" || !(value >= least * 0.999999 && value <= most * 1.000001),
      );
      if (isFault || values.length > MOST_VALUES || new Set(values).size < values.length)
        throw new InvalidArgumentError(
          `expected up to ${MOST_VALUES} different quantities in [${least} ${unit}, ${most} ${unit}], such as ${usual.join(",")}.`,
        );
      return values;
    })
    .default(
      usual.map((part) => parseQuantity(part, unit)),
      usual.join(","),
    );

export const regionsVerb = defineVerb<[file: string | undefined], RegionsOptions>({
  summary: "where the crossbar's hash is cheaper than digital ones",
  about:
    "prices every design around a config over node, read time, conductance, rounds and buffer, and shows where hashing on arrays takes less energy than on the cheapest digital units",
  args: [["[file]", "config, or a study for its config; the default is the seed design"]],
  options: [
    setOption(),
    pluginOption(),
    listOption(
      "--nodes <list>",
      "nodes of logic and arrays",
      "m",
      [SCALING_DOMAIN_NM.min * 1e-9, SCALING_DOMAIN_NM.max * 1e-9],
      ["65 nm", "28 nm", "7 nm"],
    ),
    listOption(
      "--times <list>",
      "times of a read",
      "s",
      [1e-12, 1],
      ["1 ns", "2 ns", "5 ns", "10 ns", "20 ns", "50 ns"],
    ),
  ],
  reports: "folder",
  examples: ['study regions --nodes "65 nm,28 nm" --times "2 ns,10 ns" --out out/regions'],
  ask: async ({ args: [file], options, progress }) => {
    const models = await loadModels(options.plugin);
    const given = readConfig(file ?? defaultConfig(), options.set);
    const document = isStudy(given)
      ? readStudy(given, models.catalogue, Number.MAX_SAFE_INTEGER).base
      : given;
    const nodes = options.nodes.map((node) => Number((node * 1e9).toPrecision(6)));
    const found = await regions(document, models, { nodes, times: options.times }, progress);
    return regionsReport(found, packageVersion());
  },
});
