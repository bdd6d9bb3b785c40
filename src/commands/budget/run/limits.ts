import { didYouMean, fault, parseQuantity, withoutKey } from "#base";
import { limitsBetween } from "#search";
import { LIMITED_METRICS } from "../../../comparison/metrics/index.ts";
import type { BudgetLimit, Metric } from "../../../comparison/metrics/metric.ts";
import { throughput } from "../../../comparison/metrics/prices.ts";
import { AIMS } from "./result.ts";

/** Upper bounds, SI, by quantity. */
export type Limits = Readonly<Record<string, number>>;

/** A metric that a budget may bound. */
export type LimitedMetric = Metric & { readonly budget: BudgetLimit };

/** Metrics that a budget may bound, in the order of the options. */
export const LIMITS: readonly LimitedMetric[] = LIMITED_METRICS.filter(
  (metric): metric is LimitedMetric => metric.budget !== undefined,
);

/** The flag's name as commander gives its value: `--peak-power` → `peakPower`. */
const optionOf = ({ budget: { flag } }: LimitedMetric): string =>
  flag.slice(2).replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

const refuse = (place: string, message: string): never => {
  throw fault(place, "(value)", message);
};

/** A positive quantity in SI. Throws ConfigError naming `place`. */
function positive(text: string, { budget: { unit, perSi } }: LimitedMetric, place: string): number {
  const value = parseQuantity(text, unit);
  if (typeof value === "string") return refuse(place, value);
  if (!(value > 0 && Number.isFinite(value)))
    return refuse(place, `expected a quantity above 0, received ${JSON.stringify(text)}`);
  return value * perSi;
}

/** Limits in SI units. Throws ConfigError for a text that is no positive quantity. */
export function parseLimits(options: Readonly<Record<string, unknown>>): Limits {
  const limits: Record<string, number> = {};
  for (const metric of LIMITS) {
    const text = options[optionOf(metric)];
    if (typeof text === "string") limits[metric.quantity] = positive(text, metric, metric.budget.flag);
  }
  return limits;
}

/** A varied limit. */
export interface MapPlan {
  readonly metric: LimitedMetric;
  /** SI. */
  readonly limits: readonly number[];
}

const MOST_STEPS = 200;

const LONGEST_MAP = 200;

/** `area=2mm2..20mm2:10`, or with `:log` at the end for equal factors. Throws ConfigError. */
export function parseMap(text: string): MapPlan {
  if (text.length > LONGEST_MAP)
    return refuse("--by", `expected at most ${LONGEST_MAP} characters, received ${text.length}`);
  const [, name, low, high, count, scale] =
    /^\s*([\w-]+)\s*=\s*(.+?)\s*\.\.\s*(.+?)\s*:\s*(\d+)\s*(?::\s*(log|linear)\s*)?$/.exec(text) ?? [];
  if (name === undefined)
    return refuse("--by", `expected limit=from..to:steps such as "area=2mm2..20mm2:10", received "${text}"`);
  const metric = LIMITS.find(({ budget: { flag } }) => flag === `--${name}`);
  if (metric === undefined)
    return refuse(
      "--by",
      `expected one of ${LIMITS.map(({ budget: { flag } }) => flag.slice(2)).join(", ")}, received "${name}"`,
    );
  const [from, to] = [low, high].map((end) => positive(end, metric, "--by"));
  const steps = Number(count);
  if (!(from < to)) return refuse("--by", `expected from < to, received "${low}..${high}"`);
  if (steps < 2 || steps > MOST_STEPS)
    return refuse("--by", `expected 2 to ${MOST_STEPS} steps, received ${count}`);
  return { metric, limits: limitsBetween(from, to, steps, scale === "log" ? "log" : "linear") };
}

/** Prices that a budget may minimise. */
export const LEAST: readonly Metric[] = AIMS.filter(({ sense }) => sense === "min");

/** The metric to maximise or minimise. Throws ConfigError. */
export function parseAim(least: string | undefined): Metric {
  if (least === undefined) return throughput;
  return (
    LEAST.find(({ quantity }) => quantity === least) ??
    refuse(
      "--least",
      `expected one of ${LEAST.map(({ quantity }) => quantity).join(", ")}, received "${least}"${
        didYouMean(
          least,
          LEAST.map(({ quantity }) => quantity),
        ) || withoutKey(least)
      }`,
    )
  );
}
