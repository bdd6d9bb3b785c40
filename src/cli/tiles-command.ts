import { type Command, InvalidArgumentError, Option } from "commander";
import { tilesAreaChart, tilesSignalChart } from "../report/tiles-charts.ts";
import type { TilesReport } from "../report/tiles-report.ts";
import { tilesCsv, tilesJson, tilesText } from "../report/tiles-text.ts";
import { checkFolder, writeReportFiles } from "../runtime/output-folder.ts";
import { packageVersion } from "../runtime/package-files.ts";
import { loadModels } from "../runtime/plugins.ts";
import { createProgress } from "../runtime/progress.ts";
import { defaultStudy } from "./budget-command.ts";
import { readConfig } from "./config-file.ts";
import { jsonOption, pluginOption, setOption, withExample } from "./options.ts";
import { json, type Output } from "./output.ts";
import { tiles } from "./tiles.ts";

interface TilesOptions {
  readonly set: string[];
  readonly plugin: string[];
  readonly json?: boolean;
  readonly edges: readonly number[];
  readonly sides: readonly number[];
  readonly mass?: number;
  readonly out?: string;
}

export function addTiles(program: Command, output: Output): void {
  const command = program
    .command("tiles")
    .description(
      "tile edge × array side and sharing at one quality: area, energy, signal, fill, and the knee",
    )
    .argument(
      "[file]",
      "config, or study whose base is taken; the default is that of the chip budget's space",
    )
    .addOption(setOption())
    .addOption(pluginOption())
    .addOption(jsonOption())
    .addOption(sizesOption("--edges <list>", "edges of the tiles", [8, 16, 32]))
    .addOption(sizesOption("--sides <list>", "sides of the arrays", [64, 128]))
    .addOption(
      new Option(
        "--mass <share>",
        "captured mass to reach; what the software hash captures, less the config's margin, unless given",
      ).argParser((text) => {
        const mass = Number(text);
        if (!(text.trim() !== "" && mass > 0 && mass <= 1))
          throw new InvalidArgumentError("expected a share in (0, 1].");
        return mass;
      }),
    )
    .option("--out <dir>", "folder for the report, its table and charts")
    .action(async (file: string | undefined, options: TilesOptions) => {
      if (options.out !== undefined) checkFolder(options.out);
      const { edges, sides, mass = null } = options;
      const document = readConfig(file ?? defaultStudy(), options.set);
      const { catalogue } = await loadModels(options.plugin);
      const report = await tiles(document, catalogue, { edges, sides, mass }, createProgress());
      const files = options.out === undefined ? [] : await writeTiles(report, options.out);
      if (options.json === true) output.data(json(tilesJson(report, packageVersion())));
      else
        output.data(
          `${tilesText(report)}${files.length === 0 ? "" : `Report: ${files.length} files in ${options.out}\n`}`,
        );
    });
  withExample(
    command,
    "crosshash tiles --set workload.length=16384 --edges 8,16,32 --sides 64,128 --out out/tiles",
  );
}

async function writeTiles(report: TilesReport, folder: string): Promise<string[]> {
  const { createRenderer } = await import("../report/render.ts");
  const renderer = createRenderer();
  return writeReportFiles(folder, [
    { name: "result.json", content: json(tilesJson(report, packageVersion())) },
    { name: "report.txt", content: tilesText(report) },
    { name: "tiles.csv", content: tilesCsv(report) },
    { name: "area.png", content: await renderer.png(tilesAreaChart(report) as never, 1000, 640) },
    { name: "signal.png", content: await renderer.png(tilesSignalChart(report) as never, 1000, 640) },
  ]);
}

const MOST_SIZES = 12;

const sizesOption = (flags: string, description: string, usual: readonly number[]): Option =>
  new Option(flags, description)
    .argParser((text) => {
      const sizes = text.split(",").map(Number);
      const isFault = sizes.some((size) => !Number.isSafeInteger(size) || size < 1 || size > 4096);
      if (isFault || sizes.length > MOST_SIZES || new Set(sizes).size < sizes.length)
        throw new InvalidArgumentError(
          `expected up to ${MOST_SIZES} different whole numbers in [1, 4096], such as 8,16,32.`,
        );
      return sizes;
    })
    .default(usual, usual.join(","));
