// The plans of a workload on a design: its dataflow, and which choices are open.

import { rememberedReads } from "#base";
import type { BufferAccess } from "#circuits";
import type { Design } from "../../design/design.ts";
import { isScored } from "../../design/key-codes.ts";
import { LOOP_ORDERS, type MappingConfig, type Tiling, WHOLE } from "../../design/mapping-plan.ts";
import type { Workload } from "../../design/workload.ts";
import type { ActionCount } from "../action-counts.ts";
import { levelCounts } from "../level-traffic.ts";
import {
  type ArrayBlocks,
  blockArrayOf,
  blocksOf,
  chosenBlocks,
  listedBlocks,
  streamedBlocks,
  useOf,
  windowBlocks,
  withIdleScored,
  withIdleUnits,
} from "../mac-blocks.ts";
import { chipBuffer } from "../schedule.ts";
import type { ScoredSource } from "../scored.ts";
import { selectedKeys } from "../selection.ts";
import {
  type CandidateLoad,
  type CountedDesign,
  codeOf,
  expectedLoad,
  type Sizes,
  sizesOf,
} from "../sizes.ts";
import { lshDecodeFlow, scoredDecodeFlow } from "./decode-flow.ts";
import { exactFlow } from "./exact-flow.ts";
import { flowCounts, type PlanFlows, type PlanSpace, type TilingRange } from "./flow.ts";
import { lshFlow } from "./lsh-flow.ts";
import { createScoredFlow } from "./scored-flow.ts";

/**
 * Every plan of a workload on the chip's own units; null where there is only one way: on other platforms, in
 * training, and in an exact decode, which streams everything. Spaces of a sequence without declared levels are
 * cached: searches with other prices, or with more of a unit, share their counts.
 */
export function planSpaceOf(
  design: Design,
  workload: Workload,
  load = expectedLoad(workload),
): PlanSpace | null {
  const { attention, phase, pass } = workload;
  if (design.platform !== "digital" || pass === "training") return null;
  if (phase === "decode") return attention.kind === "exact" ? null : decodeSpace(design, workload, load);
  const hasLevels = design.digital.levels !== undefined;
  const spaces = hasLevels ? made : remembered;
  const buffer = design.digital.buffer.behaviour;
  const kind = isScored(attention) ? "scored" : attention.kind === "exact" ? "exact" : "lsh";
  const space = { ...spaces[kind](flowDesignOf(design), workload, buffer), buffer };
  return hasLevels ? { ...space, levels: levelsOf(design, workload, null) } : space;
}

/** What flows depend on of a design: a unit's behaviour alone, not how many of it there are. */
interface FlowDesign extends CountedDesign, Pick<Design, "mapping" | "memory"> {
  readonly digital: CountedDesign["digital"] & {
    readonly sorter: Pick<Design["digital"]["sorter"], "behaviour">;
    readonly fetchBy: Design["digital"]["fetchBy"];
    readonly levels?: Design["digital"]["levels"];
  };
}

const flowDesignOf = ({ hashing, mapping, memory, search, digital }: Design): FlowDesign => ({
  hashing,
  mapping,
  memory,
  search: { behaviour: search.behaviour },
  digital: {
    mac: digital.mac,
    softmax: { behaviour: digital.softmax.behaviour },
    sorter: digital.sorter,
    fetchBy: digital.fetchBy,
    levels: digital.levels,
  },
});

/** Memory properties that flows read. Designs that differ only in buffer capacity thus share counts. */
const accessesOf = (
  { memory }: Pick<Design, "memory">,
  { bits, gatherEfficiency }: BufferAccess,
): Pick<PlanFlows, "buffer" | "memory"> => ({
  buffer: { bits, gatherEfficiency },
  memory: memory.behaviour,
});

function exactFlows(design: FlowDesign, workload: Workload, buffer: BufferAccess): PlanFlows {
  const s = sizesOf(design, workload);
  const { causal } = workload.attention;
  const memories = accessesOf(design, buffer);
  return openSpace(design, workload, s, {
    ...memories,
    ranges: streamRanges(s, true),
    flow: (tiling) => exactFlow(s, causal, memories, tiling),
    idle: idleOf(design, workload, s, null),
  });
}

function lshFlows(design: FlowDesign, workload: Workload, buffer: BufferAccess): PlanFlows {
  const s = sizesOf(design, workload);
  const { chunk } = workload.attention;
  const sorter = design.digital.sorter.behaviour;
  const memories = accessesOf(design, buffer);
  return openSpace(design, workload, s, {
    ...memories,
    ranges: lshRanges(s, chunk),
    flow: (tiling) => lshFlow(s, sorter, chunk, memories, tiling),
    idle: idleOf(design, workload, s, null),
  });
}

function scoredFlows(design: FlowDesign, workload: Workload, buffer: BufferAccess): PlanFlows {
  const s = sizesOf(design, workload);
  const scored = scoredSource(design, workload, s);
  const memories = accessesOf(design, buffer);
  return openSpace(design, workload, s, {
    ...memories,
    ranges: scored.fetch === "stream" ? streamRanges(s, false) : gatherRanges(s),
    flow: createScoredFlow(scored, memories),
    idle: idleOf(design, workload, s, scored),
  });
}

/** Cached spaces of each kind, of up to ten megabytes each with the counts of their searches. */
const MOST_SPACES = 32;

const made = { exact: exactFlows, lsh: lshFlows, scored: scoredFlows };
const remembered = {
  exact: rememberedReads(exactFlows, MOST_SPACES),
  lsh: rememberedReads(lshFlows, MOST_SPACES),
  scored: rememberedReads(scoredFlows, MOST_SPACES),
};

/** A space of a sequence, with the loops that the config leaves open. */
function openSpace(
  design: FlowDesign,
  workload: Workload,
  s: Sizes,
  { ranges, ...own }: Pick<PlanFlows, "buffer" | "memory" | "ranges" | "flow" | "idle">,
): PlanFlows {
  return {
    ...own,
    ranges: ranges.flatMap((range) => pinned(range, loopsOf(ranges, design.mapping))),
    levels: () => [],
    use: useOf(design, workload, s),
  };
}

function decodeSpace(design: Design, workload: Workload, load: CandidateLoad): PlanSpace {
  const s = sizesOf(design, workload);
  const memories = { buffer: chipBuffer(design), memory: design.memory.behaviour };
  const scored = isScored(workload.attention) ? { ...scoredSource(design, workload, s), workload } : null;
  const flow =
    scored === null ? lshDecodeFlow(s, workload, load, memories) : scoredDecodeFlow(scored, memories);
  return {
    ...memories,
    ranges: [{ ...WHOLE, queryTiles: [1, 1], keyTiles: [1, 1] }],
    flow: () => flow,
    idle: idleOf(design, workload, s, scored),
    levels: design.digital.levels === undefined ? () => [] : levelsOf(design, workload, load),
    use: useOf(design, workload, s),
  };
}

/** Adds the array's idle time to counts. A cached space keeps no design or workload: they are read here. */
function idleOf(
  { digital }: Pick<FlowDesign, "digital">,
  workload: Workload,
  s: Sizes,
  scored: ScoredSource | null,
): PlanSpace["idle"] {
  const mac = blockArrayOf(digital);
  if (scored !== null) return (counts) => withIdleScored(scored, counts, mac);
  const cut = blocksOf(s, workload);
  return (counts, tiling) => withIdleUnits(counts, mac, cut(tiling));
}

/** Counts of declared levels; `load` is that of a decode's lists, null for a sequence. */
function levelsOf(design: Design, workload: Workload, load: CandidateLoad | null): PlanSpace["levels"] {
  const s = sizesOf(design, workload);
  const blocks = (tiling: Tiling): ArrayBlocks => {
    if (isScored(workload.attention))
      return chosenBlocks({ ...scoredSource(design, workload, s), workload }, tiling);
    if (workload.attention.kind === "exact") return streamedBlocks(s, workload);
    return load === null ? windowBlocks(s, workload, tiling) : listedBlocks(s, load);
  };
  return (counts, tiling) => levelCounts(design, () => blocks(tiling), counts).counts;
}

function scoredSource(
  design: CountedDesign & { readonly digital: Pick<Design["digital"], "fetchBy"> },
  workload: Workload,
  s: Sizes,
): ScoredSource {
  const { phase, heads, kvHeads, attention } = workload;
  return {
    s,
    code: codeOf(design, workload),
    keys: selectedKeys(workload),
    workload: {
      phase,
      heads,
      kvHeads,
      attention: { causal: attention.causal, codes: { searchers: attention.codes.searchers } },
    },
    fetch: design.digital.fetchBy === "stream" ? "stream" : "gather",
  };
}

/** Most tiles of a sequence: none is smaller than the `rows` rows that the array takes at once. */
const mostTiles = (s: Sizes, rows: number): number => Math.max(1, Math.ceil(s.length / rows));

/** One kind is tiled and stays, the other passes whole: queries or, with `both`, also keys are tiled. */
function streamRanges(s: Sizes, both: boolean): TilingRange[] {
  const most = mostTiles(s, s.blockRows);
  const byQueries: TilingRange = { ...WHOLE, queryTiles: [1, most], keyTiles: [1, 1] };
  return both
    ? [byQueries, { ...WHOLE, outer: "keys", queryTiles: [1, 1], keyTiles: [1, most] }]
    : [byQueries];
}

const gatherRanges = (s: Sizes): TilingRange[] => {
  const most = mostTiles(s, s.blockRows);
  return [
    { ...WHOLE, queryTiles: [1, 1], keyTiles: [1, 1] },
    ...(most > 1 ? [{ ...WHOLE, queryTiles: [1, most] as const, keyTiles: [2, most] as const }] : []),
  ];
};

/** Most passes over the width of values: with more, each would compute only a few elements of an output. */
const MOST_PASSES = 4;

/** Ranges within which counts grow with both tile numbers; single tiles, never reloaded, are apart. */
function lshRanges(s: Sizes, chunk: number): TilingRange[] {
  const most = mostTiles(s, chunk);
  const parts: readonly (readonly [number, number])[] =
    most > 1
      ? [
          [1, 1],
          [2, most],
        ]
      : [[1, 1]];
  const ranges: TilingRange[] = [];
  for (let valuePasses = 1; valuePasses <= MOST_PASSES && s.width % valuePasses === 0; valuePasses *= 2)
    for (const queryTiles of parts)
      for (const keyTiles of parts) {
        const isTiled = queryTiles[1] > 1 && keyTiles[1] > 1;
        const isWhole = queryTiles[1] === 1 && keyTiles[1] === 1;
        for (const outer of isTiled ? LOOP_ORDERS : [WHOLE.outer])
          for (const orders of isWhole && s.rounds > 1 ? (["all", "one"] as const) : (["all"] as const))
            ranges.push({ outer, queryTiles, keyTiles, valuePasses, orders });
      }
  return ranges;
}

/** Pins of the loops that a dataflow has; a loop of one iteration in every range does not count. */
function loopsOf(
  ranges: readonly TilingRange[],
  { outer, queryTiles, keyTiles, valuePasses }: MappingConfig,
): Pick<MappingConfig, "outer" | "queryTiles" | "keyTiles" | "valuePasses"> {
  const loops = (of: (range: TilingRange) => number): boolean => ranges.some((range) => of(range) > 1);
  return {
    outer,
    ...(loops((range) => range.queryTiles[1]) ? { queryTiles } : {}),
    ...(loops((range) => range.keyTiles[1]) ? { keyTiles } : {}),
    ...(loops((range) => range.valuePasses) ? { valuePasses } : {}),
  };
}

/** The part of a range that the config's pins allow; empty where there is none. */
function pinned(
  range: TilingRange,
  { outer, queryTiles, keyTiles, valuePasses }: ReturnType<typeof loopsOf>,
): TilingRange[] {
  if (outer !== undefined && range.outer !== outer && !isIndifferent(range)) return [];
  if (valuePasses !== undefined && range.valuePasses !== valuePasses) return [];
  const rows = within(range.queryTiles, queryTiles);
  const columns = within(range.keyTiles, keyTiles);
  return rows === null || columns === null ? [] : [{ ...range, queryTiles: rows, keyTiles: columns }];
}

/** Whether the loop order has no effect, since one loop has a single tile. */
const isIndifferent = ({ queryTiles, keyTiles }: TilingRange): boolean =>
  queryTiles[1] === 1 || keyTiles[1] === 1;

function within(
  [from, to]: readonly [number, number],
  wanted: number | undefined,
): readonly [number, number] | null {
  if (wanted === undefined) return [from, to];
  return wanted < from || wanted > to ? null : [wanted, wanted];
}

/** Actions of a layer and sequence that depend on the plan of a design; null where it has none. */
export function plannedCounts(
  design: Design,
  workload: Workload,
  load?: CandidateLoad,
): ActionCount[] | null {
  const { plan } = design;
  if (plan === undefined) return null;
  const space = planSpaceOf(design, workload, load);
  return space === null ? null : flowCounts(space.flow(plan), space, plan.resident);
}

/** Most heads among which the buffer is divided; null in decoding, where it is not divided. */
export const contextsOf = ({ contexts }: Design, { phase }: Workload): number | null =>
  phase === "decode" ? null : contexts;

/** Whether the buffer holds what the plan of a design keeps there; true where it has none. */
export function planFits(design: Design, workload: Workload): boolean {
  const { plan } = design;
  const space = plan === undefined ? null : planSpaceOf(design, workload);
  if (plan === undefined || space === null) return true;
  const { headsInFlight, resident } = plan;
  if (headsInFlight !== null && headsInFlight > (contextsOf(design, workload) ?? 1)) return false;
  const { held, tensors } = space.flow(plan);
  const kept = tensors.reduce((sum, { name, bits }) => sum + bits * (resident[name] ?? 0), held);
  // A share that fills the buffer is rounded.
  return kept * (headsInFlight ?? 1) <= space.buffer.capacity * 8 * (1 + 1e-9);
}
