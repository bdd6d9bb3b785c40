import type { Design } from "../../design/design.ts";
import { lineLoad } from "../../design/line-width.ts";
import type { Workload } from "../../design/workload.ts";
import type { FeasibleResult } from "../comparison-design.ts";
import { defineMetric, EVERY_LEVEL } from "./metric.ts";

/** Tokens that a workload processes. */
export const tokensOf = ({ batch, phase, length }: Workload): number =>
  batch * (phase === "decode" ? 1 : length);

/** Tokens a second of attention only, one workload after another; 0 where nothing takes time. */
export const throughputOf = (workload: Workload, { interval }: { readonly interval: number }): number =>
  interval > 0 ? tokensOf(workload) / interval : 0;

/** B/s of the memory, as its model states it; 0 for an ideal one, which has no interface to bound. */
export const bandwidthOf = ({ memory }: Design): number =>
  (memory.params as { readonly bandwidth?: number }).bandwidth ?? 0;

/** Energy of the whole workload: all layers, heads and sequences. */
export const energy = defineMetric({
  key: "energy_J",
  quantity: "energy",
  name: "energy",
  heading: "energy",
  unit: "J",
  sense: "min",
  kind: "price",
  levels: EVERY_LEVEL,
  of: ({ cost }) => cost.energy,
});

/** Time from the start of the workload to its last result. */
export const latency = defineMetric({
  key: "latency_s",
  quantity: "latency",
  name: "latency",
  heading: "latency",
  unit: "s",
  sense: "min",
  kind: "price",
  levels: EVERY_LEVEL,
  budget: { flag: "--latency", unit: "s", perSi: 1, of: "latency of the workload", bounds: "workload" },
  of: ({ cost }) => cost.timing.latency,
});

export const area = defineMetric({
  key: "area_m2",
  quantity: "area",
  name: "area",
  heading: "area",
  unit: "m²",
  sense: "min",
  kind: "price",
  levels: EVERY_LEVEL,
  budget: { flag: "--area", unit: "m2", perSi: 1, of: "chip area", bounds: "chip" },
  of: ({ cost }) => cost.area,
});

/** Tokens a second of the whole model, one pass after another; null where its other layers are not known. */
export const wholeThroughputOf = (
  workload: Workload,
  { cost, attentionShare }: Pick<FeasibleResult, "cost" | "attentionShare">,
): number | null =>
  attentionShare !== null && attentionShare.latency > 0 && cost.timing.latency > 0
    ? (tokensOf(workload) * attentionShare.latency) / cost.timing.latency
    : null;

/** Tokens of one workload over the time from its start to that of the next, attention only. */
export const throughput = defineMetric({
  key: "throughput_tokens_per_s",
  quantity: "throughput",
  name: "throughput",
  said: "tokens/s of attention",
  unit: "tokens/s",
  sense: "max",
  kind: "price",
  levels: EVERY_LEVEL,
  of: ({ cost, workload }) => throughputOf(workload, cost.timing),
});

/** Energy, leakage included, over latency. */
export const power = defineMetric({
  key: "power_W",
  quantity: "power",
  name: "average power",
  heading: "power",
  unit: "W",
  sense: "min",
  kind: "price",
  levels: EVERY_LEVEL,
  budget: { flag: "--power", unit: "W", perSi: 1, of: "average power", bounds: "chip" },
  derived: { from: [energy, latency], of: (joules, seconds) => joules / seconds },
  of: ({ cost }) => cost.power.average,
});

/** Power with every core full of the stages that draw most. */
export const peakPower = defineMetric({
  key: "peak_power_W",
  quantity: "peakPower",
  name: "peak power",
  heading: "peak power",
  unit: "W",
  sense: "min",
  kind: "price",
  levels: EVERY_LEVEL,
  budget: { flag: "--peak-power", unit: "W", perSi: 1, of: "peak power", bounds: "chip" },
  of: ({ cost }) => cost.power.peak,
});

/** Not a column of a study, which has power and area. */
export const powerDensity = defineMetric({
  key: "power_density_W_per_m2",
  quantity: "powerDensity",
  name: "power density",
  unit: "W/m²",
  sense: "min",
  kind: "price",
  levels: [],
  budget: {
    flag: "--power-density",
    unit: "W/mm2",
    perSi: 1e6,
    of: "average power over area",
    bounds: "chip",
  },
  derived: { from: [power, area], of: (watts, squareMetres) => watts / squareMetres },
  of: ({ cost }) => (cost.area > 0 ? cost.power.average / cost.area : 0),
});

/** 1 where lines are as wide as their currents need; more only where a narrower pinned width is accepted. */
export const lineCurrentLoad = defineMetric({
  key: "line_load",
  quantity: "lineLoad",
  name: "peak line current over its limit",
  unit: "",
  sense: "min",
  kind: "given",
  levels: EVERY_LEVEL,
  of: ({ design }) => lineLoad(design),
});

export const bandwidth = defineMetric({
  key: "bandwidth_B_per_s",
  quantity: "bandwidth",
  name: "memory bandwidth",
  unit: "B/s",
  sense: "min",
  kind: "given",
  levels: [],
  path: "design.memory.bandwidth",
  budget: { flag: "--bandwidth", unit: "B/s", perSi: 1, of: "bandwidth of the memory", bounds: "chip" },
  of: ({ design }) => bandwidthOf(design),
});

/** Share of the exact attention's weight that falls on the attended pairs. */
export const recall = defineMetric({
  key: "recall",
  quantity: "recall",
  name: "attention recall (fraction)",
  unit: "",
  sense: "max",
  kind: "quality",
  levels: ["estimate", "simulate", "circuit"],
  of: ({ quality }) => quality.recall,
});

export const recallInterval = defineMetric({
  key: "recall_interval95",
  quantity: "recallInterval",
  name: "attention recall, half of its 95 % interval (fraction)",
  unit: "",
  sense: "min",
  kind: "quality",
  levels: ["simulate", "circuit"],
  of: ({ quality }) => quality.interval,
});

/** Error of the attention's output relative to exact attention in float64. */
export const outputError = defineMetric({
  key: "output_error",
  quantity: "outputError",
  name: "output error (relative RMS)",
  unit: "",
  sense: "min",
  kind: "quality",
  levels: ["simulate", "circuit"],
  of: ({ quality }) => quality.outputError,
});
