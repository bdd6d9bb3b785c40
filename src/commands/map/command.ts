import { InvalidArgumentError, Option } from "commander";
import { parseQuantity } from "../../base/units.ts";
import { defineVerb } from "../../cli/define-verb.ts";
import { pluginOption, setOption } from "../../cli/options.ts";
import type { Phase } from "../../design/workload.ts";
import { packageVersion } from "../../runtime/package-files.ts";
import { loadModels } from "../../runtime/plugins.ts";
import { SCALING_DOMAIN_NM } from "../../technology/scaling.ts";
import { defaultConfig, readConfig } from "../shared/config-file.ts";
import { isStudy, readStudy } from "../shared/studies/study.ts";
import { mapReport } from "./report/text.ts";
import { map } from "./run/map.ts";

interface MapOptions {
  readonly set: string[];
  readonly plugin: string[];
  readonly nodes: readonly number[];
  readonly lengths: readonly number[];
  readonly shares: readonly number[];
  readonly times: readonly number[];
  readonly phase: Phase | "both";
  readonly points: number;
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

/** s; NaN for what is no time. */
function secondsOf(text: string): number {
  const value = parseQuantity(text, "s");
  return typeof value === "string" ? Number.NaN : value;
}

const wholeOf = (text: string): number => (/^\d+$/.test(text) ? Number(text) : Number.NaN);

export const nodesOption = (usual: readonly string[]): Option =>
  listOption(
    "--nodes <list>",
    "nodes of all of a design",
    nanometresOf,
    [SCALING_DOMAIN_NM.min, SCALING_DOMAIN_NM.max],
    usual,
  );

/** Random points at which each closed form is held against the priced designs, unless said. */
const USUAL_POINTS = 200;
const MOST_POINTS = 2000;

export const mapVerb = defineVerb<[file: string | undefined], MapOptions>({
  summary: "when selection in memory pays: formulas and designs",
  about:
    "every boundary of selection in memory as a formula and as priced designs on both sides of it: hash on arrays, search against fetch, lengths, area, thermal noise, and errors at 1 % quality loss",
  args: [["[file]", "config, or a study for its config; the default is the seed design"]],
  options: [
    setOption(),
    pluginOption(),
    nodesOption(["65 nm", "28 nm", "7 nm"]),
    listOption("--times <list>", "times of a read of arrays", secondsOf, [1e-12, 1], ["2 ns", "10 ns"]),
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
    new Option("--points <count>", "random points at which each formula is held against priced designs")
      .argParser((text) => {
        const count = wholeOf(text);
        if (!(count >= 1 && count <= MOST_POINTS))
          throw new InvalidArgumentError(`expected a whole number in [1, ${MOST_POINTS}].`);
        return count;
      })
      .default(USUAL_POINTS),
  ],
  reports: "folder",
  isLong: true,
  examples: ['map --nodes "28 nm,7 nm" --lengths 4096,32768 --phase decode --out out/map'],
  notes: "Takes about a minute with the usual lists; four times the values take four times as long.",
  ask: async ({ args: [file], options, progress }) => {
    const models = await loadModels(options.plugin);
    const given = readConfig(file ?? defaultConfig(), options.set);
    const document = isStudy(given)
      ? readStudy(given, models.catalogue, Number.MAX_SAFE_INTEGER).base
      : given;
    const { nodes, times, lengths, shares, phase, points } = options;
    const phases: readonly Phase[] = phase === "both" ? ["prefill", "decode"] : [phase];
    const found = await map(document, models, { phases, nodes, times, lengths, shares, points }, progress);
    return mapReport(found, packageVersion());
  },
});
