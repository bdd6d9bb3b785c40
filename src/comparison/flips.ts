import type { Design } from "../design/design.ts";
import type { Workload } from "../design/workload.ts";
import type { OperatingPoint } from "../mapping/action-counts.ts";
import { type ComparisonDesign, type DesignId, ratioOf } from "./comparison-design.ts";
import type { Pair } from "./comparison-designs.ts";
import { judge, type Outcome } from "./judgement.ts";
import { priceContender, ratios } from "./priced-comparison.ts";
import { type Axis, searchedInputs, singleChanges, type Variation } from "./variations.ts";

export type { Outcome };

/** The smallest change found that reverses a verdict on energy. */
export interface Flip {
  readonly above: DesignId;
  readonly against: DesignId;
  /** Energy ratio at the config's own values. */
  readonly own: number;
  /** Outcome of that ratio, and the outcome searched for: the opposite one, or a win where it is a tie. */
  readonly from: Outcome;
  readonly to: Outcome;
  /** Names of the changes; empty where nothing that was tried reverses it. */
  readonly changes: readonly string[];
  /** Energy ratio with these changes. */
  readonly ratio: number | null;
  /** Combinations that were priced. */
  readonly tried: number;
  /** Ranges of the inputs in them, in words. */
  readonly inputs: readonly string[];
}

export type SolvePoint = (design: Design, workload: Workload) => OperatingPoint;

/** Most inputs that change together. */
export const MOST_CHANGES = 3;

/** Most combinations that are priced for a verdict; those of three inputs are cut off. */
const MOST_TRIED = 150;

/**
 * Finds the fewest inputs, and among equally few the smallest step, that change a pair's outcome by energy:
 * each input alone, then two, then three together, over the values of `searchedInputs`. Combinations use only
 * changes that alone bring the ratio nearer to the other outcome. Null where the config itself has no ratio.
 */
export function findFlip(pair: Pair, design: Design, workload: Workload, solve: SolvePoint): Flip | null {
  const ratioAt = (changes: readonly Variation[]): number | null => {
    const varied = changes.reduce((value, { design: change }) => change(value), design);
    const seen = changes.reduce((value, { workload: change }) => change?.(value) ?? value, workload);
    const point = solve(varied, seen);
    const contenders = pair.map((contender) => priceContender(contender, varied, seen, point));
    return ratioOf(ratios(contenders), ...pair).energy;
  };
  const own = ratioAt([]);
  if (own === null) return null;
  const [above, against] = pair.map(({ id }) => id);
  const from = judge(own);
  const to = from === "wins" ? "loses" : "wins";
  const inputs = searchedInputs(design, workload).map(({ range }) => range);
  const found = (changes: readonly Variation[], ratio: number | null): Flip => ({
    above,
    against,
    own,
    from,
    to,
    changes: changes.map(({ name }) => name),
    ratio,
    tried,
    inputs,
  });
  const nearer = new Set<Variation>();
  let axes = searchedInputs(design, workload);
  let tried = 0;
  for (let size = 1; size <= MOST_CHANGES; size++) {
    for (const changes of combinations(axes, size).sort((a, b) => distanceOf(a) - distanceOf(b))) {
      if (tried >= MOST_TRIED) break;
      tried++;
      const ratio = ratioAt(changes);
      if (ratio === null) continue;
      if (judge(ratio) === to) return found(changes, ratio);
      if (size === 1 && (to === "wins" ? ratio < own : ratio > own)) nearer.add(changes[0]);
    }
    if (size === 1)
      axes = axes.map((axis) => ({ ...axis, others: axis.others.filter((one) => nearer.has(one)) }));
  }
  return found([], null);
}

const distanceOf = (changes: readonly Variation[]): number =>
  changes.reduce((sum, { step }) => sum + Math.abs(step), 0);

/** Sets of `size` changes, each of another axis. */
export function combinations(axes: readonly Axis[], size: number): Variation[][] {
  if (size === 0) return [[]];
  return axes.flatMap(({ others }, n) =>
    combinations(axes.slice(n + 1), size - 1).flatMap((rest) => others.map((one) => [one, ...rest])),
  );
}

/** The single change that lowers a design's energy × latency most. */
export interface BestChange {
  readonly contender: DesignId;
  /** Changes of the same quality that were priced, each alone. */
  readonly tried: number;
  /** Each of them, with its prices over those of the design as it is; null where infeasible. */
  readonly changes: readonly {
    readonly name: string;
    readonly setting: string | null;
    readonly ratio: Readonly<Record<"energy" | "latency" | "area", number>> | null;
  }[];
  /** Null where none of them lowers it by more than a tie. */
  readonly best: {
    /** "reads of 2 ns" */
    readonly name: string;
    /** The same as `--set` takes it. */
    readonly setting: string | null;
    /** Energy, latency and area over those of the config's own design. */
    readonly energy: number;
    readonly latency: number;
    readonly area: number;
    /** Energy over that of the rival with the same change; null without a rival that has a price. */
    readonly energyOverRival: number | null;
  } | null;
}

/**
 * Prices each of `singleChanges` and returns the one with the lowest energy × latency among those of the same
 * quality. A change that cannot be built counts as tried. Null where the design itself has no price.
 */
export function bestChange(
  contender: ComparisonDesign,
  rival: ComparisonDesign | null,
  design: Design,
  workload: Workload,
  solve: SolvePoint,
): BestChange | null {
  const own = priceContender(contender, design, workload, solve(design, workload));
  if (!own.feasible || !(own.cost.energy > 0 && own.cost.timing.latency > 0)) return null;
  let best: BestChange["best"] = null;
  const changes: BestChange["changes"][number][] = [];
  let tried = 0;
  for (const { name, setting = null, isOtherQuality = false, ...change } of singleChanges(design, workload)) {
    if (!isOtherQuality) tried++;
    const varied = change.design(design);
    const seen = change.workload?.(workload) ?? workload;
    const point = solve(varied, seen);
    const priced = priceContender(contender, varied, seen, point);
    if (!priced.feasible) {
      changes.push({ name, setting, ratio: null });
      continue;
    }
    const energy = priced.cost.energy / own.cost.energy;
    const latency = priced.cost.timing.latency / own.cost.timing.latency;
    const area = priced.cost.area / own.cost.area;
    changes.push({ name, setting, ratio: { energy, latency, area } });
    const product = energy * latency;
    if (
      isOtherQuality ||
      judge(product) !== "wins" ||
      (best !== null && product >= best.energy * best.latency)
    )
      continue;
    const other = rival === null ? null : priceContender(rival, varied, seen, point);
    best = {
      name,
      setting,
      energy,
      latency,
      area,
      energyOverRival: other?.feasible ? priced.cost.energy / other.cost.energy : null,
    };
  }
  return { contender: contender.id, tried, changes, best };
}
