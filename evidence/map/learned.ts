// Designs that search codes of a learned hash, which no fast transform makes, against those that multiply.

import { digits } from "#base";
import { MEMORIES, withCache } from "../../src/comparison/cache-memory.ts";
import { scoreDigital } from "../../src/comparison/designs/score-digital.ts";
import { scoreMemristor } from "../../src/comparison/designs/score-memristor.ts";
import { atOneNode } from "../../src/comparison/equal-nodes.ts";
import { shareLaw } from "../../src/comparison/floors.ts";
import { priceContender } from "../../src/comparison/priced-comparison.ts";
import type { Phase, Workload } from "../../src/design/workload.ts";
import { denseInt8Projection } from "../../src/peripherals/projection/projection.ts";
import { type Asked, type Boundary, least, renamed } from "./boundary.ts";
import { KEYS } from "./lengths-and-areas.ts";

/** A design whose hash no fast transform makes, on arrays and by products of int8; `tuned` says what writing the arrays takes. */
export interface LearnedPoint {
  readonly phase: Phase;
  readonly nm: number;
  readonly length: number;
  readonly memory: string;
  /** Energy of the design on arrays over the one by products, and 1 − s; null where they differ in more than the hash. */
  readonly ratio: number;
  readonly floor: number | null;
}

/** Points whose whole design takes less than half through the hash alone. */
export const belowHalf = (ratios: readonly number[]): number => ratios.filter((ratio) => ratio < 0.5).length;

export const learnedBoundary: Boundary<readonly LearnedPoint[]> = {
  called: "learned hashes",
  find: (asked) => [...learnedPoints(asked)],
  json: (found) => found.map((own) => renamed(own, { nm: "node_nm", ratio: "energy_ratio" })),
  sentences: (found) => {
    const ratios = found.map(({ ratio }) => ratio);
    return [
      `Learned hash (no transform): F/G from ${digits(least(ratios))}, below 0.5 at ${belowHalf(ratios)} of ${ratios.length}.`,
    ];
  },
};

/** Designs that search codes of a learned hash: the digital one multiplies, as it has no transform. */
function* learnedPoints({ design, workload, query, solve }: Asked): Generator<LearnedPoint> {
  const { nodes, phases, lengths } = query;
  for (const phase of phases)
    for (const nm of nodes)
      for (const length of lengths)
        for (const { name, memory } of MEMORIES) {
          const budget = {
            ...workload.attention.budget,
            kind: "fixed",
            keys: Math.min(KEYS, length),
          } as const;
          const codes = { ...workload.attention.codes, query: "signs" } as const;
          const attention = { ...workload.attention, budget, codes };
          const seen: Workload = { ...workload, phase, length, pass: "forward", attention };
          const own = withCache(atOneNode(design, nm), seen, memory);
          const width = Math.max(2, workload.headWidth);
          const projection = denseInt8Projection.schema.parse({
            model: denseInt8Projection.model,
            width,
            units: width * width,
          });
          const point = solve(own, seen);
          const arrays = priceContender(scoreMemristor, own, seen, point);
          const digital = { ...own.digital, projectOn: "unit", projection } as const;
          const products = priceContender(scoreDigital, { ...own, digital }, seen, point);
          if (!arrays.feasible || !products.feasible) continue;
          const law = shareLaw(arrays, products);
          yield {
            phase,
            nm,
            length,
            memory: name,
            ratio: arrays.cost.energy / products.cost.energy,
            floor: law?.unit === "hash" ? law.energy.floor : null,
          };
        }
}
