import { Option } from "commander";
import { fault, InfeasibleError, raise } from "#base";
import type { Progress } from "#local-io";
import { textSink } from "#reports";
import { defineVerb } from "../../cli/define-verb.ts";
import { pluginOption, setOption, workloadFromOption } from "../../cli/options.ts";
import { packageVersion } from "../../runtime/package-files.ts";
import { loadModels, type Models } from "../../runtime/plugins.ts";
import { defaultStudy } from "../shared/config-file.ts";
import { readConfigFor } from "../shared/config-of-model.ts";
import { budgetAnswer, budgetBlocks } from "./report/text.ts";
import { type BudgetQuery, budgetOfStudy } from "./run/budget.ts";
import { LEAST, LIMITS, parseAim, parseLimits, parseMap } from "./run/limits.ts";
import type { BudgetReport } from "./run/result.ts";
import { holdsRows } from "./run/rows.ts";
import { parsePoints, USUAL_POINTS } from "./run/sizing.ts";
import { budgetOfRows } from "./run/stored.ts";

/** Adds the text of each limit, keyed by its flag's name. */
type BudgetOptions = Readonly<Record<string, unknown>> & {
  readonly set: string[];
  readonly workloadFrom?: string;
  readonly plugin: string[];
  readonly least?: string;
  readonly quality?: string;
  readonly by: readonly string[];
  readonly points?: string;
};

function answer(
  source: string | undefined,
  { set: settings, workloadFrom }: BudgetOptions,
  query: BudgetQuery,
  models: Models,
  progress: Progress,
): Promise<BudgetReport> {
  if (source === undefined || !holdsRows(source))
    return budgetOfStudy(
      readConfigFor(workloadFrom, source ?? defaultStudy(), settings),
      query,
      models,
      progress,
    );
  if (settings.length > 0 || workloadFrom !== undefined)
    throw fault(
      settings.length > 0 ? "--set" : "--workload-from",
      "(root)",
      "expected a config or a study to set, received evaluated points",
    );
  return Promise.resolve(budgetOfRows(source, query, models, progress));
}

/** Names of axes, and limits that vary. */
const parted = (by: readonly string[]): readonly [axes: string[], limits: string[]] => [
  by.filter((one) => !one.includes("=")),
  by.filter((one) => one.includes("=")),
];

/** Default query: most tokens/s at the quality of the software hash, by round count. Throws ConfigError. */
function queryOf(source: string | undefined, options: BudgetOptions): BudgetQuery {
  const limits = parseLimits(options);
  const fail = (place: string, message: string): never => raise(place, "(root)", message);
  const [[axis = source === undefined ? "rounds" : null, ...axes], [moved, ...others]] = parted(options.by);
  if (axes.length + others.length > 0)
    fail("--by", `expected at most one axis and one limit, received ${options.by.join(" and ")}`);
  const map = moved === undefined ? null : parseMap(moved);
  if (map !== null && limits[map.metric.quantity] !== undefined)
    fail("--by", `expected a limit that ${map.metric.budget.flag} does not fix, received both`);
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
    points: parsePoints(options.points),
    by: axis,
  };
}

export const budgetVerb = defineVerb<[source: string | undefined], BudgetOptions>({
  summary: "best designs under a chip budget",
  about: "best designs under a chip budget, the active constraints, and the cost of the limits",
  args: [
    [
      "[source]",
      "config (its cores and other sizes are searched), study (its grid as well), or evaluated points: a store or a CSV file; " +
        "the default is a space of tiles, arrays, rounds, chunks, MACs and buffers around the seed design",
    ],
  ],
  options: [
    setOption(),
    workloadFromOption(),
    pluginOption(),
    new Option(
      "--least <aim>",
      `least ${LEAST.map(({ quantity }) => quantity).join(", ")} instead of the most tokens/s`,
    ),
    new Option(
      "--quality <condition>",
      'such as "recall >= 0.7"; "iso" is the attention recall of the software hash, less the config\'s margin',
    ),
    new Option(
      "--points <n>",
      `points that each comparison design of a config is sized with (default: ${USUAL_POINTS}; 0: cores alone)`,
    ),
    new Option(
      "--by <axis>",
      'also the best memristor design at every value of an axis, such as rounds, or the best ones as a limit changes, such as "area=2mm2..20mm2:10" (repeatable)',
    )
      .argParser((value: string, before: string[] | undefined) => [...(before ?? []), value])
      .default([], "none"),
    ...LIMITS.map(({ budget }) => new Option(`${budget.flag} <${budget.unit}>`, `most ${budget.of}`)),
  ],
  reports: "folder",
  isLong: true,
  examples: [
    'budget --set workload.heads=8 --set workload.length=16384 --area "5 mm2" --power "1 W"',
    'budget configs/study-array-shape.json5 --least energy --quality "recall >= 0.7"',
    'budget out/array-shape --power "1 W" --by "area=2mm2..20mm2:10:log" --out out/map',
  ],
  ask: async ({ args: [source], options, progress }) => {
    const query = queryOf(source, options);
    const report = await answer(source, options, query, await loadModels(options.plugin), progress);
    if (report.contenders.every(({ answer: own }) => own === null) && query.map === null)
      throw new InfeasibleError(`no design is within the budget\n${textSink(budgetBlocks(report))}`.trim());
    return budgetAnswer(report, packageVersion());
  },
});
