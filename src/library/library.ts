import { type Located, parseDocument } from "#base";
import { createProgress, type Progress, readTable } from "#local-io";
import type { StudySummary } from "#study-runs";
import { defaultWorkers } from "#study-runs";
import { budgetOfStudy } from "../commands/budget/run/budget.ts";
import { parseAim, parseLimits } from "../commands/budget/run/limits.ts";
import type { BudgetReport } from "../commands/budget/run/result.ts";
import { holdsRows } from "../commands/budget/run/rows.ts";
import { parsePoints } from "../commands/budget/run/sizing.ts";
import { budgetOfRows } from "../commands/budget/run/stored.ts";
import { compare as compareDocument } from "../commands/compare/run/compare.ts";
import type { Comparison } from "../commands/compare/run/comparison.ts";
import { type HashReport, hashReport } from "../commands/hash/run/hash.ts";
import { type MemoryLayerReport, memoryLayer as memoryLayerOf } from "../commands/model/run/memory-layer.ts";
import {
  type ServingQuery,
  type ServingReport,
  serving as servingOf,
} from "../commands/model/run/serving.ts";
import { type WholeModelReport, wholeModel as wholeModelOf } from "../commands/model/run/whole-model.ts";
import {
  readSubject,
  type SensitivityQuery,
  sensitivity as sensitivityOf,
  subjectOf,
} from "../commands/sensitivity/run/sensitivity.ts";
import type { ModelChoice } from "../commands/shared/activations.ts";
import { defaultConfig, defaultStudy, readConfig } from "../commands/shared/config-file.ts";
import type { SensitivityReport } from "../commands/shared/sensitivity-result.ts";
import { storedStudy } from "../commands/shared/studies/stored.ts";
import { type DiffOptions, diffStudies, type StudyDiff } from "../commands/study/run/diff.ts";
import {
  type FrontOptions,
  isFolder,
  type StudyFront,
  studyFront,
  tableQuery,
} from "../commands/study/run/front.ts";
import { sweep as runSweep } from "../commands/study/run/run.ts";
import { type TilesQuery, type TilesReport, tiles as tilesOf } from "../commands/tiles/run/tiles.ts";
import { energy } from "../comparison/metrics/prices.ts";
import { loadModels, type Models } from "../runtime/plugins.ts";
import { type ParetoAnswer, paretoQuery } from "../study/query.ts";

/** A config or study: an object with the keys of a config file, or a file's path. Every key has a default. */
export type ConfigSource = object | string;

/** Options common to all questions. */
export interface QuestionOptions {
  /** Files of private models, as for `--plugin`. */
  readonly plugins?: readonly string[];
  /** Called with progress messages, one line each. */
  readonly onProgress?: (text: string) => void;
}

export const documentOf = (source: ConfigSource, fallback: string): Located => {
  if (typeof source === "string") return readConfig(source, []);
  if (Object.keys(source).length === 0) return readConfig(fallback, []);
  return parseDocument(JSON.stringify(source), "config");
};

export const progressOf = ({ onProgress }: QuestionOptions): Progress => ({
  update: (text) => onProgress?.(text),
  done: () => {},
});

export const modelsOf = ({ plugins = [] }: QuestionOptions): Promise<Models> => loadModels(plugins);

/**
 * Simulates and prices a design and compares it with the other designs, like `crosshash compare`. Energies in
 * J, times in s, areas in m². The default is the shipped design. Throws ConfigError and InfeasibleError.
 *
 * @example
 * const { contenders } = await compare({ workload: { length: 256 }, fidelity: { arrays: 2 } });
 * for (const { id, ...one } of contenders) if (one.feasible) console.log(id, one.cost.energy);
 */
export async function compare(
  config: ConfigSource = {},
  options: QuestionOptions & ModelChoice & { readonly seed?: number; readonly workers?: number } = {},
): Promise<Comparison> {
  const document = documentOf(config, defaultConfig());
  return compareDocument(document, await modelsOf(options), options, progressOf(options));
}

/**
 * Runs a study (a config with a `space`) into the store `out`, or resumes it there, like `crosshash study run`.
 * `timeout` is the time limit of a point, ms. Throws ConfigError for a bad study, StoreWriteError for failed
 * writes.
 *
 * @example
 * const space = { "design.hashing.array.tileRows": [8, 16], "workload.length": [256, 512] };
 * const objectives = [{ metric: "energy_J", sense: "min" }];
 * const { counts } = await sweep({ space, objectives }, { out: "out/study" });
 * console.log(counts.ok);
 */
export async function sweep(
  study: ConfigSource,
  options: QuestionOptions & {
    readonly out: string;
    readonly seed?: number;
    readonly workers?: number;
    readonly maxPoints?: number;
    readonly timeout?: number;
    /** Folder of the point cache that studies share; none by default. */
    readonly cache?: string;
    readonly signal?: AbortSignal;
  },
): Promise<StudySummary> {
  const { out, seed, maxPoints, workers = defaultWorkers(), timeout = 600_000 } = options;
  return runSweep(documentOf(study, defaultStudy()), {
    folder: out,
    models: await modelsOf(options),
    seed,
    workers,
    shard: { part: 1, of: 1 },
    maxPoints,
    timeout,
    lock: { takeOver: false },
    retry: [],
    progress: createProgress("quiet"),
    cache: options.cache ?? null,
    signal: options.signal ?? new AbortController().signal,
  });
}

/**
 * Pareto front and hypervolume of a study's store or a CSV file, like `crosshash study pareto`. `front`: rows
 * of the export, from 0. A CSV file needs `objectives`: "energy_J:min,area_m2:min". Throws ConfigError.
 *
 * @example
 * const { front: rows, hypervolume } = await front("out/study");
 * console.log(rows, hypervolume);
 */
export async function front(
  source: string,
  options: QuestionOptions & FrontOptions = {},
): Promise<StudyFront | ParetoAnswer> {
  if (isFolder(source))
    return studyFront(source, storedStudy(source, await modelsOf(options)), options, progressOf(options));
  return paretoQuery(readTable(source), tableQuery(options));
}

/**
 * Best designs within the limits of a chip, like `crosshash budget`. The source is a config, a study, a store
 * or a CSV file of evaluated points. Limits are texts with units, keyed by flag name. Throws ConfigError.
 *
 * @example
 * const { contenders } = await budget({ workload: { length: 256, heads: 4 } }, { area: "40 mm2", power: "20 W" });
 * console.log(contenders.map(({ design, answer }) => [design, answer?.best.sets]));
 */
export async function budget(
  source: ConfigSource,
  limits: Readonly<Record<string, string>>,
  options: QuestionOptions & {
    readonly least?: string;
    readonly quality?: string;
    readonly by?: string;
    /** Points for sizing each comparison design of a config; 0 varies only its cores. */
    readonly points?: number;
  } = {},
): Promise<BudgetReport> {
  const query = {
    limits: parseLimits(limits),
    aim: parseAim(options.least),
    quality: options.quality ?? null,
    map: null,
    points: parsePoints(options.points?.toString()),
    by: options.by ?? null,
  };
  const models = await modelsOf(options);
  if (typeof source === "string" && holdsRows(source))
    return budgetOfRows(source, query, models, progressOf(options));
  return budgetOfStudy(documentOf(source, defaultStudy()), query, models, progressOf(options));
}

/**
 * Sensitivity of a config's or study's cost to constants, and optionally to parameters, like
 * `crosshash sensitivity`. Throws ConfigError.
 *
 * @example
 * const { constants } = await sensitivity({ workload: { length: 256 } }, { draws: 20, samples: 0 });
 * console.log(constants[0].name, constants[0].atLow, constants[0].atHigh);
 */
export async function sensitivity(
  source: ConfigSource = {},
  query: Partial<SensitivityQuery> = {},
  options: QuestionOptions = {},
): Promise<SensitivityReport> {
  const models = await modelsOf(options);
  const subject =
    typeof source === "string"
      ? readSubject(source, [], isFolder(source), models)
      : subjectOf(documentOf(source, defaultConfig()), models);
  const { metric = energy.key, draws = 200, samples = 256, parameters = false, seed = null } = query;
  return sensitivityOf(subject, { metric, draws, samples, parameters, seed }, progressOf(options));
}

/**
 * Compares tile edge × array side, and the sharing of arrays, each at the fewest rounds that reach equal
 * quality, like `crosshash tiles`. Throws ConfigError.
 *
 * @example
 * const { shapes } = await tiles({ workload: { length: 256 }, fidelity: { arrays: 2 } }, { edges: [16], sides: [64] });
 * console.log(shapes[0].rounds, shapes[0].price?.energy);
 */
export async function tiles(
  source: ConfigSource = {},
  { edges = [8, 16, 32], sides = [64, 128], mass = null }: Partial<TilesQuery> = {},
  options: QuestionOptions = {},
): Promise<TilesReport> {
  const { catalogue } = await modelsOf(options);
  return tilesOf(documentOf(source, defaultStudy()), catalogue, { edges, sides, mass }, progressOf(options));
}

/**
 * Chips, batches, latency and energy for serving a whole model at a rate of requests, like
 * `crosshash model --requests`. Throws ConfigError.
 *
 * @example
 * const { designs } = await serving({ workload: { preset: "smollm2-135m" } }, { requests: "2/s", prompt: "512", answer: "64" });
 * console.log(designs.map((one) => ("reason" in one ? one.reason : one.energyPerToken)));
 */
export async function serving(
  config: ConfigSource,
  query: ServingQuery,
  options: QuestionOptions = {},
): Promise<ServingReport> {
  return servingOf(documentOf(config, defaultConfig()), await modelsOf(options), query, progressOf(options));
}

/**
 * One transformer layer with its weights in tuned arrays, and its attention by each design, like
 * `crosshash model --layer`. Throws ConfigError.
 *
 * @example
 * const { layers } = await memoryLayer({ workload: { preset: "bert-base", length: 128 } });
 * console.log(layers.map((one) => ("reason" in one ? one.reason : one.perToken)));
 */
export async function memoryLayer(
  config: ConfigSource = {},
  options: QuestionOptions = {},
): Promise<MemoryLayerReport> {
  return memoryLayerOf(documentOf(config, defaultConfig()), await modelsOf(options), progressOf(options));
}

/**
 * A whole model on one chip, for each home of its weights and each design of its attention, like `crosshash model`.
 * Throws ConfigError.
 *
 * @example
 * const { chips } = await wholeModel({ workload: { preset: "smollm2-135m", length: 512 } });
 * console.log(chips.map((one) => ("reason" in one ? one.reason : one.area)));
 */
export async function wholeModel(
  config: ConfigSource = {},
  options: QuestionOptions = {},
): Promise<WholeModelReport> {
  return wholeModelOf(documentOf(config, defaultConfig()), await modelsOf(options), progressOf(options));
}

/**
 * Quality of a design's hash: collisions and their law, bits, noise and the circuit, like `crosshash hash`.
 * Throws ConfigError.
 *
 * @example
 * const { quality } = await hash({ fidelity: { arrays: 2 }, workload: { length: 256 } });
 * console.log(quality.collision.map(({ cosine, memristor }) => [cosine, memristor.mean]));
 */
export async function hash(
  config: ConfigSource = {},
  options: QuestionOptions & { readonly seed?: number } = {},
): Promise<HashReport> {
  const { catalogue } = await modelsOf(options);
  return hashReport(documentOf(config, defaultConfig()), catalogue, options, progressOf(options));
}

/**
 * Differences between the stores of two studies, and whether the front got worse, like `crosshash study diff`.
 * Throws ConfigError.
 *
 * @example
 * const { equal, worse } = await diff("out/study", "out/study");
 * console.log(equal, worse);
 */
export async function diff(
  before: string,
  after: string,
  { tolerance = 1e-9, ...options }: QuestionOptions & Partial<DiffOptions> = {},
): Promise<StudyDiff> {
  return diffStudies(before, after, await modelsOf(options), { ...options, tolerance }, progressOf(options));
}
export type { Amperes, MeasuredClock, StatedParameter } from "#base";
export type { Progress } from "#local-io";
export type { CellRead } from "../arrays/dynamic/dynamic-array.ts";
export type { EqualRate, Sizing } from "../commands/budget/run/result.ts";
export type { OwnRange } from "../comparison/bands.ts";
export type { Amounts } from "../comparison/duty.ts";
export type * from "../cost/floorplan/die.ts";
export type { ArrangedDie } from "../cost/floorplan/lay-out.ts";
export { SIZED_UNITS, type SizedUnit, type UnitSizes } from "../design/unit-sizes.ts";
export type { Models, Plugin } from "../runtime/plugins.ts";
