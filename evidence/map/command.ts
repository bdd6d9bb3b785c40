import { InvalidArgumentError, Option } from "commander";
import { parseQuantity } from "#base";
import { defineVerb } from "../../src/cli/define-verb.ts";
import { listOption, nodesOption, pluginOption, setOption } from "../../src/cli/options.ts";
import { defaultConfig, readConfig } from "../../src/commands/shared/config-file.ts";
import { isStudy, readStudy } from "../../src/commands/shared/studies/study.ts";
import type { Phase } from "../../src/design/workload.ts";
import { packageVersion } from "../../src/runtime/package-files.ts";
import { loadModels } from "../../src/runtime/plugins.ts";
import { map, mapReport } from "./map.ts";

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

/** s; NaN for what is no time. */
function secondsOf(text: string): number {
  const value = parseQuantity(text, "s");
  return typeof value === "string" ? Number.NaN : value;
}

const wholeOf = (text: string): number => (/^\d+$/.test(text) ? Number(text) : Number.NaN);

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
