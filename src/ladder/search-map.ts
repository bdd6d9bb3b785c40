// When searching codes in memory pays: by node, length, memory of keys and values, and share of the keys attended.

import { type PriceList, priceList } from "../cost/price-list.ts";
import type { Design } from "../design/design.ts";
import type { Phase, Workload } from "../design/workload.ts";
import type { OperatingPoint } from "../mapping/action-counts.ts";
import { cacheBytes } from "../mapping/capacity.ts";
import { planesOf, searchersOf } from "../mapping/code-store.ts";
import { codeOf } from "../mapping/key-code.ts";
import { selectedKeys } from "../mapping/selection.ts";
import { bankedSram } from "../peripherals/memory/sram.ts";
import {
  type ComparisonDesign,
  type FeasibleRung,
  feasibleOf,
  type RungId,
  type RungResult,
} from "./comparison-design.ts";
import { atOneNode } from "./equal-nodes.ts";
import type { SolvePoint } from "./flips.ts";
import { priceRung } from "./ladder.ts";
import { BASELINE, SEARCHED } from "./rungs.ts";

/** Where keys and values are: a model of the memory behind the chip, or a buffer that holds all of them. */
export interface CacheMemory {
  readonly name: string;
  /** Model of the family `dram`; null for the chip's own buffer, as large as they are. */
  readonly memory: Design["memory"] | null;
}

export interface SearchSpace {
  readonly phases: readonly Phase[];
  /** nm */
  readonly nodes: readonly number[];
  readonly lengths: readonly number[];
  readonly memories: readonly CacheMemory[];
  /** Attended keys over visible ones. */
  readonly shares: readonly number[];
}

/** A point of the space, every design of it priced. */
export interface SearchPoint {
  readonly phase: Phase;
  readonly node: number;
  readonly length: number;
  readonly memory: string;
  readonly share: number;
  readonly rungs: readonly RungResult[];
  /** Boundaries of the designs that search codes, by id; none for a prefill, in which many queries share what is fetched. */
  readonly boundaries: Readonly<Record<RungId, Boundary>>;
}

/** Whether searching or fetching takes more, in closed form and as priced; J over the whole workload. */
export interface Boundary {
  /** Attended keys over visible ones, sink and window included: a budget cannot be less. */
  readonly share: number;
  /** Share k/L of the keys below which searching takes more than fetching; the formula's word. */
  readonly kappa: number;
  readonly search: number;
  readonly fetch: number;
}

/** Exact attention, and designs that search codes: buckets attend another number of keys, and so are another question. */
export const WEIGHED: readonly ComparisonDesign[] = [BASELINE, ...SEARCHED];

/** Every point of the space; who wins is read off it, not known beforehand. */
export function* searchPoints(
  design: Design,
  workload: Workload,
  space: SearchSpace,
  solve: SolvePoint,
): Generator<SearchPoint> {
  for (const phase of space.phases)
    for (const node of space.nodes)
      for (const { name, memory } of space.memories)
        for (const length of space.lengths)
          for (const share of space.shares) {
            const budget = { ...workload.attention.budget, kind: "share", share } as const;
            const seen: Workload = {
              ...workload,
              phase,
              length,
              pass: "forward",
              attention: { ...workload.attention, budget },
            };
            const own = withCache(atOneNode(design, node), seen, memory);
            const point = solve(own, seen);
            const rungs = WEIGHED.map((rung) => priceRung(rung, own, seen, point));
            const boundaries = Object.fromEntries(
              SEARCHED.flatMap((rung) => {
                const priced = feasibleOf(rungs, rung);
                if (priced === null || phase === "prefill") return [];
                return [[rung.id, boundaryOf(priced, rung.workload(seen), point)] as const];
              }),
            );
            yield { phase, node, length, memory: name, share, rungs, boundaries };
          }
}

/** The design with keys and values in another memory, or in a buffer that holds those of all layers and sequences. */
export function withCache(design: Design, workload: Workload, memory: Design["memory"] | null): Design {
  if (memory !== null) return { ...design, memory };
  const { buffer } = design.digital;
  const needed = Math.ceil((2 * cacheBytes(design, workload)) / design.cores);
  const capacity = Math.max(
    needed,
    Number.isFinite(buffer.behaviour.capacity) ? buffer.behaviour.capacity : 0,
  );
  const held = bankedSram.schema.parse({ model: bankedSram.model, capacity: `${capacity} B` });
  return { ...design, digital: { ...design.digital, buffer: held as Design["digital"]["buffer"] } };
}

/** What joins the units that search and fetch. */
const JOINING: ReadonlySet<string> = new Set(["network", "clock", "control"]);

/**
 * Boundary of a decode: with g searching query heads a key head, e_S the energy of one key's searches and choice, u the
 * distinct keys fetched over those that one query head attends, e_KV the energy of a bit of keys and values and w the bits of an element,
 *
 *     E_search = g L e_S,  E_fetch = 2 w k u d e_KV,  κ* = g e_S / (2 w u d e_KV)
 *
 * so that searching takes more where k/L < κ*. Beside it what the priced design takes for both; its network, clock and control
 * are in neither.
 */
function boundaryOf({ design, cost }: FeasibleRung, workload: Workload, point: OperatingPoint): Boundary {
  const prices = priceList(design, point);
  const { length, kvHeads, headWidth } = workload;
  const keys = selectedKeys(workload);
  const work = design.topK.behaviour.work(length, keys.most, "k");
  const { search, topK } = prices;
  const aKey =
    planesOf(design, codeOf(design, workload)) * work.searches * search.actions.search.energy +
    (work.select * topK.actions.select.energy) / length;
  const attended = keys.near + keys.chosen;
  const distinct = (keys.near + keys.fetched) / attended;
  const energyOf = (...operations: string[]): number =>
    cost.breakdown
      .filter(({ operation, component }) => operations.includes(operation) && !JOINING.has(component))
      .reduce((sum, { energy }) => sum + energy, 0);
  return {
    share: attended / length,
    kappa:
      ((searchersOf(workload) / kvHeads) * aKey) /
      (2 *
        design.digital.mac.behaviour.wordBits *
        distinct *
        headWidth *
        fetchedBit(design, workload, prices)),
    search: energyOf("search", "top-k"),
    fetch: energyOf("gather"),
  };
}

/** J of a bit of a key or value that comes in random order, from the buffers where all of them fit, with what is wasted. */
function fetchedBit(design: Design, workload: Workload, prices: PriceList): number {
  const { cores, digital, memory } = design;
  const { behaviour: buffer } = digital.buffer;
  const row = workload.headWidth * digital.mac.behaviour.wordBits;
  if (cores * buffer.capacity >= cacheBytes(design, workload))
    return (prices.buffer.actions.read.energy * Math.max(row, buffer.bits)) / buffer.bits / row;
  const { bits, gatherEfficiency, gatherOf } = memory.behaviour;
  const { moved, activations } = gatherOf?.(row) ?? { moved: row / gatherEfficiency, activations: 0 };
  const { read, activate } = prices.memory.actions;
  return ((moved / bits) * read.energy + activations * activate.energy) / row;
}
