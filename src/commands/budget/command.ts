import { Option } from "commander";
import { fault, InfeasibleError, raise } from "../../base/errors.ts";
import { defineVerb } from "../../cli/define-verb.ts";
import { pluginOption, setOption, workloadFromOption } from "../../cli/options.ts";
import type { Report } from "../../report/report.ts";
import { textSink } from "../../report/sinks/text.ts";
import { packageVersion } from "../../runtime/package-files.ts";
import { loadModels, type Models } from "../../runtime/plugins.ts";
import type { Progress } from "../../runtime/progress.ts";
import { defaultConfig, defaultStudy } from "../shared/config-file.ts";
import { readConfigFor } from "../shared/config-of-model.ts";
import { memoryLayerAnswer } from "./report/memory-layer.ts";
import { servingAnswer } from "./report/serving.ts";
import { budgetAnswer, budgetBlocks } from "./report/text.ts";
import { type BudgetQuery, budgetOfStudy } from "./run/budget.ts";
import { LEAST, LIMITS, parseAim, parseLimits, parseMap } from "./run/limits.ts";
import { memoryLayer } from "./run/memory-layer.ts";
import type { BudgetReport } from "./run/result.ts";
import { holdsRows } from "./run/rows.ts";
import { serving } from "./run/serving.ts";
import { parsePoints, USUAL_POINTS } from "./run/sizing.ts";
import { budgetOfRows } from "./run/stored.ts";

/** Adds the text of each limit, keyed by its flag's name. */
type BudgetOptions = Readonly<Record<string, unknown>> & {
  readonly set: string[];
  readonly workloadFrom?: string;
  readonly plugin: string[];
  readonly least?: string;
  readonly quality?: string;
  readonly map?: string;
  readonly by?: string;
  readonly points?: string;
  readonly model?: string;
  readonly layer?: boolean;
  readonly requests?: string;
  readonly prompt?: string;
  readonly answer?: string;
  readonly chips?: string;
  readonly split?: string;
};

/** Options of a served model, which limits have no use for. */
const OF_SERVING = ["model", "prompt", "answer", "chips", "split"] as const;

/** What serves a whole model at a rate of requests: another question than what a limit buys. */
async function servedModel(
  source: string | undefined,
  options: BudgetOptions & { readonly requests: string },
  progress: Progress,
): Promise<Report> {
  const { requests, prompt = "2048", answer: tokens = "256", chips, split, model } = options;
  const limited = LIMITS.map(({ quantity }) => quantity).filter((name) => options[name] !== undefined);
  const others = [
    ...limited,
    ...["least", "quality", "map", "by", "points"].filter((name) => options[name] !== undefined),
  ];
  if (others.length > 0)
    throw fault(`--${others[0]}`, "(root)", "expected no limit or condition beside --requests");
  const settings = model === undefined ? options.set : [`workload.preset=${model}`, ...options.set];
  const document = readConfigFor(options.workloadFrom, source ?? defaultConfig(), settings);
  const query = { requests, prompt, answer: tokens, chips, split };
  const report = await serving(document, await loadModels(options.plugin), query, progress);
  return servingAnswer(report, packageVersion());
}

/** One layer of a model with all of its weights in tuned arrays: what each part of it takes. */
async function layerInMemory(
  source: string | undefined,
  options: BudgetOptions,
  progress: Progress,
): Promise<Report> {
  const others = [
    ...LIMITS.map(({ quantity }) => quantity as string),
    ...["least", "quality", "map", "by", "points", "requests", "prompt", "answer", "chips", "split"],
  ].filter((name) => (options as Readonly<Record<string, unknown>>)[name] !== undefined);
  if (others.length > 0)
    throw fault(`--${others[0]}`, "(root)", "expected no limit, condition or load with --layer");
  const { model } = options;
  const settings = model === undefined ? options.set : [`workload.preset=${model}`, ...options.set];
  const document = readConfigFor(options.workloadFrom, source ?? defaultConfig(), settings);
  return memoryLayerAnswer(
    await memoryLayer(document, await loadModels(options.plugin), progress),
    packageVersion(),
  );
}

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

/** Default query: maximise tokens/s at the quality of the software hash, by round count. Throws ConfigError. */
function queryOf(source: string | undefined, options: BudgetOptions): BudgetQuery {
  const limits = parseLimits(options);
  const map = options.map === undefined ? null : parseMap(options.map);
  const fail = (place: string, message: string): never => raise(place, "(root)", message);
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
    points: parsePoints(options.points),
    by: options.by ?? (source === undefined ? "rounds" : null),
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
      'such as "captured_mass >= 0.7"; "iso" is the attention recall of the software hash, less the config\'s margin',
    ),
    new Option(
      "--points <n>",
      `points that each comparison design of a config is sized with (default: ${USUAL_POINTS}; 0: cores alone)`,
    ),
    new Option("--by <axis>", "also the best memristor design at every value of an axis, such as rounds"),
    new Option(
      "--map <limit=from..to:steps>",
      'how the best changes with one limit, such as "area=2mm2..20mm2:10"',
    ),
    new Option(
      "--layer",
      "instead of limits: one layer of a model with its weights in tuned arrays, part by part",
    ),
    new Option(
      "--requests <rate>",
      'instead of limits: chips that serve a whole model at a rate, such as "2/s"',
    ),
    new Option(
      "--model <preset>",
      "model of --requests and --layer, such as llama-3-8b (default: the config's)",
    ),
    new Option("--prompt <tokens>", "tokens of a request's prompt (default: 2048)"),
    new Option("--answer <tokens>", "tokens of its answer (default: 256)"),
    new Option(
      "--chips <n>",
      "chips that one copy of the model is split over (default: what takes the fewest in all)",
    ),
    new Option("--split <by>", "how it is split over chips: heads (default) or layers"),
    ...LIMITS.map(({ budget }) => new Option(`${budget.flag} <${budget.unit}>`, `most ${budget.of}`)),
  ],
  reports: "folder",
  isLong: true,
  examples: [
    'budget --set workload.heads=8 --set workload.length=16384 --area "5 mm2" --power "1 W"',
    'budget configs/study-array-shape.json5 --least energy --quality "captured_mass >= 0.7"',
    "budget --layer --model bert-base --set workload.length=128",
    "budget --model llama-3-8b --requests 2/s --prompt 2048 --answer 256",
    'budget out/array-shape --power "1 W" --map "area=2mm2..20mm2:10:log" --out out/map',
  ],
  ask: async ({ args: [source], options, progress }) => {
    const { requests, layer } = options;
    if (layer === true) return layerInMemory(source, options, progress);
    if (requests !== undefined) return servedModel(source, { ...options, requests }, progress);
    for (const name of OF_SERVING)
      if (options[name] !== undefined)
        throw fault(`--${name}`, "(root)", 'expected --requests beside it, such as "2/s"');
    const query = queryOf(source, options);
    const report = await answer(source, options, query, await loadModels(options.plugin), progress);
    if (report.rungs.every(({ answer: own }) => own === null) && query.map === null)
      throw new InfeasibleError(`no design is within the budget\n${textSink(budgetBlocks(report))}`.trim());
    return budgetAnswer(report, packageVersion());
  },
});
