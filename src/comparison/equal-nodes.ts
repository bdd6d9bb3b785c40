import { nanometres } from "#base";
import type { Design } from "../design/design.ts";
import type { Workload } from "../design/workload.ts";
import { ratioOf } from "./comparison-design.ts";
import { exactAnalog } from "./designs/exact-analog.ts";
import { exactDigital } from "./designs/exact-digital.ts";
import { lshDigital } from "./designs/lsh-digital.ts";
import { lshMemristor } from "./designs/lsh-memristor.ts";
import type { SolvePoint } from "./flips.ts";
import { priceAll, ratios } from "./priced-comparison.ts";
import { atNode } from "./variations.ts";

/** Energy ratios with every part of every design at one node; null where one is infeasible. */
export interface EqualNodes {
  /** nm */
  readonly node: number;
  /** The memristor design over the digital one, LSH over exact, the memristor design over analog arrays. */
  readonly hash: number | null;
  readonly algorithm: number | null;
  readonly analog: number | null;
}

export const COMPARED_NODES = [65, 28, 7] as const;

/** The design with logic, hash arrays and arrays of keys and values at one node, on one die. */
export function atOneNode(design: Design, nm: number): Design {
  const node = nanometres(nm);
  const moved = atNode(node)({ ...design, hashNode: design.logicNode });
  return { ...moved, baselines: { ...moved.baselines, analogNode: node } };
}

/** The three ratios at 65, 28 and 7 nm. */
export const equalNodes = (design: Design, workload: Workload, solve: SolvePoint): EqualNodes[] =>
  COMPARED_NODES.map((node) => {
    const own = atOneNode(design, node);
    const all = ratios(priceAll(own, workload, solve(own, workload)));
    return {
      node,
      hash: ratioOf(all, lshMemristor, lshDigital).energy,
      algorithm: ratioOf(all, lshDigital, exactDigital).energy,
      analog: ratioOf(all, lshMemristor, exactAnalog).energy,
    };
  });
