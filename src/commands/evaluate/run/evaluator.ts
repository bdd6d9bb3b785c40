// Evaluates price and quality of one config after another, in a process that stays warm.

import {
  ConfigError,
  DOCUMENT_LIMITS,
  fault,
  type Issue,
  type Located,
  memoised,
  parseDocument,
  thrownText,
} from "#base";
import { outcomeOf } from "#search";
import { compileConfig } from "../../../design/compiled-config.ts";
import { type Config, type ConfigInput, parseConfig } from "../../../design/config.ts";
import { loadKernels } from "../../../runtime/kernels.ts";
import { loadModels, type Models } from "../../../runtime/plugins.ts";
import type { Activations } from "../../../simulation/activations.ts";
import { createPointMetrics, createPriceMemory } from "../../../study/point-metrics.ts";
import { type ModelChoice, measure, type Remember } from "../../shared/activations.ts";
import { defaultConfig, readConfig } from "../../shared/config-file.ts";
import { withMeasuredFiles } from "../../shared/measured-files.ts";
import { type Change, changed } from "./change.ts";
import type { EvaluationLevel } from "./levels.ts";
import { type WantedMetrics, wantedMetrics } from "./wanted-metrics.ts";

/** Outcome of a config. */
export type EvaluatedConfig =
  | {
      readonly status: "ok";
      /** By the keys of a study's columns, SI with the unit in the name: energy_J, latency_s, area_m2, … */
      readonly metrics: Readonly<Record<string, number>>;
    }
  | {
      /** infeasible: it cannot be built; unknown: no model applies; failed: its numbers are not finite. */
      readonly status: "infeasible" | "unknown" | "failed";
      readonly reason: string;
    };

export interface EvaluatorOptions extends Pick<ModelChoice, "model" | "tokens"> {
  /** Files of private models, as `--plugin` takes them. */
  readonly plugins?: readonly string[];
  /** Base of `change`: a config or its file; the shipped design unless given. */
  readonly base?: ConfigInput | string;
  /**
   * Keys of the requested metrics, such as `energy_J`; the columns of that level's study unless given. Other
   * designs are priced only for metrics that compare with them, so few keys take a fraction of the time.
   */
  readonly metrics?: readonly string[];
}

/** Evaluates configs, each independently of the others: a result depends only on its config. */
export interface Evaluator {
  /** Evaluates a whole config; every key has a default. Throws ConfigError with every fault of it. */
  evaluate(config: ConfigInput, level?: EvaluationLevel): Promise<EvaluatedConfig>;
  /** Evaluates the base with some paths changed, such as `{ "workload.length": 512 }`. Throws ConfigError. */
  change(set: Change, level?: EvaluationLevel): Promise<EvaluatedConfig>;
}

/**
 * Evaluates configs one after another, as `crosshash evaluate` does with lines. Models, kernels, parsed parts
 * of configs, solved arrays and prices are cached: a config costs only what earlier ones did not share.
 * Energies in J, times in s, areas in m². Throws ConfigError for a key of no metric.
 *
 * @example
 * const { evaluate, change } = createEvaluator({ base: { workload: { length: 256 } } });
 * const priced = await evaluate({ workload: { length: 512, attention: { rounds: 4 } } });
 * if (priced.status === "ok") console.log(priced.metrics.energy_J);
 * console.log(await change({ "design.hashing.array.tileRows": 8 }, "estimate"));
 */
export function createEvaluator(options: EvaluatorOptions = {}): Evaluator {
  const { base = defaultConfig() } = options;
  const evaluateDocument = createDocumentEvaluator(options);
  let known: Located | undefined;
  const baseOf = (): Located => {
    known ??= typeof base === "string" ? readConfig(base, []) : documentOf(base, "base");
    return known;
  };
  return {
    evaluate: async (config, level = "price") => evaluateDocument(documentOf(config, "config"), level),
    change: async (set, level = "price") =>
      evaluateDocument(
        changed(baseOf(), set, (path) => `set ${path}`),
        level,
      ),
  };
}

/** A config from a program; its places are computed only when a message needs them. Throws ConfigError. */
function documentOf(config: ConfigInput, name: string): Located {
  const text = plainText(config, name);
  let known: Located | undefined;
  const located = (): Located => {
    known ??= parseDocument(text, name);
    return known;
  };
  const value: unknown = text.length <= DOCUMENT_LIMITS.bytes ? JSON.parse(text) : located().value;
  return {
    file: name,
    value,
    place: (path) => located().place(path),
    keyPlace: (path) => located().keyPlace(path),
  };
}

function plainText(config: ConfigInput, name: string): string {
  try {
    return JSON.stringify(config) ?? "null";
  } catch (error) {
    const message = `expected plain data, received what JSON cannot say: ${thrownText(error).split("\n")[0]}`;
    throw fault(name, "(root)", message);
  }
}

/** Lengths whose simulations share references, and constructed tasks: some megabytes each. */
const MOST_ACTIVATIONS = 8;

/** Evaluates a located config. Throws ConfigError, also for a level without one of the requested metrics. */
export type EvaluateDocument = (document: Located, level: EvaluationLevel) => Promise<EvaluatedConfig>;

/** Evaluates for `createEvaluator` configs with known places. Throws ConfigError for a key of no metric. */
export function createDocumentEvaluator(
  options: EvaluatorOptions,
  models: () => Promise<Models> = () => loadModels(options.plugins ?? []),
): EvaluateDocument {
  const kernels = loadKernels();
  const known = new Map<string, unknown>();
  const remember: Remember = async (key, make) => {
    if (known.has(key)) return known.get(key) as Awaited<ReturnType<typeof make>>;
    const value = await make();
    const isModel = (own: string): boolean => own.startsWith("model");
    if (known.size > MOST_ACTIVATIONS) known.delete([...known.keys()].find((own) => !isModel(own)) ?? "");
    known.set(key, value);
    return value;
  };
  const memory = createPriceMemory(kernels);
  const pricingOf = memoised(
    (activations: Activations) => createPointMetrics(activations, kernels, memory),
    (activations) => activations,
    MOST_ACTIVATIONS,
  );
  const wantedAt = wantedMetrics(options.metrics);
  let parsing: Promise<(document: Located) => Config> | undefined;
  return async (given, level) => {
    const wanted = wantedAt(level);
    parsing ??= parserOf(models());
    const parse = await parsing;
    const document = withMeasuredFiles(given);
    const measured = await measure(document, parse(document), options, remember);
    return outcomeAt(measured.config, document, level, wanted, pricingOf(measured.activations));
  };
}

async function parserOf(models: Promise<Models>): Promise<(document: Located) => Config> {
  const { catalogue } = await models;
  const compiled = compileConfig(catalogue);
  return (document) => compiled(document.value) ?? parseConfig(document, catalogue);
}

function outcomeAt(
  config: Config,
  document: Located,
  level: EvaluationLevel,
  { metrics: wanted, names }: WantedMetrics,
  metricsOf: ReturnType<typeof createPointMetrics>,
): EvaluatedConfig {
  let refused: readonly Issue[] | null = null;
  const { status, metrics, reason } = outcomeOf(() => {
    try {
      return metricsOf({
        config,
        document,
        level,
        metrics: wanted,
        seed: config.seed,
      });
    } catch (error) {
      // A config that needs too much memory or work is at fault, and not a point without numbers.
      if (error instanceof ConfigError) refused = error.issues;
      throw error;
    }
  }, names);
  if (refused !== null) throw new ConfigError(refused);
  if (metrics === null) return { status: status as "infeasible", reason };
  return { status: "ok", metrics: Object.fromEntries(names.map((name, n) => [name, metrics[n]])) };
}
