import type { Design } from "../design/design.ts";
import type { Mapping } from "../mapping/mapping.ts";
import type { CostReport } from "./cost-report.ts";

const SECONDS_A_YEAR = 365.25 * 24 * 3600;

/** Cost of rewriting arrays with every sequence; null where a design has no such arrays. */
export interface Rewriting {
  /** Energy of all writes, J, and its share of the whole. */
  readonly energy: number;
  readonly share: number;
  /** Time to write the keys and values of one head, s. */
  readonly latency: number;
  /** Writes of a cell a second, refreshes included. */
  readonly rate: number;
  /** Years until a cell has had the writes that it survives, workload after workload. */
  readonly years: Lifetime;
}

/** Years, or the word in JSON answers for cells that do not wear. */
export type Lifetime = number | "Infinity";

/** Writing of a mapped and priced design: years = endurance / (rewrites a second + refreshes a second). */
export function rewritingOf(design: Design, mapping: Mapping, cost: CostReport): Rewriting | null {
  if (mapping.rewrites === undefined) return null;
  const { endurance, retention } = design.baselines.analog.behaviour;
  const energy = cost.breakdown
    .filter(({ component, action }) => component === "dynamicArray" && action === "write")
    .reduce((sum, item) => sum + item.energy, 0);
  const { interval, stages } = cost.timing;
  // Free hardware takes no time, so it has no rate of rewrites.
  const rate = (interval > 0 ? mapping.rewrites / interval : 0) + 1 / retention;
  return {
    energy,
    share: cost.energy > 0 ? energy / cost.energy : 0,
    latency: stages.find(({ name }) => name === "write")?.time ?? 0,
    rate,
    years: yearsUntilWorn(endurance, rate),
  };
}

/** Years until cells that survive `endurance` writes wear out at `rate` writes a second. */
export const yearsUntilWorn = (endurance: number, rate: number): Lifetime =>
  rate > 0 && Number.isFinite(endurance) ? endurance / rate / SECONDS_A_YEAR : "Infinity";
