import { InfeasibleError } from "#base";
import type { Design } from "../design/design.ts";
import { projectionUnitOf } from "../design/digital-projection.ts";
import type { Workload } from "../design/workload.ts";
import { searchersOf, storesOf } from "./code-store.ts";
import { plannedCounts } from "./flows/plan-space.ts";
import { levelUnits, withLevels } from "./level-traffic.ts";
import { crossbarHashCounts, digitalHashCounts } from "./lsh.ts";
import { blockArrayOf, chosenBlocks, withIdleScored } from "./mac-blocks.ts";
import { memoryPackages } from "./off-chip-memory.ts";
import {
  arrayCensus,
  arrayParallelism,
  type Census,
  coreCensus,
  type Placement,
  placeProjections,
} from "./placement.ts";
import { chipBuffer, schedulesOf } from "./schedule.ts";
import {
  attendedPairsOf,
  fetchedBytes,
  keptBits,
  type Scored,
  scoredCounts,
  searchCounts,
  searchedCodes,
} from "./scored.ts";
import { selectedKeys } from "./selection.ts";
import { codeOf, partialBits, type Sizes, sizesOf } from "./sizes.ts";
import { hierarchyOf, linkCensus } from "./traffic.ts";

const NO_CHOICE_GRADIENTS =
  "the keys of the best scores are chosen anew for every query, and a backward pass through the choice is not modelled " +
  '(use workload.pass "forward")';

/**
 * Attention to the keys of the best scores: all codes are stored and searched, and a unit chooses. The design
 * is one of `codeChoices`. Throws InfeasibleError for training, and where arrays cannot hold the projections.
 */
export function mapScored(design: Design, workload: Workload) {
  if (workload.pass === "training") throw new InfeasibleError(NO_CHOICE_GRADIENTS);
  const s = sizesOf(design, workload);
  const own = scoredOf(design, workload, s);
  const placement = design.hashing.unit === "crossbar" ? placeProjections(design, workload) : null;
  const unit = placement === null ? projectionUnitOf(design) : null;
  const projections =
    placement === null
      ? digitalHashCounts(s, unit?.behaviour ?? null)
      : crossbarHashCounts(s, design, placement);
  const counts = [
    ...(plannedCounts(design, workload) ?? scoredCounts(own, design)),
    ...projections,
    ...searchCounts(own, design),
  ];
  const repeats = workload.layers * workload.batch;
  return {
    census: {
      ...coreCensus(
        design.cores,
        [
          "mac",
          "softmax",
          "buffer",
          "topK",
          ...levelUnits(design),
          ...(unit === null ? [] : (["projection"] as const)),
        ],
        memoryPackages(design, workload),
      ),
      search: Math.max(storesOf(design, workload), statedStores(design)),
      ...arraysOf(design, placement),
    },
    parallel: {
      ...(placement === null ? {} : arrayParallelism(design, placement)),
      // Units choose for different queries in parallel; a decode has one query per searcher.
      topK:
        workload.phase === "decode"
          ? Math.min(1, (searchersOf(workload) * workload.batch) / unitsOf(design))
          : 1,
    },
    placement,
    ...withLevels(
      design,
      workload,
      () => chosenBlocks(own, design.plan),
      withIdleScored(own, counts, blockArrayOf(design.digital)),
    ),
    ...schedulesOf(design, workload, s, placement, workingSet(own)),
    gatherEfficiency: design.digital.buffer.behaviour.gatherEfficiency,
    pairs: {
      searched: repeats * searchersOf(workload) * searchedCodes(s, workload),
      attended: repeats * attendedPairsOf(own),
      fetchedBytes: repeats * fetchedBytes(own),
    },
  };
}

/** Arrays with their periphery, and the link to them where they are on a separate die. */
const arraysOf = (design: Design, placement: Placement | null): Census =>
  placement === null ? {} : { ...arrayCensus(design, placement), ...linkCensus(design.hashNode, design) };

/** Stores of one head's codes in the macros that the config states, used or not; 0 where it states none. */
export const statedStores = ({ search, open }: Design): number =>
  (open?.macros ?? 0) / Number(search.params.macros ?? 1);

/** Units of a chooser, each working on a different head. */
export const unitsOf = ({ topK }: Design): number => Number(topK.params.units ?? 1);

function scoredOf(design: Design, workload: Workload, s: Sizes): Scored {
  const [buffer, memory] = [design.digital.buffer.behaviour, design.memory.behaviour];
  const own = {
    s,
    code: codeOf(design, workload),
    keys: selectedKeys(workload),
    workload,
    fetch: design.digital.fetchBy === "stream" ? "stream" : "gather",
  } as const;
  return {
    ...own,
    hierarchy:
      workload.phase === "decode"
        ? hierarchyOf(chipBuffer(design), memory, keptBits(own))
        : hierarchyOf(buffer, memory, workingSet(own)),
  };
}

/**
 * Bits that one head keeps on the chip at once: q, k, v and the running output of its queries, and the lists
 * of a block; in a decode what one query fetches. Streamed keys and values are kept as for exact attention.
 */
function workingSet({ s, keys, workload, fetch }: Omit<Scored, "hierarchy">): number {
  const row = s.width * s.wordBits;
  const block = Math.min(s.length, s.blockRows);
  if (workload.phase === "decode")
    return fetch === "stream"
      ? 2 * block * row + s.length + partialBits(s)
      : keys.most * s.indexBits + 2 * (keys.most + s.near) * row + partialBits(s);
  const chosen = fetch === "stream" ? block * s.length : block * keys.most * s.indexBits;
  return s.length * 3 * row + block * partialBits(s) + chosen;
}
