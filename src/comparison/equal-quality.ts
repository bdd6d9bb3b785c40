// Prices of designs that search codes, each with the fewest bits and keys that keep one quality on a model.

import type { Rng } from "#base";
import { timed } from "../cost/cost-report.ts";
import { priceList } from "../cost/price-list.ts";
import { constantGroups, drawFrom, drawGroups } from "../cost/three-point.ts";
import type { Design } from "../design/design.ts";
import type { Phase, Workload } from "../design/workload.ts";
import { mapWorkload } from "../mapping/mapping.ts";
import { comparedComponents, repriced } from "./bands.ts";
import { type CacheMemory, withCache } from "./cache-memory.ts";
import type { DesignId, DesignResult } from "./comparison-design.ts";
import { BASELINE, contenderOf } from "./comparison-designs.ts";
import { atOneNode } from "./equal-nodes.ts";
import type { SolvePoint } from "./flips.ts";
import { priceContender } from "./priced-comparison.ts";

/** Draws that test whether a winner stays: a share of a half is known to ± 7 points (2 s.e.). */
const DRAWS = 200;

/** Budget with which it was measured: a share of the keys, of the attention, or a least share of it. */
export type NeededBudget =
  | { readonly kind: "share" }
  | { readonly kind: "mass"; readonly p: number }
  | { readonly kind: "threshold"; readonly tau: number; readonly exponent: number };

/** Bits and keys that a design needs to keep the quality. */
export interface Need {
  readonly design: DesignId;
  /** Signs of a key, or bits of a coordinate where keys are stored rotated. */
  readonly bits: number;
  readonly budget: NeededBudget;
  /** Attended keys over visible ones. */
  readonly attended: number;
  /** The same of the token at the 99th percentile; null where it was not measured. */
  readonly p99: number | null;
  /** Whether it is shown to keep the quality; a design that is not is priced, but cannot win. */
  readonly isKept: boolean;
}

export interface EqualSpace {
  readonly phase: Phase;
  /** nm */
  readonly nodes: readonly number[];
  readonly memories: readonly CacheMemory[];
  readonly needs: readonly Need[];
}

export interface EqualPoint {
  readonly node: number;
  readonly memory: string;
  /** Exact attention, then each design at its own bits and keys. */
  readonly contenders: readonly DesignResult[];
  /** Latencies of the same at the 99th percentile of the keys, s; null where it was not measured. */
  readonly p99: readonly (number | null)[];
  /** Design of least energy among those that keep the quality; null where none is feasible. */
  readonly winner: DesignId | null;
  /** Share of draws of all ranged constants in which it stays the winner; designs share each draw. */
  readonly stays: number;
}

/** Yields one point for each node and each memory of keys and values. */
export function* equalPoints(
  design: Design,
  workload: Workload,
  { phase, nodes, memories, needs }: EqualSpace,
  solve: SolvePoint,
  rng: Rng,
): Generator<EqualPoint> {
  const seen: Workload = { ...workload, phase, pass: "forward" };
  for (const node of nodes)
    for (const { name, memory } of memories) {
      const own = withCache(atOneNode(design, node), seen, memory);
      const priced = [
        { contender: BASELINE, workload: seen },
        ...needs.map((need) => ({ contender: contenderOf(need.design), workload: withNeed(seen, need) })),
      ].map(({ contender, workload: asked }) => {
        const point = solve(own, asked);
        return { point, result: priceContender(contender, own, asked, point) };
      });
      const contenders = priced.map(({ result }) => result);
      const kept = priced.slice(1).filter((_, n) => needs[n].isKept);
      const winner = leastOf(kept.map(({ result }) => result));
      const groups = constantGroups(comparedComponents(contenders, own));
      const stays = Array.from({ length: DRAWS }, (_, n) => {
        const drawn = drawGroups(groups, drawFrom(rng.fork(`${node} ${name} ${n}`)));
        return leastOf(kept.flatMap(({ point, result }) => repriced([result], point, drawn)));
      }).filter((id) => id === winner).length;
      const p99 = [null, ...needs.map((need) => latencyAtP99(own, seen, need, solve))];
      yield { node, memory: name, contenders, p99, winner, stays: stays / DRAWS };
    }
}

/** The units are those that the mean number of keys has sized: a token with more keys waits for them. */
function latencyAtP99(design: Design, workload: Workload, need: Need, solve: SolvePoint): number | null {
  if (need.p99 === null) return null;
  const contender = contenderOf(need.design);
  const [mean, busy] = [need.attended, need.p99].map((attended) => withNeed(workload, { ...need, attended }));
  const point = solve(design, mean);
  const usual = priceContender(contender, design, mean, point);
  if (!usual.feasible) return null;
  const mapping = mapWorkload(usual.design, contender.workload(busy));
  return timed(mapping, priceList(usual.design, point)).time.latency;
}

function withNeed(workload: Workload, { design, bits, budget, attended }: Need): Workload {
  const { attention } = workload;
  const isRotated = contenderOf(design).workload(workload).attention.kind === "coordinates";
  return {
    ...workload,
    attention: {
      ...attention,
      codes: { ...attention.codes, ...(isRotated ? { coordinateBits: bits } : { bits }) },
      budget: { ...attention.budget, ...budgetOf(budget, attended) },
    },
  };
}

function budgetOf(budget: NeededBudget, attended: number): Partial<Workload["attention"]["budget"]> {
  switch (budget.kind) {
    case "share":
      return { kind: "share", share: attended };
    case "mass":
      return { kind: "mass", mass: budget.p, expected: attended };
    case "threshold":
      return { kind: "threshold", tau: budget.tau, tauExponent: budget.exponent, expected: attended };
  }
}

function leastOf(contenders: readonly DesignResult[]): DesignId | null {
  const feasible = contenders.flatMap((contender) => (contender.feasible ? [contender] : []));
  return feasible.length === 0 ? null : feasible.reduce((a, b) => (b.cost.energy < a.cost.energy ? b : a)).id;
}
