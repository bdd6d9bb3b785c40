// Attention to the keys of the best scores, in analog arrays, which convert only chosen keys.

import { InfeasibleError } from "#base";
import { analogNodeOf, checkAnalogRead } from "../design/analog-baseline.ts";
import type { Design } from "../design/design.ts";
import type { Workload } from "../design/workload.ts";
import { blockRowsAt } from "../peripherals/mac/mac.ts";
import { type ActionCount, mergeCounts } from "./action-counts.ts";
import { searchersOf, storesOf } from "./code-store.ts";
import { crossbarHashCounts } from "./lsh.ts";
import { memoryPackages } from "./off-chip-memory.ts";
import { arrayCensus, arrayParallelism, type Census, type Placement, placeProjections } from "./placement.ts";
import {
  arrayShape,
  arraysOf,
  convertersOf,
  dynamicCensus,
  NO_ANALOG_GRADIENTS,
  PREFILL_SETS,
} from "./rivals.ts";
import { analogSelectionStages, chipBuffer, type Schedule } from "./schedule.ts";
import {
  encodeCounts,
  listBits,
  mapBits,
  mapCounts,
  type Scored,
  searchCounts,
  searchedCodes,
} from "./scored.ts";
import { statedStores, unitsOf } from "./scored-mapping.ts";
import { selectedKeys, type TouchedBlocks, touchedBlocks } from "./selection.ts";
import { attendedBy, codeOf, type Sizes, sizesOf } from "./sizes.ts";
import { enter, hierarchyOf, isTwoDies, leave, linkCounts, move } from "./traffic.ts";

/** Parts of a layer's arrays that one query head reads, summed over its queries. */
interface Touched {
  /** Arrays of keys: each key has a column per element slice, and a row drives all columns of its array. */
  readonly keys: TouchedBlocks;
  /** Arrays of values: one row per key. */
  readonly values: TouchedBlocks;
}

/**
 * Codes of all keys are searched, and the keys of the best scores are attended in arrays that hold keys and
 * values. Keys and values are written as without a selection, in the same number of arrays. Throws
 * InfeasibleError for training, and where arrays cannot hold the projections.
 */
export function mapScoredAnalog(design: Design, workload: Workload) {
  if (workload.pass === "training") throw new InfeasibleError(NO_ANALOG_GRADIENTS);
  checkAnalogRead(design);
  const s = sizesOf(design, workload);
  const own = scoredOf(design, workload, s);
  const touched = touchedArrays(design, workload);
  const placement = placeProjections(design, workload);
  const repeats = workload.layers * workload.batch;
  const heads = repeats * workload.kvHeads;
  const isDecode = workload.phase === "decode";
  const sets = isDecode ? heads : Math.min(PREFILL_SETS * design.cores, heads);
  const arrays = arraysOf(s, design);
  return {
    census: {
      ...dynamicCensus(design, sets * (arrays.keys + arrays.values), memoryPackages(design, workload)),
      topK: design.cores,
      search: Math.max(storesOf(design, workload), statedStores(design)),
      ...arrayCensus(design, placement),
      ...linksOf(design),
    },
    parallel: {
      ...arrayParallelism(design, placement),
      ...parallelism(own, touched, design),
      topK: isDecode ? Math.min(1, (searchersOf(workload) * workload.batch) / unitsOf(design)) : 1,
    },
    placement,
    counts: mergeCounts(
      [
        ...prepareCounts(own, design),
        ...crossbarHashCounts(s, design, placement),
        ...searchCounts(own, design),
        ...readCounts(own, touched, design),
      ],
      repeats,
    ),
    schedule: scheduleOf(design, workload, placement),
    gatherEfficiency: design.digital.buffer.behaviour.gatherEfficiency,
    rewrites: isDecode ? 1 / workload.length : heads / sets,
    pairs: {
      searched: repeats * searchersOf(workload) * searchedCodes(s, workload),
      attended: repeats * attendedOf(own),
      // Keys and values stay where they were written.
      fetchedBytes: 0,
    },
  };
}

/** Dies of arrays at nodes other than the logic's, each with its own link. */
function linksOf(design: Design): Census {
  const nodes = [design.hashNode, analogNodeOf(design)].filter((node) => isTwoDies(node, design));
  return nodes.length === 0 ? {} : { link: new Set(nodes).size };
}

function scheduleOf(
  design: Design,
  { layers, heads, batch, phase, length, headWidth, attention }: Workload,
  placement: Placement,
): Schedule {
  const sets = placement.setsOfLayer;
  const parts = phase === "decode" ? 1 : length / blockRowsAt(design.digital.mac.behaviour, headWidth);
  return {
    layers,
    heads: heads * batch,
    cores: design.cores,
    slots: phase === "decode" ? design.contexts : Math.min(design.contexts, PREFILL_SETS),
    stages: analogSelectionStages(Math.max(1, Math.ceil(parts)), attention.causal),
    shared: { memory: 1, link: 1, array: sets, dac: sets, driver: sets, readout: sets, mux: sets },
    autoregressive: phase === "decode",
  };
}

function scoredOf(design: Design, workload: Workload, s: Sizes): Scored {
  const own = {
    s,
    code: codeOf(design, workload),
    keys: selectedKeys(workload),
    workload,
    fetch: "gather",
  } as const;
  const { behaviour: memory } = design.memory;
  const kept = mapBits(own);
  // Of the data kept on the chip only the maps are read repeatedly: keys and values are in the arrays.
  const [buffer, bits] =
    workload.phase === "decode"
      ? [chipBuffer(design), workload.layers * workload.batch * kept]
      : [design.digital.buffer.behaviour, s.length * s.width * s.wordBits + kept];
  return {
    ...own,
    hierarchy: bits > 0 ? hierarchyOf(buffer, memory, bits) : { buffer, memory, resident: 1 },
  };
}

/** Attended query-key pairs of a layer and sequence, over all query heads. */
const attendedOf = ({ s, keys }: Pick<Scored, "s" | "keys">): number => s.heads * (keys.near + keys.chosen);

function touchedArrays(design: Design, workload: Workload): Touched {
  const { rows } = design.baselines.analog.behaviour;
  return {
    keys: touchedBlocks(workload, arrayShape(sizesOf(design, workload), design).keys),
    values: touchedBlocks(workload, rows),
  };
}

/** Cells of a head's set, word lines that a query drives, and converters of the arrays that it reads. */
function parallelism({ s, keys }: Scored, touched: Touched, design: Design): Census {
  const { rows, slices, lines } = design.baselines.analog.behaviour;
  const { across } = arrayShape(s, design);
  const arrays = touched.keys.blocks * Math.ceil(s.width / rows) + touched.values.blocks * across;
  return {
    dynamicArray: 2 * s.length * s.width * slices * lines,
    dynamicDac: (s.width * touched.keys.blocks + (keys.near + keys.chosen) * across) / s.tokens,
    dynamicAdc: Math.max(1, (arrays / s.tokens) * convertersOf(design)),
  };
}

/** Vectors come in; keys, values and codes are written; queries pass through a map where there is one. */
function prepareCounts(own: Scored, design: Design): ActionCount[] {
  const { s, workload, hierarchy } = own;
  const { slices, lines } = design.baselines.analog.behaviour;
  const row = s.width * s.wordBits;
  const here = { ...hierarchy, resident: 1 };
  const vectors = s.tokens * 2 * s.kvHeads * row;
  return [
    ...enter(vectors + s.tokens * s.heads * row + mapBits(own, workload.phase !== "decode"), hierarchy),
    ...move("write", "read", vectors, here),
    {
      operation: "write",
      component: "dynamicArray",
      action: "write",
      count: s.tokens * 2 * s.kvHeads * s.width * slices * lines,
    },
    ...linkCounts("write", vectors, analogNodeOf(design), design),
    ...move("hash", "read", s.hashInputBits, here),
    ...encodeCounts(own),
    ...mapCounts(own),
  ];
}

/**
 * Products on the arrays. A query drives the rows of every array of keys with a chosen key: all its columns
 * conduct, even open ones, whose lines settle between the driven rows and pass current between them. Only
 * chosen columns are converted. Of values, only rows of attended keys are driven and conduct, in each array
 * across a value; such an array's columns are converted once. Read time does not depend on the choice.
 */
function readCounts({ s, keys, workload }: Scored, touched: Touched, design: Design): ActionCount[] {
  const { rows, slices, lines, phases, readout } = design.baselines.analog.behaviour;
  const { queries } = attendedBy(workload);
  const pairs = attendedOf({ s, keys });
  const parts = slices * phases;
  const cells = s.width * parts * lines;
  const elements = s.heads * queries * s.width;
  const pulses = readout === "charge-to-pulse";
  const scores = pairs * Math.ceil(s.width / rows) * parts;
  const outputs = s.heads * s.width * touched.values.blocks * parts;
  const onArray = (
    operation: "score" | "weigh",
    drives: number,
    read: number,
    conversions: number,
  ): ActionCount[] => [
    { operation, component: "dynamicDac", action: "drive", count: drives * phases },
    { operation, component: "dynamicArray", action: "read", count: read * cells },
    {
      operation,
      component: "dynamicArray",
      action: "stall",
      count: (s.heads * queries * s.length - read) * cells,
    },
    {
      operation: pulses && operation === "score" ? "softmax" : operation,
      component: "dynamicAdc",
      action: "convert",
      count: conversions,
    },
  ];
  const list = listBits({ s, keys, workload });
  const here = { buffer: design.digital.buffer.behaviour, memory: design.memory.behaviour, resident: 1 };
  const row = s.width * s.wordBits;
  const codes = pulses ? 0 : pairs * (s.accumulatorBits + s.wordBits);
  return [
    ...move("top-k", "write", list, here),
    ...move("gather", "read", list + s.heads * queries * row, here),
    ...onArray("score", s.heads * s.width * touched.keys.blocks, s.heads * touched.keys.keys, scores),
    { operation: "score", component: "mac", action: "add", count: scores - pairs },
    { operation: "softmax", component: "softmax", action: "exponent", count: pulses ? 0 : pairs },
    ...onArray("weigh", pulses ? 0 : pairs * arrayShape(s, design).across, pairs, outputs),
    ...linkCounts(
      "gather",
      list + s.heads * queries * row + elements * s.accumulatorBits + codes,
      analogNodeOf(design),
      design,
    ),
    { operation: "weigh", component: "mac", action: "add", count: outputs - elements },
    { operation: "combine", component: "mac", action: "mac", count: s.normalises && !pulses ? elements : 0 },
    ...leave(queries * s.heads * row, here),
  ];
}
