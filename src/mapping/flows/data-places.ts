// Where a run's data live under a plan: the loops, the data that the buffer keeps within each, and what moves.

import type { Design } from "../../design/design.ts";
import { isScored } from "../../design/key-codes.ts";
import { type Plan, type TensorName, WHOLE } from "../../design/mapping-plan.ts";
import type { Workload } from "../../design/workload.ts";
import type { ActionCount, ForwardOperation } from "../action-counts.ts";
import { decodeHierarchy } from "../decode.ts";
import { streamedKeys } from "../exact.ts";
import type { Mapping } from "../mapping.ts";
import { chipBuffer, type StageName } from "../schedule.ts";
import { mapBits } from "../scored.ts";
import { codeOf, partialBits, type Sizes, sizesOf } from "../sizes.ts";
import { memoryBytes } from "../traffic.ts";
import type { Flow, Tensor } from "./flow.ts";
import { planSpaceOf } from "./plan-space.ts";

/** A loop of a plan: what each iteration takes, how many there are (null: all), and the data that it keeps. */
export interface Loop {
  readonly name: string;
  readonly count: number | null;
  readonly holds: readonly TensorName[];
}

/** Loops of a plan, the outermost first; data of a loop of one iteration are kept by the loop around it. */
export function loopsOf(
  plan: Pick<Plan, "outer" | "queryTiles" | "keyTiles" | "valuePasses">,
  { attention, phase }: Workload,
): Loop[] {
  const queries: Loop = { name: "query tile", count: plan.queryTiles, holds: ["queries", "outputs"] };
  const keys: Loop = { name: "key tile", count: plan.keyTiles, holds: ["keys", "values"] };
  const inner: Loop[] =
    attention.kind === "lsh"
      ? [
          { name: "round", count: attention.rounds, holds: ["orders"] },
          { name: "chunk", count: null, holds: [] },
        ]
      : [{ name: "block of queries", count: null, holds: isScored(attention) ? ["lists"] : [] }];
  const cached: readonly TensorName[] = ["near keys and values", "bucket lists", "query map"];
  const loops: Loop[] =
    phase === "decode"
      ? [{ name: "sequence and key head", count: null, holds: cached }]
      : [
          { name: "head", count: null, holds: [] },
          { name: "pass over the values' width", count: plan.valuePasses, holds: [] },
          ...(plan.outer === "queries" ? [queries, keys] : [keys, queries]),
          ...inner,
        ];
  return loops.filter(({ count }) => count !== 1);
}

/** Data of a head; what a tile and a stream take besides; and what the fixed schedule reads again, of any kind. */
export type DataName = TensorName | "tiles in use" | "layer inputs" | "data read again";

/** One kind of a run's data. */
export interface DataPlace {
  readonly name: DataName;
  /** Share of it, or of its current tile, that the buffer keeps; null for data that only pass. */
  readonly share: number | null;
  /** Bytes of a buffer that this takes for one head in flight; in a decode of all buffers, for all heads. */
  readonly kept: number;
  /** Bytes of the run that come from the memory behind the buffer or go there. */
  readonly moved: number;
  /** Times that units read each of its bytes, from wherever; null where the flow does not say. */
  readonly reads: number | null;
  /** Number of the loop that keeps it, the outermost 0. */
  readonly loop: number;
  /** Stages of a head with the first and the last use; null for a decode's caches, which stay. */
  readonly stages: readonly [first: StageName, last: StageName] | null;
}

export interface DataPlaces {
  /** Every loop with its iterations; those of the outermost go over all layers, sequences and heads. */
  readonly loops: readonly { readonly name: string; readonly count: number }[];
  readonly data: readonly DataPlace[];
}

/** First and last operation that needs each kind of data in the buffer. */
const LIVES: Readonly<Record<DataName, readonly [ForwardOperation, ForwardOperation]>> = {
  queries: ["input", "combine"],
  keys: ["input", "combine"],
  values: ["input", "combine"],
  outputs: ["gather", "output"],
  "bucket ids": ["hash", "sort"],
  orders: ["sort", "gather"],
  lists: ["top-k", "gather"],
  "query map": ["input", "map"],
  "near keys and values": ["input", "output"],
  "bucket lists": ["input", "output"],
  "tiles in use": ["input", "output"],
  "layer inputs": ["input", "hash"],
  "data read again": ["input", "output"],
};

/** Part of a head's data: bits of a buffer for all of it or of its tile, the share kept, and its accesses. */
type Part = Pick<DataPlace, "name" | "share"> & Pick<Tensor, "bits"> & Partial<Pick<Tensor, "counts">>;

/**
 * Places of the data of a settled design's forward pass. Their moved bytes sum to those of the mapping. Null
 * for other platforms, for training, whose two passes share no plan, and for a decode of LSH attention or of
 * chosen keys by the fixed schedule, which states one share for all data.
 */
export function dataPlacesOf(design: Design, workload: Workload, mapping: Mapping): DataPlaces | null {
  if (design.platform !== "digital" || workload.pass === "training") return null;
  const s = sizesOf(design, workload);
  const parts = partsOf(design, workload, mapping.schedule.held ?? 1, s);
  if (parts === null) return null;
  const { bits } = design.digital.buffer.behaviour;
  const memories = { buffer: design.digital.buffer.behaviour, memory: design.memory.behaviour };
  const repeats = workload.layers * workload.batch;
  const loops = loopsOf(design.plan ?? WHOLE, workload);
  const own = parts.map(({ name, share, bits: size, counts = () => [] }): DataPlace => {
    const all = counts({ ...memories, resident: 1 });
    const onChip = (action: string): number =>
      bits * sumOf(all, (one) => one.component === "buffer" && one.action === action);
    const whole = workload.phase === "decode" ? size / repeats : (rowBits(name, s) ?? onChip("write"));
    const read = onChip("read") + streamedBits(name, design, workload, s);
    const away = memoryBytes({ counts: counts({ ...memories, resident: share ?? 0 }) }, design);
    return {
      name,
      share,
      kept: ((share ?? 0) * size) / 8,
      moved: repeats * (away + crossingBits(name, design, workload, s) / 8),
      reads: whole > 0 && read > 0 ? read / whole : null,
      loop: Math.max(
        0,
        loops.findIndex(({ holds }) => holds.some((held) => held === name)),
      ),
      stages: workload.phase === "decode" ? null : stagesOf(name, mapping),
    };
  });
  return {
    loops: loops.map(({ name, count }) => ({
      name,
      count: count ?? iterations(name, workload, s, design.plan?.queryTiles ?? 1),
    })),
    data: withRest(own, memoryBytes(mapping, design), parts.find(({ name }) => name === "keys")?.counts),
  };
}

const sumOf = (counts: readonly ActionCount[], holds: (one: ActionCount) => boolean): number =>
  counts.reduce((sum, one) => sum + (holds(one) ? one.count : 0), 0);

/** Whether all rows stream past blocks of queries, as in exact attention. */
const streams = ({ digital }: Pick<Design, "digital">, { attention }: Workload): boolean =>
  attention.kind === "exact" || (isScored(attention) && digital.fetchBy === "stream");

/** The parts of a head's data: those of the plan's flow, of the fixed schedule, and what only passes. */
function partsOf(design: Design, workload: Workload, held: number, s: Sizes): Part[] | null {
  const { plan } = design;
  const space = planSpaceOf(design, workload);
  const own =
    plan !== undefined && space !== null
      ? planned(plan, space.flow(plan))
      : workload.phase === "decode"
        ? decodeParts(design, workload, s)
        : fixedParts(design, workload, held, s);
  if (own === null) return null;
  const passing = (["queries", "keys", "values", "outputs"] as const).filter(
    (name) => !own.some((part) => part.name === name),
  );
  return [
    ...own,
    ...[...passing, ...(s.foldedBits > 0 ? (["layer inputs"] as const) : [])].map(
      (name): Part => ({ name, share: null, bits: 0 }),
    ),
  ];
}

const planned = ({ resident }: Plan, { tensors, held }: Flow): Part[] => [
  ...tensors.map((own): Part => ({ ...own, share: resident[own.name] ?? 0 })),
  ...(held > 0 ? [{ name: "tiles in use" as const, share: 1, bits: held }] : []),
];

/** A decode of exact attention keeps the share of all caches that fits; others by the fixed schedule are null. */
function decodeParts(design: Design, workload: Workload, s: Sizes): Part[] | null {
  if (workload.attention.kind !== "exact") return null;
  const share = decodeHierarchy(s, workload, chipBuffer(design), design.memory.behaviour).resident;
  const bits = workload.layers * workload.batch * s.kvHeads * s.length * s.width * s.wordBits;
  return (["keys", "values"] as const).map((name) => ({ name, share, bits }));
}

/** The fixed schedule keeps one share of a head's working set, whose parts sum to `workingSetBits`. */
function fixedParts(design: Design, workload: Workload, share: number, s: Sizes): Part[] {
  const space = planSpaceOf(design, workload);
  const block = Math.min(s.length, s.blockRows);
  const isLsh = workload.attention.kind === "lsh";
  const tensors = space?.flow(isLsh ? WHOLE : { ...WHOLE, queryTiles: s.length / block }).tensors ?? [];
  if (isLsh) return tensors.map((own) => ({ ...own, share }));
  const row = s.length * s.width * s.wordBits;
  return [
    { name: "queries", share, bits: row },
    // Rows that stream again from memory are what the mapping moves beyond the first load.
    ...tensors.map((own): Part => {
      const isStream = streams(design, workload) && (own.name === "keys" || own.name === "values");
      // The map of queries is no part of the working set.
      const bits = own.name === "query map" ? 0 : own.bits;
      return { name: own.name, share, bits, ...(isStream ? {} : { counts: own.counts }) };
    }),
    { name: "outputs", share, bits: block * partialBits(s) },
  ];
}

/** Bits of all rows of a layer and sequence; null for data that are made on the chip. */
function rowBits(name: DataName, s: Sizes): number | null {
  const row = s.length * s.width * s.wordBits;
  if (name === "queries") return s.heads * row;
  if (name === "keys" || name === "values") return s.kvHeads * row;
  return name === "outputs" ? s.heads * s.length * partialBits(s) : null;
}

/** Bits that blocks read of rows in the order of positions, which flows count whatever the buffer keeps. */
function streamedBits(name: DataName, design: Design, workload: Workload, s: Sizes): number {
  const row = s.width * s.wordBits;
  if (workload.attention.kind === "lsh") return 0;
  if (workload.phase === "decode")
    return name === "keys" || name === "values"
      ? workload.attention.kind === "exact"
        ? s.kvHeads * s.length * row
        : 0
      : 0;
  if (name === "queries")
    return s.heads * s.length * row * (streams(design, workload) ? 1 : (design.plan?.keyTiles ?? 1));
  if (!streams(design, workload) || (name !== "keys" && name !== "values")) return 0;
  return s.heads * streamedKeys(s.length, s.blockRows, workload.attention.causal) * row;
}

/** Bits of a layer and sequence that enter or leave the chip once under any plan. */
function crossingBits(name: DataName, design: Design, workload: Workload, s: Sizes): number {
  const row = s.tokens * s.width * s.wordBits;
  if (name === "queries" || name === "outputs") return s.heads * row;
  if (name === "keys" || name === "values") return s.kvHeads * row;
  if (name === "layer inputs") return s.foldedBits;
  return name === "query map"
    ? mapBits({ s, code: codeOf(design, workload) }, workload.phase !== "decode")
    : 0;
}

function iterations(
  name: string,
  { layers, batch, heads, kvHeads }: Workload,
  s: Sizes,
  tiles: number,
): number {
  if (name === "head") return layers * batch * heads;
  if (name === "chunk") return s.chunks;
  return name === "block of queries" ? Math.ceil(s.length / s.blockRows / tiles) : layers * batch * kvHeads;
}

/** Stages with the first and the last operation that needs the data; the ends of the schedule without one. */
function stagesOf(name: DataName, { schedule: { stages } }: Mapping): readonly [StageName, StageName] {
  const [first, last] = LIVES[name].map((operation) =>
    stages.find(({ operations }) => operations.includes(operation)),
  );
  return [(first ?? stages[0]).name, (last ?? stages[stages.length - 1]).name];
}

/** Adds the traffic that no part counts: reloads of streamed keys and values, or of any data as room lacks. */
function withRest(own: readonly DataPlace[], total: number, keyCounts: Part["counts"]): DataPlace[] {
  const rest = total - own.reduce((sum, { moved }) => sum + moved, 0);
  if (Math.abs(rest) <= 1e-9 * total) return [...own];
  const isStream = keyCounts === undefined;
  if (isStream)
    return own.map((one) =>
      one.name === "keys" || one.name === "values" ? { ...one, moved: one.moved + rest / 2 } : one,
    );
  const plain = { share: null, kept: 0, reads: null, loop: 0, stages: null };
  return [...own, { name: "data read again", moved: rest, ...plain }];
}
