import { constantKey } from "../cost/overrides.ts";
import type { OperatingPoint } from "../mapping/action-counts.ts";
import { repriced } from "./bands.ts";
import type { FeasibleRung } from "./comparison-design.ts";
import { rungOf } from "./rungs.ts";

/** Energy and latency of a design with the constants of its own parts all at their low ends, and all at their high ones. */
export interface OwnRange {
  readonly low: { readonly energy_J: number; readonly latency_s: number };
  readonly high: { readonly energy_J: number; readonly latency_s: number };
}

/**
 * What a design takes over the ranges of the constants of parts that no other design is built of: no price falls where one of
 * them grows, so the ends of all together bound it. Null where its record names no such parts.
 */
export function ownRange(rung: FeasibleRung, point: OperatingPoint): OwnRange | null {
  const parts = rungOf(rung.id).ownParts?.(rung.design);
  if (parts === undefined) return null;
  const at = (end: "low" | "high") => {
    const ends = parts.flatMap((part) =>
      Object.entries(part.constants).map(([name, k]) => [constantKey(part, name), k[end] ?? k.nominal]),
    );
    const [found] = repriced([rung], point, Object.fromEntries(ends));
    if (!found.feasible) throw new RangeError(`ownRange: expected a price of ${rung.id}, received none`);
    return { energy_J: found.cost.energy, latency_s: found.cost.timing.latency };
  };
  return { low: at("low"), high: at("high") };
}
