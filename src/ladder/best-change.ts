import type { Design } from "../design/design.ts";
import type { Workload } from "../design/workload.ts";
import type { ComparisonDesign, RungId } from "./comparison-design.ts";
import type { SolvePoint } from "./flips.ts";
import { judge } from "./judgement.ts";
import { priceRung } from "./ladder.ts";
import { freeInputs } from "./variations.ts";

/** The single change that lowers a design's energy × latency most. */
export interface BestChange {
  readonly rung: RungId;
  /** Changes that were priced, each alone. */
  readonly tried: number;
  /** Null where none of them lowers it by more than a tie. */
  readonly best: {
    /** "reads of 2 ns" */
    readonly name: string;
    /** The same as `--set` takes it. */
    readonly setting: string | null;
    /** Energy and latency over those of the config's own design. */
    readonly energy: number;
    readonly latency: number;
    /** Energy over that of the rival with the same change; null without a rival that has a price. */
    readonly energyOverRival: number | null;
  } | null;
}

/**
 * Prices each single change of `freeInputs` and takes the one with the lowest energy × latency of the design. A change
 * that cannot be built counts as tried. Null where the design itself has no price.
 */
export function bestChange(
  rung: ComparisonDesign,
  rival: ComparisonDesign | null,
  design: Design,
  workload: Workload,
  solve: SolvePoint,
): BestChange | null {
  const own = priceRung(rung, design, workload, solve(design, workload));
  if (!own.feasible || !(own.cost.energy > 0 && own.cost.timing.latency > 0)) return null;
  let best: BestChange["best"] = null;
  let tried = 0;
  for (const { name, setting, design: change } of freeInputs(design).flatMap(({ others }) => others)) {
    tried++;
    const varied = change(design);
    const point = solve(varied, workload);
    const priced = priceRung(rung, varied, workload, point);
    if (!priced.feasible) continue;
    const energy = priced.cost.energy / own.cost.energy;
    const latency = priced.cost.timing.latency / own.cost.timing.latency;
    const product = energy * latency;
    if (judge(product) !== "wins" || (best !== null && product >= best.energy * best.latency)) continue;
    const other = rival === null ? null : priceRung(rival, varied, workload, point);
    best = {
      name,
      setting: setting ?? null,
      energy,
      latency,
      energyOverRival: other?.feasible ? priced.cost.energy / other.cost.energy : null,
    };
  }
  return { rung: rung.id, tried, best };
}
