import type { Estimate } from "#base";
import type { Design } from "../design/design.ts";
import type { Workload } from "../design/workload.ts";
import type { OperatingPoint } from "../mapping/action-counts.ts";
import type { VariantMeter } from "../simulation/simulate.ts";
import type { SimulatedHash } from "../simulation/variants.ts";
import { type DesignId, type DesignResult, titleOf } from "./comparison-design.ts";
import { COMPARISON_DESIGNS } from "./comparison-designs.ts";
import { priceContender } from "./priced-comparison.ts";

/** The designs whose hash a simulation measures, with its variant. */
const HASHED = COMPARISON_DESIGNS.flatMap(({ id, variant }): [DesignId, SimulatedHash][] =>
  variant === null || variant === "exact" ? [] : [[id, variant]],
);

/** The fewest rounds with which a hash captures enough; null where no number up to the largest tried does. */
export interface RoundsFound {
  readonly rounds: number | null;
  /** Largest number of rounds that was tried. */
  readonly tried: number;
  /** Attention recall at these rounds. */
  readonly recall: Estimate | null;
}

export interface IsoQuality {
  /** Attention recall of the software hash at the workload's rounds. */
  readonly reference: Estimate;
  /** Mass that each design has to capture: the reference less the margin. */
  readonly target: number;
  readonly rounds: Readonly<Record<DesignId, RoundsFound>>;
  readonly contenders: readonly DesignResult[];
}

/** Most rounds tried, as a multiple of the workload's and in all: a hash that needs more is no match. */
const MOST_TIMES = 8;
const MOST_ROUNDS = 256;

/**
 * The comparison where every LSH design takes the fewest rounds that capture as much attention mass, in the
 * mean over arrays, as the software hash does at the workload's rounds, less the margin: a noisier hash takes
 * more rounds and pays for them.
 */
export async function isoQuality(
  design: Design,
  workload: Workload,
  point: OperatingPoint,
  margin: number,
  measure: VariantMeter,
): Promise<IsoQuality> {
  const { rounds } = workload.attention;
  const reference = (await measure("software", rounds)).recall;
  const target = reference.mean - margin;
  const found: Record<DesignId, RoundsFound> = {};
  for (const [id, variant] of HASHED)
    found[id] = await fewestRounds(rounds, target, async (r) => (await measure(variant, r)).recall);
  return {
    reference,
    target,
    rounds: found,
    contenders: COMPARISON_DESIGNS.map((contender) => {
      const own: RoundsFound | undefined = found[contender.id];
      if (own === undefined) return priceContender(contender, design, workload, point);
      if (own.rounds === null)
        return {
          id: contender.id,
          title: titleOf(contender),
          feasible: false,
          reason: `no number of rounds up to ${own.tried} captures ${(100 * target).toFixed(2)} % of the attention mass`,
        };
      const attention = { ...workload.attention, rounds: own.rounds };
      return priceContender(contender, design, { ...workload, attention }, point);
    }),
  };
}

/**
 * Finds the fewest rounds whose mass reaches the target, by doubling or halving from `start` and bisection.
 * Mass grows with rounds except for noise, and all rounds share the noise of the same arrays.
 */
export async function fewestRounds(
  start: number,
  target: number,
  massAt: (rounds: number) => Promise<Estimate>,
): Promise<RoundsFound> {
  const known = new Map<number, Estimate>();
  const enough = async (rounds: number): Promise<boolean> => {
    const mass = known.get(rounds) ?? (await massAt(rounds));
    known.set(rounds, mass);
    return mass.mean >= target;
  };
  const most = Math.min(MOST_ROUNDS, MOST_TIMES * start);
  let [below, at] = [0, start];
  while (!(await enough(at))) {
    below = at;
    if (at === most) return { rounds: null, tried: most, recall: null };
    at = Math.min(most, 2 * at);
  }
  while (at - below > 1) {
    const middle = (below + at) >> 1;
    if (await enough(middle)) at = middle;
    else below = middle;
  }
  return { rounds: at, tried: Math.max(...known.keys()), recall: known.get(at) ?? null };
}
