import type { Command } from "commander";
import { ConfigError, InfeasibleError } from "../base/errors.ts";
import { budgetJson } from "../report/budget-json.ts";
import type { BudgetReport } from "../report/budget-report.ts";
import { budgetText } from "../report/budget-text.ts";
import { checkFolder } from "../runtime/output-folder.ts";
import { packagePath, packageVersion } from "../runtime/package-files.ts";
import { loadModels, type Models } from "../runtime/plugins.ts";
import { createProgress } from "../runtime/progress.ts";
import { type BudgetQuery, budgetOfStudy } from "./budget.ts";
import { writeBudget } from "./budget-folder.ts";
import { LEAST, LIMITS, parseAim, parseLimits, parseMap } from "./budget-options.ts";
import { holdsRows } from "./budget-rows.ts";
import { budgetOfRows } from "./budget-stored.ts";
import { readConfig } from "./config-file.ts";
import { jsonOption, pluginOption, setOption, withExample } from "./options.ts";
import { json, type Output } from "./output.ts";

/** With the text of each limit under the name of its flag. */
type BudgetOptions = Readonly<Record<string, unknown>> & {
  readonly set: string[];
  readonly plugin: string[];
  readonly json?: boolean;
  readonly least?: string;
  readonly quality?: string;
  readonly map?: string;
  readonly by?: string;
  readonly out?: string;
};

/** The space that is searched where no file is given. */
export const defaultStudy = (): string => packagePath("configs", "study-chip-budget.json5");

export function addBudget(program: Command, output: Output): void {
  const command = program
    .command("budget")
    .description("best designs under a chip budget, which constraint binds, and what is given up")
    .argument(
      "[source]",
      "config (its cores are searched), study (its grid as well), or evaluated points: a store or a CSV file; " +
        "the default is a space of tiles, arrays, rounds, chunks, MACs and buffers around the seed design",
    )
    .addOption(setOption())
    .addOption(pluginOption())
    .addOption(jsonOption())
    .option(
      "--least <aim>",
      `least ${LEAST.map(({ quantity }) => quantity).join(", ")} instead of most tokens a second`,
    )
    .option(
      "--quality <condition>",
      'such as "captured_mass >= 0.7"; "iso" is what the software hash captures, less the config\'s margin',
    )
    .option("--by <axis>", "also the best memristor design at every value of an axis, such as rounds")
    .option(
      "--map <limit=from..to:steps>",
      'how the best changes with one limit, such as "area=2mm2..20mm2:10"',
    )
    .option("--out <dir>", "folder for the report, its charts and tables");
  for (const { budget } of LIMITS) command.option(`${budget.flag} <${budget.unit}>`, `most ${budget.of}`);
  command.action(async (source: string | undefined, options: BudgetOptions) => {
    const query = queryOf(source, options);
    if (options.out !== undefined) checkFolder(options.out);
    const report = await answer(source, options.set, query, await loadModels(options.plugin));
    if (report.rungs.every(({ answer: own }) => own === null) && query.map === null)
      throw new InfeasibleError(`no design is within the budget\n${budgetText(report)}`.trim());
    const files = options.out === undefined ? [] : await writeBudget(report, options.out);
    if (options.json === true) output.data(json(budgetJson(report, packageVersion())));
    else
      output.data(
        `${budgetText(report)}${files.length === 0 ? "" : `Report: ${files.length} files in ${options.out}\n`}`,
      );
  });
  withExample(
    command,
    'crosshash budget --set workload.heads=8 --set workload.length=16384 --area "5 mm2" --power "1 W"',
  );
  command.addHelpText(
    "after",
    '  $ crosshash budget configs/study-array-shape.json5 --least energy --quality "captured_mass >= 0.7"\n' +
      '  $ crosshash budget out/array-shape --power "1 W" --map "area=2mm2..20mm2:10:log" --out out/map',
  );
}

function answer(
  source: string | undefined,
  settings: string[],
  query: BudgetQuery,
  models: Models,
): Promise<BudgetReport> {
  if (source === undefined || !holdsRows(source))
    return budgetOfStudy(readConfig(source ?? defaultStudy(), settings), query, models, createProgress());
  if (settings.length > 0)
    throw new ConfigError([
      {
        place: "--set",
        path: "(root)",
        message: "expected a config or a study to set, received evaluated points",
      },
    ]);
  return Promise.resolve(budgetOfRows(source, query, models));
}

/** What is asked for. Without a file, tokens/s is for nothing below the quality of the software hash, split by rounds. */
function queryOf(source: string | undefined, options: BudgetOptions): BudgetQuery {
  const limits = parseLimits(options);
  const map = options.map === undefined ? null : parseMap(options.map);
  const fail = (place: string, message: string): never => {
    throw new ConfigError([{ place, path: "(root)", message }]);
  };
  if (map !== null && limits[map.metric.quantity] !== undefined)
    fail("--map", `expected a limit that ${map.metric.budget.flag} does not fix, received both`);
  const aim = parseAim(options.least);
  const quality = options.quality ?? (source === undefined ? "iso" : null);
  const isAsked = Object.keys(limits).length > 0 || map !== null || options.quality !== undefined;
  if (!isAsked)
    fail("budget", `expected at least one limit, such as --area "10 mm2" or --power "1 W", received none`);
  return {
    limits,
    aim,
    quality: quality === "none" ? null : quality,
    map,
    by: options.by ?? (source === undefined ? "rounds" : null),
  };
}
