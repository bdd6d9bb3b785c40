// Metrics that an evaluation gives.

import { ConfigError, didYouMean } from "#base";
import { levelMetrics, METRICS, metricOfKey } from "../../../comparison/metrics/index.ts";
import type { Metric } from "../../../comparison/metrics/metric.ts";
import { EVALUATION_LEVELS, type EvaluationLevel } from "./levels.ts";

/** Metrics of a result, and their keys. */
export interface WantedMetrics {
  readonly metrics: readonly Metric[];
  readonly names: readonly string[];
}

/** Metrics of a level. Throws ConfigError where it does not measure one that was chosen. */
export type WantedAt = (level: EvaluationLevel) => WantedMetrics;

const EXPECTED = "expected keys of metrics, such as energy_J,latency_s (docs/reference/metrics.md has all)";

const wanted = (metrics: readonly Metric[]): WantedMetrics => ({
  metrics,
  names: metrics.map(({ key }) => key),
});

/**
 * The columns of a study's level, or the chosen keys, each once. Omitted metrics are not computed: another
 * design is priced only for a metric over its own. Throws ConfigError for a key of no metric, or no key.
 */
export function wantedMetrics(keys: readonly string[] | undefined): WantedAt {
  if (keys === undefined) return (level) => wanted(levelMetrics(level));
  const names = METRICS.map(({ key }) => key);
  if (keys.length === 0) throw fault(`${EXPECTED}, received none`);
  const chosen = [...new Set(keys)].map((key): Metric => {
    const metric = metricOfKey(key);
    if (metric === null) throw fault(`${EXPECTED}, received "${key}"${didYouMean(key, names)}`);
    return metric;
  });
  return (level) => {
    const missing = chosen.find(({ kind, levels }) => kind === "quality" && !levels.includes(level));
    if (missing !== undefined)
      throw fault(
        `expected metrics that the level "${level}" has, received ${missing.key} (level ${levelsOf(missing)})`,
      );
    return wanted(chosen);
  };
}

/** Levels of an evaluation that have a metric, in words. */
const levelsOf = ({ levels }: Metric): string =>
  EVALUATION_LEVELS.filter((level) => levels.includes(level)).join(" or ");

const fault = (message: string): ConfigError =>
  new ConfigError([{ place: "--metrics", path: "(root)", message }]);
