// Designs under the roofs of their chip: operations of the MAC units for each byte of memory traffic.

import { priceList } from "../cost/price-list.ts";
import type { OperatingPoint } from "../mapping/action-counts.ts";
import { memoryBytes } from "../mapping/traffic.ts";
import type { FeasibleResult } from "./comparison-design.ts";

/** A priced run under the roofs of its memory and its MAC units. */
export interface Roofline {
  /** operations/s of all MAC units; B/s of the memory behind the chip. */
  readonly peak: number;
  readonly bandwidth: number;
  /** Operations of the MAC units over the run, and bytes read from and written to the memory. */
  readonly operations: number;
  readonly bytes: number;
  /** Operations a byte, and operations a second of the run's latency. */
  readonly intensity: number;
  readonly rate: number;
}

/** A multiply-accumulate is two operations, of integers or of floating-point numbers. */
const OPERATIONS = 2;

/** Place of a design; null without working MAC units or memory traffic. A GPU's price has roofs of its own. */
export function rooflineOf(
  { design, mapping, cost }: Pick<FeasibleResult, "design" | "mapping" | "cost">,
  point: OperatingPoint,
): Roofline | null {
  if (mapping.census.gpu !== undefined) return null;
  const { mac, memory } = priceList(design, point);
  const macs = mapping.counts.reduce(
    (sum, { component, action, count }) => sum + (component === "mac" && action === "mac" ? count : 0),
    0,
  );
  const [operations, bytes] = [OPERATIONS * macs, memoryBytes(mapping, design)];
  const [intensity, rate] = [operations / bytes, operations / cost.timing.latency];
  if (!(intensity > 0 && Number.isFinite(intensity) && rate > 0)) return null;
  return {
    peak: (OPERATIONS * design.cores) / mac.actions.mac.interval,
    bandwidth: design.memory.behaviour.bits / 8 / memory.actions.read.interval,
    operations,
    bytes,
    intensity,
    rate,
  };
}

/** Operations a byte above which the memory is no limit. */
export const ridgeOf = ({ peak, bandwidth }: Pick<Roofline, "peak" | "bandwidth">): number =>
  peak / bandwidth;

/** Attainable rate at an intensity, operations/s: the lower of both roofs. */
export const roofAt = (
  { peak, bandwidth }: Pick<Roofline, "peak" | "bandwidth">,
  intensity: number,
): number => Math.min(peak, bandwidth * intensity);

/** Whether the memory, not the MAC units, is the lower roof of a design. */
export const isMemoryBound = (own: Roofline): boolean => own.intensity < ridgeOf(own);
