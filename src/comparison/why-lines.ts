// Why a design does not win: what takes more, what no longer fits, and the buffer with which it would win.

import type { Design } from "../design/design.ts";
import type { TensorName } from "../design/mapping-plan.ts";
import type { Workload } from "../design/workload.ts";
import type { OperatingPoint } from "../mapping/action-counts.ts";
import { type FeasibleResult, feasibleOf } from "./comparison-design.ts";
import { BASELINE, contenderOf, type Pair } from "./comparison-designs.ts";
import { type Crossover, edgeWidth, LONGEST, SHORTEST, withBuffer } from "./curves.ts";
import { takesLess } from "./judgement.ts";
import { priceContender } from "./priced-comparison.ts";

/** A length at which a design does not win in energy next to one at which it does. */
export interface WhyLine {
  readonly above: string;
  readonly against: string;
  readonly length: number;
  /** Whether it wins at shorter lengths ("beyond") or at longer ones ("below"). */
  readonly side: "beyond" | "below";
  /** Operation with the largest excess of energy over the rival, and that excess, J. */
  readonly operation: string;
  readonly excess: number;
  /** Data of a head that the buffer does not hold whole; tiles count as not whole. */
  readonly lacking: readonly TensorName[];
  /** Share of a head's data that the buffer holds; null where `lacking` lists it, and for a fixed decode. */
  readonly held: number | null;
  /** Least power of two times the config's capacity with which it wins, B; null where none up to 64 does. */
  readonly remedy: number | null;
}

/** Buffers are tried up to this power of two times the config's capacity. */
const MOST_DOUBLINGS = 6;

/** The losing side of each edge of a range of lengths where a design beats exact attention in energy. */
export function whyLines(
  crossover: readonly Crossover[],
  design: Design,
  workload: Workload,
  point: OperatingPoint,
): WhyLine[] {
  return crossover
    .filter(({ against }) => against === BASELINE.id)
    .flatMap(({ contender, against, energy }) =>
      energy.ranges.flatMap(([from, to]) =>
        (
          [
            [from - edgeWidth(from), "below"],
            [to + edgeWidth(to), "beyond"],
          ] as const
        ).flatMap(([length, side]) => {
          if (length < SHORTEST || length > LONGEST) return [];
          return (
            whyAt(
              [contenderOf(contender), contenderOf(against)],
              design,
              { ...workload, length },
              point,
              side,
            ) ?? []
          );
        }),
      ),
    );
}

function whyAt(
  [above, below]: Pair,
  design: Design,
  workload: Workload,
  point: OperatingPoint,
  side: WhyLine["side"],
): WhyLine | null {
  const priced = (own: Design): readonly [FeasibleResult | null, FeasibleResult | null] => {
    const contenders = [above, below].map((contender) => priceContender(contender, own, workload, point));
    return [feasibleOf(contenders, above), feasibleOf(contenders, below)];
  };
  const [own, rival] = priced(design);
  if (own === null || rival === null || takesLess(own.cost.energy, rival.cost.energy)) return null;
  const wins = (larger: Design | null): boolean => {
    if (larger === null) return false;
    const [a, b] = priced(larger);
    return a !== null && b !== null && takesLess(a.cost.energy, b.cost.energy);
  };
  const capacity = design.digital.buffer.behaviour.capacity;
  let remedy: number | null = null;
  for (let n = 1; n <= MOST_DOUBLINGS && remedy === null && Number.isFinite(capacity); n++)
    if (wins(withBuffer(design, capacity * 2 ** n))) remedy = capacity * 2 ** n;
  const [operation, excess] = mostBeyond(own, rival);
  const lacking = lackingOf(own);
  return {
    above: above.id,
    against: below.id,
    length: workload.length,
    side,
    operation,
    lacking,
    held:
      own.design.plan === undefined ? (own.mapping.schedule.held ?? null) : lacking.length === 0 ? 1 : null,
    excess,
    remedy,
  };
}

/** Operation with the largest excess of one design over the other, J. */
function mostBeyond(own: FeasibleResult, rival: FeasibleResult): readonly [string, number] {
  const excess = new Map<string, number>();
  for (const [sign, { cost }] of [
    [1, own],
    [-1, rival],
  ] as const)
    for (const { operation, energy } of cost.breakdown)
      excess.set(operation, (excess.get(operation) ?? 0) + sign * energy);
  return [...excess].reduce((most, one) => (one[1] > most[1] ? one : most));
}

function lackingOf({ design: { plan } }: FeasibleResult): TensorName[] {
  if (plan === undefined) return [];
  const cut: Partial<Record<TensorName, number>> = {
    queries: plan.queryTiles,
    outputs: plan.queryTiles * plan.valuePasses,
    keys: plan.keyTiles,
    values: plan.keyTiles * plan.valuePasses,
  };
  return (Object.keys(plan.resident) as TensorName[]).filter(
    (name) => (plan.resident[name] ?? 0) < 1 || (cut[name] ?? 1) > 1,
  );
}
