import { InvalidArgumentError, Option } from "commander";
import { defineVerb } from "../../cli/define-verb.ts";
import { pluginOption, setOption, workloadFromOption } from "../../cli/options.ts";
import { packageVersion } from "../../runtime/package-files.ts";
import { loadModels } from "../../runtime/plugins.ts";
import { defaultStudy } from "../shared/config-file.ts";
import { readConfigFor } from "../shared/config-of-model.ts";
import { tilesReport } from "./report/text.ts";
import { tiles } from "./run/tiles.ts";

interface TilesOptions {
  readonly set: string[];
  readonly workloadFrom?: string;
  readonly plugin: string[];
  readonly edges: readonly number[];
  readonly sides: readonly number[];
  readonly mass?: number;
}

const massOption = (): Option =>
  new Option(
    "--mass <share>",
    "attention recall to reach (default: that of the software hash, less the config's margin)",
  ).argParser((text) => {
    const mass = Number(text);
    if (!(text.trim() !== "" && mass > 0 && mass <= 1))
      throw new InvalidArgumentError(
        `expected a share in (0, 1]${mass > 1 && mass <= 100 ? ` (${mass} % is ${mass / 100})` : ""}.`,
      );
    return mass;
  });

const MOST_SIZES = 12;

const sizesOption = (flags: string, description: string, usual: readonly number[]): Option =>
  new Option(flags, description)
    .argParser((text) => {
      const sizes = text.split(",").map(Number);
      const squares = text.split(",").map((one) => /^\s*(\d{1,4})\s?[x×]\s?\1\s*$/.exec(one)?.[1]);
      const hint = squares.includes(undefined) ? "" : ` (write ${squares.join(",")})`;
      const isFault = sizes.some((size) => !Number.isSafeInteger(size) || size < 1 || size > 4096);
      if (isFault || sizes.length > MOST_SIZES || new Set(sizes).size < sizes.length)
        throw new InvalidArgumentError(
          `expected up to ${MOST_SIZES} different whole numbers in [1, 4096], such as ${usual.join(",")}${hint}.`,
        );
      return sizes;
    })
    .default(usual, usual.join(","));

export const tilesVerb = defineVerb<[file: string | undefined], TilesOptions>({
  summary: "tile size, array size and sharing at equal quality",
  about: "tile edge × array side and sharing at one quality: area, energy, signal, fill, and the knee",
  args: [["[file]", "config, or study whose base is taken; the default is that of the chip budget's space"]],
  options: [
    setOption(),
    workloadFromOption(),
    pluginOption(),
    sizesOption("--edges <list>", "edges of the tiles", [8, 16, 32]),
    sizesOption("--sides <list>", "sides of the arrays", [64, 128]),
    massOption(),
  ],
  reports: "folder",
  alwaysDraws: true,
  isLong: true,
  examples: ["tiles --set workload.length=16384 --edges 8,16,32 --sides 64,128 --out out/tiles"],
  ask: async ({ args: [file], options, progress }) => {
    const { edges, sides, mass = null } = options;
    const document = readConfigFor(options.workloadFrom, file ?? defaultStudy(), options.set);
    const { catalogue } = await loadModels(options.plugin);
    const found = await tiles(document, catalogue, { edges, sides, mass }, progress);
    return tilesReport(found, packageVersion());
  },
});
