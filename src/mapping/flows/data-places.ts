// Where a run's data live under a plan: the loops, the data that the buffer keeps within each, and what moves.

import type { Design } from "../../design/design.ts";
import { isScored } from "../../design/key-codes.ts";
import { type Plan, type TensorName, WHOLE } from "../../design/mapping-plan.ts";
import type { Workload } from "../../design/workload.ts";
import type { ForwardOperation } from "../action-counts.ts";
import { decodeHierarchy } from "../decode.ts";
import { streamedKeys } from "../exact.ts";
import type { Mapping } from "../mapping.ts";
import { chipBuffer, type StageName } from "../schedule.ts";
import { mapBits } from "../scored.ts";
import { codeOf, partialBits, type Sizes, sizesOf } from "../sizes.ts";
import { accessedBits, memoryBytes } from "../traffic.ts";
import type { Flow, Tensor } from "./flow.ts";
import { planSpaceOf } from "./plan-space.ts";

/** A loop of a plan: what each iteration takes, how many there are (null: all), and the data that it keeps. */
export interface PlanLoop {
  readonly name: string;
  readonly count: number | null;
  readonly holds: readonly TensorName[];
}

/** Loops of a plan, the outermost first; data of a loop of one iteration are kept by the loop around it. */
export function loopsOf(
  plan: Pick<Plan, "outer" | "queryTiles" | "keyTiles" | "valuePasses">,
  { attention, phase }: Workload,
): PlanLoop[] {
  const queries: PlanLoop = { name: "query tile", count: plan.queryTiles, holds: ["queries", "outputs"] };
  const keys: PlanLoop = { name: "key tile", count: plan.keyTiles, holds: ["keys", "values"] };
  const inner: PlanLoop[] =
    attention.kind === "lsh"
      ? [
          { name: "round", count: attention.rounds, holds: ["orders"] },
          { name: "chunk", count: null, holds: [] },
        ]
      : [{ name: "block of queries", count: null, holds: isScored(attention) ? ["lists"] : [] }];
  const cached: readonly TensorName[] = ["near keys and values", "bucket lists", "query map"];
  const loops: PlanLoop[] =
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

const isRow = (name: DataName): boolean => name === "keys" || name === "values";

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
  const isDecode = workload.phase === "decode";
  const { layers, batch, heads, kvHeads } = workload;
  const repeats = layers * batch;
  const memories = { buffer: design.digital.buffer.behaviour, memory: design.memory.behaviour };
  const loops = loopsOf(design.plan ?? WHOLE, workload);
  const own = parts.map(({ name, share, bits, counts = () => [] }): DataPlace => {
    const all = counts({ ...memories, resident: 1 });
    const rows = rowsOf(name, design, workload, s);
    const whole = isDecode
      ? bits / repeats
      : rows.bits || accessedBits(all, "buffer", ["write"], memories.buffer);
    const read = rows.streamed + accessedBits(all, "buffer", ["read"], memories.buffer);
    const away = memoryBytes({ counts: counts({ ...memories, resident: share ?? 0 }) }, design);
    return {
      name,
      share,
      kept: ((share ?? 0) * bits) / 8,
      moved: repeats * (away + rows.crossing / 8),
      reads: whole > 0 && read > 0 ? read / whole : null,
      loop: Math.max(
        0,
        loops.findIndex(({ holds }) => holds.some((held) => held === name)),
      ),
      stages: isDecode ? null : stagesOf(name, mapping),
    };
  });
  const all: Readonly<Record<string, number>> = {
    head: repeats * heads,
    chunk: s.chunks,
    "block of queries": Math.ceil(s.length / s.blockRows / (design.plan?.queryTiles ?? 1)),
    "sequence and key head": repeats * kvHeads,
  };
  return {
    loops: loops.map(({ name, count }) => ({ name, count: count ?? all[name] })),
    data: withRest(own, memoryBytes(mapping, design), parts.find(({ name }) => isRow(name))?.counts),
  };
}

/** Whether all rows stream past blocks of queries, as in exact attention. */
const streams = ({ digital }: Pick<Design, "digital">, { attention }: Workload): boolean =>
  attention.kind === "exact" || (isScored(attention) && digital.fetchBy === "stream");

/** The parts of a head's data: those of the plan's flow or of the fixed schedule, and what only passes. */
function partsOf(design: Design, workload: Workload, held: number, s: Sizes): Part[] | null {
  const { plan } = design;
  const space = planSpaceOf(design, workload);
  const own =
    plan !== undefined && space !== null ? planned(plan, space.flow(plan)) : fixed(design, workload, held, s);
  const passing = (["queries", "keys", "values", "outputs", "layer inputs"] as const).filter(
    (name) => (name !== "layer inputs" || s.foldedBits > 0) && !own?.some((part) => part.name === name),
  );
  return own && [...own, ...passing.map((name): Part => ({ name, share: null, bits: 0 }))];
}

const planned = ({ resident }: Plan, { tensors, held }: Flow): Part[] => [
  ...tensors.map((own): Part => ({ ...own, share: resident[own.name] ?? 0 })),
  ...(held > 0 ? [{ name: "tiles in use" as const, share: 1, bits: held }] : []),
];

/**
 * The fixed schedule keeps one share of a head's working set, whose parts sum to `workingSetBits`; in a decode
 * of exact attention the share of all caches that fits.
 */
function fixed(design: Design, workload: Workload, share: number, s: Sizes): Part[] | null {
  const row = s.length * s.width * s.wordBits;
  if (workload.phase === "decode") {
    if (workload.attention.kind !== "exact") return null;
    const { resident } = decodeHierarchy(s, workload, chipBuffer(design), design.memory.behaviour);
    const bits = workload.layers * workload.batch * s.kvHeads * row;
    return (["keys", "values"] as const).map((name) => ({ name, share: resident, bits }));
  }
  const space = planSpaceOf(design, workload);
  const block = Math.min(s.length, s.blockRows);
  const isLsh = workload.attention.kind === "lsh";
  const tensors = space?.flow(isLsh ? WHOLE : { ...WHOLE, queryTiles: s.length / block }).tensors ?? [];
  if (isLsh) return tensors.map((own) => ({ ...own, share }));
  return [
    { name: "queries", share, bits: row },
    ...tensors.map(({ name, bits, counts }): Part => {
      // The map of queries is no part of the working set; streamed rows' reloads are what the mapping adds.
      const own = { name, share, bits: name === "query map" ? 0 : bits };
      return isRow(name) && streams(design, workload) ? own : { ...own, counts };
    }),
    { name: "outputs", share, bits: block * partialBits(s) },
  ];
}

/**
 * Bits of a layer and sequence: of all rows, 0 for data that are made on the chip; those that enter or leave the
 * chip once under any plan; and those that blocks read in order, which flows count whatever the buffer keeps.
 */
function rowsOf(name: DataName, design: Design, workload: Workload, s: Sizes) {
  const row = s.width * s.wordBits;
  const isDecode = workload.phase === "decode";
  const { kind, causal } = workload.attention;
  const isStream = streams(design, workload);
  if (isRow(name)) {
    const seen = isDecode ? s.kvHeads * s.length : s.heads * streamedKeys(s.length, s.blockRows, causal);
    const streamed = isStream && (!isDecode || kind === "exact") ? seen * row : 0;
    return { bits: s.kvHeads * s.length * row, crossing: s.kvHeads * s.tokens * row, streamed };
  }
  const crossing = s.heads * s.tokens * row;
  if (name === "outputs") return { bits: s.heads * s.length * partialBits(s), crossing, streamed: 0 };
  if (name === "queries") {
    const tiles = isStream ? 1 : (design.plan?.keyTiles ?? 1);
    return {
      bits: s.heads * s.length * row,
      crossing,
      streamed: kind === "lsh" || isDecode ? 0 : tiles * crossing,
    };
  }
  const map = name === "query map" ? mapBits({ s, code: codeOf(design, workload) }, !isDecode) : 0;
  return { bits: 0, crossing: name === "layer inputs" ? s.foldedBits : map, streamed: 0 };
}

/** Stages with the first and the last operation that needs the data; the ends of the schedule without one. */
function stagesOf(name: DataName, { schedule: { stages } }: Mapping): readonly [StageName, StageName] {
  const [first, last] = LIVES[name].map((operation) =>
    stages.find(({ operations }) => operations.includes(operation)),
  );
  return [(first ?? stages[0]).name, (last ?? stages[stages.length - 1]).name];
}

/** Adds the traffic that no part counts: reloads of streamed keys and values, or of any data as room lacks. */
function withRest(own: readonly DataPlace[], total: number, rowCounts: Part["counts"]): DataPlace[] {
  const rest = total - own.reduce((sum, { moved }) => sum + moved, 0);
  if (Math.abs(rest) <= 1e-9 * total) return [...own];
  if (rowCounts === undefined)
    return own.map((one) => (isRow(one.name) ? { ...one, moved: one.moved + rest / 2 } : one));
  const plain = { share: null, kept: 0, reads: null, loop: 0, stages: null };
  return [...own, { name: "data read again", moved: rest, ...plain }];
}
