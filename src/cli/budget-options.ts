import { ConfigError } from "../base/errors.ts";
import { parseQuantity, type UnitName } from "../base/units.ts";
import { limitsBetween } from "../explore/budget-map.ts";
import { BUDGETED, type Budgeted } from "../ladder/chip-budget.ts";
import { AIMS, type Aim } from "../report/budget-report.ts";

export type Limits = Readonly<Partial<Record<Budgeted, number>>>;

/** Options of the command line by the quantity that they bound, with the unit in which they are written. */
export const LIMIT_OPTIONS: Readonly<
  Record<
    Budgeted,
    { readonly flag: string; readonly unit: UnitName; readonly perSi: number; readonly of: string }
  >
> = {
  area: { flag: "--area", unit: "m2", perSi: 1, of: "chip area" },
  power: { flag: "--power", unit: "W", perSi: 1, of: "average power" },
  peakPower: { flag: "--peak-power", unit: "W", perSi: 1, of: "peak power" },
  powerDensity: { flag: "--power-density", unit: "W/mm2", perSi: 1e6, of: "average power over area" },
  bandwidth: { flag: "--bandwidth", unit: "B/s", perSi: 1, of: "bandwidth of the memory" },
  latency: { flag: "--latency", unit: "s", perSi: 1, of: "latency of the workload" },
};

const refuse = (place: string, message: string): never => {
  throw new ConfigError([{ place, path: "(value)", message }]);
};

/** A positive quantity in SI. Throws ConfigError naming `place`. */
function positive(text: string, quantity: Budgeted, place: string): number {
  const { unit, perSi } = LIMIT_OPTIONS[quantity];
  const value = parseQuantity(text, unit);
  if (typeof value === "string") return refuse(place, value);
  if (!(value > 0 && Number.isFinite(value)))
    return refuse(place, `expected a quantity above 0, received ${JSON.stringify(text)}`);
  return value * perSi;
}

/** Limits in SI units. Throws ConfigError for a text that is no positive quantity. */
export function parseLimits(texts: Readonly<Partial<Record<Budgeted, string>>>): Limits {
  const limits: Partial<Record<Budgeted, number>> = {};
  for (const quantity of BUDGETED) {
    const text = texts[quantity];
    if (text !== undefined) limits[quantity] = positive(text, quantity, LIMIT_OPTIONS[quantity].flag);
  }
  return limits;
}

/** A limit that moves. */
export interface MapPlan {
  readonly quantity: Budgeted;
  /** SI. */
  readonly limits: readonly number[];
}

const MOST_STEPS = 200;

/** `area=2mm2..20mm2:10`, or with `:log` at the end for equal factors. Throws ConfigError. */
export function parseMap(text: string): MapPlan {
  const [, name, low, high, count, scale] =
    /^\s*([\w-]+)\s*=\s*(.+?)\s*\.\.\s*(.+?)\s*:\s*(\d+)\s*(?::\s*(log|linear)\s*)?$/.exec(text) ?? [];
  if (name === undefined)
    return refuse("--map", `expected limit=from..to:steps such as "area=2mm2..20mm2:10", received "${text}"`);
  const quantity = BUDGETED.find((known) => LIMIT_OPTIONS[known].flag === `--${name}`);
  if (quantity === undefined)
    return refuse(
      "--map",
      `expected one of ${BUDGETED.map((known) => LIMIT_OPTIONS[known].flag.slice(2)).join(", ")}, received "${name}"`,
    );
  const [from, to] = [low, high].map((end) => positive(end, quantity, "--map"));
  const steps = Number(count);
  if (!(from < to)) return refuse("--map", `expected from < to, received "${low}..${high}"`);
  if (steps < 2 || steps > MOST_STEPS)
    return refuse("--map", `expected 2 to ${MOST_STEPS} steps, received ${count}`);
  return { quantity, limits: limitsBetween(from, to, steps, scale === "log" ? "log" : "linear") };
}

/** What is to be had most or least of. Throws ConfigError. */
export function parseAim(least: string | undefined): Aim {
  if (least === undefined) return "throughput";
  const aim = AIMS.find((known) => known === least && known !== "throughput");
  return (
    aim ??
    refuse(
      "--least",
      `expected one of ${AIMS.filter((known) => known !== "throughput").join(", ")}, received "${least}"`,
    )
  );
}
