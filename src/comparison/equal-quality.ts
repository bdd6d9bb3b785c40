// Prices of designs that search codes, each with the fewest bits and keys that keep one quality on a model.

import type { Rng } from "../base/rng.ts";
import { constantGroups, drawFrom, drawGroups } from "../cost/three-point.ts";
import type { Design } from "../design/design.ts";
import type { Phase, Workload } from "../design/workload.ts";
import { comparedComponents, repriced } from "./bands.ts";
import { type CacheMemory, withCache } from "./cache-memory.ts";
import type { DesignId, DesignResult } from "./comparison-design.ts";
import { BASELINE, contenderOf } from "./comparison-designs.ts";
import { atOneNode } from "./equal-nodes.ts";
import type { SolvePoint } from "./flips.ts";
import { priceContender } from "./priced-comparison.ts";

/** Draws that test whether a winner stays: a share of a half is known to ± 7 points (2 s.e.). */
const DRAWS = 200;

/** Bits and keys that a design needs to keep the quality. */
export interface Need {
  readonly design: DesignId;
  /** Signs of a key, or bits of a coordinate where keys are stored rotated. */
  readonly bits: number;
  /** Share of the attention mass that its budget keeps; null where the budget is a share of the keys. */
  readonly mass: number | null;
  /** Attended keys over visible ones. */
  readonly attended: number;
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
      yield { node, memory: name, contenders, winner, stays: stays / DRAWS };
    }
}

function withNeed(workload: Workload, { design, bits, mass, attended }: Need): Workload {
  const { attention } = workload;
  const isRotated = contenderOf(design).workload(workload).attention.kind === "coordinates";
  return {
    ...workload,
    attention: {
      ...attention,
      codes: { ...attention.codes, ...(isRotated ? { coordinateBits: bits } : { bits }) },
      budget:
        mass === null
          ? { ...attention.budget, kind: "share", share: attended }
          : { ...attention.budget, kind: "mass", mass, expected: attended },
    },
  };
}

function leastOf(contenders: readonly DesignResult[]): DesignId | null {
  const feasible = contenders.flatMap((contender) => (contender.feasible ? [contender] : []));
  return feasible.length === 0 ? null : feasible.reduce((a, b) => (b.cost.energy < a.cost.energy ? b : a)).id;
}
