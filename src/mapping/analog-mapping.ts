import { InfeasibleError } from "../base/errors.ts";
import type { Design } from "../design/design.ts";
import type { Workload } from "../design/workload.ts";
import { type ActionCount, mergeCounts } from "./action-counts.ts";
import { attendedBy } from "./attended.ts";
import { type Census, coreCensus } from "./census.ts";
import { ANALOG_STAGES, type Schedule } from "./schedule.ts";
import { type Sizes, sizesOf, WORD_BITS } from "./sizes.ts";
import { enter, leave, move } from "./traffic.ts";

const NO_GRADIENTS =
  "arrays that hold keys and values are driven along their word lines alone: gradients of queries and weights read them " +
  "the other way (dP = dO·Vᵀ, dQ = dS·K), those of keys and values are sums of outer products over queries " +
  '(dV = Pᵀ·dO, dK = dSᵀ·Q), and no model of such an array here publishes either (use workload.pass "forward")';

/** Sets of keys and values of one head each that a core keeps in a prefill: one is written while the other is read. */
const PREFILL_SETS = 2;

/**
 * Exact attention with keys and values in analog arrays that are rewritten with every sequence: both products on the
 * arrays, softmax and sums of slices, phases and row blocks on the chip's digital units. A prefill writes head after head
 * into two sets of arrays; a decode keeps the keys and values of all layers, key heads and sequences. Throws
 * InfeasibleError for training.
 */
export function mapAnalog(design: Design, workload: Workload) {
  if (workload.pass === "training") throw new InfeasibleError(NO_GRADIENTS);
  const sizes = sizesOf(design, workload);
  const repeats = workload.layers * workload.batch;
  const heads = repeats * workload.kvHeads;
  const sets = workload.phase === "decode" ? heads : Math.min(PREFILL_SETS * design.cores, heads);
  const arrays = arraysOf(sizes, design);
  return {
    census: arrayCensus(design, sets * (arrays.keys + arrays.values)),
    parallel: parallelism(sizes, design, workload),
    placement: null,
    counts: mergeCounts(analogCounts(sizes, design, workload), repeats),
    schedule: scheduleOf(design, workload),
    gatherEfficiency: design.digital.buffer.behaviour.gatherEfficiency,
    // A decode's cell is rewritten when as many tokens have come as it keeps.
    rewrites: workload.phase === "decode" ? 1 / workload.length : heads / sets,
  };
}

function scheduleOf({ contexts, cores }: Design, { layers, heads, batch, phase }: Workload): Schedule {
  return {
    layers,
    heads: heads * batch,
    cores,
    slots: phase === "decode" ? contexts : Math.min(contexts, PREFILL_SETS),
    stages: ANALOG_STAGES,
    shared: { memory: 1 },
    autoregressive: phase === "decode",
  };
}

/** Arrays that hold one head's keys (a column an element's slice, d rows) and its values (a row a token). */
function arraysOf({ length, width }: Sizes, design: Design): { keys: number; values: number } {
  const { rows, columns, slices, lines } = design.baselines.analog.behaviour;
  const across = (elements: number): number => Math.ceil((elements * slices * lines) / columns);
  return {
    keys: Math.ceil(width / rows) * across(length),
    values: Math.ceil(length / rows) * across(width),
  };
}

const convertersOf = ({ baselines }: Design): number => {
  const { columns, lines, columnsPerConverter } = baselines.analog.behaviour;
  return Math.ceil(columns / lines / columnsPerConverter);
};

function arrayCensus(design: Design, arrays: number): Census {
  const { rows, columns } = design.baselines.analog.behaviour;
  return {
    ...coreCensus(design.cores, ["mac", "softmax", "buffer"]),
    dynamicArray: arrays * rows * columns,
    dynamicDac: arrays * rows,
    dynamicAdc: arrays * convertersOf(design),
  };
}

/**
 * Cells of a head's set, and the converters that a query keeps busy: those before the rows of keys and of values that
 * it drives, those behind the columns of keys that it sees.
 */
function parallelism(s: Sizes, design: Design, workload: Workload): Census {
  const { slices, lines } = design.baselines.analog.behaviour;
  const { queries, pairs } = attendedBy(workload);
  const seen = pairs / queries;
  const { keys, values } = arraysOf(s, design);
  const converters = (keys + values) * convertersOf(design);
  return {
    dynamicArray: 2 * s.length * s.width * slices * lines,
    dynamicDac: s.width + seen,
    dynamicAdc: Math.max(1, (converters * seen) / s.length),
  };
}

/**
 * Actions of one layer and sequence. Keys and values are written once a key head and read by every query head that
 * shares them. A query drives d word lines and its weights one a key, once a phase; a cell takes part in every phase;
 * a column of keys is converted for every block of rows that the width takes, a column of values for every block of
 * rows that the keys take, each slice and phase by itself.
 */
function analogCounts(s: Sizes, design: Design, workload: Workload): ActionCount[] {
  const { rows, slices, lines, phases } = design.baselines.analog.behaviour;
  const { queries, pairs, fresh, blocks } = attendedBy(workload);
  const hierarchy = {
    buffer: design.digital.buffer.behaviour,
    memory: design.memory.behaviour,
    resident: 1,
  };
  const row = s.width * WORD_BITS;
  const cells = s.width * slices * lines;
  const reads = s.heads * pairs * cells * phases;
  const parts = slices * phases;
  const scores = s.heads * pairs * Math.ceil(s.width / rows) * parts;
  const outputs = s.heads * s.width * blocks(rows) * parts;
  const elements = s.heads * queries * s.width;
  const onArray = (operation: "score" | "weigh", drives: number, conversions: number): ActionCount[] => [
    { operation, component: "dynamicDac", action: "drive", count: drives * phases },
    { operation, component: "dynamicArray", action: "read", count: reads },
    {
      operation,
      component: "dynamicArray",
      action: "stall",
      count: s.heads * queries * s.length * cells * phases - reads,
    },
    { operation, component: "dynamicAdc", action: "convert", count: conversions },
  ];
  return [
    ...enter(fresh * (s.heads + 2 * s.kvHeads) * row, hierarchy),
    ...move("write", "read", fresh * 2 * s.kvHeads * row, hierarchy),
    {
      operation: "write",
      component: "dynamicArray",
      action: "write",
      count: fresh * 2 * s.kvHeads * cells,
    },
    ...move("gather", "read", s.heads * queries * row, hierarchy),
    ...onArray("score", elements, scores),
    { operation: "score", component: "mac", action: "add", count: scores - s.heads * pairs },
    { operation: "softmax", component: "softmax", action: "exponent", count: s.heads * pairs },
    ...onArray("weigh", s.heads * pairs, outputs),
    { operation: "weigh", component: "mac", action: "add", count: outputs - elements },
    { operation: "combine", component: "mac", action: "mac", count: s.normalises ? elements : 0 },
    ...leave(queries * s.heads * row, hierarchy),
  ];
}
