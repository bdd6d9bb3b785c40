// Mappings of two comparison designs: exact attention in analog arrays, and on a GPU.

import { InfeasibleError } from "#base";
import { analogNodeOf, checkAnalogRead } from "../design/analog-baseline.ts";
import type { Design } from "../design/design.ts";
import type { Workload } from "../design/workload.ts";
import type { Gpu } from "../peripherals/gpu.ts";
import { type ActionCount, asBackward, mergeCounts } from "./action-counts.ts";
import { checkCards, memoryPackages } from "./off-chip-memory.ts";
import { type Census, coreCensus } from "./placement.ts";
import { ANALOG_STAGES, BACKWARD_KERNEL_STAGES, KERNEL_STAGES, type Schedule } from "./schedule.ts";
import { attendedBy, LOG_SUM_BITS, type Sizes, sizesOf } from "./sizes.ts";
import { enter, leave, linkCensus, linkCounts, move } from "./traffic.ts";

export const NO_ANALOG_GRADIENTS =
  "arrays that hold keys and values are driven along their word lines alone: gradients of queries and weights read them " +
  "the other way (dP = dO·Vᵀ, dQ = dS·K), those of keys and values are sums of outer products over queries " +
  '(dV = Pᵀ·dO, dK = dSᵀ·Q), and no model of such an array here publishes either (use workload.pass "forward")';

/** Sets of one head's keys and values that a core keeps in a prefill: one is written while one is read. */
export const PREFILL_SETS = 2;

/**
 * Maps exact attention with keys and values in analog arrays that are rewritten with every sequence: both
 * products on the arrays, softmax and sums of slices, phases and row blocks on the chip's digital units. A
 * prefill writes one head after another into two sets of arrays; a decode keeps the keys and values of all
 * layers, key heads and sequences. Throws InfeasibleError for training.
 */
export function mapAnalog(design: Design, workload: Workload) {
  if (workload.pass === "training") throw new InfeasibleError(NO_ANALOG_GRADIENTS);
  checkAnalogRead(design);
  const sizes = sizesOf(design, workload);
  const repeats = workload.layers * workload.batch;
  const heads = repeats * workload.kvHeads;
  const sets = workload.phase === "decode" ? heads : Math.min(PREFILL_SETS * design.cores, heads);
  const arrays = arraysOf(sizes, design);
  return {
    census: {
      ...dynamicCensus(design, sets * (arrays.keys + arrays.values), memoryPackages(design, workload)),
      ...linkCensus(analogNodeOf(design), design),
    },
    parallel: parallelism(sizes, design, workload),
    placement: null,
    counts: mergeCounts(analogCounts(sizes, design, workload), repeats),
    schedule: scheduleOf(design, workload),
    gatherEfficiency: design.digital.buffer.behaviour.gatherEfficiency,
    // In a decode, a cell is rewritten after as many tokens as the context has.
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
    shared: { memory: 1, link: 1 },
    autoregressive: phase === "decode",
  };
}

/** Arrays of one head's keys (a column per element's slice, d rows) and of its values (a row per token). */
export function arraysOf({ length, width }: Sizes, design: Design): { keys: number; values: number } {
  const { rows, columns, slices, lines } = design.baselines.analog.behaviour;
  const across = (elements: number): number => Math.ceil((elements * slices * lines) / columns);
  return {
    keys: Math.ceil(width / rows) * across(length),
    values: Math.ceil(length / rows) * across(width),
  };
}

/** Keys in one array of a head's keys, and parallel arrays that hold one value. */
export function arrayShape({ width }: Sizes, { baselines }: Design): { keys: number; across: number } {
  const { columns, slices, lines } = baselines.analog.behaviour;
  return {
    keys: Math.max(1, Math.floor(columns / (slices * lines))),
    across: Math.ceil((width * slices * lines) / columns),
  };
}

/** Converters of one array. */
export const convertersOf = ({ baselines }: Design): number => {
  const { columns, lines, columnsPerConverter } = baselines.analog.behaviour;
  return Math.ceil(columns / lines / columnsPerConverter);
};

/** Arrays of keys and values, with the chip's own units. */
export function dynamicCensus(design: Design, arrays: number, packages: number): Census {
  const { rows, columns } = design.baselines.analog.behaviour;
  return {
    ...coreCensus(design.cores, ["mac", "softmax", "buffer"], packages),
    dynamicArray: arrays * rows * columns,
    dynamicDac: arrays * rows,
    dynamicAdc: arrays * convertersOf(design),
  };
}

/**
 * Cells of a head's set, and converters that a query occupies: those of the rows of keys and values that it
 * drives, and those of the columns of keys that it sees.
 */
function parallelism(s: Sizes, design: Design, workload: Workload): Census {
  const { slices, lines } = design.baselines.analog.behaviour;
  const { queries, pairs, blocks } = attendedBy(workload);
  const seen = pairs / queries;
  const { keys, values } = arraysOf(s, design);
  const shape = arrayShape(s, design);
  const converters = (keys + values) * convertersOf(design);
  return {
    dynamicArray: 2 * s.length * s.width * slices * lines,
    dynamicDac: (s.width * blocks(shape.keys)) / queries + seen * shape.across,
    dynamicAdc: Math.max(1, (converters * seen) / s.length),
  };
}

/**
 * Actions of one layer and sequence. Keys and values are written once per key head and read by every query
 * head that shares them. A query drives the d word lines of every array of keys that it sees, and its weights
 * one word line per key of every array across the width of a value, once a phase: each array has its own
 * drivers. A cell takes part in every phase. Per slice and phase, a column of keys is converted for every
 * block of rows of the width, a column of values for every block of rows of the keys.
 */
function analogCounts(s: Sizes, design: Design, workload: Workload): ActionCount[] {
  const { rows, slices, lines, phases } = design.baselines.analog.behaviour;
  const { queries, pairs, fresh, blocks } = attendedBy(workload);
  const hierarchy = {
    buffer: design.digital.buffer.behaviour,
    memory: design.memory.behaviour,
    resident: 1,
  };
  const row = s.width * s.wordBits;
  const cells = s.width * slices * lines;
  const reads = s.heads * pairs * cells * phases;
  const parts = slices * phases;
  const scores = s.heads * pairs * Math.ceil(s.width / rows) * parts;
  const outputs = s.heads * s.width * blocks(rows) * parts;
  const elements = s.heads * queries * s.width;
  const { readout } = design.baselines.analog.behaviour;
  const shape = arrayShape(s, design);
  const pulses = readout === "charge-to-pulse";
  const onArray = (operation: "score" | "weigh", drives: number, conversions: number): ActionCount[] => [
    { operation, component: "dynamicDac", action: "drive", count: drives * phases },
    { operation, component: "dynamicArray", action: "read", count: reads },
    {
      operation,
      component: "dynamicArray",
      action: "stall",
      count: s.heads * queries * s.length * cells * phases - reads,
    },
    // A converter to pulses saturates, so it also acts as the softmax.
    {
      operation: pulses && operation === "score" ? "softmax" : operation,
      component: "dynamicAdc",
      action: "convert",
      count: conversions,
    },
  ];
  // Counters at the arrays sum row blocks. Where pulses pass between arrays, scores and weights stay there.
  const crossing = fresh * 2 * s.kvHeads * row + s.heads * queries * row + elements * s.accumulatorBits;
  const codes = pulses ? 0 : s.heads * pairs * (s.accumulatorBits + s.wordBits);
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
    ...onArray("score", s.heads * s.width * blocks(shape.keys), scores),
    { operation: "score", component: "mac", action: "add", count: scores - s.heads * pairs },
    { operation: "softmax", component: "softmax", action: "exponent", count: pulses ? 0 : s.heads * pairs },
    ...onArray("weigh", pulses ? 0 : s.heads * pairs * shape.across, outputs),
    ...linkCounts("gather", crossing + codes, analogNodeOf(design), design),
    { operation: "weigh", component: "mac", action: "add", count: outputs - elements },
    { operation: "combine", component: "mac", action: "mac", count: s.normalises && !pulses ? elements : 0 },
    ...leave(queries * s.heads * row, hierarchy),
  ];
}

/**
 * Exact attention as one fused kernel a layer on a GPU: 4 H L² d operations, without those of masked pairs;
 * each query, key, value and output moved once. A decode moves the keys and values of the context. `stall` is
 * the unused share of the peak. Training adds a kernel of five products, 2.5 times the operations at equal
 * utilisation, which moves queries, keys, values, outputs, their gradients and twice the log-sum-exps
 * [flash-attention-2024]. All heads and sequences run together, flattering a GPU that is not full.
 */
export function mapGpu(design: Design, workload: Workload) {
  checkCards(design, workload);
  const gpu = design.baselines.gpu.behaviour;
  const { layers, batch } = workload;
  const training = workload.pass === "training";
  const kernel = (sequence: readonly ActionCount[]): ActionCount[] => [
    ...mergeCounts(sequence, batch),
    LAUNCH,
  ];
  const kept = training ? [logSumBytes(workload)] : [];
  const forward = kernel([...sequenceCounts(gpu, workload), ...kept]);
  const gradients = training ? asBackward(kernel([...gradientCounts(gpu, workload), ...kept])) : [];
  const schedule: Schedule = {
    layers,
    // All heads form one kernel.
    heads: 1,
    cores: 1,
    slots: 1,
    stages: KERNEL_STAGES,
    shared: {},
    autoregressive: workload.phase === "decode",
  };
  return {
    census: { gpu: 1 },
    parallel: {},
    placement: null,
    counts: mergeCounts([...forward, ...gradients], layers),
    schedule,
    ...(training ? { backward: { ...schedule, stages: BACKWARD_KERNEL_STAGES } } : {}),
    gatherEfficiency: 1,
  };
}

const LAUNCH: ActionCount = { operation: "score", component: "gpu", action: "launch", count: 1 };

/** Products of a backward pass over those of a forward pass. Source: [flash-attention-2024]. */
const BACKWARD_PRODUCTS = 5 / 2;

/** Log-sum-exps of a layer and sequence, in 32-bit words. */
const logSumBytes = ({ heads, length }: Workload): ActionCount => ({
  operation: "score",
  component: "gpuMemory",
  action: "byte",
  count: (heads * length * LOG_SUM_BITS) / 8,
});

/** Gradients of one layer and sequence: q, o, ∂o and ∂q per query head; k, v, ∂k and ∂v per key head. */
function gradientCounts(gpu: Gpu, workload: Workload): ActionCount[] {
  const { heads, kvHeads, headWidth, length } = workload;
  const bytes = gpu.bytes * length * headWidth * (4 * heads + 4 * kvHeads);
  return [
    ...productCounts(gpu, workload, BACKWARD_PRODUCTS),
    { operation: "score", component: "gpuMemory", action: "byte", count: bytes },
  ];
}

/** Actions of one layer and sequence. */
function sequenceCounts(gpu: Gpu, workload: Workload): ActionCount[] {
  const { heads, kvHeads, headWidth, length, phase } = workload;
  const rows = phase === "decode" ? 2 * kvHeads : 2 * heads + 2 * kvHeads;
  return [
    ...productCounts(gpu, workload, 1),
    {
      operation: "score",
      component: "gpuMemory",
      action: "byte",
      count: gpu.bytes * length * headWidth * rows,
    },
  ];
}

/** Operations of `times` the two products of a forward pass, and the peak time that they leave unused. */
function productCounts(gpu: Gpu, workload: Workload, times: number): ActionCount[] {
  const { heads, headWidth, length, attention } = workload;
  const flops = times * 4 * heads * attendedBy(workload).pairs * headWidth;
  const share = gpu.utilisation(headWidth, length, attention.causal);
  return [
    { operation: "score", component: "gpu", action: "flop", count: flops },
    { operation: "score", component: "gpu", action: "stall", count: flops * (1 / share - 1) },
  ];
}
